"""The listening sockets: held here and inherited by every haproxy, so none is refused between two of them."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from rehearsal.balancer.haproxy.frontends import Door
from rehearsal.balancer.view import Certificate, Listener, LoadBalancer, View

_BACKLOG = 1024


@dataclass(slots=True)
class _Open:
    """One socket and what it was opened for."""

    balancer: LoadBalancer
    listener: Listener
    socket: socket.socket

    @property
    def port(self) -> int:
        """The port it really has."""
        port: int = self.socket.getsockname()[1]
        return port

    def is_for(self, balancer: LoadBalancer, listener: Listener) -> bool:
        """Whether the socket can stay."""
        mine = (self.balancer.address, self.listener.port)
        return mine == (balancer.address, listener.port)


class Doors:
    """A socket for every listener of the view."""

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}
        self._certificates: dict[Certificate, int] = {}

    def follow(self, view: View) -> list[str]:
        """Open, keep and close sockets; what could not be opened is told."""
        wanted = {one.arn: (balancer, one) for balancer in view.load_balancers for one in balancer.listeners}
        for arn, state in list(self._open.items()):
            if arn not in wanted or not state.is_for(*wanted[arn]):
                state.socket.close()
                del self._open[arn]
        problems = []
        for arn, (balancer, listener) in wanted.items():
            try:
                known = self._open.get(arn)
                held = known.socket if known else _listen(balancer.address, listener.port)
                self._open[arn] = _Open(balancer, listener, held)
            except OSError as error:
                problems.append(f"{arn}: {error}")
        return problems

    def for_haproxy(self, log: int) -> list[Door]:
        """Every open door as a configuration names it."""
        return [
            Door(
                one.balancer,
                one.listener,
                one.socket.fileno(),
                one.port,
                self._certificate(one.listener),
                log,
            )
            for one in self._open.values()
        ]

    def descriptors(self) -> list[int]:
        """What a process must inherit."""
        return [one.socket.fileno() for one in self._open.values()] + list(self._certificates.values())

    def ports(self) -> tuple[tuple[str, int], ...]:
        """The port each listener really has."""
        return tuple((arn, one.port) for arn, one in self._open.items())

    def _certificate(self, listener: Listener) -> int | None:
        certificate = listener.certificate
        if listener.protocol != "HTTPS" or certificate is None:
            return None
        if certificate not in self._certificates:
            pem = Path(certificate.chain).read_bytes() + Path(certificate.key).read_bytes()
            self._certificates[certificate] = in_memory("certificate", pem)
        return self._certificates[certificate]


def in_memory(name: str, content: bytes) -> int:
    """A file without a place on disk; it goes with the last process that holds it."""
    descriptor = os.memfd_create(name)
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _listen(address: str, port: int) -> socket.socket:
    """A listening socket; where the port is taken or not allowed, on any free one."""
    try:
        return socket.create_server((address, port), backlog=_BACKLOG)
    except OSError:
        if port == 0:
            raise
        return socket.create_server((address, 0), backlog=_BACKLOG)
