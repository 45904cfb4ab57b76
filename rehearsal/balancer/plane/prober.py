"""Health checks as an ALB sends them: one task per target, each check on a connection of its own."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from rehearsal.balancer.health import CHECKING, Health, Outcome, Reason, State, after_check
from rehearsal.balancer.plane.upstream import tls_to_targets

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from rehearsal.balancer.messages import Pace
    from rehearsal.balancer.plane.targets import GroupState, TargetState
    from rehearsal.balancer.view import HealthCheck

# How often a target that has not answered yet is asked.
_EAGER_SECONDS = 0.2
_ANSWER_LIMIT = 64 * 1024


class Prober:
    """Checks one target until it is stopped; `changed` is called whenever its health is another."""

    def __init__(
        self, group: "GroupState", target: "TargetState", pace: "Pace", changed: "Callable[[], None]"
    ) -> None:
        self._group = group
        self._target = target
        self._pace = pace
        self._changed = changed
        self._began = asyncio.get_running_loop().time()
        self._task = asyncio.ensure_future(self._run())

    def stop(self) -> None:
        """Check no more."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            # Read anew each time: the check may be modified while it runs.
            check = self._group.group.check
            outcome = await probe(self._target.host, self._target.port, check)
            self._take(after_check(self._target.health, outcome, check), check)
            await asyncio.sleep(self._pause(check))

    def _pause(self, check: "HealthCheck") -> float:
        interval = check.interval_seconds / self._pace.health
        if self._target.health.state is State.INITIAL:
            interval = min(interval, _EAGER_SECONDS)
        return max(interval, self._pace.shortest_interval)

    def _take(self, health: Health, check: "HealthCheck") -> None:
        before = self._target.health
        if before.state is State.INITIAL and health.state is State.UNHEALTHY:
            waited = asyncio.get_running_loop().time() - self._began
            asked = check.interval_seconds * check.unhealthy_threshold
            health = health if waited >= min(self._pace.patience_seconds, asked) else CHECKING
        self._target.health = health
        if (before.state, before.reason) != (health.state, health.reason):
            self._changed()


async def probe(host: str, traffic_port: int, check: "HealthCheck") -> Outcome:
    """One check: the status of the answer, or why there was none."""
    port = traffic_port if check.port == "traffic-port" else int(check.port)
    try:
        async with asyncio.timeout(check.timeout_seconds):
            if check.protocol not in ("HTTP", "HTTPS"):
                return await _connect_only(host, port)
            return await _ask(host, port, check)
    except TimeoutError:
        return Outcome(failure=Reason.TIMEOUT)
    except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return Outcome(failure=Reason.FAILED)


async def _connect_only(host: str, port: int) -> Outcome:
    _, writer = await asyncio.open_connection(host, port)
    writer.close()
    return Outcome(status=0)


async def _ask(host: str, port: int, check: "HealthCheck") -> Outcome:
    context: ssl.SSLContext | None = tls_to_targets() if check.protocol == "HTTPS" else None
    reader, writer = await asyncio.open_connection(host, port, ssl=context, limit=_ANSWER_LIMIT)
    try:
        writer.write(
            f"GET {check.path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n"
            "User-Agent: ELB-HealthChecker/2.0\r\nAccept-Encoding: gzip, compressed\r\n\r\n".encode("latin-1")
        )
        line = await reader.readuntil(b"\r\n")
        version, status, *_ = line.split(b" ", 2)
        if not version.startswith(b"HTTP/1."):
            return Outcome(failure=Reason.FAILED)
        with suppress(asyncio.LimitOverrunError):
            await reader.readuntil(b"\r\n\r\n")  # a target that never ends its head is not well
        return Outcome(status=int(status))
    finally:
        writer.transport.abort()
