"""No secret gets out of any sink, and the judge of that can see."""

import pytest

from bench.planted_secrets import Planted, disguises, leaks, measure, secrets_of
from bench.planted_sinks import SINKS
from deploy.model.secret import forms_of


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, int]]:
    """A few secrets through every sink."""
    return measure(12, 11, tmp_path_factory.mktemp("planted"), lambda _: None)


@pytest.mark.parametrize("sink", SINKS)
def test_no_secret_gets_out(measured: dict[str, tuple[int, int]], sink: str) -> None:
    """In any disguise; the whole proof is `python -m bench.planted_secrets`."""
    planted, leaked = measured[sink]

    assert 0 == leaked
    assert planted > 12


def test_every_planting_would_be_seen_if_it_got_out() -> None:
    """A judge that sees nothing would find no leak anywhere."""
    planted = [one for value in secrets_of(12, 11) for one in disguises(value)]

    assert len(planted) == leaks("\n".join(one.text for one in planted), planted)
    assert 0 == leaks("*** and other words", planted)


def test_a_part_of_a_secret_is_a_leak_too() -> None:
    """Eight characters of it are enough for whoever guesses the rest."""
    one = Planted("x", "abcdefghijklmnop")

    assert [1, 0] == [leaks(text, [one]) for text in ("cdefghij", "cdefghi")]


def test_a_disguise_that_redaction_forgets_is_found() -> None:
    """The plain value hidden alone leaves every other disguise."""
    value = secrets_of(4, 3)[0]
    kept = "\n".join(one.text.replace(value, "***") for one in disguises(value))

    assert leaks(kept, list(disguises(value))) >= 6
    assert value in forms_of(value)
