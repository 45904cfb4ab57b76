"""The image of a container: pulled where it names a registry, or where the engine does not have it."""

from typing import Any

from rehearsal.ecs.runtime.pull import Credentials, PullError, parse_reference


class PullFailed(Exception):
    """The engine could not get an image, and why."""


def pull_image(client: Any, image: str, credentials: Credentials) -> str:  # noqa: ANN401 - docker has no types
    """Get an image into the engine, and give the digest that its registry knows it by."""
    from docker.errors import DockerException  # noqa: PLC0415 - only a machine with an engine pays for it
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - as above

    try:
        if _host(image) or not _has(client, image):
            _pull(client, image, credentials(_host(image)))
        return _digest(client.images.get(image), image)
    except (DockerException, HTTPError, OSError) as error:
        raise PullFailed(str(getattr(error, "explanation", None) or error)) from error


def _host(image: str) -> str:
    """The registry that an image names; nothing where it means the engine's own image or Docker Hub."""
    try:
        return parse_reference(image).host
    except PullError:
        return ""


def _has(client: Any, image: str) -> bool:  # noqa: ANN401 - docker has no types
    from docker.errors import ImageNotFound  # noqa: PLC0415 - only a machine with an engine pays for it

    try:
        client.images.get(image)
    except ImageNotFound:
        return False
    return True


def _pull(client: Any, image: str, pair: tuple[str, str] | None) -> None:  # noqa: ANN401 - docker has no types
    """Pull one image; an engine tells late errors in the middle of its answer."""
    repository, at, version = image.partition("@")
    if not at:
        head, _, last = image.rpartition("/")
        name, _, tag = last.partition(":")
        repository, version = f"{head}/{name}" if head else name, tag or "latest"
    login = {"username": pair[0], "password": pair[1]} if pair else None
    for said in client.api.pull(repository, tag=version, auth_config=login, stream=True, decode=True):
        if "error" in said:
            raise PullFailed(said["error"])


def _digest(image: Any, name: str) -> str:  # noqa: ANN401 - docker has no types
    """Its digest in the repository of that name; an image that was never in a registry has none."""
    before, _, last = name.partition("@")[0].rpartition("/")
    repository = f"{before}/{last.partition(':')[0]}@"
    digests = [one.removeprefix(repository) for one in image.attrs.get("RepoDigests") or []]
    return next((digest for digest in digests if digest.startswith("sha256:")), "")
