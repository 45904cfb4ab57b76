"""What is deployed: an immutable release of all components of a system."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Schema:
    """A revision of the database: its place in the chain, and the oldest code that can still live on it."""

    revision: str
    position: int
    floor: int = 0

    def is_beyond(self, other: "Schema") -> bool:
        """Whether a migration leads from the other revision to this one."""
        return (self.position, self.floor) > (other.position, other.floor)

    def over(self, other: "Schema") -> "Schema":
        """What a database at the other revision becomes by it: a floor never comes down again."""
        return replace(self, floor=max(self.floor, other.floor))


NO_SCHEMA = Schema("none", 0)


@dataclass(frozen=True, slots=True)
class Artifact:
    """One component of a release: an image by digest, and what its configuration amounts to."""

    component: str
    image: str
    digest: str
    config_hash: str = ""
    secret_versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """That the images of a release were examined: when, with what, and what came of it."""

    at: str
    """When the first of its images was examined."""
    is_passed: bool
    tools: tuple[str, ...]
    """Those that looked at everything of it that they are made for."""
    bills: tuple[tuple[str, str], ...]
    """The digest of each image, and that of its bill of materials."""

    def is_of(self, release: "Release") -> bool:
        """Whether it is about the very images of that release."""
        return {digest for digest, _ in self.bills} == {a.digest for a in release.artifacts}


@dataclass(frozen=True, slots=True)
class Release:
    """Digests, configuration, secret versions and schema under one name; it never changes."""

    name: str
    artifacts: tuple[Artifact, ...]
    schema: Schema = NO_SCHEMA
    commit: str = ""

    def artifact(self, component: str) -> Artifact:
        """The artifact of one component."""
        return next(a for a in self.artifacts if a.component == component)

    def runs_on(self, database: Schema) -> bool:
        """Whether this code can live with a database at that revision."""
        return database.floor <= self.schema.position <= database.position
