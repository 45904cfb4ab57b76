"""The engines there are, and which of them routes."""

import os
from collections.abc import Callable
from enum import StrEnum
from functools import partial

from rehearsal.balancer.child import ChildPlane
from rehearsal.balancer.engine import OnReport
from rehearsal.balancer.haproxy.found import binaries

ENGINE_VARIABLE = "REHEARSAL_BALANCER_ENGINE"


class Engine(StrEnum):
    """What carries the requests."""

    EMBEDDED = "embedded"
    HAPROXY = "haproxy"


_MODULES = {Engine.EMBEDDED: "rehearsal.balancer.plane", Engine.HAPROXY: "rehearsal.balancer.haproxy"}


def engine_here() -> Engine:
    """The engine that was asked for; without a word haproxy where it is found, otherwise the embedded one."""
    asked = os.environ.get(ENGINE_VARIABLE)
    if not asked:
        return Engine.EMBEDDED if binaries() is None else Engine.HAPROXY
    engine = Engine(asked)
    if engine is Engine.HAPROXY and binaries() is None:
        raise LookupError(f"{ENGINE_VARIABLE}=haproxy, but haproxy 2.6 or newer or setpriv is not installed")
    return engine


def plane_of(engine: Engine) -> Callable[[OnReport], ChildPlane]:
    """How that engine's data plane is made."""
    return partial(ChildPlane, _MODULES[engine])
