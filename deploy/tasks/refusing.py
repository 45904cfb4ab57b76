"""How objections that were found before any plan become one refusal."""

from collections.abc import Sequence

from deploy.errors import Refused
from deploy.model.plan import Objection


def refuse(objections: Sequence[Objection]) -> None:
    """Raise the first; the others are told in its reason. Without any, say nothing."""
    if not objections:
        return
    first, *others = objections
    more = f"; also: {'; '.join(o.what for o in others)}" if others else ""
    raise Refused(first.reference, what=first.what, why=first.why + more, do=first.do)
