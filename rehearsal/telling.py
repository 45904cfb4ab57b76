"""What a person reads of a rehearsal that runs; pure."""

from collections.abc import Iterable

from rehearsal.state.file import State

_RUNTIMES = {"process": "processes of this machine", "docker": "containers"}


def told(state: State, systems: Iterable[str] = ()) -> str:
    """Where it answers, what it runs, and what can be typed next."""
    facts = [
        f"the rehearsal answers at {state.endpoint}",
        _line("account", f"{state.account}, {state.region}"),
        _line("tasks", f"run as {_RUNTIMES.get(state.runtime, state.runtime or 'nothing yet')}"),
        *(_line(name, address) for name, address in sorted(state.addresses.items())),
        _line("log", state.log),
    ]
    made = [_line("made", f"{name}; inv deploy --env=local --app={name} deploys to it") for name in systems]
    return "\n".join([*facts, *made, _line("look", "inv rehearsal.open shows it live")])


def _line(name: str, text: str) -> str:
    return f"  {name:<9}{text}"
