"""The texts that screens are held to; `golden/` is read by people when a look changes."""

from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def golden(name: str) -> str:
    """The expected text of that name."""
    return (FOLDER / name).read_text("utf-8")
