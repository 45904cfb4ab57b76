"""The list of planted defects stays fit for a score; the score itself is `python -m bench.mutations`."""

from pathlib import Path

from bench.mutations.planted import defects

ROOT = Path(__file__).resolve().parents[2]


def test_every_defect_can_still_be_planted() -> None:
    """Its old text stands exactly once in its file, and the file can be loaded with the new one."""
    listed = defects()

    assert [] == [trouble for defect in listed if (trouble := defect.trouble(ROOT))]
    for defect in listed:
        whole = (ROOT / defect.file).read_text()
        assert whole != defect.planted(whole), defect.name


def test_every_defect_names_a_promise_and_tests_that_are_there() -> None:
    """At least forty, each under a name of its own."""
    listed = defects()

    assert 40 <= len(listed) == len({defect.name for defect in listed})
    assert [] == [defect.name for defect in listed if not defect.breaks]
    assert set() == {test for defect in listed for test in defect.tests if not (ROOT / test).exists()}
