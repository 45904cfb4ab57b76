"""What counts as proof that a release answers: test door, front door, ECS and CloudWatch."""

from dataclasses import replace

from deploy.connectors.ecs.port import GOES_ON, Deployment, Revision
from deploy.model.goal import Strategy
from deploy.model.release import Release
from deploy.model.standing import ALL_TRAFFIC
from deploy.platforms.ecs_service.asking import Door
from deploy.platforms.ecs_service.contract import Wanted
from deploy.platforms.ecs_service.mooring import Mooring
from deploy.rollout.ports import Verdict

_STEPWISE = {Strategy.CANARY, Strategy.LINEAR}


def through_test_door(mooring: Mooring, release: Release) -> Verdict:
    """Ask the candidate where no user comes."""
    seen = mooring.last().deployment
    door, name = mooring.berth.door, mooring.component.name
    if door is None:
        return Verdict(is_good=True, text=f"{name} has no door to ask through")
    if wrong := other_digest(seen, release, name):
        return Verdict(is_good=False, text=f"{name}: {wrong}")
    return _ask_all(mooring, _health(mooring, door.test_url), release, seen)


def through_front(mooring: Mooring, release: Release) -> Verdict:
    """Ask where users come; and while we watch, whether alarms and figures speak against it."""
    seen = mooring.last().deployment
    door, name = mooring.berth.door, mooring.component.name
    if door is None:
        return Verdict(is_good=True, text=f"{name} has no door to ask through")
    if wrong := other_digest(seen, release, name):
        return Verdict(is_good=False, text=f"{name}: {wrong}")
    asked = _answers(mooring, _health(mooring, door.front_url), release, seen)
    if asked.is_good and (trouble := _figures(mooring, release, seen)):
        asked = replace(asked, is_good=False, text=f"{name}: {trouble}")
    return asked if asked.is_good else _with_other_side(mooring, asked, seen)


def _health(mooring: Mooring, url: str) -> str:
    """The address that says who answers."""
    return url + (mooring.component.health_path or "/")


def _answers(mooring: Mooring, url: str, release: Release, seen: Deployment | None) -> Verdict:
    """With a share of the traffic either may answer; the candidate is asked by its own door as well."""
    source = seen.source if seen and seen.status in GOES_ON else None
    is_divided = mooring.component.strategy in _STEPWISE and seen and 0 < seen.target.share < ALL_TRAFFIC
    if not (is_divided and source):
        return _ask_all(mooring, url, release, seen)
    own = through_test_door(mooring, release)
    if not own.is_good:
        return own
    wanted = Wanted.of(release, mooring.component.name)
    return mooring.interviewer.ask(Door(url, wanted, beside=source.release))


def _ask_all(mooring: Mooring, url: str, release: Release, seen: Deployment | None) -> Verdict:
    """Ask every copy; where one is silent, look once more which copies there are: they come and go."""
    door = _door(mooring, url, release, seen)
    verdict = mooring.interviewer.ask(door)
    if verdict.is_good or not mooring.interviewer.silent(door):
        return verdict
    return mooring.interviewer.ask(_door(mooring, url, release, mooring.look().deployment))


def _door(mooring: Mooring, url: str, release: Release, seen: Deployment | None) -> Door:
    """A door behind which every copy of the release has to answer."""
    target = _revision_of(seen, release)
    group = target.target_group if target else ""
    copies = frozenset(mooring.last().health(group).addresses) if group else frozenset()
    return Door(url, Wanted.of(release, mooring.component.name, _leaving(seen, release)), copies)


def _leaving(seen: Deployment | None, release: Release) -> str:
    """The other side of the deployment, which traffic leaves; empty where there is none."""
    sides = {seen.target.release, seen.source.release} if seen and seen.source else set()
    return next(iter(sides - {release.name}), "") if release.name in sides else ""


def _revision_of(seen: Deployment | None, release: Release) -> Revision | None:
    """The revision that runs the release; after a way back that is the source."""
    revisions = (seen.target, seen.source) if seen else ()
    return next((r for r in revisions if r and r.release == release.name), None)


def other_digest(seen: Deployment | None, release: Release, component: str) -> str:
    """What else ECS itself says that the copies run; copies can only say what they were told."""
    target, wanted = _revision_of(seen, release), release.artifact(component).digest
    if target is None or not target.digests or wanted in target.digests:
        return ""
    return f"ECS runs {', '.join(target.digests)}, wanted {wanted}"


def _figures(mooring: Mooring, release: Release, seen: Deployment | None) -> str:
    """Only of the release that a deployment brings, while that deployment goes on."""
    door = mooring.berth.door
    if seen is None or door is None or seen.status not in GOES_ON or seen.target.release != release.name:
        return ""
    return mooring.watchman.trouble(door.load_balancer, seen.target.target_group, seen.created_at)


def _with_other_side(mooring: Mooring, bad: Verdict, seen: Deployment | None) -> Verdict:
    """Whether the side that stands by is unwell too: then it may not be the release that is bad."""
    source = seen.source if seen and seen.status in GOES_ON else None
    if bad.lags or source is None or not source.target_group:
        return bad
    group = mooring.outlook.elb.group_health(source.target_group)
    if group.is_healthy:
        return bad
    why = group.reason or f"{group.healthy} targets are healthy"
    return replace(bad, text=f"{bad.text}; {source.release}, which stands by, is unwell too: {why}")
