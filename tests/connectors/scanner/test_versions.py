"""Which of two versions is the older one."""

from itertools import pairwise

import pytest

from deploy.connectors.scanner.versions import key

RISING = {
    "deb": [
        "1.0~rc1-1",
        "1.0-1",
        "1.0-1+b1",
        "1.0-2",
        "1.0a-1",
        "1.0.1-1",
        "1.9-1",
        "1.10-1",
        "2:0.1-1",
        "10:0.1",
    ],
    "pypi": [
        "1.0.dev1",
        "1.0a1.dev2",
        "1.0a1",
        "1.0b2",
        "1.0rc1",
        "1.0",
        "1.0.post1",
        "1.0.1",
        "1.9",
        "1.10",
        "1!0.1",
    ],
    "npm": ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.10"],
    "apk": [
        "1.2_alpha1-r0",
        "1.2_rc1-r3",
        "1.2-r0",
        "1.2-r10",
        "1.2_p1-r0",
        "1.2.1-r0",
        "1.2.1b-r0",
        "1.10-r0",
    ],
}
SAME = {
    "pypi": [
        ("1.0", "1.0.0"),
        ("v1.0", "1.0"),
        ("1.0-RC1", "1.0rc1"),
        ("1.0.alpha1", "1.0a1"),
        ("1.0-post1", "1.0.post1"),
    ],
    "npm": [("v1.0.0", "1.0.0"), ("1.0.0+build", "1.0.0")],
    "deb": [("0:1.0-1", "1.0-1"), ("1.00", "1.0")],
}


@pytest.mark.parametrize("kind", RISING)
def test_each_version_is_older_than_the_next(kind: str) -> None:
    """As dpkg, PEP 440, semantic versioning and apk have it."""
    assert [] == [pair for pair in pairwise(RISING[kind]) if not key(kind, pair[0]) < key(kind, pair[1])]


@pytest.mark.parametrize("kind", SAME)
def test_the_same_version_can_be_written_in_two_ways(kind: str) -> None:
    """Neither is older."""
    assert [] == [pair for pair in SAME[kind] if key(kind, pair[0]) != key(kind, pair[1])]
