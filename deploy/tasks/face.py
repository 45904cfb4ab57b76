"""How a function becomes a task: the common words are added, errors become texts and exit codes."""

from collections.abc import Callable, Mapping
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any

from invoke.exceptions import Exit
from invoke.tasks import Task

from deploy.errors import ExitCode
from deploy.tasks.asked import Asked, refuse_secrets

if TYPE_CHECKING:
    from deploy.tasks.visit import Visit

Inside = Callable[..., ExitCode]

_WORDS: Mapping[str, tuple[object, str]] = {
    "env": ("", "environment: memory, local, staging, production; there is no default"),
    "app": ("", "system under apps/; the default is in apps/default.toml"),
    "plan": (False, "print the plan and stop"),
    "json": (False, "JSON lines on stdout, nothing else"),
    "yes": (False, "answer yes to the question that production asks"),
    "wait": (0, "seconds to wait for somebody else's lease"),
    "reason": ("", "why, for the ledger"),
    "override": ("", "references of objections to set aside; needs --reason"),
}
ACTS = tuple(_WORDS)
"""The words of a task that changes something."""
LOOKS = ("env", "app", "json")
"""The words of a task that only looks."""
BARE = ("json",)
"""The words of a task that is about no environment."""


def face(words: tuple[str, ...], **help_texts: str) -> Callable[[Inside], "Task[Inside]"]:
    """Make a task of a function that takes a visit and its own words, and gives an exit code."""

    def made(inside: Inside) -> "Task[Inside]":
        own = list(signature(inside).parameters.values())[1:]

        def body(_context: object, **said: Any) -> None:  # noqa: ANN401 - Invoke hands over what was typed
            common = {word: said.pop(word) for word in words}
            _leave(_perform(inside, common, said))

        body.__doc__ = inside.__doc__
        body.__signature__ = Signature([_context(), *map(_word, words), *own])  # type: ignore[attr-defined] # Invoke reads it
        texts = {word: _WORDS[word][1] for word in words} | help_texts
        name = inside.__name__.rstrip("_").replace("_", "-")
        return Task(body, name=name, help=texts, auto_shortflags=False)

    return made


def _context() -> Parameter:
    return Parameter("c", Parameter.POSITIONAL_OR_KEYWORD)


def _word(word: str) -> Parameter:
    return Parameter(word, Parameter.POSITIONAL_OR_KEYWORD, default=_WORDS[word][0])


def _leave(code: ExitCode) -> None:
    if code is not ExitCode.DONE:
        raise Exit(code=int(code))


def _perform(inside: Inside, common: Mapping[str, Any], own: Mapping[str, Any]) -> ExitCode:
    """Run the inside; heavy imports begin here, so that listing the tasks stays fast."""
    from deploy.tasks.stagehand import Stagehand  # noqa: PLC0415 - see above

    def checked(visit: "Visit") -> ExitCode:
        refuse_secrets({**common, **own})
        return inside(visit, **own)

    return Stagehand(Asked(**common)).perform(checked)
