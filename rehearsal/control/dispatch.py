"""Runs one call: by a gap of ours where there is one, else by moto."""

from functools import lru_cache
from io import BytesIO
from typing import Any
from uuid import uuid4

from botocore.model import OperationNotFoundError
from moto.core.request import Request
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from rehearsal.control.callers import account_of, caller_arn
from rehearsal.control.gaps import Answer, Call
from rehearsal.control.naming import Name
from rehearsal.control.plane import ControlPlane
from rehearsal.control.wire import Reply, read_request, write_error, write_result

NOT_FOUND = 404
# Flask's own page: no route of moto's service took the request.
FLASK_PAGE = b"<!doctype html>\n<html lang=en>\n<title>404 Not Found"


class _Moto(DomainDispatcherApplication):
    """The applications of moto, found by name once: moto lists its 200 folders anew for every request."""

    def __init__(self, create_app: Any) -> None:  # noqa: ANN401 - a function of moto's own types
        super().__init__(create_app)
        self._backend_of = lru_cache(maxsize=1024)(super().get_backend_for_host)

    def get_backend_for_host(self, host: str | None) -> Any:  # noqa: ANN401 - the name of a service, or None
        """The service behind a host name."""
        return self._backend_of(host)


class Dispatcher:
    """Holds moto's applications, one for each service that was called."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane
        self._moto = _Moto(_create_app)

    def dispatch(self, name: Name, environ: dict[str, Any]) -> Reply:
        """Run a call; the caller holds the lock."""
        answer = self._plane.gaps.find(name.service, name.operation)
        return self._gap(answer, name, environ) if answer else self._ask_moto(name, environ)

    def error(self, name: Name, environ: dict[str, Any], error: Any) -> Reply:  # noqa: ANN401 - an ApiError
        """An error in the protocol of the call."""
        return _numbered(write_error(_request(environ), (name.service, name.operation), error))

    def caller(self, name: Name) -> str:
        """The ARN of the caller; the lock is held."""
        return caller_arn(name.access_key, name.region or self._plane.region)

    def _gap(self, answer: Answer, name: Name, environ: dict[str, Any]) -> Reply:
        request = _request(environ)
        call = Call(
            service=name.service,
            operation=name.operation,
            account=account_of(name.access_key),
            region=name.region or self._plane.region,
            caller=self.caller(name),
            request=read_request(request, name.service, name.operation),
        )
        return _numbered(write_result(request, (name.service, name.operation), answer(call)))

    def _ask_moto(self, name: Name, environ: dict[str, Any]) -> Reply:
        missing = NotImplementedError(f"The {name.service} {name.operation} action has not been implemented")
        try:
            reply = _collect(self._moto, environ)
        except OperationNotFoundError:
            raise missing from None
        if _unrouted(reply, name, environ):
            raise missing
        return reply if name.service == "s3" else _labelled(reply)


def _create_app(service: Any) -> Any:  # noqa: ANN401 - moto's name of a service, and a Flask application
    """The application of a service; moto gives no name for a service it has never heard of."""
    if service is None:
        raise NotImplementedError("This service has not been implemented")
    return create_backend_app(service)


def _request(environ: dict[str, Any]) -> Request:
    """The request from its beginning; moto may have read it already."""
    return Request({**environ, "wsgi.input": BytesIO(environ["wsgi.input"].getvalue())})


def _collect(application: Any, environ: dict[str, Any]) -> Reply:  # noqa: ANN401 - moto's WSGI application
    """Run a WSGI application to its end, so that no generator of moto's outlives the lock."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    body = application(environ, lambda status, headers, _=None: started.append((status, headers)))
    try:
        whole = b"".join(body)
    finally:
        body.close()
    status, headers = started[0]
    return Reply(int(status.split()[0]), headers, whole)


def _unrouted(reply: Reply, name: Name, environ: dict[str, Any]) -> bool:
    if reply.status != NOT_FOUND:
        return False
    unknown = not reply.body and name.service != "s3" and environ["REQUEST_METHOD"] != "HEAD"
    return unknown or reply.body.startswith(FLASK_PAGE)


def _labelled(reply: Reply) -> Reply:
    """What an answer is: moto leaves Flask's label for pages on some, and a client may look for pages."""
    said = next((value for key, value in reply.headers if key.lower() == "content-type"), "")
    if not said.startswith("text/html"):
        return reply
    kind = "application/x-amz-json-1.1" if reply.body[:1] in {b"{", b""} else "text/xml"
    others = [(key, value) for key, value in reply.headers if key.lower() != "content-type"]
    return Reply(reply.status, [*others, ("Content-Type", kind)], reply.body)


def _numbered(reply: Reply) -> Reply:
    """The same answer with a request id, which every client shows in its errors."""
    number = str(uuid4())
    return Reply(reply.status, [*reply.headers, ("x-amzn-RequestId", number)], reply.body)
