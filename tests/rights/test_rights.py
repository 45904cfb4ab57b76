"""The role of a deploy job may do what the tool does, and nothing else."""

import pytest

from deploy.connectors.ecs.port import RELEASE_TAG
from deploy.connectors.identity.port import Caller
from deploy.settings.load import load
from deploy.tasks.preflight.rights import rights_for
from tests.rights.calls import CONNECTORS, ROOT, actions_in, actions_in_sources
from tests.rights.documents import FOLDER, allowed, statements, words

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
ALONGSIDE = {
    "ecs:TagResource": "a definition is registered with its tags",
    "iam:PassRole": "definitions and services name roles",
    "ecr:BatchCheckLayerAvailability": "a push, in the registry's own protocol",
    "ecr:BatchGetImage": "the same",
    "ecr:CompleteLayerUpload": "the same",
    "ecr:GetDownloadUrlForLayer": "a base image or a signature that is read back",
    "ecr:InitiateLayerUpload": "a push, in the registry's own protocol",
    "ecr:PutImage": "the same",
    "ecr:UploadLayerPart": "the same",
}
"""What AWS asks for beside the calls that are made, and why."""


def given() -> set[str]:
    """What both documents allow together."""
    return {*allowed("deploy"), *allowed("push")}


def test_no_call_is_made_that_no_document_allows() -> None:
    """Found in the sources, so that a new call needs its line here."""
    assert set() == actions_in_sources() - given()


def test_nothing_is_allowed_that_no_call_needs() -> None:
    """What AWS asks for beside the calls has its reason written down."""
    assert set() == given() - actions_in_sources() - set(ALONGSIDE)
    assert set() == set(ALONGSIDE) - given()


def test_a_call_is_found_in_each_form_that_the_sources_use() -> None:
    """The two tests above can fail: a plain call, pages, a named service, and one with parts."""
    assert "ecs:ContinueServiceDeployment" in set(actions_in(CONNECTORS / "ecs/boto.py"))
    assert "elasticloadbalancing:DescribeRules" in set(actions_in(CONNECTORS / "pages/boto.py"))
    assert {"iam:SimulatePrincipalPolicy"} == set(actions_in(CONNECTORS / "identity/boto.py"))
    assert "dynamodb:ConditionCheckItem" in set(actions_in(CONNECTORS / "ledger/dynamodb.py"))


def test_what_a_run_asks_iam_beforehand_is_in_the_document() -> None:
    """A preflight that wants more than the role has would refuse every deploy."""
    caller = Caller("123456789012", "arn:aws:iam::123456789012:role/deploy", "test")
    wanted = {right.action for right in rights_for(load(ROOT, "fraud-detector", "staging"), caller)}

    assert set() == wanted - set(allowed("deploy"))


@pytest.mark.parametrize("name", NAMES)
def test_a_document_allows_nothing_by_a_star_or_twice(name: str) -> None:
    """Each action is written out, once."""
    actions = allowed(name)

    assert [] == [action for action in actions if "*" in action]
    assert len(set(actions)) == len(actions)
    assert len({one["Sid"] for one in statements(name)}) == len(statements(name))


def test_no_document_lets_the_role_move_traffic_or_delete_what_a_way_back_needs() -> None:
    """The rule of a maintenance page is the one thing that it may take away."""
    ways = {"Modify", "SetRule", "Deregister", "BatchDelete", "RunTask", "StopTask", "ExecuteCommand"}
    taken = {action for action in given() if any(way in action for way in (*ways, "Delete"))}

    assert {"elasticloadbalancing:DeleteRule"} == taken


def test_definitions_are_registered_with_our_tag_alone() -> None:
    """By the tag a release is found again."""
    (one,) = (s for s in statements("deploy") if s["Action"] == "ecs:RegisterTaskDefinition")

    assert {"Null": {f"aws:RequestTag/{RELEASE_TAG}": "false"}} == one["Condition"]


def test_the_trust_is_in_one_environment_of_one_repository() -> None:
    """To the letter: no pattern that another repository could fit."""
    (one,) = statements("trust")
    rules = one["Condition"]

    assert {"StringEquals"} == set(rules)
    assert "sts.amazonaws.com" == rules["StringEquals"]["token.actions.githubusercontent.com:aud"]
    assert "*" not in rules["StringEquals"]["token.actions.githubusercontent.com:sub"]


@pytest.mark.parametrize("name", NAMES)
def test_what_has_to_be_filled_in_is_explained(name: str) -> None:
    """And so is the document itself."""
    page = (ROOT / "docs/rights.md").read_text()

    assert set() == {word for word in words(name) if f"`{word}`" not in page}
    assert f"(rights/{name}.json)" in page
