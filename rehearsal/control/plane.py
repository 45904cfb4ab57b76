"""The control plane as its parts see it: the lock, the place, the records, and where to register things."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from rehearsal.control.gaps import Answer, GapBook

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from rehearsal.control.part import Part
    from rehearsal.requests.entry import Entry

# moto's own default; a caller reaches another account by assuming a role there.
ACCOUNT = "123456789012"
REGION = "us-east-1"
OUTSIDE = "outside"
P = TypeVar("P")

Action = Callable[[Mapping[str, str]], object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rehearsal lives: its folder on disk, its account and its region."""

    folder: Path
    account: str = ACCOUNT
    region: str = REGION


class ControlPlane:
    """What the parts share.

    Every API call and every reconciler step holds `lock`, so a part may read and change moto's records freely
    inside `start`, `tick`, gaps and hooks; on its own threads it takes the lock first.
    """

    def __init__(self, place: Place) -> None:
        self.lock = RLock()
        self.folder = place.folder
        self.account = place.account
        self.region = place.region
        self.endpoint = ""
        self.gaps = GapBook()
        self.parts: list[Part] = []
        self.addresses: dict[str, str] = {}
        # What tasks run as: "docker" or "process"; the part that runs them says so.
        self.runtime = ""
        self.actions: dict[str, Action] = {}
        self.pages: dict[str, WSGIApplication] = {}
        # The server puts its request log here.
        self.newest_calls: Callable[[int], Sequence[Entry]] = lambda _: ()

    def add_part(self, part: "Part") -> None:
        """Take a part in; parts start in this order and stop in the opposite one."""
        self.parts.append(part)

    def part(self, kind: type[P]) -> P:
        """The part of a class, for hooks that cannot do without it."""
        return next(part for part in self.parts if isinstance(part, kind))

    def find_part(self, kind: type[P]) -> P | None:
        """The part of a class, where there is one."""
        return next((part for part in self.parts if isinstance(part, kind)), None)

    def note_outside(self, path: Path) -> None:
        """Note a folder elsewhere that holds data of ours, so that `down --forget` removes it too."""
        notes = self.folder / OUTSIDE
        noted = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
        if str(path) not in noted:
            notes.write_text("".join(f"{line}\n" for line in [*noted, path]), encoding="utf-8")

    def seen(self, service: str) -> bool:
        """Whether anyone has used a service yet; asked first, as importing moto's ec2 takes a second."""
        return f"moto.{service}.models" in sys.modules

    def backend(self, service: str, account: str = "", region: str = "") -> Any:  # noqa: ANN401 - moto's backends share no type
        """Moto's records of a service, here or in another account or region ("aws" for global services)."""
        from moto.backends import get_backend  # noqa: PLC0415 - keeps this module free of moto for fast commands

        return get_backend(service)[account or self.account][region or self.region]  # type: ignore[call-overload]

    def backends(self, service: str) -> list[Any]:
        """Moto's records of a service in every account and region where it was used; nothing is imported."""
        if not self.seen(service):
            return []
        return [backend for name, _, _, backend in self.records() if name == service]

    def gap(self, service: str, operation: str, answer: Answer) -> None:
        """Answer an operation that moto lacks, or answers wrongly, with a function of ours."""
        self.gaps.add(service, operation, answer)

    def publish(self, name: str, address: str) -> None:
        """Make an address known to people and tests through the state file ("registry": "127.0.0.1:4000")."""
        self.addresses[name] = address

    def add_action(self, name: str, action: Action) -> None:
        """Offer something to do on demand: `POST /_rehearsal/actions/NAME`, JSON strings, under the lock."""
        self.actions[name] = action

    def add_page(self, prefix: str, application: "WSGIApplication") -> None:
        """Serve a WSGI application under `/_rehearsal/PREFIX`, without the lock (streams are welcome)."""
        self.pages[prefix] = application

    def records(self) -> Iterable[tuple[str, str, str, Any]]:
        """Every live backend of moto as (service, account, region, backend)."""
        from moto.core.base_backend import BackendDict  # noqa: PLC0415 - as above

        for service in list(BackendDict._instances):  # type: ignore[misc]  # noqa: SLF001 - moto lists live backends only here
            for account, region, backend in service.iter_backends():
                yield service.service_name, account, region, backend
