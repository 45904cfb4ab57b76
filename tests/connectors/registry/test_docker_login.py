"""The login that Docker keeps is found, and one that it does not keep is none."""

import json
from base64 import b64encode
from pathlib import Path

import pytest

from deploy.connectors.registry.docker_login import docker_login

HOST = "registry.example.com:5000"
AUTH = b64encode(b"ann:a long password: with a colon").decode()


def test_user_and_password_are_read_for_their_host_alone(tmp_path: Path) -> None:
    """From DOCKER_CONFIG, else from the home folder; the password does not show."""
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker/config.json").write_text(json.dumps({"auths": {HOST: {"auth": AUTH}}}))
    found = docker_login({"HOME": str(tmp_path)}, HOST)

    assert found is not None
    assert found == docker_login({"DOCKER_CONFIG": str(tmp_path / ".docker")}, HOST)
    assert ("ann", "a long password: with a colon") == (found.user, found.password.reveal())
    assert "password:" not in repr(found)
    assert docker_login({"HOME": str(tmp_path)}, "other.example.com") is None


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        "{}",
        '{"auths": {}}',
        f'{{"auths": {{"{HOST}": {{}}}}}}',
        f'{{"auths": {{"{HOST}": {{"auth": "not base64!"}}}}, "credsStore": "pass"}}',
    ],
)
def test_where_docker_keeps_none_there_is_none(tmp_path: Path, text: str) -> None:
    """The registry then says so itself."""
    (tmp_path / "config.json").write_text(text)

    assert docker_login({"DOCKER_CONFIG": str(tmp_path)}, HOST) is None
    assert docker_login({"DOCKER_CONFIG": str(tmp_path / "nowhere")}, HOST) is None
