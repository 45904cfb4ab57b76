"""The private side of the port: health, faults, actions, saving, reset, and the pages of the parts."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rehearsal.control.plane import ControlPlane
from rehearsal.faults.book import FaultBook
from rehearsal.faults.model import fault_from_json
from rehearsal.requests.log import RequestLog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

JSON = [("Content-Type", "application/json")]
Handler = Callable[[str, Any], object]


class Private:
    """Answers `/_rehearsal/...` in JSON; the server adds its own commands (save, reset, stop)."""

    def __init__(self, plane: ControlPlane, faults: FaultBook, log: RequestLog) -> None:
        self._plane = plane
        self._faults = faults
        self._log = log
        self.commands: dict[str, Callable[[], object]] = {}
        self.on_change: Callable[[], object] = lambda: None
        self._routes: dict[tuple[str, str], Handler] = {
            ("GET", "health"): lambda _, __: {"ready": True},
            ("GET", "requests"): self._requests,
            ("GET", "faults"): self._armed,
            ("POST", "faults"): self._arm,
            ("DELETE", "faults"): self._clear,
            ("POST", "actions"): self._act,
            ("POST", "commands"): self._command,
        }

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one private request."""
        head, _, rest = environ["PATH_INFO"].removeprefix("/_rehearsal/").partition("/")
        page = self._plane.pages.get(head)
        if page is not None:
            return page(environ, start_response)
        route = self._routes.get((environ["REQUEST_METHOD"], head))
        status, answer = self._answer(route, rest, environ["wsgi.input"].getvalue())
        start_response(status, list(JSON))
        return [json.dumps(answer, default=str).encode()]

    def _answer(self, route: Handler | None, rest: str, body: bytes) -> tuple[str, object]:
        if route is None:
            return "404 Not Found", {"error": "no such private path"}
        try:
            return "200 OK", route(rest, json.loads(body or b"{}"))
        except (KeyError, TypeError, ValueError) as error:
            return "400 Bad Request", {"error": f"{type(error).__name__}: {error}"}

    def _requests(self, number: str, _: object) -> object:
        return {"requests": [asdict(entry) for entry in self._log.newest(int(number or 100))]}

    def _armed(self, _: str, __: object) -> object:
        listed = [{"name": a.name, "struck": a.struck, **a.fault.to_json()} for a in self._faults.armed()]
        return {"faults": listed}

    def _arm(self, _: str, fields: Any) -> object:  # noqa: ANN401 - JSON
        name = self._faults.arm(fault_from_json(fields))
        self._changed()
        return {"name": name}

    def _clear(self, name: str, _: object) -> object:
        self._faults.clear(name)
        self._changed()
        return {}

    def _changed(self) -> None:
        with self._plane.lock:
            self.on_change()

    def _act(self, action: str, arguments: Any) -> object:  # noqa: ANN401 - JSON
        act = self._plane.actions[action]
        with self._plane.lock:
            return {"result": act(arguments)}

    def _command(self, name: str, _: object) -> object:
        return {"result": self.commands[name]()}
