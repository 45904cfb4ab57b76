"""Tables merge, everything else is replaced whole, and every key knows its file."""

from deploy.settings.layers import Layer, Layers, Place
from deploy.settings.reading import SettingsText
from deploy.settings.syntax import parse


def layers(*texts: str) -> Layers:
    """Files called a, b, ... with these texts."""
    sources = [SettingsText("abc"[number], text) for number, text in enumerate(texts)]
    return Layers(tuple(Layer(source, parse(source)) for source in sources))


def test_tables_merge() -> None:
    """Keys of both sides are there, and the later file wins."""
    both = layers("[t]\nx = 1\ny = 1\n[t.u]\nz = 1", "[t]\ny = 2\n[t.u]\nw = 2")

    assert {"t": {"x": 1, "y": 2, "u": {"z": 1, "w": 2}}} == both.merged()


def test_a_list_is_replaced_whole() -> None:
    """Nobody has to guess what is left of the list below."""
    assert {"stages": [100]} == layers("stages = [10, 50, 100]", "stages = [100]").merged()


def test_a_table_and_a_value_replace_each_other() -> None:
    """The schema then says which of them is wrong."""
    assert {"a": 1} == layers("[a]\nb = 1", "a = 1").merged()
    assert {"a": {"b": 1}} == layers("a = 1", "[a]\nb = 1").merged()


def test_the_files_themselves_stay_as_they_are() -> None:
    """Merging twice gives the same."""
    both = layers("[t]\nx = 1", "[t]\nx = 2")

    assert both.merged() == both.merged()
    assert {"t": {"x": 1}} == both.files[0].tables


def test_a_key_is_placed_in_the_file_whose_value_counts() -> None:
    """The overlay, where both have it."""
    both = layers("x = 1\ny = 1", "\n\nx = 2")

    assert Place("b", 3, "x = 2") == both.place(("x",))
    assert Place("a", 2, "y = 1") == both.place(("y",))


def test_a_missing_key_is_placed_at_its_table() -> None:
    """Or at the beginning of the environment's file, where there is no table either."""
    both = layers("\n[t]\nx = 1", "z = 1")

    assert Place("a", 2, "[t]") == both.place(("t", "missing"))
    assert Place("b", 1, "z = 1") == both.place(("missing",))
