"""Whether the registry still has a release's images, and the recorded ones, under its name."""

from collections.abc import Callable, Iterable

from deploy.bootstrap import World
from deploy.model.history import History
from deploy.model.plan import Objection
from deploy.model.release import Release
from deploy.model.row import Kind, Row
from deploy.tasks.refusing import refuse


def refuse_other_images(world: World, release: Release) -> None:
    """Look under the name, for some seconds where something is wrong: what was just pushed may show late."""
    standing = world.ground.waiter.believed(
        lambda: world.catalogue.find(release.name),
        lambda found: found is not None and not moved(release, found),
    )
    refuse(missing_images(world.lookout.history(), release.name, standing))
    refuse(moved_tags(release, standing, world.outside.store.rows))


def missing_images(past: History, name: str, standing: Release | None) -> tuple[Objection, ...]:
    """A recorded release whose images are no longer where they were pushed to."""
    if past.release(name) is None or standing is not None:
        return ()
    return (
        Objection(
            "image-not-in-registry",
            what=f"the registry does not have every image of {name} any more",
            why="the ledger has its digests, but nothing could be started from them",
            do=f"inv build --release={name}, then inv push --release={name}, puts them back",
        ),
    )


def moved_tags(
    release: Release, standing: Release | None, read_rows: Callable[[], Iterable[Row]]
) -> tuple[Objection, ...]:
    """A release under whose name the registry has other images: ours are right, but somebody moved it."""
    others = moved(release, standing) if standing else ()
    if not others:
        return ()
    return (
        Objection(
            "tag-moved",
            what=f"the tag {release.name} no longer stands for what was recorded under it",
            why=f"{'; '.join(others)}; recorded at {recorded_at(release, read_rows())}",
            do="find out who moved the tag; then build and push under a new name: --release=<new name>",
        ),
    )


def moved(recorded: Release, standing: Release) -> tuple[str, ...]:
    """Each component whose digest is another one, with both."""
    return tuple(
        f"{artifact.component} was {artifact.digest}, the registry has {now}"
        for artifact in recorded.artifacts
        if (now := standing.artifact(artifact.component).digest) != artifact.digest
    )


def recorded_at(release: Release, rows: Iterable[Row]) -> str:
    """When the ledger came to know the release; empty where it does not."""
    return next((r.at for r in rows if r.kind is Kind.RELEASE and r.value("name") == release.name), "")
