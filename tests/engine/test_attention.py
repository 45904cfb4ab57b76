"""What a run pays attention to while it waits."""

from dataclasses import dataclass, field

import pytest

from deploy.engine.attention import Attention
from deploy.errors import Stopped


@dataclass
class Surroundings:
    """Signals that came, and how often progress was reported."""

    signals: list[str] = field(default_factory=list)
    reports: int = 0

    def check(self) -> None:
        """Raise where a signal came."""
        if self.signals:
            raise Stopped("stopped-by-signal", what="stopped", why=self.signals[0], do="inv status")

    def report(self) -> None:
        """Count."""
        self.reports += 1


@pytest.fixture
def around() -> Surroundings:
    return Surroundings()


@pytest.fixture
def attention(around: Surroundings) -> Attention:
    return Attention(around.check, around.report)


def test_between_two_looks_progress_is_reported(around: Surroundings, attention: Attention) -> None:
    """So that the lease is renewed for a thread that lives, and for no other."""
    attention.between()

    assert 1 == around.reports


def test_a_signal_is_heeded_after_progress_was_reported(around: Surroundings, attention: Attention) -> None:
    """The way back needs the lease."""
    around.signals.append("SIGTERM")

    with pytest.raises(Stopped):
        attention.between()
    assert 1 == around.reports


def test_waiting_for_the_lease_heeds_signals_only(around: Surroundings, attention: Attention) -> None:
    """There is no lease yet to report to."""
    attention.heed_signal()
    around.signals.append("SIGTERM")

    with pytest.raises(Stopped):
        attention.heed_signal()
    assert 0 == around.reports


def test_a_recovery_is_not_disturbed(around: Surroundings, attention: Attention) -> None:
    """It reports progress and goes on; afterwards signals count again, however it ended."""
    around.signals.append("SIGTERM")

    def recover() -> None:
        with attention.undisturbed():
            attention.between()
            raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        recover()

    assert 1 == around.reports
    with pytest.raises(Stopped):
        attention.between()
