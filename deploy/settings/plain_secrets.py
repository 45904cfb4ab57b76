"""Environment variables that look like a secret: by their name, or by a password inside an address."""

from deploy.errors import UsageError
from deploy.settings.layers import Layers
from deploy.settings.schema import SettingsFile
from deploy.settings.secrecy import looks_secret


def refuse_plain_secrets(file: SettingsFile, layers: Layers) -> None:
    """Raise the error for the first value that should not be in a repository; the value is not repeated."""
    for name, component in file.components.items():
        for variable, value in component.environment.items():
            if looks_secret(variable, value):
                raise _plain_secret(name, variable, layers)


def _plain_secret(component: str, variable: str, layers: Layers) -> UsageError:
    place = layers.place(("components", component, "environment", variable))
    return UsageError(
        "settings-plain-secret",
        what=f"{place}: {variable} looks like a secret in plain text (its value is not shown)",
        why="settings are in the repository, for everybody to read and for ever",
        do=f"rotate it, store it as a secret, and name it under [components.{component}.secrets]",
    )
