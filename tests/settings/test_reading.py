"""Only bounded, private, plain files inside the repository are read."""

import os
import stat
from pathlib import Path

import pytest

from deploy.errors import Refused, SwingbridgeError, UsageError
from deploy.settings.reading import DEEPEST, MOST_BYTES, SettingsText, read, reason_to_refuse

FILE, FOLDER = stat.S_IFREG, stat.S_IFDIR


def written(root: Path, content: bytes) -> Path:
    """A root with `settings.toml` in it."""
    (root / "settings.toml").write_bytes(content)
    return root


def refusal(root: Path, name: str = "settings.toml") -> SwingbridgeError:
    """The error that reading leads to."""
    with pytest.raises(SwingbridgeError) as caught:
        read(root, name)
    return caught.value


def test_a_plain_file_is_read(tmp_path: Path) -> None:
    """The text comes back as it is, under the name it was asked for by."""
    assert SettingsText("settings.toml", "a = 1\r\n\tb = 2\n") == read(
        written(tmp_path, b"a = 1\r\n\tb = 2\n"), "settings.toml"
    )


def test_a_file_of_the_greatest_size_is_read(tmp_path: Path) -> None:
    """The limit is the last size that is allowed."""
    assert MOST_BYTES == len(read(written(tmp_path, b"#" * MOST_BYTES), "settings.toml").text)


def test_one_byte_more_is_too_large(tmp_path: Path) -> None:
    """The size is told."""
    error = refusal(written(tmp_path, b"#" * (MOST_BYTES + 1)))

    assert ("settings-too-large", True) == (error.reference, str(MOST_BYTES + 1) in error.why)


def test_a_huge_file_is_not_read_into_memory(tmp_path: Path) -> None:
    """A sparse file of 100 GB is refused as fast as a small one."""
    with (written(tmp_path, b"") / "settings.toml").open("wb") as file:
        file.truncate(100 * 2**30)

    assert "settings-too-large" == refusal(tmp_path).reference


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\xef\xbb\xbfa = 1", "settings.toml:1:1: a byte order mark"),
        (b"a = 1\nb = \x002", "settings.toml:2:5: a NUL byte"),
        (b"a = 1\r\n\xff", "settings.toml:2:1: the byte FF"),
        (b'a = "\xc3"', "settings.toml:1:6: the byte C3"),
        ("a = 1".encode("utf-16-le"), "settings.toml:1:2: a NUL byte"),
    ],
)
def test_what_is_not_plain_text_is_told_with_its_place(tmp_path: Path, content: bytes, place: str) -> None:
    """Line and column in bytes, as an editor and od show them."""
    error = refusal(written(tmp_path, content))

    assert ("settings-encoding", True) == (error.reference, error.what.startswith(place))


@pytest.mark.parametrize("text", ["[" * (DEEPEST + 1), "a" + ".a" * (DEEPEST + 1) + " = 1"])
def test_deep_nesting_is_refused_before_parsing(tmp_path: Path, text: str) -> None:
    """Brackets and dotted keys alike."""
    assert "settings-too-deep" == refusal(written(tmp_path, f"\n{text}".encode())).reference


def test_the_greatest_depth_is_read(tmp_path: Path) -> None:
    """The limit is the last depth that is allowed."""
    text = "a = " + "[" * DEEPEST + "]" * DEEPEST

    assert text == read(written(tmp_path, text.encode()), "settings.toml").text


def test_a_link_out_of_the_tree_is_refused(tmp_path: Path) -> None:
    """The file outside is never opened."""
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside.toml").write_text("a = 1")
    (root / "settings.toml").symlink_to(tmp_path / "outside.toml")

    assert "settings-outside-repository" == refusal(root).reference


def test_a_link_inside_the_tree_is_followed(tmp_path: Path) -> None:
    """Two names for one reviewed file are harmless."""
    (tmp_path / "real.toml").write_text("a = 1")
    (tmp_path / "settings.toml").symlink_to("real.toml")

    assert "a = 1" == read(tmp_path, "settings.toml").text


@pytest.mark.parametrize("name", ["../outside.toml", "/etc/hostname", "a/../../outside.toml"])
def test_a_name_cannot_climb_out(tmp_path: Path, name: str) -> None:
    """Neither by dots nor from the root of the machine."""
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (tmp_path / "outside.toml").write_text("a = 1")

    assert "settings-outside-repository" == refusal(root, name).reference


def test_a_link_that_leads_to_itself_is_unreadable(tmp_path: Path) -> None:
    """A circle ends in an error, not in a hang."""
    (tmp_path / "settings.toml").symlink_to("settings.toml")

    assert "settings-unreadable" == refusal(tmp_path).reference


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    """The reason is the system's own."""
    error = refusal(tmp_path)

    assert ("settings-unreadable", "No such file or directory") == (error.reference, error.why)


def test_a_folder_is_unreadable(tmp_path: Path) -> None:
    """Only regular files hold settings."""
    (tmp_path / "settings.toml").mkdir()

    assert "it is not a regular file" == refusal(tmp_path).why


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    """A pipe without a writer would block whoever opens it."""
    os.mkfifo(tmp_path / "settings.toml")

    assert "it is not a regular file" == refusal(tmp_path).why


def test_a_file_that_everybody_can_write_is_refused(tmp_path: Path) -> None:
    """With the mode, and the line that corrects it."""
    (written(tmp_path, b"a = 1") / "settings.toml").chmod(0o666)
    error = refusal(tmp_path)

    assert isinstance(error, Refused)
    assert ("settings-world-writable", True) == (error.reference, "chmod o-w settings.toml" in error.do)


def test_a_folder_that_everybody_can_write_is_refused(tmp_path: Path) -> None:
    """Whoever can write the folder can replace the file."""
    written(tmp_path, b"a = 1").chmod(0o777)

    assert "settings-world-writable" == refusal(tmp_path).reference


@pytest.mark.parametrize(
    ("mode", "owner", "reference"),
    [
        (FILE | 0o644, 1000, None),
        (FILE | 0o660, 0, None),
        (FILE | 0o646, 1000, "settings-world-writable"),
        (FILE | 0o644, 1001, "settings-other-owner"),
        (FOLDER | 0o777, 0, "settings-world-writable"),
        (FOLDER | 0o1777, 0, None),
    ],
)
def test_who_may_have_written_settings(mode: int, owner: int, reference: str | None) -> None:
    """Whoever runs this, root, and the owner of the repository; a sticky folder keeps others out."""
    found = reason_to_refuse("settings.toml", mode, owner, frozenset({0, 1000}))

    assert reference == (found.reference if found else None)


def test_unreadable_is_an_error_of_use(tmp_path: Path) -> None:
    """Exit code 2: nothing speaks against acting, there is just nothing to read."""
    assert isinstance(refusal(tmp_path), UsageError)
