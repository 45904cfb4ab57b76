"""A screen in front of a screen: no event passes it with a secret in its texts."""

from dataclasses import fields, replace
from typing import TypeVar

from deploy.engine.events import Event, Screen
from deploy.model.discretion import discreet

V = TypeVar("V")


class DiscreetScreen:
    """Hands every event on, with stars in place of secrets."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def show(self, event: Event) -> None:
        """Show what is left of the event."""
        texts = {part.name: _without_secrets(getattr(event, part.name)) for part in fields(event)}
        self._screen.show(replace(event, **texts))

    def close(self) -> None:
        """Leave the terminal as it was found."""
        self._screen.close()


def _without_secrets(value: V) -> V:
    """Texts, and texts in tuples of any depth; everything else as it is."""
    if isinstance(value, str):
        return discreet(value)  # type: ignore[return-value] # a text for a text
    if isinstance(value, tuple):
        return tuple(map(_without_secrets, value))  # type: ignore[return-value] # a tuple for a tuple
    return value
