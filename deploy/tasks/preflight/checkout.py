"""What speaks against the checkout that settings and images come from."""

from deploy.connectors.source.port import Checkout, Source
from deploy.model.plan import Objection
from deploy.settings.schema import Approvals

_SHOWN = 5


def against_checkout(source: Source, approvals: Approvals) -> tuple[Objection, ...]:
    """What the environment wants of a checkout and this one has not; where it wants nothing, nobody looks."""
    if not (approvals.needs_clean_tree or approvals.branch):
        return ()
    found = source.look()
    if found is None:
        return (_NO_CHECKOUT,)
    return (
        *(_unclean(found) if approvals.needs_clean_tree else ()),
        *(_elsewhere(found, source, approvals.branch) if approvals.branch else ()),
    )


_NO_CHECKOUT = Objection(
    "tree-not-clean",
    what="nobody can tell what would go out",
    why="this folder is no git checkout, or has no commit",
    do="run it in a clone of the repository",
)


def _unclean(found: Checkout) -> tuple[Objection, ...]:
    objections = []
    if found.changed:
        more = len(found.changed) - _SHOWN
        shown = ", ".join(found.changed[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        objections.append(
            Objection(
                "tree-not-clean",
                what="what would go out is not what is committed",
                why=f"changed or unknown to git: {shown}",
                do="commit or remove them, then the same command",
            )
        )
    if not found.is_pushed:
        objections.append(
            Objection(
                "commit-not-pushed",
                what=f"commit {found.commit[:12]} is on no branch that others can see",
                why="nobody could look at what runs, or build it again, once this machine is gone",
                do="git push, then the same command",
            )
        )
    return tuple(objections)


def _elsewhere(found: Checkout, source: Source, branch: str) -> tuple[Objection, ...]:
    """A head that is detached, as a tag's in CI, is no objection: what counts is where the commit is."""
    if source.is_on(branch):
        return ()
    where = f"on {found.branch}" if found.branch else "with a detached head"
    if found.is_shallow:
        why, do = (
            "this clone is shallow, so it cannot be told",
            "git fetch --unshallow; in CI, fetch-depth: 0",
        )
    else:
        why, do = f"it was checked out {where}", f"merge it into {branch}, git fetch, then the same command"
    return (
        Objection(
            "commit-not-on-branch",
            what=f"commit {found.commit[:12]} is not on origin/{branch}",
            why=why,
            do=do,
        ),
    )
