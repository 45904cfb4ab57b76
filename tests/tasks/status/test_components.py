"""One line for each component: both sides, how they are, and why where they are not well."""

from dataclasses import replace

from deploy.model.history import History
from deploy.model.lease import FREE
from deploy.model.standing import ComponentStanding, Health, SideState, Standing
from deploy.tasks.status.plan import answer

LIVE = SideState("v1", Health.HEALTHY, "an old story")


def line(component: ComponentStanding) -> str:
    """What status says of it."""
    told = answer("shop staging", Standing((component,)), History(), FREE, ())
    return {row[0]: row[1] for row in told.rows}[component.name]


def test_a_side_that_is_not_well_says_why() -> None:
    """At three in the morning the first question is why; a healthy side has nothing to say."""
    sick = SideState("v2", Health.SICK, "2 of its tasks failed")
    both = ComponentStanding("web", LIVE, sick, 10, is_armed=True, seconds_left=90.4)

    assert (
        "live v1 healthy; candidate v2 sick (2 of its tasks failed), 10 % of traffic, "
        "goes back by itself in 90 s unless confirmed"
    ) == line(both)


def test_a_side_alone_and_none_at_all() -> None:
    """Nothing is said of a side that is not there."""
    alone = ComponentStanding("web", LIVE)

    assert "live v1 healthy" == line(alone)
    assert "live nothing absent" == line(replace(alone, live=SideState()))
