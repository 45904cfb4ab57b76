"""The health contract of a door: it answers with the name of the release that runs behind it."""

import json

from deploy.connectors.web.port import Answer
from deploy.model.release import Release
from deploy.platforms.ecs_service.mooring import Mooring
from deploy.rollout.ports import Verdict

SECONDS = 5.0
_GOOD = 200


def asked(mooring: Mooring, release: Release, url: str) -> Verdict:
    """Ask a door several times in a row; every answer has to come from that release."""
    name = mooring.component.name
    if not url:
        return Verdict(is_good=True, text=f"{name} has no door to ask through")
    address = url + (mooring.component.health_path or "/")
    for _ in range(mooring.settings.verify.answers_in_a_row):
        if wrong := objection(mooring.web.get(address, SECONDS), release.name):
            return Verdict(is_good=False, text=f"{name}: {wrong}")
    return Verdict(is_good=True, text=f"{name} answers as {release.name}")


def objection(answer: Answer, release: str) -> str:
    """What is wrong with an answer; empty where it is the release's own good one."""
    if answer.trouble:
        return answer.trouble
    if answer.status != _GOOD:
        towards = f" towards {answer.location}" if answer.location else ""
        return f"answers {answer.status}{towards}"
    try:
        said = json.loads(answer.body)
    except ValueError:
        return "answers 200, but not with JSON"
    if not isinstance(said, dict) or "release" not in said:
        return "answers 200, but does not say which release it is"
    return "" if said["release"] == release else f"answers as {said['release']}, wanted {release}"
