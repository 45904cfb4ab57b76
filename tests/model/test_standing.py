"""What a standing says of traffic and releases."""

import pytest

from deploy.model.standing import ComponentStanding, Health, SideState, Standing, may_have_traffic_back

V1, V2 = SideState("v1", Health.HEALTHY), SideState("v2", Health.HEALTHY)


def web(live: SideState, candidate: SideState, share: int, name: str = "web") -> ComponentStanding:
    """One component."""
    return ComponentStanding(name, live, candidate, share)


@pytest.mark.parametrize(
    ("components", "serving"),
    [
        ([web(V1, V2, 0)], "v1"),
        ([web(V1, V2, 100)], "v2"),
        ([web(V1, V2, 50)], None),
        ([web(V1, V2, 0), web(V2, V1, 100, "api")], "v1"),
        ([web(V1, V2, 0), web(V2, V1, 0, "api")], None),
        ([web(SideState(), V2, 0)], None),
        ([web(SideState("v1", Health.SICK), V2, 0)], "v1"),
    ],
)
def test_one_release_serves_where_it_has_all_the_traffic(
    components: list[ComponentStanding], serving: str | None
) -> None:
    """Of every component, on whichever side, however it is."""
    assert serving == Standing(tuple(components)).serving


def test_live_means_settled_healthy_and_everywhere() -> None:
    """A share elsewhere, a sick side or another component spoils it."""
    assert Standing((web(V1, V2, 0),)).is_live("v1")
    assert not Standing((web(V1, V2, 10),)).is_live("v1")
    assert not Standing((web(SideState("v1", Health.SICK), V2, 0),)).is_live("v1")
    assert not Standing((web(V1, V2, 0), web(V2, V1, 0, "api"))).is_live("v1")


def test_a_standing_is_uniform_where_live_sides_agree() -> None:
    """Also on nothing."""
    assert Standing((web(V1, V2, 50), web(V1, V2, 0, "api"))).is_uniform
    assert Standing((web(SideState(), V2, 0),)).is_uniform
    assert not Standing((web(V1, V2, 0), web(V2, V1, 0, "api"))).is_uniform


def test_traffic_that_is_taken_back_is_nowhere_else() -> None:
    """The sides stay as they are."""
    back = Standing((web(V1, V2, 50), web(V1, V2, 100, "api"))).taken_back()

    assert Standing((web(V1, V2, 0), web(V1, V2, 0, "api"))) == back


@pytest.mark.parametrize(
    ("health", "may"),
    [(Health.HEALTHY, True), (Health.ABSENT, True), (Health.STARTING, False), (Health.SICK, False)],
)
def test_traffic_goes_back_to_a_healthy_side_or_where_none_ever_was(health: Health, *, may: bool) -> None:
    """Never to one that is known and not well."""
    assert may == may_have_traffic_back(SideState("v1", health))
