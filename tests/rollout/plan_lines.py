"""The lines of a whole change over from v1 to v2 on one component, and the sides it is planned from."""

from deploy.model.standing import Health
from tests.rollout.scenes import past, side

NEW, OLD = side("v2"), side("v1")
SICK, DEAD = side("v2", Health.SICK), side("v1", Health.SICK)
LIVE_V1 = past("v0", "v1")

PREPARED = ("prepare web v2", "verify web v2 through the test door")
SHIFTED = ("shift 100 % of web to v2", "watch for 30 s: web v2 through the front door")
CONFIRMED = ("confirm web v2", "verify web v2 through the front door")
NOTED = ("record as live: v2", "watch for 60 s: web v2 through the front door", "record as proved: v2")
WHOLE = (*PREPARED, *SHIFTED, *CONFIRMED, *NOTED)
BACK = ("give all traffic of web back to the live side", "verify web v1 through the front door")
