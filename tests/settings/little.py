"""A repository with one little system in it, whose files a test can spoil."""

from pathlib import Path

from deploy.errors import UsageError
from deploy.settings.load import load
from deploy.settings.schema import Settings

APP = """\
[components.web]
repository = "little-web"
port = 8080
health_path = "/health"
"""
STAGING = """\
[platform]
kind = "memory"

[ledger]
kind = "sqlite"
path = ".swingbridge/ledger.db"
"""


def repository(root: Path, app: str | bytes = APP, staging: str | bytes = STAGING) -> Path:
    """A repository whose one system is called little and has one environment, staging."""
    folder = root / "apps" / "little"
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "app.toml", app)
    write(folder / "staging.toml", staging)
    return root


def write(path: Path, content: str | bytes) -> None:
    """The content as a file that only its owner can write."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o644)


def loaded(root: Path, app: str | bytes = APP, staging: str | bytes = STAGING) -> Settings:
    """The settings that these two files amount to."""
    return load(repository(root, app, staging), "little", "staging")


def refused(root: Path, app: str | bytes = APP, staging: str | bytes = STAGING) -> UsageError:
    """The error that these two files lead to."""
    try:
        loaded(root, app, staging)
    except UsageError as error:
        return error
    raise AssertionError("these settings were accepted")
