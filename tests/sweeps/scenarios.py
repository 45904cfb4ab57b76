"""What is swept: a command over an environment, and how everything has to stand once it was given again."""

from dataclasses import dataclass

from deploy.errors import ExitCode
from tests.sweeps.scene import Typed


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command, what was done before it, and what its rerun has to end in."""

    name: str
    components: int
    command: Typed
    live: str
    before: tuple[Typed, ...] = (Typed("deploy", "v1"),)
    code: ExitCode = ExitCode.DONE
    schema: int = 0
    is_closed: bool = False
    revert_seconds: float = 60.0
    """Of the run that is killed; its rerun gets all the time that it needs."""


def _deploys(components: int) -> tuple[Scenario, ...]:
    def over_v1(release: str, live: str, code: ExitCode) -> Scenario:
        name = f"deploy-{release.partition('-')[2] or 'good'}-{components}"
        return Scenario(name, components, Typed("deploy", release), live, code=code)

    return (
        over_v1("v2", "v2", ExitCode.DONE),
        over_v1("v2-broken", "v1", ExitCode.REVERTED),
        over_v1("v2-wrong", "v1", ExitCode.REVERTED),
        over_v1("v2-sick", "v1", ExitCode.REVERTED),
        over_v1("v2-late", "v1", ExitCode.REVERTED),
    )


def _others(components: int) -> tuple[Scenario, ...]:
    first = Scenario(f"deploy-first-{components}", components, Typed("deploy", "v1"), live="v1", before=())
    migrating = Scenario(
        f"deploy-schema-{components}", components, Typed("deploy", "v2-schema2"), "v2-schema2", schema=2
    )
    back = Scenario(
        f"rollback-{components}",
        components,
        Typed("rollback"),
        live="v1",
        before=(Typed("deploy", "v1"), Typed("deploy", "v2")),
    )
    migration = Scenario(
        f"migrate-{components}", components, Typed("migrate", "v2-schema2"), live="v1", schema=2
    )
    backup = Scenario(f"backup-{components}", components, Typed("backup", "tuesday"), live="v1")
    drain = Scenario(f"drain-{components}", components, Typed("maintenance-drain"), live="v1", is_closed=True)
    resume = Scenario(
        f"resume-{components}",
        components,
        Typed("maintenance-resume"),
        live="v1",
        before=(Typed("deploy", "v1"), Typed("maintenance-drain")),
    )
    return first, migrating, back, migration, backup, drain, resume


_TAKEN_BACK = tuple(
    Scenario(f"deploy-taken-back-{n}", n, Typed("deploy", "v2"), live="v2", revert_seconds=0.8)
    for n in (1, 3)
)
"""The platform takes the traffic back by itself before the rerun comes."""

SCENARIOS = {s.name: s for n in (1, 3) for s in (*_deploys(n), *_others(n))} | {
    s.name: s for s in _TAKEN_BACK
}
