"""The health contract: only the release's own good answer is good."""

import json

import pytest

from deploy.connectors.web.port import Answer
from deploy.platforms.ecs_service.contract import objection


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (Answer(200, json.dumps({"release": "v2"}).encode()), ""),
        (Answer(200, json.dumps({"release": "v1"}).encode()), "answers as v1, wanted v2"),
        (Answer(200, b"{}"), "answers 200, but does not say which release it is"),
        (Answer(200, b"[]"), "answers 200, but does not say which release it is"),
        (Answer(200, b"<html>"), "answers 200, but not with JSON"),
        (Answer(200, b"\xff"), "answers 200, but not with JSON"),
        (Answer(503, b"{}"), "answers 503"),
        (Answer(302, location="https://login"), "answers 302 towards https://login"),
        (Answer(0, trouble="TLS: certificate has expired"), "TLS: certificate has expired"),
        (Answer(200, b"{", "the body is larger than anybody needs"), "the body is larger than anybody needs"),
    ],
)
def test_everything_but_the_releases_own_answer_is_an_objection(answer: Answer, wrong: str) -> None:
    """A 200 alone says nothing."""
    assert wrong == objection(answer, "v2")
