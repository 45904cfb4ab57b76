"""BuildKit is found where it is, and gets its secrets in a way that leaves nothing behind."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.docker.buildkit import BUILDX, PLAIN, BuildKit, build_arguments
from deploy.connectors.docker.handed import handed
from deploy.connectors.docker.port import BuildOrder, BuildSecret
from deploy.connectors.process.port import Command
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.errors import ToolMissing
from deploy.model.secret import Redaction, Secret
from tests.connectors.docker.contexts import context
from tests.connectors.docker.little_docker import (
    NEW_WITHOUT_BUILDX,
    OLD_WITH_BUILDKIT,
    LittleCommandLine,
    little_builder,
)

TOKEN = Secret("a token that nobody may see")


def with_secret(folder: Path) -> BuildOrder:
    """An order whose build reads a token."""
    return replace(context(folder), secrets=(BuildSecret("pip_token", lambda: TOKEN),))


@pytest.mark.parametrize(
    ("version", "buildx", "verb"),
    [
        (OLD_WITH_BUILDKIT, False, PLAIN),
        (OLD_WITH_BUILDKIT, True, BUILDX),
        ("Docker version 22.06.0-beta.0, build 3e9117b", False, PLAIN),
        (NEW_WITHOUT_BUILDX, True, BUILDX),
    ],
)
def test_buildkit_is_in_the_command_line_or_in_its_plugin(
    tmp_path: Path,
    version: str,
    buildx: bool,  # noqa: FBT001 - a table
    verb: tuple[str, ...],
) -> None:
    """The plugin is newer, and so it is preferred."""
    docker = LittleCommandLine(version, buildx=buildx)
    BuildKit(docker).build(context(tmp_path), lambda _: None)

    assert verb == docker.builds[0].argv[: len(verb)]
    assert ("DOCKER_BUILDKIT", "1") in docker.builds[0].variables


@pytest.mark.parametrize("version", [NEW_WITHOUT_BUILDX, "Docker version 19.03.1, build x", "", "garbage"])
def test_row_36_secrets_without_buildkit_are_refused(tmp_path: Path, version: str) -> None:
    """Exit 7, before anything is built, and it is said what to install; the value is not even looked up."""

    def looked_up() -> Secret:
        raise AssertionError("the value was looked up")

    docker = LittleCommandLine(version)
    order = replace(context(tmp_path), secrets=(BuildSecret("pip_token", looked_up),))
    make = little_builder(tmp_path, docker)
    for refused in (lambda: make.check([order]), lambda: make.build(order)):
        with pytest.raises(ToolMissing, match="web is built with secrets") as caught:
            refused()
        assert "buildkit-missing" == caught.value.reference
        assert "install Docker's plugin buildx" in caught.value.do
    assert [] == docker.builds


def test_the_command_names_file_platform_base_network_and_labels(tmp_path: Path) -> None:
    """And nothing that begins with a dash can be taken for an option of the context."""
    order = replace(
        context(tmp_path), base="mirror/python:3.11", network="none", labels=lambda: (("revision", "abc"),)
    )
    argv = build_arguments(PLAIN, order, {"pip_token": "/proc/1/fd/3"})

    assert ("docker", "build", "--file", str(order.dockerfile)) == argv[:4]
    assert ("--platform", "linux/amd64", "--tag", "team/web:r1", "--network", "none") == argv[4:10]
    assert ("--build-arg", "BASE=mirror/python:3.11", "--label", "revision=abc") == argv[10:14]
    assert ("--secret", "id=pip_token,src=/proc/1/fd/3", "--", str(order.context)) == argv[14:]


def test_a_secret_is_in_no_argument_and_no_variable_and_hidden_in_the_output(tmp_path: Path) -> None:
    """Of the command, as it is handed to the runner."""
    docker = LittleCommandLine()
    BuildKit(docker).build(with_secret(tmp_path), lambda _: None)
    (command,) = docker.builds
    known = Redaction.of([TOKEN])

    assert (TOKEN,) == command.hides
    assert not known.finds(repr(command))
    assert not known.finds(repr(with_secret(tmp_path)))


def test_a_child_reads_the_secret_and_it_is_gone_afterwards() -> None:
    """By a path; what the child prints of it is stars."""
    runner = ChildRunner(Surroundings(SystemClock(), os.environ, lambda: None, Redaction))
    with handed(TOKEN) as path:
        read = runner.run(Command(("sha256sum", path)))
        told = runner.run(Command(("cat", path), hides=(TOKEN,)))
    after = runner.run(Command(("cat", path)))

    assert read.is_ok
    assert "***" == told.out
    assert not after.is_ok


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="only Linux has files without a name")
def test_on_linux_the_secret_is_in_no_folder() -> None:
    """So that even a killed run leaves none on the disk."""
    with handed(TOKEN) as path:
        target = str(Path(path).readlink())

    assert target.startswith("/memfd:")
    assert not Path(path).exists()
