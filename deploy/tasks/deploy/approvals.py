"""What a release must show before it may go to an environment: a scan, and the signature of the right one."""

from dataclasses import replace
from datetime import timedelta

from deploy.bootstrap import World
from deploy.connectors.signer.port import Flaw, Signable, Signer
from deploy.model.goal import Goal, ScanWanted
from deploy.model.plan import Objection
from deploy.model.release import Artifact, Release
from deploy.tasks.refusing import refuse
from deploy.tasks.scan.policy import policy_of


def with_approvals(goal: Goal, world: World) -> Goal:
    """The goal with the scan that it needs; refused where its images are wrongly signed."""
    approvals = world.settings.approvals
    if approvals.needs_signature:
        refuse(signature_objections(world.signer(), goal.release))
    if approvals.scan_days is None:
        return goal
    since = world.outside.clock.wall() - timedelta(days=approvals.scan_days)
    wanted = ScanWanted(since.isoformat(timespec="seconds"), policy_of(world.settings).tools)
    return replace(goal, scan=wanted)


def signature_objections(signer: Signer, release: Release) -> tuple[Objection, ...]:
    """What speaks against the images' signatures, and which check it was."""
    found = (_objection(signer, release, artifact) for artifact in release.artifacts)
    return tuple(objection for objection in found if objection is not None)


def _objection(signer: Signer, release: Release, artifact: Artifact) -> Objection | None:
    checked = signer.check(Signable(artifact.image, artifact.digest))
    why = f"{signer.name} on {artifact.digest}: {checked.text}"
    if checked.flaw is None:
        return None
    if checked.flaw is Flaw.MISSING:
        return _flawed("signature-missing", release, f"nobody signed the image of {artifact.component}", why)
    if checked.flaw is Flaw.OTHER_SIGNER:
        return _flawed(
            "signature-by-another", release, f"another signed the image of {artifact.component}", why
        )
    return _flawed(
        "signature-tampered", release, f"the signature is not of the image of {artifact.component}", why
    )


def _flawed(reference: str, release: Release, what: str, why: str) -> Objection:
    do = f"inv push --release={release.name}, by the one whom [signing] names, signs what was built"
    return Objection(reference, what=what, why=why, do=do)
