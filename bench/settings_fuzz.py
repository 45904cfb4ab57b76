"""Spoils real settings in bytes and in structure, loads them, and counts what should never happen.

Usage: python -m bench.settings_fuzz [N] [SEED]
Prints how many were accepted and refused, the tracebacks, the loads of more than a second, the memory taken.
"""

import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.errors import SwingbridgeError
from deploy.settings.load import load

ROOT: Final = Path(__file__).resolve().parent.parent
SYSTEMS: Final = ("cloud-optimizer", "cost-simulator", "fraud-detector", "pm-doc-intel", "wwhd")
ENVIRONMENTS: Final = ("local", "memory", "production", "staging")
VALUES: Final = (
    *(b"no", b"1.10", b"0755", b"12:30", b"-1", b"0", b"99999999999999999999", b"1e999", b"nan", b"-inf"),
    *(b"true", b'""', b'"\\u202e"', b'"80"', b"[]", b"{}", b"[[[[1]]]]", b"{ a = { b = 1 } }", b"2024-01-01"),
    *(b"12:30:00", b"'''\n\n'''", b'"""', b"[1, 'a', {}]", b"9" * 5000, b'"' + b"x" * 70_000 + b'"'),
    *(b"[" * 40, b'"../../etc"', b'"$(id)"', b"0x" + b"f" * 40, b"1", b"60", b'"rolling"', b"[10, 100]"),
)
PIECES: Final = (
    *(
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\r",
        b"\t",
        b"\x1b[2J",
        b"\xc3",
        b"[",
        b"]",
        b"[[",
        b"=",
        b".",
    ),
    *(b'"', b"'", b"#", b'"""', b"\\", b"{", b"}", b",", b"\n[a.b.c]\n", b"\n[[x]]\n", b"\nx = 1\nx = 2\n"),
    *("\u043a\u043b\u044e\u0447".encode(), "\u202e".encode()),
)
SLOW_SECONDS: Final = 1.0
"""Of processor time, so that a busy machine is not mistaken for slow settings."""


@dataclass(slots=True)
class Score:
    """What came of the loads so far."""

    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    tracebacks: list[str] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    poor_texts: list[str] = field(default_factory=list)
    slowest: float = 0.0


def flip_bytes(source: bytes, dice: random.Random) -> bytes:
    """A few bytes become others."""
    spoilt = bytearray(source)
    for _ in range(dice.randint(1, 8)):
        spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
    return bytes(spoilt)


def insert_piece(source: bytes, dice: random.Random) -> bytes:
    """Something that means something in TOML, anywhere, once or very often."""
    at = dice.randrange(len(source) + 1)
    return source[:at] + dice.choice(PIECES) * dice.choice((1, 1, 2, 17, 5000)) + source[at:]


def cut_off(source: bytes, dice: random.Random) -> bytes:
    """The file ends early, as after a full disk."""
    return source[: dice.randrange(len(source))]


def other_value(source: bytes, dice: random.Random) -> bytes:
    """One key gets a value of another kind."""
    lines = source.split(b"\n")
    at = dice.choice([number for number, line in enumerate(lines) if b" = " in line] or [0])
    lines[at] = lines[at].split(b" = ")[0] + b" = " + dice.choice(VALUES)
    return b"\n".join(lines)


def other_key(source: bytes, dice: random.Random) -> bytes:
    """One letter of one line is doubled or lost."""
    at = dice.randrange(len(source))
    return source[:at] + source[at : at + 1] * dice.choice((0, 2)) + source[at + 1 :]


def move_lines(source: bytes, dice: random.Random) -> bytes:
    """Lines are dropped, doubled or moved, so that tables change and keys stand twice."""
    lines = source.split(b"\n")
    for _ in range(dice.randint(1, 4)):
        line = lines.pop(dice.randrange(len(lines))) if len(lines) > 1 else b""
        for _ in range(dice.choice((0, 1, 2))):
            lines.insert(dice.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def grow(source: bytes, dice: random.Random) -> bytes:
    """The file becomes as large as is allowed, or larger."""
    piece = dice.choice(
        (b"# x\n", b"[a]\n", b"\nk.k.k = 1", b"[[rows]]\n", b'"', b"[", b"a.", b"x = [", b"T=", b"KEY")
    )
    return source + piece * (dice.choice((20_000, 250_000, 300_000)) // len(piece))


WAYS: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    *(other_value, other_value, other_value, move_lines, move_lines),
    *(other_key, flip_bytes, insert_piece, cut_off),
)


def spoil(source: bytes, dice: random.Random) -> bytes:
    """The file after one to three accidents; one in two hundred also grows."""
    for _ in range(dice.randint(1, 3)):
        source = dice.choice(WAYS)(source or b"\n", dice)
    return grow(source, dice) if dice.random() < 1 / 200 else source


def one(root: Path, dice: random.Random, score: Score) -> None:
    """Spoil one file of one system, load it, and put the file back."""
    system, environment = dice.choice(SYSTEMS), dice.choice(ENVIRONMENTS)
    path = root / "apps" / system / dice.choice(("app.toml", f"{environment}.toml"))
    good = path.read_bytes()
    path.write_bytes(spoil(good, dice))
    began = time.process_time()
    try:
        load(root, system, environment)
        score.accepted += 1
    except SwingbridgeError as error:
        score.refused[error.reference] += 1
        note_poor_text(error, score)
    except Exception:  # noqa: BLE001  # this is what is being counted
        score.tracebacks.append(f"{traceback.format_exc()}\n{path.read_bytes()[:2000]!r}")
    seconds = time.process_time() - began
    score.slowest = max(score.slowest, seconds)
    if seconds > SLOW_SECONDS:
        score.slow.append(seconds)
    path.write_bytes(good)


def note_poor_text(error: SwingbridgeError, score: Score) -> None:
    """A text that is empty, endless, or that a terminal would act upon."""
    for text in (error.what, error.why, error.do):
        if not text.isprintable() or not 3 < len(text) < 900:
            score.poor_texts.append(f"{error.reference}: {text!r}"[:2000])


def memory_mib() -> float:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(count: int, seed: int) -> Score:
    """Load that many spoilt settings from a copy of the repository's own."""
    dice, score = random.Random(seed), Score()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "apps", Path(folder) / "apps")
        for _ in range(count):
            one(Path(folder), dice, score)
    return score


def main() -> int:
    """Run, print the counts, and fail if anything happened that should not."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    run(50, seed)
    before, began = memory_mib(), time.perf_counter()
    score = run(count, seed)
    print(f"inputs {count}, seed {seed}, {time.perf_counter() - began:.0f} s")
    print(f"slowest {score.slowest:.3f} s of processor time")
    print(f"accepted {score.accepted}, refused {score.refused.total()}")
    for reference, times in score.refused.most_common():
        print(f"  {times:7} {reference}")
    print(f"tracebacks {len(score.tracebacks)}, over {SLOW_SECONDS:g} s {len(score.slow)}")
    print(f"poor texts {len(score.poor_texts)}, memory grew by {memory_mib() - before:.1f} MiB")
    for trouble in (score.tracebacks + score.poor_texts)[:5]:
        print(trouble)
    return 1 if score.tracebacks or score.slow or score.poor_texts else 0


if __name__ == "__main__":
    sys.exit(main())
