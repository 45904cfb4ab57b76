"""Builds with the engine's classic builder, through docker-py, as a program of its own.

    python classic.py <the order as JSON>

In a program of its own a signal, a deadline or the end of our process ends the build as well: the engine
gives up as soon as nobody reads its answer.
"""

import io
import json
import os
import sys
import tarfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from deploy.connectors.docker.buildkit import BUILD_SECONDS, LETS_THROUGH
from deploy.connectors.docker.context import Entry
from deploy.connectors.docker.engine import connect
from deploy.connectors.docker.key import checked_entries
from deploy.connectors.docker.port import BuildOrder, Say
from deploy.connectors.process.port import Command, ProcessRunner, Result

_DOCKERFILE = ".dockerfile.swingbridge"
_HOUSE = Path(__file__).parents[3]
_BUFFER = 1024 * 1024
_NOISE = ("--->", "Removing intermediate container")
"""Names of containers and layers that nobody meets again."""


def build_classic(processes: ProcessRunner, order: BuildOrder, say: Say) -> Result:
    """Build the image into the engine; secrets are not for this builder."""
    told = {**asdict(replace(order, secrets=())), "labels": order.labels()}
    words = json.dumps(told, default=str)
    command = Command(
        (sys.executable, "-m", "deploy.connectors.docker.classic", words),
        lets_through=LETS_THROUGH,
        variables=(("PYTHONPATH", str(_HOUSE)), ("PYTHONUNBUFFERED", "1")),
        deadline_seconds=BUILD_SECONDS,
        no_progress_seconds=BUILD_SECONDS,
    )
    return processes.run(command, say)


def main(words: Mapping[str, Any]) -> int:
    """Build; print what the engine prints, and end with 1 where it fails."""
    paths = {name: Path(words[name]) for name in ("context", "dockerfile")}
    labels = tuple(map(tuple, words["labels"]))
    order = BuildOrder(**{**words, **paths, "labels": lambda: labels})
    read_end, write_end = os.pipe()
    packer = threading.Thread(target=_pack, args=(order, write_end), daemon=True)
    packer.start()
    with os.fdopen(read_end, "rb") as context:
        lines = connect(BUILD_SECONDS).build(
            fileobj=context,
            custom_context=True,
            dockerfile=_DOCKERFILE,
            tag=order.name,
            platform=order.platform,
            network_mode=order.network,
            buildargs={"BASE": order.base},
            labels=dict(order.labels()),
            rm=True,
            forcerm=True,
            decode=True,
        )
        return _told(lines)


def _told(lines: Iterable[Mapping[str, Any]]) -> int:
    for line in lines:
        if "error" in line:
            print(f"ERROR: {line['error']}", file=sys.stderr)  # noqa: T201 - this is a program
            return 1
        text = str(line.get("stream") or line.get("status") or "").strip()
        if text and not text.startswith(_NOISE):
            print(text)  # noqa: T201 - as above
    return 0


def _pack(order: BuildOrder, write_end: int) -> None:
    """Send the context: what was looked at for the content key, and nothing else."""
    with (
        os.fdopen(write_end, "wb", buffering=_BUFFER) as out,
        tarfile.open(fileobj=out, mode="w|") as archive,
    ):
        for folder in _folders(entries := checked_entries(order)):
            _add(archive, folder, tarfile.DIRTYPE, 0o755)
        for entry in entries:
            _add_entry(archive, entry)
        # The engine leaves out of the image what a .dockerignore names; the real one was heeded here already.
        _add_text(archive, ".dockerignore", f".dockerignore\n{_DOCKERFILE}\n".encode())
        _add_text(archive, _DOCKERFILE, order.dockerfile.read_bytes())


def _folders(entries: list[Entry]) -> list[str]:
    found = {str(folder) for entry in entries for folder in Path(entry.name).parents}
    return sorted(found - {"."})


def _add_entry(archive: tarfile.TarFile, entry: Entry) -> None:
    if entry.link:
        _add(archive, entry.name, tarfile.SYMTYPE, 0o777, entry.link)
    elif entry.name != ".dockerignore":
        with Path(entry.path).open("rb") as source:
            _add_file(archive, entry.name, 0o755 if entry.is_executable else 0o644, source, entry.state[0])


def _add(archive: tarfile.TarFile, name: str, kind: bytes, mode: int, link: str = "") -> None:
    header = tarfile.TarInfo(name)
    header.type, header.mode, header.linkname = kind, mode, link
    archive.addfile(header)


def _add_text(archive: tarfile.TarFile, name: str, text: bytes) -> None:
    _add_file(archive, name, 0o644, io.BytesIO(text), len(text))


def _add_file(archive: tarfile.TarFile, name: str, mode: int, source: IO[bytes], size: int) -> None:
    header = tarfile.TarInfo(name)
    header.mode, header.size = mode, size
    archive.addfile(header, source)


def _ended(words: Mapping[str, Any]) -> int:
    from docker.errors import DockerException  # noqa: PLC0415 - our own process reads this file too

    try:
        return main(words)
    except (DockerException, OSError) as error:
        print(f"ERROR: {error}", file=sys.stderr)  # noqa: T201 - as above
        return 1


if __name__ == "__main__":
    sys.exit(_ended(json.loads(sys.argv[1])))
