"""What is not TOML is told with file, line, column and the line itself."""

import pytest

from deploy.errors import UsageError
from deploy.settings.reading import SettingsText
from deploy.settings.syntax import parse


def fault(text: str) -> UsageError:
    """The error that the text leads to."""
    with pytest.raises(UsageError) as caught:
        parse(SettingsText("app.toml", text))
    return caught.value


def test_valid_text_becomes_tables() -> None:
    """Nothing is added and nothing is lost."""
    assert {"a": {"b": [1, "x"]}} == parse(SettingsText("app.toml", '[a]\nb = [1, "x"]\n'))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a = 1\nb == 2\n", "app.toml:2:4: not valid TOML: b == 2"),
        ("a = \n", "app.toml:1:5: not valid TOML: a ="),
        ("a = 1\n[b\n", "app.toml:2:3: not valid TOML: [b"),
        ("a = [1,\n2", "app.toml:2:2: not valid TOML: 2"),
        ('a = "\tx\x07"', 'app.toml:1:8: not valid TOML: a = " x\\x07"'),
    ],
)
def test_the_place_and_the_line_are_told(text: str, what: str) -> None:
    """Control characters in the line are spelled out."""
    assert ("settings-syntax", what) == (fault(text).reference, fault(text).what)


@pytest.mark.parametrize("value", ["no", "yes", "12:30", "0755", "v1.2.3", "1.2.3", "blue-green"])
def test_a_word_without_quotes_gets_the_advice_to_quote_it(value: str) -> None:
    """What other formats take for a word, a time or a number of base eight."""
    assert f'quote it: "{value}"' in fault(f"a = {value}\n").why


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a = 1\nb = 2\na = 3\n", "app.toml: a stands on line 1 and again on line 3"),
        ("[t]\na = 1\n[u]\n[t]\n", "app.toml: t stands on line 1 and again on line 4"),
        ("a = 1\n\n[a]\n", "app.toml: a stands on line 1 and again on line 3"),
        ("[t]\nx.y = 1\nx.y = 2\n", "app.toml: t.x.y stands on line 2 and again on line 3"),
        ("a = 1\na.b = 2\n", "app.toml: a.b stands on line 1 and again on line 2"),
        ("[a]\n[[a]]\n", "app.toml: a.0 stands on line 1 and again on line 2"),
        ("a = { b = 1, b = 2 }\n", "app.toml: a.b stands on line 1 twice"),
        ("a = { b = 1 }\n[a.c]\n", "app.toml: a.c stands on line 1 and again on line 2"),
    ],
)
def test_of_a_key_that_stands_twice_both_lines_are_named(text: str, what: str) -> None:
    """Keys, tables, and whatever stands in the way of each other."""
    assert ("settings-duplicate-key", what) == (fault(text).reference, fault(text).what)


def test_both_lines_of_a_duplicate_are_shown() -> None:
    """So that a person can choose without opening the file."""
    assert "port = 80 / port = 81" in fault("port = 80\nport = 81\n").why


@pytest.mark.parametrize("text", ['a = "' + "x" * 100_000, "a = " + "9" * 100_000])
def test_a_long_line_is_cut(text: str) -> None:
    """An error fits on a screen."""
    assert len(fault(text).what) + len(fault(text).why) < 500


def test_a_number_of_thousands_of_digits_has_its_line() -> None:
    """Python refuses it by itself and does not say where."""
    assert fault("a = 1\nb = " + "9" * 5000).what.startswith("app.toml:2:")


def test_a_secret_in_the_faulty_line_is_not_shown() -> None:
    """Errors end up in logs."""
    error = fault("DB_PASSWORD = hunter2 hunter2\n")

    assert "hunter2" not in error.what + error.why + error.do
