"""What a door has to answer: the release that is wanted, in every part that it names; pure."""

import json
from dataclasses import dataclass

from deploy.connectors.web.port import Answer
from deploy.model.release import NO_SCHEMA, Release

_GOOD = 200
_WELL = {"", "healthy", "ok", "pass", "alive", "up", "ready"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which release is meant to answer; what an answer says beyond the release's name has to agree too."""

    release: str
    digest: str = ""
    config: str = ""
    schema: str = ""
    leaving: str = ""
    """The release that had the traffic before; routing may take a moment to leave it."""

    @classmethod
    def of(cls, release: Release, component: str, leaving: str = "") -> "Wanted":
        """One component of a release."""
        artifact = release.artifact(component)
        schema = "" if release.schema == NO_SCHEMA else release.schema.revision
        return cls(release.name, artifact.digest, artifact.config_hash, schema, leaving)


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, judged."""

    wrong: str = ""
    """What is wrong with it; empty where it is the release's own good one."""
    release: str = ""
    replica: str = ""
    """Where the copy says that it is reached; empty where it does not say."""
    is_other: bool = False
    """Whether it says that it is something else than was meant."""


def heard(answer: Answer, wanted: Wanted) -> Heard:
    """Judge an answer."""
    if answer.trouble:
        return Heard(answer.trouble)
    if answer.status != _GOOD:
        towards = f" towards {answer.location}, which is not followed" if answer.location else ""
        return Heard(f"answers {answer.status}{towards}")
    try:
        said = json.loads(answer.body)
    except ValueError:
        return Heard(f"answers 200, but not with JSON: {_beginning(answer.body)}")
    if not isinstance(said, dict) or "release" not in said:
        return Heard("answers 200, but does not say which release it is")
    other = _difference(said, wanted)
    return Heard(other or _illness(said), str(said["release"]), str(said.get("replica", "")), bool(other))


def _difference(said: dict[str, object], wanted: Wanted) -> str:
    if said["release"] != wanted.release:
        return f"answers as {said['release']}, wanted {wanted.release}"
    parts = {"digest": wanted.digest, "config": wanted.config, "schema": wanted.schema}
    for part, meant in parts.items():
        if meant and part in said and said[part] != meant:
            return f"answers as {wanted.release} with {part} {said[part]}, wanted {meant}"
    return ""


def _illness(said: dict[str, object]) -> str:
    status = str(said.get("status", ""))
    return "" if status.lower() in _WELL else f"answers 200, but calls itself {status}"


def _beginning(body: bytes) -> str:
    """Enough of a body to tell a login page from an empty one."""
    return repr(body[:60].decode(errors="replace")) if body else "nothing"
