"""Plant secrets wherever they could get out, in every disguise that we see through, and count leaks.

    python -m bench.planted_secrets                 1,000 secrets; exit 1 where one gets out
    python -m bench.planted_secrets --secrets=50    a quick look

A leak is any eight characters in a row of a secret, or of a disguised secret, in what a sink keeps or shows.
The disguises are made here, and not by the code that has to see through them. Planted are made-up values.
"""

import argparse
import base64
import json
import math
import random
import shlex
import string
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

from bench.planted_sinks import SINKS, Sinks
from deploy.model.secret import Secret, forget

WINDOW = 8
_LETTERS = string.ascii_letters + string.digits
_SIGNS = _LETTERS + "/+=!$&'\"\\ %<>éß"


@dataclass(frozen=True, slots=True)
class Planted:
    """One secret in one disguise: the text that is planted, and the part of it that gives the secret away."""

    text: str
    telling: str

    def windows(self) -> Iterator[str]:
        """Every eight characters in a row that nobody may see."""
        return (self.telling[at : at + WINDOW] for at in range(len(self.telling) - WINDOW + 1))


def secrets_of(count: int, seed: int) -> list[str]:
    """Made-up values of 20 to 44 characters, every third with signs that have to be quoted."""
    chance = random.Random(seed)
    return [
        chance.choice(_LETTERS)
        + "".join(chance.choices(_SIGNS if number % 3 == 0 else _LETTERS, k=chance.randint(18, 42)))
        + chance.choice(_LETTERS)
        for number in range(count)
    ]


def disguises(value: str) -> Iterator[Planted]:
    """The secret as it is, and as other programs write it."""
    plain = [value, quote(value), quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]]
    plain += [json.dumps(value, ensure_ascii=False)[1:-1], shlex.quote(f"{value} ")[1:-2]]
    yield from (Planted(f"before {text} behind", text) for text in dict.fromkeys(plain))
    for before in ("", "a", "ab"):
        raw = before.encode() + value.encode() + b"tail"
        first, last = math.ceil(len(before) * 8 / 6), (len(before) + len(value.encode())) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(raw).decode()
            yield Planted(f"before {text} behind", text[first:last])


def leaks(kept: str, planted: list[Planted]) -> int:
    """How many of the planted texts can be recognised in what a sink kept."""
    seen = {kept[at : at + WINDOW] for at in range(len(kept) - WINDOW + 1)}
    return sum(any(window in seen for window in one.windows()) for one in planted)


def measure(
    count: int, seed: int, folder: Path, tell: Callable[[str], None] = print
) -> dict[str, tuple[int, int]]:
    """Send everything through every sink: planted and leaked, by sink."""
    forget()
    values = secrets_of(count, seed)
    loaded = [Secret(value) for value in values]
    planted = [one for value in values for one in disguises(value)]
    results = {}
    for name, sink in SINKS.items():
        began = time.monotonic()
        place = folder / name.replace(" ", "-")
        place.mkdir(parents=True)
        kept = sink(Sinks(place, [one.text for one in planted], loaded, seed))
        results[name] = (len(planted), leaks(kept, planted))
        tell(f"{name:<28} {len(planted):>7} {results[name][1]:>6} leaks {time.monotonic() - began:>7.1f} s")
    forget()
    return results


def main() -> int:
    """Print the table; 1 where anything got out."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--secrets", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = measure(given.secrets, given.seed, Path(folder))
    total = sum(leaked for _, leaked in results.values())
    print(
        f"{given.secrets} secrets, {sum(number for number, _ in results.values())} plantings, {total} leaks"
    )
    return int(total > 0)


if __name__ == "__main__":
    sys.exit(main())
