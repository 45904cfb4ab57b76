"""The registry's port: sockets, login and paths; what is done stands in the route modules."""

import logging
import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

from rehearsal.registry.blob_routes import serve_blob
from rehearsal.registry.errors import Refused
from rehearsal.registry.http import Body, CutOff, FileSlice, Reply, Request
from rehearsal.registry.manifest_routes import serve_manifest, serve_referrers, serve_tags
from rehearsal.registry.storage import Storage
from rehearsal.registry.upload_routes import serve_upload, serve_uploads

logger = logging.getLogger(__name__)
Serve = Callable[[Storage, Request], Reply]
_NAME = r"/v2/(?P<name>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)"
_ROUTES: tuple[tuple[re.Pattern[str], Serve], ...] = (
    (re.compile(_NAME + r"/blobs/uploads/?(?P<reference>)"), serve_uploads),
    (re.compile(_NAME + r"/blobs/uploads/(?P<reference>[^/]+)"), serve_upload),
    (re.compile(_NAME + r"/blobs/(?P<reference>[^/]+)"), serve_blob),
    (re.compile(_NAME + r"/manifests/(?P<reference>[^/]+)"), serve_manifest),
    (re.compile(_NAME + r"/tags/list(?P<reference>)"), serve_tags),
    (re.compile(_NAME + r"/referrers/(?P<reference>[^/]+)"), serve_referrers),
)
_DRAINED = 1024 * 1024
_VERSION = {"Docker-Distribution-Api-Version": "registry/2.0"}


class RegistryServer(ThreadingHTTPServer):
    """A listening registry; `stop` cuts every connection, as a lost registry would."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, storage: Storage, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), RegistryHandler)
        self.storage = storage
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._thread = Thread(target=self.serve_forever, args=(0.05,), name="registry", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it answers, without a scheme: the beginning of every image's name."""
        return f"127.0.0.1:{self.server_port}"

    def remember(self, connection: socket.socket) -> None:
        """Note an open connection."""
        with self._lock:
            self._open.add(connection)

    def forget(self, connection: socket.socket) -> None:
        """Note that it is closed."""
        with self._lock:
            self._open.discard(connection)

    def stop(self) -> None:
        """Answer nobody any more."""
        self.shutdown()
        self.server_close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - socketserver's signature
        """Log a defect of ours; a client that goes away is no news and never comes here."""
        logger.exception("a registry request failed inside")  # noqa: LOG004 - called while it is handled


class RegistryHandler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "registry"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = 300

    def setup(self) -> None:
        """Be known to the server while open."""
        super().setup()
        self._server.remember(self.connection)

    def finish(self) -> None:
        """Be forgotten."""
        self._server.forget(self.connection)
        super().finish()

    @property
    def _server(self) -> RegistryServer:
        return cast("RegistryServer", self.server)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's signature
        """Say nothing; the control plane's request log tells of AWS calls."""

    def handle_one_request(self) -> None:
        """Serve one request; a connection that breaks simply ends."""
        try:
            super().handle_one_request()
        except (CutOff, OSError):
            self.close_connection = True

    def _serve(self) -> None:
        body = self._body()
        try:
            reply = self._answer(body)
        except Refused as refused:
            headers = {"Content-Type": "application/json", **refused.headers}
            reply = Reply(refused.status, headers, refused.body)
        if not body.is_done:
            self.close_connection = True
        self._send(reply)
        self._drain(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names of the base class

    def _body(self) -> Body:
        chunked = self.headers.get("Transfer-Encoding", "").lower() == "chunked"
        length = self.headers.get("Content-Length", "0")
        return Body(self.rfile, int(length) if length.isdigit() else 0, chunked=chunked)

    def _answer(self, body: Body) -> Reply:
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query))
        scope = self._server.storage.tokens.scope(self._authorization(query), time.time())
        if scope is None:
            realm = f'Basic realm="http://{self._server.address}/",service="ecr.amazonaws.com"'
            raise Refused(401, "UNAUTHORIZED", "Not Authorized", WWW_Authenticate=realm)
        if url.path in ("/v2", "/v2/"):
            return Reply(200, {"Content-Type": "application/json"}, b"{}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        for pattern, serve in _ROUTES:
            match = pattern.fullmatch(unquote(url.path))
            if match is not None:
                request = Request(
                    self.command, scope, match["name"], match["reference"], query, headers, body
                )
                return serve(self._server.storage, request)
        raise Refused(404, "NAME_UNKNOWN", f"no such path: {url.path}")

    def _authorization(self, query: dict[str, str]) -> str:
        """The login of a request; GetDownloadUrlForLayer signs its addresses in the query instead."""
        return self.headers.get("Authorization") or f"Basic {query.get('authorization', '')}"

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {**_VERSION, **reply.headers}.items():
            self.send_header(name, value)
        if reply.status != 204:  # noqa: PLR2004 - No Content has no length either
            self.send_header("Content-Length", str(reply.length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        if isinstance(reply.body, FileSlice):
            with reply.body.path.open("rb") as file:
                self.connection.sendfile(file, reply.body.begin, reply.body.size or None)
        elif reply.body:
            self.wfile.write(reply.body)

    def _drain(self, body: Body) -> None:
        """Read a little of a refused body: closing at once would reset the connection under the answer."""
        left = _DRAINED
        while left > 0 and not body.is_done:
            left -= len(body.read(65536))
