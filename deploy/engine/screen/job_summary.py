"""The page that GitHub shows for a job: steps, problems and the verdict, in Markdown."""

import re
from collections.abc import Iterable, Sequence

from deploy.engine.events import Event, Facts, Problem, RunEnded, Said, StepBegan, StepEnded
from deploy.engine.screen.columns import NOTHING, rectangle
from deploy.engine.screen.wording import how_it_ended, one_line, spell

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: with a backslash before each sign, no link, tag or cell starts."""
    return PUNCTUATION.sub(r"\\\1", one_line(text))


def markdown(events: Sequence[Event]) -> str:
    """The page for everything that was shown."""
    blocks = [_verdict(events), _steps(events)]
    blocks += [_block(event) for event in events if isinstance(event, Problem | Facts | Said)]
    return "\n\n".join(block for block in blocks if block) + "\n\n"


def _verdict(events: Sequence[Event]) -> str:
    ends = [event for event in events if isinstance(event, RunEnded)]
    if ends:
        return _end(ends[-1])
    began = any(isinstance(event, StepBegan) for event in events)
    return "### Swingbridge: ended without a verdict" if began else ""


def _end(end: RunEnded) -> str:
    heading = f"### Swingbridge: {how_it_ended(end)} ({escaped(spell(end.seconds))})"
    next_line = f"\n\nNext:\n\n{_code(end.next_line)}" if end.next_line else ""
    return f"{heading}\n\n{escaped(end.summary)}{next_line}"


def _steps(events: Sequence[Event]) -> str:
    ended = [event for event in events if isinstance(event, StepEnded)]
    rows = [
        (step.name, "done" if step.is_done else "failed", spell(step.seconds), step.text) for step in ended
    ]
    return _table([("Step", "State", "Time", "Seen"), *rows]) if rows else ""


def _block(event: Problem | Facts | Said) -> str:
    match event:
        case Problem(reference, what, why, do):
            return f"**{escaped(reference)}**: {escaped(what)}\n\nWhy: {escaped(why)}\n\nDo:\n\n{_code(do)}"
        case Facts(title):
            return f"**{escaped(title)}**\n\n{_table(rectangle(event)) if event.rows else NOTHING}"
        case Said(text, is_warning):
            return f"Warning: {escaped(text)}" if is_warning else ""


def _table(rows: Sequence[Iterable[str]]) -> str:
    lines = ["| " + " | ".join(escaped(cell) for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(tuple(rows[0])))
    return "\n".join(lines)


def _code(text: str) -> str:
    """A line to copy; inside an indented block Markdown acts upon nothing."""
    return f"    {one_line(text)}"
