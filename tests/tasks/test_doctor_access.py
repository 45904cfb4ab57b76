"""The doctor tells beforehand what a deploy would be asked."""

from dataclasses import replace

import pytest

from deploy.connectors.identity.memory import MemoryIdentity
from deploy.connectors.identity.port import Lack, NotSignedIn
from deploy.connectors.source.memory import MemorySource
from deploy.connectors.source.port import Checkout
from deploy.settings.schema import Notify
from deploy.tasks.doctor.access import access, against_a_deploy
from tests.tasks.preflight.houses import ROLE, ending_in, house, settings
from tests.tasks.prompt import Prompt


def test_who_we_are_and_what_is_checked_out() -> None:
    """With the rules of the environment, in a few lines."""
    told = dict(access(house(settings=settings("production"), identity=ending_in(30))))

    assert ("111122223333", ROLE) == (told["account"], told["acting as"])
    assert "from the runner of GitHub Actions; they end in 30 min" == told["keys"]
    assert "cccccccccccc on main: clean, pushed" == told["checkout"]
    assert "reviewers of the GitHub environment production" == told["approval"]
    assert "at any time" == told["windows"]


def test_a_checkout_that_no_one_would_take() -> None:
    """Every mark of it."""
    poor = MemorySource(Checkout("c" * 40, "", ("a", "b"), is_pushed=False, is_shallow=True))

    told = dict(access(house(source=poor, identity=None)))

    assert "cccccccccccc on a detached head: 2 files changed, not pushed, shallow" == told["checkout"]
    assert "none is in play" == told["account"]


def test_what_a_deploy_would_be_refused_for() -> None:
    """The same objections as at the gate."""
    nobody = MemoryIdentity(NotSignedIn(Lack.NO_KEYS, ("the environment",)))

    (objection,) = against_a_deploy(house(identity=nobody))

    assert "aws-no-credentials" == objection.reference
    assert "nobody is signed in" == dict(access(house(identity=nobody)))["account"]


def test_without_an_environment_only_the_machine_is_told(prompt: Prompt) -> None:
    """With one, its access as well; nothing is touched either way."""
    bare, full = prompt.type("doctor"), prompt.type("doctor", "--env=memory")

    assert (bare.code, 0) == (full.code, full.code)
    assert "access to" not in bare.out
    assert "access to cost-simulator memory" in full.out
    assert prompt.is_untouched


@pytest.mark.parametrize(
    ("notify", "said"),
    [
        (Notify(), "nobody"),
        (Notify(slack_channel="#ops"), "nobody: #ops needs a notify.slack_webhook_secret to be reached by"),
        (
            Notify(slack_webhook_secret="shop/hook", sns_topic="shop-ops"),
            "Slack, by the secret shop/hook and the SNS topic shop-ops",
        ),
    ],
)
def test_who_hears_of_a_run(notify: Notify, said: str) -> None:
    """A channel without a webhook looks like news, and is none."""
    told = dict(access(house(settings=replace(settings("production"), notify=notify))))

    assert said == told["news"]
