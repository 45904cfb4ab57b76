"""The way of one API call: name it, meet its fault, run it under the lock, write it down, answer."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic, sleep, time
from typing import TYPE_CHECKING, Any

from rehearsal.control.dispatch import Dispatcher
from rehearsal.control.gaps import ApiError
from rehearsal.control.naming import Name, name_request
from rehearsal.control.plane import ControlPlane
from rehearsal.control.private import Private
from rehearsal.control.visitors import is_stranger
from rehearsal.control.wire import Reply, error_code
from rehearsal.faults.book import FaultBook
from rehearsal.faults.errors import error_for
from rehearsal.faults.model import Fault, Kind, When
from rehearsal.faults.stale import Past
from rehearsal.requests.entry import Effect, Entry
from rehearsal.requests.log import RequestLog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)
SERVER_ERROR = 500
CLIENT_ERROR = 400
STRIKES_WITH_AN_ERROR = frozenset({Kind.THROTTLE, Kind.ERROR, Kind.EXPIRED})
# Bucket names hold no underscore, so no S3 path can begin like this.
PRIVATE = "/_rehearsal/"
MOTO_RESET = "/moto-api/reset"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call; without a reply the connection is cut."""

    effect: Effect
    reply: Reply | None
    code: str = ""


class Application:
    """The WSGI application behind the one port."""

    def __init__(self, plane: ControlPlane, faults: FaultBook, log: RequestLog, past: Past) -> None:
        self._plane = plane
        self._faults = faults
        self._log = log
        self._past = past
        self._dispatcher = Dispatcher(plane)
        self.private = Private(plane, faults, log)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        path: str = environ.get("PATH_INFO", "")
        if is_stranger(environ, self._plane.endpoint):
            start_response("403 Forbidden", [])
            return [b"web pages of others are not let in\n"]
        if path == MOTO_RESET:
            # moto's own reset knows nothing of the parts; ours empties both.
            environ["PATH_INFO"] = path = f"{PRIVATE}commands/reset"
        if path.startswith(PRIVATE):
            return self.private(environ, start_response)
        started = monotonic()
        body = environ["wsgi.input"].getvalue()
        name = name_request(environ, body)
        fault = self._faults.take(name.service, name.operation)
        outcome = self._run(name, environ, fault)
        self._write_down(name, outcome, fault, (monotonic() - started) * 1000)
        if outcome.reply is None:
            raise ConnectionResetError("cut off, as this rehearsal asked")
        start_response(outcome.reply.line, outcome.reply.headers)
        return [outcome.reply.body]

    def _run(self, name: Name, environ: dict[str, Any], fault: Fault | None) -> Outcome:
        if fault is None:
            return self._plain(name, environ)
        if fault.kind is Kind.SLOW:
            sleep(fault.seconds)
            return self._plain(name, environ)
        if fault.kind is Kind.STALE:
            with self._plane.lock, self._past.shown(name.service, name.operation, fault.seconds):
                return self._plain(name, environ)
        if fault.when is When.BEFORE:
            return self._struck(name, environ, fault, Effect.PREVENTED)
        outcome = self._plain(name, environ)
        effect = Effect.LOST if outcome.effect is Effect.DONE else outcome.effect
        return self._struck(name, environ, fault, effect)

    def _plain(self, name: Name, environ: dict[str, Any]) -> Outcome:
        """The call as it would be without a fault."""
        try:
            with self._plane.lock:
                reply = self._dispatcher.dispatch(name, environ)
        except ApiError as error:
            return self._failed(name, environ, error)
        except (NotImplementedError, ImportError) as error:
            # An ImportError is a service (CloudFormation) whose packages the rehearsal leaves out.
            # 400 and not 500: clients retry a 500 for minutes.
            missing = self._failed(name, environ, ApiError("InvalidAction", str(error)))
            return Outcome(Effect.MISSING, missing.reply, missing.code)
        except Exception:  # the server's door: a defect of one service must not end the server
            logger.exception("%s %s failed inside", name.service, name.operation)
            return self._failed(name, environ, ApiError("InternalFailure", "See the server's log.", 500))
        return Outcome(
            _effect_of(reply.status), reply, error_code(reply) if reply.status >= CLIENT_ERROR else ""
        )

    def _failed(self, name: Name, environ: dict[str, Any], error: ApiError) -> Outcome:
        return Outcome(_effect_of(error.status), self._dispatcher.error(name, environ, error), error.code)

    def _struck(self, name: Name, environ: dict[str, Any], fault: Fault, effect: Effect) -> Outcome:
        if fault.kind not in STRIKES_WITH_AN_ERROR:
            return Outcome(effect, None)
        error = error_for(fault.kind, name.service)
        return Outcome(effect, self._dispatcher.error(name, environ, error), error.code)

    def _write_down(self, name: Name, outcome: Outcome, fault: Fault | None, milliseconds: float) -> None:
        with self._plane.lock:
            caller = self._dispatcher.caller(name)
        self._log.add(
            Entry(
                time=time(),
                service=name.service,
                operation=name.operation,
                region=name.region,
                caller=caller,
                effect=outcome.effect,
                status=outcome.reply.status if outcome.reply else 0,
                milliseconds=round(milliseconds, 2),
                code=outcome.code,
                fault=fault.kind if fault else "",
            ),
        )


def _effect_of(status: int) -> Effect:
    if status >= SERVER_ERROR:
        return Effect.FAILED
    return Effect.REFUSED if status >= CLIENT_ERROR else Effect.DONE
