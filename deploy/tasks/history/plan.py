"""What `history` says; pure."""

from deploy.engine.events import Facts, Said
from deploy.errors import ExitCode
from deploy.model.history import History, Run

COLUMNS = ("began", "verb", "release", "end", "by", "what came of it")


def answer(title: str, past: History, most: int) -> Facts:
    """The newest runs, the newest first."""
    newest = past.runs[::-1][:most]
    return Facts(title, COLUMNS, tuple(_line(run) for run in newest))


def break_warning(broken: str) -> Said:
    """A broken chain is told to whoever reads, and stops whoever would write."""
    return Said(
        f"the ledger is broken: {broken}; nothing will be changed here until a person looked", is_warning=True
    )


def _line(run: Run) -> tuple[str, ...]:
    outcome = run.summary or (
        f"cut off at {run.last_kind} of {run.last_step}" if run.last_step else "cut off"
    )
    after = f", after {run.problem}" if run.problem else ""
    why = f" ({run.why})" if run.why else ""
    return (run.began, run.verb, run.release, _ending(run), run.who, f"{outcome}{after}{why}")


def _ending(run: Run) -> str:
    if not run.is_over:
        return "not over"
    return ExitCode(int(run.exit_code)).name.lower().replace("_", " ")
