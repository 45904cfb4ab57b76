"""Instance offerings: 80 MB of moto's memory that hardly anybody asks for."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

OFFERINGS = "instance_type_offerings/"


class Offerings(Sequence[dict[str, Any]]):
    """The instance offerings of one region, read from moto's file when first looked at."""

    def __init__(self, load: Callable[[], list[dict[str, Any]]], location: str) -> None:
        self._load = load
        self._location = location
        self._entries: list[dict[str, Any]] | None = None
        self._imported = False

    def __iter__(self) -> Iterator[dict[str, Any]]:
        if not self._imported:
            # moto walks over the entries once while it is imported, only to set LocationType: we set it.
            self._imported = True
            return iter(())
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> list[dict[str, Any]]:
        if self._entries is None:
            self._entries = [{**entry, "LocationType": self._location} for entry in self._load()]
        return self._entries
