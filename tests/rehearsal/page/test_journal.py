"""What only time tells: the stages that were passed, and the last minute of traffic."""

from dataclasses import replace

from rehearsal.balancer.stats import GroupFigures, Snapshot
from rehearsal.ecs.controller.config import Config
from rehearsal.ecs.controller.state import Deployment
from rehearsal.ecs.controller.words import Stage
from rehearsal.page.journal import MINUTE, Journal
from rehearsal.page.model import Traffic

FIRST = Deployment("d1", "r1", Config(), created_at=1.0, updated_at=1.0, entered_at=1.0)


def totals(at: float, **groups: tuple[int, int]) -> Snapshot:
    """The sums of requests and errors by group."""
    figures = {name: GroupFigures(0.0, 0.0, 0, *sums) for name, sums in groups.items()}
    return Snapshot(at, figures)


def test_each_stage_is_noted_once_with_its_beginning() -> None:
    journal = Journal()
    later = replace(FIRST, stage=Stage.SCALE_UP, entered_at=2.0)
    for deployment in (FIRST, FIRST, later, later):
        journal.note_stages([deployment])
    assert {"d1": ((Stage.PRE_SCALE_UP, 1.0), (Stage.SCALE_UP, 2.0))} == journal.trails


def test_the_stages_of_an_older_deployment_are_forgotten() -> None:
    """A long rehearsal does not grow."""
    journal = Journal()
    journal.note_stages([FIRST])
    journal.note_stages([replace(FIRST, arn="d2")])
    assert ["d2"] == list(journal.trails)


def test_traffic_is_the_difference_of_sums_per_second() -> None:
    journal = Journal()
    for seen in (totals(10.0, blue=(100, 5)), totals(12.0, blue=(140, 6)), totals(13.0, blue=(150, 6))):
        journal.note_traffic(seen)
    traffic = journal.traffic("blue")
    assert ((20.0, 10.0), (0.5, 0.0)) == (traffic.requests[-2:], traffic.errors[-2:])


def test_a_new_group_began_at_zero() -> None:
    journal = Journal()
    journal.note_traffic(totals(1.0))
    journal.note_traffic(totals(2.0, green=(7, 0)))
    assert 7.0 == journal.traffic("green").requests[-1]


def test_there_is_always_a_whole_minute() -> None:
    """Lines keep their length; before the first request there were none."""
    journal = Journal()
    assert Traffic((0.0,) * MINUTE, (0.0,) * MINUTE) == journal.traffic("nobody")
    for second in range(100):
        journal.note_traffic(totals(float(second), blue=(second, 0)))
    assert (1.0,) * MINUTE == journal.traffic("blue").requests


def test_the_traffic_of_a_deleted_group_is_forgotten() -> None:
    journal = Journal()
    for seen in (totals(1.0, blue=(1, 0)), totals(2.0, blue=(9, 0)), totals(3.0)):
        journal.note_traffic(seen)
    assert (0.0,) * MINUTE == journal.traffic("blue").requests


def test_traffic_is_due_once_a_second() -> None:
    journal = Journal()
    assert journal.is_due(5.0)
    journal.note_traffic(totals(5.0))
    assert (False, True) == (journal.is_due(5.9), journal.is_due(6.0))
