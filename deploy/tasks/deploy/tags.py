"""Whether a release's tag still stands for the images that were recorded under it."""

from collections.abc import Iterable

from deploy.errors import Refused
from deploy.model.release import Release
from deploy.model.row import Kind, Row
from deploy.rollout.ports import Catalogue


def refuse_moved_tags(catalogue: Catalogue, release: Release, rows: Iterable[Row]) -> None:
    """Refuse where the registry has other images under the name: ours are right, but somebody moved it."""
    standing = catalogue.find(release.name)
    others = moved(release, standing) if standing else ()
    if not others:
        return
    raise Refused(
        "tag-moved",
        what=f"the tag {release.name} no longer stands for what was recorded under it",
        why=f"{'; '.join(others)}; recorded at {recorded_at(release, rows)}",
        do="find out who moved the tag; then build and push under a new name: --release=<new name>",
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
