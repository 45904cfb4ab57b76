"""The verdict of a scan: closed by default."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from deploy.connectors.scanner.port import Examination, Finding, Severity
from deploy.errors import UsageError
from deploy.tasks.scan.policy import Policy
from deploy.tasks.scan.verdict import Judge, Scanned
from deploy.tasks.scan.waivers import FILE, Waiver, read_waivers

TODAY = date(2026, 11, 20)
POLICY = Policy(database_days=7)
BAD = Finding("setuid", Severity.HIGH, "bin/su", "lends rights")
WAIVER = Waiver("web", "setuid", "ann", "base image", TODAY, "bin/*")


def references(*examinations: Examination, waivers: tuple[Waiver, ...] = ()) -> list[str]:
    """What speaks against an image with these examinations."""
    judge = Judge(POLICY, waivers, TODAY)
    return [o.reference for o in judge.verdict(Scanned("app", "web", examinations))]


def told(severity: Severity = Severity.HIGH, items: int = 5, days: int | None = None) -> Examination:
    """One examination with one finding."""
    day = None if days is None else TODAY - timedelta(days=days)
    return Examination("tool", "1", items, (Finding("rule", severity, "a", "b"),), day)


@pytest.mark.parametrize(
    ("examination", "expected"),
    [
        (Examination("tool", "1", 5), []),
        (told(Severity.LOW), []),
        (told(Severity.MEDIUM), []),
        (told(Severity.HIGH), ["scan-findings"]),
        (told(Severity.CRITICAL), ["scan-findings"]),
        (Examination("tool", "1", 0), ["scan-examined-nothing"]),
        (told(Severity.LOW, days=7), []),
        (told(Severity.LOW, days=8), ["scan-database-old"]),
        (told(items=0, days=90), ["scan-examined-nothing", "scan-database-old", "scan-findings"]),
    ],
)
def test_row_34_what_is_found_stale_or_empty_speaks_against_an_image(
    examination: Examination, expected: list[str]
) -> None:
    """Each for itself, and all at once."""
    assert expected == references(examination)


@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        (WAIVER, []),
        (Waiver("web", "setuid", "ann", "base image", TODAY), []),
        (Waiver("web", "setuid", "ann", "x", TODAY - timedelta(days=1), "bin/*"), ["scan-findings"]),
        (Waiver("*", "setuid", "ann", "every image", TODAY), []),
        (Waiver("other", "setuid", "ann", "x", TODAY), ["scan-findings"]),
        (Waiver("web", "another-rule", "ann", "x", TODAY), ["scan-findings"]),
        (Waiver("web", "setuid", "ann", "x", TODAY, "usr/*"), ["scan-findings"]),
    ],
)
def test_a_waiver_holds_for_its_image_rule_and_place_until_its_day(
    waiver: Waiver, expected: list[str]
) -> None:
    """And not a day longer."""
    assert expected == references(Examination("tool", "1", 5, (BAD,)), waivers=(waiver,))


def test_an_expired_waiver_is_named_beside_what_it_covered() -> None:
    """Whoever wrote it has to hear of it; others are not named."""
    gone = Waiver("web", "setuid", "ann", "base image", TODAY - timedelta(days=1))
    other = Waiver("web", "base-moves", "bob", "x", TODAY - timedelta(days=1))
    judge = Judge(POLICY, (gone, other), TODAY)
    (objection,) = judge.verdict(Scanned("app", "web", (Examination("tool", "1", 5, (BAD,)),)))

    assert objection.why.endswith("lends rights; the waiver of ann for setuid ended on 2026-11-19")


@pytest.mark.parametrize(
    ("threshold", "severity", "expected"),
    [
        (Severity.CRITICAL, Severity.HIGH, []),
        (Severity.MEDIUM, Severity.MEDIUM, ["scan-findings"]),
        (Severity.LOW, Severity.LOW, ["scan-findings"]),
    ],
)
def test_the_policy_s_threshold_decides(threshold: Severity, severity: Severity, expected: list[str]) -> None:
    """At the threshold counts as above it."""
    judge = Judge(Policy(threshold=threshold), (), TODAY)

    assert expected == [o.reference for o in judge.verdict(Scanned("app", "web", (told(severity),)))]


def test_the_infrastructure_is_waived_by_its_own_name() -> None:
    """It is no image, and has no repository."""
    waiver = Waiver("terraform", "setuid", "ann", "x", TODAY)
    ground = Scanned("terraform", "", (Examination("checkov", "1", 5, (BAD,)),))

    assert () == Judge(POLICY, (waiver,), TODAY).verdict(ground)
    assert ["terraform has 1 findings of HIGH or worse"] == [
        o.what for o in Judge(POLICY, (), TODAY).verdict(ground)
    ]


def test_a_waiver_is_no_answer_to_an_empty_examination() -> None:
    """Nobody can answer for what was not looked at."""
    assert ["scan-examined-nothing"] == references(Examination("tool", "1", 0), waivers=(WAIVER,))


def test_waivers_are_read_from_their_file(tmp_path: Path) -> None:
    """No file, no waivers."""
    assert () == read_waivers(tmp_path)
    _write(tmp_path, 'where = "bin/*"')

    assert (WAIVER,) == read_waivers(tmp_path)


@pytest.mark.parametrize("word", ["image", "rule", "owner", "reason", "expires"])
def test_a_waiver_that_lacks_a_word_is_none(tmp_path: Path, word: str) -> None:
    """Exit 2, and the word is named."""
    _write(tmp_path)
    path = tmp_path / FILE
    path.write_text("\n".join(line for line in path.read_text().splitlines() if not line.startswith(word)))
    with pytest.raises(UsageError) as caught:
        read_waivers(tmp_path)

    assert f"waiver 1 has no {word}" == caught.value.why


@pytest.mark.parametrize(
    "line", ['reason = " "', 'expires = "soon"', "expires = 2026-12-31T00:00:00", "unknown = 1", "= nonsense"]
)
def test_a_waiver_that_says_nothing_or_too_much_is_none(tmp_path: Path, line: str) -> None:
    """Also where the file is no TOML."""
    _write(tmp_path, without=line.partition(" ")[0])
    with (tmp_path / FILE).open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(UsageError) as caught:
        read_waivers(tmp_path)

    assert "waiver-unusable" == caught.value.reference


def _write(folder: Path, more: str = "", without: str = "-") -> None:
    lines = [
        'image = "web"',
        'rule = "setuid"',
        'owner = "ann"',
        'reason = "base image"',
        f"expires = {TODAY}",
    ]
    kept = [line for line in lines if not line.startswith(without)]
    (folder / FILE).parent.mkdir(exist_ok=True)
    (folder / FILE).write_text("\n".join(["[[waiver]]", *kept, more]) + "\n")
