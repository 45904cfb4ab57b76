"""What a `.dockerignore` leaves out is what Docker leaves out, for rules that nobody would think of."""

import io
import os
import subprocess
import tarfile
from pathlib import Path
from random import Random

import pytest

from deploy.connectors.docker.context import entries
from deploy.connectors.docker.ignore import read_ignore
from tests.docker.real_shop import path_with_buildkit
from tests.docker_engine import DockerEngine

pytestmark = pytest.mark.slow
NAMES = ("a", "b", "ab", "a.log", "b.txt", ".hid", "node_modules", "keep")
PARTS = (*NAMES, "*", "?", "*.log", "**", "a*", "[ab]", "[^a]", "[a-b]*", "\\a", "*b", ".", ".*")
PLAIN = (*NAMES, ".", "..")
"""Of exceptions with wildcards each version of Docker has another opinion."""


@pytest.mark.parametrize("seed", range(12))
def test_the_same_files_are_let_in(docker_engine: DockerEngine, tmp_path: Path, seed: int) -> None:
    """Asked of BuildKit, which gives the context back as an archive."""
    path = path_with_buildkit()
    if path is None:
        pytest.skip("no docker command of this machine has BuildKit")
    chance = Random(seed)  # noqa: S311 - rules to try, the same in every run
    context = tmp_path / "context"
    plant(chance, context)
    (context / ".dockerignore").write_text("".join(f"{rule(chance)}\n" for _ in range(4)))
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text("FROM scratch\nCOPY . /\n")
    ours = {entry.name for entry in entries(context, read_ignore(context, dockerfile))}

    assert let_in(docker_engine, path, dockerfile, context) == ours


def plant(chance: Random, context: Path) -> None:
    """Files, some of them deep."""
    for _ in range(20):
        place = context.joinpath(*chance.choices(NAMES, k=chance.randint(1, 3)))
        parents = [parent for parent in place.parents if context in parent.parents]
        if not place.exists() and not any(parent.is_file() for parent in parents):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("x")


def rule(chance: Random) -> str:
    """One line, with the blanks and slashes that people leave."""
    if chance.random() < 0.2:
        return "*"
    is_exception = chance.random() < 0.4
    parts = chance.choices(PLAIN if is_exception else PARTS, k=chance.randint(1, 3))
    begin = chance.choice(("!", "! ")) if is_exception else ""
    return begin + "/".join(parts) + chance.choice(("", "", "/", "/**")) + chance.choice(("", " "))


def let_in(engine: DockerEngine, path: str, dockerfile: Path, context: Path) -> set[str]:
    """The files that Docker sends."""
    words = ["docker", "build", "--quiet", "--file", str(dockerfile), "--output", "-", str(context)]
    environ = {**os.environ, **engine.variables, "PATH": path, "DOCKER_BUILDKIT": "1"}
    asked = subprocess.run(words, env=environ, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(asked.stdout)) as archive:
        return {member.name for member in archive if not member.isdir()}
