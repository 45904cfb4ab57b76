"""The page in a real browser, over a deployment with real tasks that waits for an answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.page.site import ADDRESS
from tests.rehearsal.conftest import Running
from tests.rehearsal.ecs.live.balanced import Balanced, deploy, pause, serving, strategy
from tests.rehearsal.ecs.live.cluster import Cluster, eventually
from tests.rehearsal.page.chromium import Tab, found, tab

BROWSER = found()
pytestmark = pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed: apt-get install chromium")
NARROW, WIDE = (420, 800), (1280, 800)


@pytest.fixture(scope="module")
def balanced(cluster: Cluster) -> Balanced:
    """A service of two tasks, behind a load balancer."""
    made = serving(cluster, "api", 2)
    deploy(cluster, "api", "2", strategy("BLUE_GREEN", pause("PRE_PRODUCTION_TRAFFIC_SHIFT", 5)))
    cluster.until_paused("api", "PRE_PRODUCTION_TRAFFIC_SHIFT")
    return made


@pytest.fixture
def page(running: Running, tmp_path: Path) -> Iterator[Tab]:
    """The page in a tab, drawn."""
    assert BROWSER is not None
    with tab(BROWSER, tmp_path / "profile") as opened:
        opened.open(running.state.endpoint + ADDRESS)
        eventually(lambda: link(opened), lambda said: said == "live")
        yield opened


def link(page: Tab) -> str:
    """Whether the page hears the server, in its own words."""
    return str(page.ask("document.body?.dataset.link"))


def words(page: Tab, selector: str) -> str:
    """The text of an element; nothing where there is none."""
    return str(page.ask(f"document.querySelector('{selector}')?.innerText ?? ''"))


def widths(page: Tab) -> list[float]:
    """How wide the shares of the production bar are drawn, in percent of the bar."""
    shares = "document.querySelectorAll('.road:not(.thin) .share')"
    measured: list[float] = page.ask(
        f"[...{shares}].map((one) => Math.round(100 * one.offsetWidth / one.parentNode.offsetWidth))"
    )
    return measured


def until_drawn(page: Tab, shares: list[float]) -> None:
    """Wait until the production bar is split just so."""
    eventually(lambda: widths(page), lambda seen: seen == shares, 10)


def weigh(balanced: Balanced, blue: int, green: int) -> None:
    """Give the production rule other weights."""
    weights = ((balanced.blue, blue), (balanced.green, green))
    groups = [{"TargetGroupArn": group, "Weight": weight} for group, weight in weights]
    actions: list[dict[str, Any]] = [{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}]
    balanced.cluster.running.client("elbv2").modify_rule(RuleArn=balanced.production, Actions=actions)


@pytest.mark.usefixtures("balanced")
def test_the_page_shows_the_pause_both_revisions_and_the_stage(page: Tab) -> None:
    eventually(lambda: words(page, "#now"), lambda said: "then it rolls back" in said)
    assert "Before production" in words(page, ".stage.current")
    assert ["api:1live", "api:2candidate"] == page.ask(
        "[...document.querySelectorAll('.revision > div')].map((one) => one.textContent)"
    )
    eventually(
        lambda: page.ask("document.querySelectorAll('.task.healthy').length"), lambda count: count == 4
    )


@pytest.mark.usefixtures("balanced")
def test_the_clock_of_a_pause_runs_by_itself(page: Tab) -> None:
    first = eventually(lambda: words(page, "#now strong"))
    eventually(lambda: words(page, "#now strong"), lambda later: later not in {"", first}, 5)


def test_bars_move_with_the_weights_and_are_the_same_elements(balanced: Balanced, page: Tab) -> None:
    """What is redrawn from nothing flickers, and loses the reader's place."""
    page.ask("window.bar = document.querySelector('.road:not(.thin) .share')")
    for blue, green in ((70, 30), (20, 80), (100, 0)):
        weigh(balanced, blue, green)
        until_drawn(page, [blue, green])
    assert page.ask("window.bar === document.querySelector('.road:not(.thin) .share')")


def test_nothing_leaves_the_machine_and_nothing_is_complained_of(balanced: Balanced, page: Tab) -> None:
    weigh(balanced, 60, 40)
    eventually(lambda: words(page, "#calls"), lambda said: "ModifyRule" in said)
    hosts = {urlsplit(address).hostname for address in page.addresses if not address.startswith("data:")}
    assert ({"127.0.0.1"}, []) == (hosts, page.complaints)


@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.usefixtures("balanced")
def test_nothing_is_cut_off_at_the_side(page: Tab, size: tuple[int, int]) -> None:
    page.look(*size)
    eventually(lambda: words(page, "#services"))
    assert size[0] >= page.ask("document.documentElement.scrollWidth")


def test_the_page_is_light_or_dark_as_the_system_is(page: Tab) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page.look(*WIDE, scheme)
        grounds.append(page.ask("getComputedStyle(document.body).backgroundColor"))
    assert ["rgb(244, 245, 247)", "rgb(16, 21, 27)"] == grounds


def test_the_choice_of_calls_is_made_by_keyboard(balanced: Balanced, page: Tab) -> None:
    balanced.cluster.service("api")
    eventually(lambda: words(page, "#calls"), lambda said: "DescribeServices" in said)
    for _ in range(20):
        page.press("Tab")
        if page.ask("document.activeElement.id") == "changes-only":
            break
    page.press(" ")
    eventually(lambda: words(page, "#calls"), lambda said: "DescribeServices" not in said)


def test_a_page_left_open_says_that_the_rehearsal_ended_and_comes_back_with_it(tmp_path: Path) -> None:
    """An old picture must not pass for the present."""
    folder = tmp_path / "rehearsal"
    lifecycle.up(Place(folder))
    assert BROWSER is not None
    try:
        with tab(BROWSER, tmp_path / "profile") as page:
            page.open(Running(folder).state.endpoint + ADDRESS)
            eventually(lambda: words(page, ".nothing"), lambda said: "./inv deploy --env=local" in said)
            lifecycle.down(folder)
            eventually(lambda: link(page), lambda said: said == "ended", 5)
            assert "python -m rehearsal up" in words(page, "#lost")
            lifecycle.up(Place(folder))
            eventually(lambda: link(page), lambda said: said == "live", 20)
            assert "" == words(page, "#lost")
    finally:
        lifecycle.down(folder, keep=False)
