"""Starts Invoke without two things that it imports and no run of ours uses: test doubles and a YAML reader.

They take a third of its start, since the doubles bring asyncio with them. Whoever asks for one after all, as
a person's ~/.invoke.yaml does, gets the real one then.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

_DOUBLES, _YAML = "unittest.mock", "invoke.vendor.yaml"


class Later(ModuleType):
    """Stands in for a module until something in it is asked for."""

    def __getattr__(self, name: str) -> object:
        """What the real module has under that name."""
        if name.startswith("__"):
            raise AttributeError(name)  # the import system asks; the real module is not wanted for that
        _take_away(self)
        return getattr(import_module(self.__name__), name)


@contextmanager
def light_invoke() -> Iterator[None]:
    """The time in which Invoke is imported; what is imported later gets the real modules."""
    doubles, reader = Later(_DOUBLES), Later(_YAML)
    doubles.__dict__["Mock"] = _double  # Invoke takes this one by name
    for module in (doubles, reader):
        sys.modules.setdefault(module.__name__, module)
    try:
        yield
    finally:
        for module in (doubles, reader):
            _take_away(module)


def _take_away(stand_in: ModuleType) -> None:
    if sys.modules.get(stand_in.__name__) is stand_in:
        del sys.modules[stand_in.__name__]


def _double(*values: object, **words: object) -> object:
    """Make the double that was asked for."""
    return import_module(_DOUBLES).Mock(*values, **words)
