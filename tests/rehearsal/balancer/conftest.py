"""Every test of a data plane, and of a whole load balancer, with each engine that this machine has."""

from collections.abc import Iterator

import pytest

from rehearsal import lifecycle
from rehearsal.balancer.engines import ENGINE_VARIABLE, Engine
from rehearsal.balancer.haproxy.found import binaries
from rehearsal.control.plane import Place
from tests.rehearsal.conftest import Running


@pytest.fixture(scope="module", params=Engine)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine that is here."""
    engine = Engine(request.param)
    if engine is Engine.HAPROXY and binaries() is None:
        pytest.skip("haproxy 2.6 or newer, or setpriv, is not installed")
    return engine


@pytest.fixture(scope="module")
def running(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A rehearsal that routes with this engine, for the tests of one module."""
    folder = tmp_path_factory.mktemp("rehearsal") / "state"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(ENGINE_VARIABLE, engine)
        lifecycle.up(Place(folder))
        try:
            yield Running(folder)
        finally:
            lifecycle.down(folder, keep=False)
