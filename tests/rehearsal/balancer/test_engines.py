"""Which engine routes."""

import pytest

from rehearsal.balancer.engines import ENGINE_VARIABLE, Engine, engine_here
from rehearsal.balancer.haproxy.found import binaries


def test_an_engine_that_was_asked_for_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENGINE_VARIABLE, "embedded")

    assert Engine.EMBEDDED is engine_here()


def test_without_a_word_haproxy_is_taken_where_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENGINE_VARIABLE, raising=False)

    assert (Engine.HAPROXY if binaries() else Engine.EMBEDDED) is engine_here()


def test_an_engine_that_is_not_there_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENGINE_VARIABLE, "haproxy")
    monkeypatch.setenv("PATH", "")
    binaries.cache_clear()
    try:
        with pytest.raises(LookupError, match="haproxy"):
            engine_here()
    finally:
        binaries.cache_clear()
