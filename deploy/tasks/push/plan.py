"""The decision of `push`: what was built goes to the registry, and becomes a release."""

from dataclasses import replace

from deploy.bootstrap import Workshop
from deploy.connectors.registry.port import tag_taken
from deploy.engine.order import Conclusion, Errand, Order, Thought
from deploy.model.history import History
from deploy.model.plan import Objection, Plan, Step
from deploy.model.release import Artifact, Release
from deploy.tasks.components import built_components, image_of
from deploy.tasks.push.fitness import unfit
from deploy.tasks.push.steps import PushImages, RecordRelease, RecordScan, SignImage
from deploy.tasks.scan.results import scan_of


def push_order(shop: Workshop, release: str, commit: str, errand: Errand) -> Order[Workshop]:
    """The order that pushes a release; a push that failed moved no tag."""
    made = release_of(shop, release, commit)
    tail = f"--release={release} --env={shop.settings.environment} --app={shop.settings.system}"

    def think() -> Thought[Workshop]:
        past = shop.history()
        plan = push_plan(made, past)
        plan = replace(plan, steps=(*plan.steps, *evidence(shop, made, past)))
        return Thought(plan, (*objections(made, past), *unfit(shop, release), *_taken(shop, made)))

    def recover(is_stop: bool) -> Plan[Workshop]:  # noqa: FBT001 - the order's signature
        return Plan("a push that failed moved no tag, and goes on from where it was", is_resumable=is_stop)

    def conclude() -> Conclusion:
        known = shop.history().release(release)
        text = _told(made) if known else f"{release} has no record, so nothing can be deployed by that name"
        return Conclusion(
            is_sound=True, text=text, next_line=f"inv deploy {tail}", failed_line=f"inv push {tail}"
        )

    return Order(errand, think, recover, conclude)


def release_of(shop: Workshop, release: str, commit: str) -> Release:
    """The release that the images on the shelf amount to."""
    images = ((c, image_of(shop, c.name, release)) for c in built_components(shop.settings))
    made = tuple(Artifact(c.name, c.repository, image.digest, c.config_hash) for c, image in images)
    return Release(release, made, commit=commit)


def push_plan(made: Release, past: History) -> Plan[Workshop]:
    """Everything, then the record that makes it a release."""
    names = tuple(artifact.component for artifact in made.artifacts)
    pushes = (PushImages(names, made.name),) if names else ()
    records = (RecordRelease(made),) if past.release(made.name) is None else ()
    return Plan(f"{made.name} goes to the registry by digest", (*pushes, *records))


def evidence(shop: Workshop, made: Release, past: History) -> tuple[Step[Workshop], ...]:
    """What a release has to show later: signatures where they are asked for, and its newest scan."""
    signs = shop.settings.approvals.needs_signature
    signatures = tuple(SignImage(a.component, a.image, a.digest) for a in made.artifacts if signs)
    scan = scan_of(shop, made)
    is_news = scan is not None and scan != past.scan(made.name)
    return (*signatures, *((RecordScan(made.name, scan),) if scan is not None and is_news else ()))


def objections(made: Release, past: History) -> tuple[Objection, ...]:
    """A release that the ledger knows with other images is another release."""
    known = past.release(made.name)
    if known is None or _images(known) == _images(made):
        return ()
    return (
        Objection(
            "release-has-other-images",
            what=f"{made.name} is recorded with other images than those on this machine",
            why="a release never changes; " + _differences(known, made),
            do="build and push under a new release name",
        ),
    )


def _taken(shop: Workshop, made: Release) -> tuple[Objection, ...]:
    """Tags that the registry has for other images."""
    found = []
    for artifact in made.artifacts:
        there = shop.destination(shop.settings.component(artifact.component)).digest(
            artifact.image, made.name
        )
        if there not in {None, artifact.digest}:
            error = tag_taken(artifact.image, made.name, str(there), artifact.digest)
            found.append(Objection(error.reference, error.what, error.why, error.do))
    return tuple(found)


def _images(release: Release) -> frozenset[Artifact]:
    return frozenset(replace(a, config_hash="", secret_versions=()) for a in release.artifacts)


def _differences(known: Release, made: Release) -> str:
    before = {a.component: a.digest for a in known.artifacts}
    return "; ".join(
        f"{a.component} was {before.get(a.component, 'not there')} and is {a.digest}"
        for a in made.artifacts
        if before.get(a.component) != a.digest
    )


def _told(made: Release) -> str:
    digests = ", ".join(f"{a.component} {a.digest[:19]}" for a in made.artifacts)
    return f"{made.name} is in the registry: {digests}"
