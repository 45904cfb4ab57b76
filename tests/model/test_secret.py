"""Secrets do not show, and no text keeps them."""

import base64
import copy
import json
import pickle
import random
import shlex
from dataclasses import asdict, dataclass
from urllib.parse import quote, quote_plus

import pytest

from deploy.model.secret import STARS, Redaction, Secret, forms_of

VALUE = 'p@ss wörd/"it\'s" $HOME+1'


@dataclass(frozen=True)
class Login:
    """Something that holds a secret."""

    user: str
    password: Secret


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        format,
        "{}".format,
        "{!r:>3}".format,
        lambda secret: f"{secret:3}",
        lambda secret: f"{secret}",
        lambda secret: "%s" % secret,  # noqa: UP031 - one of the ways in which people print
        copy.copy,
        copy.deepcopy,
        lambda secret: pickle.loads(pickle.dumps(secret)),  # noqa: S301 - our own bytes
        lambda secret: json.loads(json.dumps(secret, default=str)),
        lambda secret: asdict(Login("me", secret))["password"],
        lambda secret: secret.__getstate__(),
    ],
)
def test_secret_shows_as_stars(show: object) -> None:
    """However it is printed or copied."""
    assert callable(show)
    assert STARS == show(Secret(VALUE))


def test_secret_shows_in_no_text_about_its_holder() -> None:
    """Holders may be printed, and their JSON too."""
    login = Login("me", Secret(VALUE))

    assert "Login(user='me', password=***)" == repr(login)
    assert '{"user": "me", "password": "***"}' == json.dumps(asdict(login))
    assert not hasattr(login.password, "__dict__")


def test_reveal_is_the_one_way_to_the_value() -> None:
    """Whoever needs the value says so."""
    assert VALUE == Secret(VALUE).reveal()


def test_secrets_compare_by_value() -> None:
    """Two readings of one secret are the same secret; a text is none."""
    assert Secret(VALUE) == Secret(VALUE)
    assert Secret(VALUE) != Secret(VALUE + "!")
    assert 1 == len({Secret(VALUE), Secret(VALUE)})
    assert Secret(VALUE) != VALUE


def test_short_value_is_refused_without_being_shown() -> None:
    """It could not be kept out of a log without eating words."""
    with pytest.raises(ValueError, match="at least 6 characters") as refused:
        Secret("abcde")

    assert "abcde" not in str(refused.value)


@pytest.mark.parametrize(
    "disguised",
    [
        VALUE,
        quote(VALUE),
        quote(VALUE, safe=""),
        quote_plus(VALUE),
        json.dumps(VALUE),
        json.dumps(VALUE, ensure_ascii=False),
        shlex.quote(VALUE),
        *(base64.b64encode(b"x" * offset + VALUE.encode() + b"y" * 4).decode() for offset in range(6)),
        *(base64.urlsafe_b64encode(b"x" * offset + VALUE.encode()).decode() for offset in range(3)),
    ],
)
def test_every_disguise_is_hidden(disguised: str) -> None:
    """What is left is text from before and after."""
    hidden = Redaction.of([Secret(VALUE)]).hide(f"<{disguised}>")

    assert STARS in hidden
    assert len(hidden) <= len("<'***=====>") + 10
    assert not any(form in hidden for form in forms_of(VALUE))


def test_lines_of_a_secret_of_several_lines_are_hidden() -> None:
    """Tools print keys with something before each line."""
    key = "-----BEGIN KEY-----\nMIIEpAIBAAK\nQDlongline\n-----END KEY-----\n"

    hidden = Redaction.of([Secret(key)]).hide("| MIIEpAIBAAK\n| QDlongline\n")

    assert "| ***\n| ***\n" == hidden


def test_ordinary_text_stays() -> None:
    """Only the secret goes."""
    assert "nothing to hide" == Redaction.of([Secret(VALUE)]).hide("nothing to hide")
    assert "all" == Redaction().hide("all")


def test_secrets_that_overlap_are_hidden_whole() -> None:
    """No end of the second shows behind the first."""
    redaction = Redaction.of([Secret("abcdefgh"), Secret("efghijkl")])

    assert "<***>" == redaction.hide("<abcdefghijkl>")


@pytest.mark.parametrize("seed", range(20))
def test_secret_is_hidden_however_the_text_arrives(seed: int) -> None:
    """Cut at any places, the text comes out as if it had come whole."""
    chance = random.Random(seed)  # noqa: S311 - the same texts at every run
    secrets = [Secret("abcabcab"), Secret("bcabdd"), Secret("dd and more")]
    redaction = Redaction.of(secrets)
    text = "".join(chance.choice(["abcabcab", "bcabdd", "dd and more", "abc", "d", " x "]) for _ in range(60))
    out, rest, at = "", "", 0
    while at < len(text):
        step = chance.randint(1, 9)
        done, rest = redaction.hide_settled(rest + text[at : at + step])
        out, at = out + done, at + step

    assert redaction.hide(text) == out + redaction.hide(rest)


def test_what_is_kept_back_is_bounded() -> None:
    """A text that looks like one endless secret does not pile up."""
    redaction, rest, longest = Redaction.of([Secret("aaaaaa")]), "", 0
    for _ in range(30):
        _, rest = redaction.hide_settled(rest + "a" * 10_000)
        longest = max(longest, len(rest))

    assert longest <= 80_000


def test_redaction_does_not_show_what_it_knows() -> None:
    """It says how much it knows, and no more."""
    redaction = Redaction.of([Secret("plainvalue")])

    assert "plainvalue" not in repr(redaction)
    assert redaction.finds("a plainvalue here")
    assert not redaction.finds("a plain value here")


def test_redactions_add_up() -> None:
    """What either knows, both hide."""
    both = Redaction.of([Secret("first one")]) | Redaction.of([Secret("second")])

    assert "*** and ***" == both.hide("first one and second")
