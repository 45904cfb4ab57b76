"""moto's repositories as the registry sees them, always under the control plane's lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from rehearsal.registry.errors import Refused
from rehearsal.registry.shapes import RepositoryRecord
from rehearsal.registry.tokens import Scope

if TYPE_CHECKING:
    from rehearsal.control.plane import ControlPlane


class Catalogue:
    """Repositories by account, region and name."""

    def __init__(self, plane: "ControlPlane") -> None:
        self._plane = plane

    @contextmanager
    def repository(self, scope: Scope, name: str) -> Iterator[RepositoryRecord]:
        """A repository to read and change, for a short moment; no body is moved meanwhile."""
        with self._plane.lock:
            found = self._plane.backend("ecr", scope.account, scope.region).repositories.get(name)
            if found is None:
                message = f"The repository with name '{name}' does not exist in the registry with id"
                raise Refused(404, "NAME_UNKNOWN", f"{message} '{scope.account}'")
            yield cast("RepositoryRecord", found)

    def all(self) -> list[RepositoryRecord]:
        """Every repository of every account and region; the lock is held by the caller."""
        return [one for backend in self._plane.backends("ecr") for one in backend.repositories.values()]
