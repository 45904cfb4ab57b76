"""The health contract: only the release's own good answer is good."""

import json

import pytest

from deploy.connectors.web.port import Answer
from deploy.model.release import NO_SCHEMA, Artifact, Release, Schema
from deploy.platforms.ecs_service.contract import Wanted, heard

V2 = Wanted("v2", digest="sha256:2", config="c2", schema="0007", leaving="v1")


def says(**words: object) -> Answer:
    """A 200 with these words."""
    return Answer(200, json.dumps(words).encode())


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (says(release="v2"), ""),
        (says(release="v2", status="healthy", digest="sha256:2", config="c2", schema="0007"), ""),
        (says(release="v1"), "answers as v1, wanted v2"),
        (says(release="v2", digest="sha256:1"), "answers as v2 with digest sha256:1, wanted sha256:2"),
        (says(release="v2", config="c1"), "answers as v2 with config c1, wanted c2"),
        (says(release="v2", schema="0006"), "answers as v2 with schema 0006, wanted 0007"),
        (says(release="v2", status="degraded"), "answers 200, but calls itself degraded"),
        (Answer(200, b"{}"), "answers 200, but does not say which release it is"),
        (Answer(200, b"[]"), "answers 200, but does not say which release it is"),
        (Answer(200, b"<html>"), "answers 200, but not with JSON: '<html>'"),
        (Answer(200, b""), "answers 200, but not with JSON: nothing"),
        (Answer(503, b"{}"), "answers 503"),
        (Answer(302, location="https://login"), "answers 302 towards https://login, which is not followed"),
        (Answer(0, trouble="TLS: certificate has expired"), "TLS: certificate has expired"),
        (Answer(200, b"{", "the body is larger than anybody needs"), "the body is larger than anybody needs"),
    ],
)
def test_everything_but_the_releases_own_answer_is_an_objection(answer: Answer, wrong: str) -> None:
    """A 200 alone says nothing; what an answer says beyond the name has to agree."""
    assert wrong == heard(answer, V2).wrong


def test_a_release_without_a_schema_is_not_asked_for_one() -> None:
    """What is unknown on our side is not compared."""
    artifact = Artifact("web", "shop", "sha256:2", "c2")

    assert "" == Wanted.of(Release("v2", (artifact,), NO_SCHEMA), "web").schema
    assert "0007" == Wanted.of(Release("v2", (artifact,), Schema("0007", 7)), "web").schema
