"""The private side of the port: health, faults, actions, saving, reset, and the pages of the parts."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from rehearsal.control.plane import ControlPlane
from rehearsal.faults.book import FaultBook
from rehearsal.faults.model import fault_from_json
from rehearsal.requests.log import RequestLog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)
JSON = [("Content-Type", "application/json")]
Handler = Callable[[str, Any], object]
T = TypeVar("T")


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
            ("GET", "actions"): lambda _, __: {"actions": sorted(self._plane.actions)},
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
        except KeyError as error:
            return "400 Bad Request", {"error": f"{error.args[0]} has to be given"}
        except (TypeError, ValueError) as error:
            return "400 Bad Request", {"error": str(error)}
        except Exception as error:  # the server's door: whoever asked must hear of a full disk, too
            logger.exception("%s failed inside", rest)
            return "500 Internal Server Error", {"error": f"{type(error).__name__}: {error}"}

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
        act = _known("action", action, self._plane.actions)
        with self._plane.lock:
            return {"result": act(arguments)}

    def _command(self, name: str, _: object) -> object:
        return {"result": _known("command", name, self.commands)()}


def _known(kind: str, name: str, offered: Mapping[str, T]) -> T:
    if name not in offered:
        raise ValueError(f"there is no {kind} {name!r}; there are {', '.join(sorted(offered))}")
    return offered[name]
