"""What building and pushing cost: an unchanged context, a packed one, a push, and memory.

    python -m bench.images [files=5000] [megabytes=200]

The push goes to a registry in this process over loopback. Nothing here needs Docker.
"""

import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.docker.bundle import BundleBuilder
from deploy.connectors.docker.port import BuildOrder
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.registry.line import Line
from deploy.connectors.registry.pusher import RegistryPusher
from tests.connectors.docker.contexts import context
from tests.connectors.registry.little_registry import LittleRegistry, serving

ROUNDS = 9


def main(files: int, megabytes: int) -> None:
    """Measure, and print."""
    folder = Path(tempfile.mkdtemp(prefix="bench-images-"))
    try:
        _builds(folder, files)
        _pushes(folder, megabytes)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"peak memory, the registry included: {peak} MiB")
    finally:
        shutil.rmtree(folder)


def _builds(folder: Path, files: int) -> None:
    order = context(folder / "many")
    for number in range(files):
        file = order.context / str(number % 50) / f"{number}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(str(number))
    make = BundleBuilder(Shelf(folder / "images"))
    print(f"first build of {files} files: {_seconds(lambda: make.build(order)):.3f} s")
    times = sorted(_seconds(lambda: _unchanged(make, order)) for _ in range(ROUNDS))
    print(f"unchanged build, median of {ROUNDS}: {times[ROUNDS // 2]:.3f} s, worst {times[-1]:.3f} s")


def _pushes(folder: Path, megabytes: int) -> None:
    order = context(folder / "big")
    chance = random.Random(7)
    with (order.context / "noise").open("wb") as file:
        for _ in range(megabytes):
            file.write(chance.randbytes(1024 * 1024))
    shelf = Shelf(folder / "images")
    print(f"pack {megabytes} MiB of noise: {_seconds(lambda: BundleBuilder(shelf).build(order)):.2f} s")
    image = BundleBuilder(shelf).build(order).image
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory after packing: {peak} MiB")
    with serving(LittleRegistry()) as registry:
        pusher = RegistryPusher(lambda: Line(registry.host), SystemClock())
        first = _seconds(lambda: pusher.push(image, "web", "r1"))
        print(f"push {megabytes} MiB: {first:.2f} s, {megabytes / first:.0f} MiB/s")
        print(f"unchanged push: {_seconds(lambda: pusher.push(image, 'web', 'r1')) * 1000:.0f} ms")


def _unchanged(make: BundleBuilder, order: BuildOrder) -> None:
    assert make.build(order).was_there


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [5000, 200][len(given) :]))
