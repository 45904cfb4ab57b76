"""The entry point of every image: it understands the commands that the systems' documents give.

No command, or `serve`, serves; `php artisan queue:work` and `worker` work a queue; `alembic upgrade head`,
`php artisan migrate --force` and `migrate` migrate; `alembic current` and `php artisan migrate:status` tell
the revision; `probe` asks the running service how it is.
"""

import sys
from collections.abc import Callable, Mapping

from stand_in.identity import Identity


def main(arguments: list[str]) -> int:
    """Do what the command asks, and give its exit code."""
    run = _MODES.get(_mode(arguments))
    if run is None:
        print(f"stand_in: there is no command {' '.join(arguments)}", file=sys.stderr)  # noqa: T201 - a program's own word
        return 2
    return run(Identity.from_environment())


def _mode(arguments: list[str]) -> str:
    words = [
        word for word in arguments if word not in ("php", "artisan", "alembic") and not word.startswith("-")
    ]
    return words[0] if words else "serve"


def _serve(identity: Identity) -> int:
    from stand_in.server import serve  # noqa: PLC0415 - a probe starts without a server

    return serve(identity)


def _work(identity: Identity) -> int:
    from stand_in.worker import work  # noqa: PLC0415 - as above

    return work(identity)


def _migrate(_identity: Identity) -> int:
    from stand_in.migrations import migrate  # noqa: PLC0415 - as above

    return migrate()


def _revision(_identity: Identity) -> int:
    from stand_in.migrations import show_revision  # noqa: PLC0415 - as above

    return show_revision()


def _probe(identity: Identity) -> int:
    from stand_in.probe import probe  # noqa: PLC0415 - as above

    return probe(identity)


_MODES: Mapping[str, Callable[[Identity], int]] = {
    "serve": _serve,
    "worker": _work,
    "queue:work": _work,
    "migrate": _migrate,
    "upgrade": _migrate,
    "current": _revision,
    "migrate:status": _revision,
    "probe": _probe,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
