"""The login that Docker keeps is found, wherever Docker keeps it, and one that it does not keep is none."""

import json
import os
from base64 import b64encode
from pathlib import Path

import pytest

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.process.memory import MemoryProcessRunner, Scripted
from deploy.connectors.process.port import Result
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.connectors.registry.admission import Login
from deploy.connectors.registry.docker_login import docker_login
from deploy.errors import ToolMissing
from deploy.model.secret import Redaction

HOST = "registry.example.com:5000"
AUTH = b64encode(b"ann:a long password: with a colon").decode()
NOBODY = MemoryProcessRunner()


def kept(folder: Path, **words: object) -> dict[str, str]:
    """An environment in which Docker keeps these words."""
    (folder / "config.json").write_text(json.dumps(words))
    return {"DOCKER_CONFIG": str(folder)}


def test_user_and_password_are_read_for_their_host_alone(tmp_path: Path) -> None:
    """From DOCKER_CONFIG, else from the home folder; the password does not show."""
    (tmp_path / ".docker").mkdir()
    environ = kept(tmp_path / ".docker", auths={HOST: {"auth": AUTH}})
    found = docker_login({"HOME": str(tmp_path)}, HOST, NOBODY)

    assert found is not None
    assert found == docker_login(environ, HOST, NOBODY)
    assert ("ann", "a long password: with a colon") == (found.user, found.password.reveal())
    assert "password:" not in repr(found)
    assert docker_login({"HOME": str(tmp_path)}, "other.example.com", NOBODY) is None


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        "{}",
        '{"auths": {}}',
        '{"auths": []}',
        f'{{"auths": {{"{HOST}": {{}}}}}}',
        f'{{"auths": {{"{HOST}": {{"auth": "not base64!"}}}}}}',
    ],
)
def test_where_docker_keeps_none_there_is_none(tmp_path: Path, text: str) -> None:
    """The registry then says so itself."""
    (tmp_path / "config.json").write_text(text)

    assert docker_login({"DOCKER_CONFIG": str(tmp_path)}, HOST, NOBODY) is None
    assert docker_login({"DOCKER_CONFIG": str(tmp_path / "nowhere")}, HOST, NOBODY) is None


def test_docker_hub_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    """By Docker, whatever it is called in the settings."""
    environ = kept(tmp_path, auths={"https://index.docker.io/v1/": {"auth": AUTH}})

    assert docker_login(environ, "docker.io", NOBODY) is not None


def test_an_identity_token_is_one(tmp_path: Path) -> None:
    """It is shown to the host that gives tokens, and never as a password."""
    login = docker_login(
        kept(tmp_path, auths={HOST: {"auth": AUTH, "identitytoken": "a long identity"}}), HOST, NOBODY
    )

    assert login is not None
    assert (True, "a long identity") == (login.is_identity, login.password.reveal())


@pytest.mark.parametrize("words", [{"credsStore": "pass"}, {"credHelpers": {HOST: "pass"}}])
def test_a_helper_is_asked_for_the_registry(tmp_path: Path, words: dict[str, object]) -> None:
    """The one for this registry, or the one for all."""
    answer = json.dumps({"ServerURL": HOST, "Username": "ann", "Secret": "from the helper"})
    helper = Scripted(("docker-credential-pass", "get"), Result(0, out=answer))
    login = docker_login(kept(tmp_path, **words), HOST, MemoryProcessRunner(helper))

    assert login is not None
    assert ("ann", "from the helper") == (login.user, login.password.reveal())


@pytest.mark.parametrize(
    "answer", [Result(1, out="credentials not found in native keychain"), Result(0, out="{}")]
)
def test_a_helper_that_has_none_leaves_what_the_file_has(tmp_path: Path, answer: Result) -> None:
    """A person may have logged in before there was a helper."""
    helper = Scripted(("docker-credential-pass", "get"), answer)
    environ = kept(tmp_path, credsStore="pass", auths={HOST: {"auth": AUTH}})
    login = docker_login(environ, HOST, MemoryProcessRunner(helper))

    assert login is not None
    assert "ann" == login.user


def test_a_real_helper_reads_the_registry_from_its_input(tmp_path: Path) -> None:
    """And what it prints goes nowhere but into the login."""
    helper = tmp_path / "docker-credential-little"
    answer = r"{\"Username\": \"<token>\", \"Secret\": \"for $host\"}"
    helper.write_text(f'#!/bin/sh\nread -r host\necho "{answer}"\n')
    helper.chmod(0o755)
    environ = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    runner = ChildRunner(Surroundings(SystemClock(), environ, lambda: None, Redaction))
    login = docker_login(kept(tmp_path, credsStore="little"), "r.io", runner)

    assert login is not None
    assert isinstance(login, Login)
    assert login.is_identity
    assert login.password.reveal().startswith("for ")


def test_a_helper_that_is_not_installed_is_named(tmp_path: Path) -> None:
    """Docker's configuration asks for it."""
    runner = ChildRunner(Surroundings(SystemClock(), os.environ, lambda: None, Redaction))
    with pytest.raises(ToolMissing, match="docker-credential-nowhere"):
        docker_login(kept(tmp_path, credsStore="nowhere"), HOST, runner)
