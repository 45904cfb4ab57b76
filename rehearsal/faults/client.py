"""Arms faults and runs actions in a running rehearsal, for tests and for the command line."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from rehearsal.faults.model import Fault


class Refused(Exception):
    """The rehearsal does not do what it was asked for, and why."""


@dataclass(frozen=True, slots=True)
class FaultClient:
    """Talks to the private side of one rehearsal; `endpoint` is what AWS_ENDPOINT_URL holds."""

    endpoint: str
    timeout: float = 30.0

    def arm(self, fault: Fault) -> str:
        """Arm a fault; the answer is its name."""
        return str(self._call("POST", "faults", fault.to_json())["name"])

    def clear(self, name: str = "") -> None:
        """Disarm one fault, or all."""
        self._call("DELETE", f"faults/{name}" if name else "faults")

    def struck(self, name: str) -> int:
        """How many calls a fault has struck."""
        armed = {entry["name"]: int(entry["struck"]) for entry in self._call("GET", "faults")["faults"]}
        return armed[name]

    def act(self, action: str, **arguments: str) -> object:
        """Run an action of a part, such as killing a task."""
        return self._call("POST", f"actions/{action}", arguments).get("result")

    def actions(self) -> list[str]:
        """The names of all actions."""
        return [str(name) for name in self._call("GET", "actions")["actions"]]

    def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.endpoint}/_rehearsal/{path}", data=data, method=method)  # noqa: S310 - loopback http
        try:
            with urlopen(request, timeout=self.timeout) as answer:  # noqa: S310 - as above
                parsed: dict[str, Any] = json.load(answer)
        except HTTPError as error:
            with error:
                raise Refused(json.load(error)["error"]) from None
        return parsed
