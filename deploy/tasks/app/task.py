"""The faces of `app.*`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import BARE, LOOKS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(BARE)
def list_(visit: "Visit") -> "ExitCode":
    """The systems and their environments."""
    from deploy.engine.events import Facts
    from deploy.errors import ExitCode
    from deploy.settings.load import default_system, known_environments, known_systems

    usual = default_system(visit.root)
    rows = tuple(
        (name, ", ".join(known_environments(visit.root, name)), "default" if name == usual else "")
        for name in known_systems(visit.root)
    )
    visit.screen.show(Facts("systems", ("system", "environments", ""), rows))
    return ExitCode.DONE


@face(BARE)
def check(visit: "Visit") -> "ExitCode":
    """Load all settings, and say what is wrong."""
    from deploy.engine.events import Facts
    from deploy.engine.runner import described
    from deploy.errors import ExitCode, SwingbridgeError
    from deploy.settings.load import known_environments, known_systems, load

    found, code = [], ExitCode.DONE
    for system in known_systems(visit.root):
        for environment in known_environments(visit.root, system):
            try:
                load(visit.root, system, environment)
                found.append((system, environment, "good"))
            except SwingbridgeError as error:
                visit.screen.show(described(error))
                found.append((system, environment, error.reference))
                code = error.exit_code
    visit.screen.show(Facts("settings", ("system", "environment", ""), tuple(found)))
    return code


@face(LOOKS)
def show(visit: "Visit") -> "ExitCode":
    """What the settings files amount to."""
    from deploy.engine.events import Facts
    from deploy.errors import ExitCode
    from deploy.tasks.app.plan import told

    settings = visit.settings()
    title = f"{settings.system} {settings.environment}"
    visit.screen.show(Facts(title, ("key", "value"), told(settings)))
    return ExitCode.DONE
