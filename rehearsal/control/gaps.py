"""Operations that moto lacks, answered by our own functions and checked against botocore's model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """One request as a gap sees it: members by their names in the model, already checked against it."""

    service: str
    operation: str
    account: str
    region: str
    caller: str
    request: Mapping[str, Any]


class ApiError(Exception):
    """An error the way AWS answers it; `fields` are further members of the error's shape."""

    def __init__(self, code: str, message: str, status: int = 400, **fields: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        # The serializer reads the members of the error's shape as attributes.
        vars(self).update(fields)


Answer = Callable[[Call], Mapping[str, Any]]


class GapBook:
    """The operations we answer ourselves, by service (botocore's name) and operation."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], Answer] = {}

    def add(self, service: str, operation: str, answer: Answer) -> None:
        """Answer an operation here; the newest registration holds."""
        self._answers[service, operation] = answer

    def find(self, service: str, operation: str) -> Answer | None:
        """Our answer to an operation, or nothing where moto answers it."""
        return self._answers.get((service, operation))
