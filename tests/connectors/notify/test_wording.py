"""News as anybody may read them: all that is needed, and no secret."""

import pytest

from deploy.connectors.notify.port import News
from deploy.connectors.notify.wording import LONGEST, fit, wording

NEWS = News(
    title="deploy v2 to shop production: began",
    who="ada",
    why="the fix",
    link="https://ci/1",
    undo="inv rollback --env=production --app=shop",
)


def test_news_name_who_why_where_and_the_line_to_type() -> None:
    """Whoever reads it at night needs nothing else."""
    assert [
        "deploy v2 to shop production: began",
        "who: ada",
        "why: the fix",
        "where: https://ci/1",
        "type: inv rollback --env=production --app=shop",
    ] == wording(NEWS).splitlines()


@pytest.mark.parametrize(
    "secret",
    [
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a" * 36,
        "hooks.slack.com/services/T0/B0/" + "a" * 24,
        "postgres://app:" + "hunter22" + "@db",
    ],
)
def test_what_has_the_shape_of_a_secret_is_stars(secret: str) -> None:
    """A reason is typed by people, and a failure quotes what it met."""
    told = fit(f"it said {secret}/ and ended")

    assert "***" in told
    assert secret not in told


def test_a_line_cannot_forge_another_and_is_cut() -> None:
    """Control characters are spelled out; one long reason does not fill the channel."""
    assert "a\\nwho: eve" == fit("a\nwho: eve")
    assert LONGEST == len(fit("x" * 5000))
