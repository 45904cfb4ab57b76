"""What the registry costs: layers through it against a bare copy with a digest, in the same run.

Run `python -m bench.rehearsal_registry`; it takes well under a minute. The yardstick is what nobody
can do without: hash the bytes, write them to a file, and make sure they are there.
"""

import hashlib
import os
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from tests.rehearsal.conftest import Running
from tests.rehearsal.registry.pusher import Pusher, digest_of, log_in

SIZE = 64 * 1024 * 1024
ROUNDS = 5
SMALL = 200


def bare(content: bytes, folder: Path) -> float:
    """Hash and write, piece by piece."""
    began = perf_counter()
    digest = hashlib.sha256()
    with (folder / "bare").open("wb") as file:
        for begin in range(0, len(content), 256 * 1024):
            piece = content[begin : begin + 256 * 1024]
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return perf_counter() - began


def pushed(shop: Pusher, content: bytes) -> float:
    """One PATCH and one PUT, as docker does it."""
    digest = digest_of(content)
    began = perf_counter()
    upload = shop.begin()
    assert shop.ask("PATCH", upload, content).status == 202
    assert shop.ask("PUT", f"{upload}?digest={digest}").status == 201
    return perf_counter() - began


def pulled(shop: Pusher, digest: str) -> float:
    """One GET."""
    began = perf_counter()
    assert len(shop.ask("GET", shop.path(f"blobs/{digest}")).body) == SIZE
    return perf_counter() - began


def small_images(shop: Pusher) -> float:
    """Images of two small blobs and a manifest, a second."""
    began = perf_counter()
    for number in range(SMALL):
        shop.push_image(f"v{number}", f"layer {number}")
    return SMALL / (perf_counter() - began)


def measure(running: Running, folder: Path) -> None:
    """Rounds of each, alternating."""
    shop = log_in(running, "bench")
    pushes, pulls, yardstick = [], [], []
    for number in range(ROUNDS):
        content = os.urandom(1024) * (SIZE // 1024 - 1) + number.to_bytes(1024)
        yardstick.append(bare(content, folder))
        pushes.append(pushed(shop, content))
        pulls.append(pulled(shop, digest_of(content)))
    rate = SIZE / 1024 / 1024
    ratio = statistics.median(push / base for push, base in zip(pushes, yardstick, strict=True))
    print(f"push: {rate / statistics.median(pushes):.0f} MB/s, {ratio:.2f}x the time of a bare hashed write")
    print(f"pull: {rate / statistics.median(pulls):.0f} MB/s")
    print(
        f"small images (two blobs and a manifest, a connection a request): {small_images(shop):.0f} a second"
    )


def main() -> None:
    """Everything, printed."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        lifecycle.up(Place(state))
        try:
            measure(Running(state), Path(folder))
        finally:
            lifecycle.down(state, keep=False)


if __name__ == "__main__":
    print(f"load before: {os.getloadavg()[0]:.1f}")
    main()
    print(f"load after: {os.getloadavg()[0]:.1f}")
