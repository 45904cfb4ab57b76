"""What `status` says of a maintenance, and how loudly."""

from datetime import UTC, datetime, timedelta

from deploy.errors import Refused
from deploy.model.history import History
from deploy.model.maintenance import Maintenance, Premises
from deploy.tasks.status.maintenance import forgotten, maintenance_lines, maintenance_seen
from tests.tasks.maintenance.premises import CLOSED, OPEN, PAGE_ON, RESTING, machines, on

BEGAN = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
DAY = 86_400.0


def text(lines: tuple[tuple[str, str], ...]) -> str:
    """All lines as one text."""
    return "\n".join(value for _, value in lines)


def test_nothing_is_said_where_nothing_is_on() -> None:
    """The usual screen is short."""
    assert () == maintenance_lines(OPEN, History())


def test_since_when_by_whom_and_why_it_is_on_and_what_ends_it() -> None:
    """Also what is seen of it now."""
    told = text(maintenance_lines(CLOSED, on(PAGE_ON)))

    for part in (
        "since monday",
        "by ada",
        "disks",
        "the page is up",
        "autoscaling of web rests",
        "maintenance-resume",
    ):
        assert part in told


def test_a_page_that_somebody_took_down_by_hand_is_told() -> None:
    """The ledger and the door disagree."""
    assert "the page is down, but the ledger says it is up" in text(maintenance_lines(OPEN, on(PAGE_ON)))


def test_a_drained_machine_is_told() -> None:
    """Without a page that is all there is to see."""
    drained = on(Maintenance("monday", "ada", instances=("i-1",)))

    assert "i-1 is drained" in text(maintenance_lines(machines(), drained))


def test_what_looks_like_a_maintenance_but_is_not_in_the_ledger_is_told() -> None:
    """A lost ledger, or a hand that bypassed this tool."""
    assert "the page is up" in text(maintenance_lines(CLOSED, History()))
    assert "does not know" in text(maintenance_lines(machines(web=RESTING), History()))


def test_a_look_that_fails_is_told_and_what_is_remembered_is_told_all_the_same() -> None:
    """A role that may not look at autoscaling must not lose the rest of the screen."""

    def denied() -> Premises:
        raise Refused("aws-access-denied", what="AWS refused", why="no right", do="ask for it")

    assert "could not be looked at: AWS refused, no right" in text(maintenance_seen(denied, History()))
    assert "on since monday by ada" in text(maintenance_seen(denied, on(PAGE_ON)))
    assert text(maintenance_lines(CLOSED, on(PAGE_ON))) == text(maintenance_seen(lambda: CLOSED, on(PAGE_ON)))


def test_row_93_a_maintenance_of_more_than_a_day_is_loud() -> None:
    """The limit is a setting; before it, the table is enough."""
    past = on(Maintenance(BEGAN.isoformat(), "ada", has_page=True))

    assert "" == forgotten(past, BEGAN + timedelta(hours=23), DAY)
    told = forgotten(past, BEGAN + timedelta(days=2, hours=3), DAY)
    assert "FORGOTTEN" in told
    assert "2 days 3 h" in told
    assert "" == forgotten(History(), BEGAN, DAY)
