"""The words ECS uses for deployments, as enums whose values are the strings of the API."""

from enum import Enum


class Strategy(Enum):
    """How a service moves from one revision to the next."""

    ROLLING = "ROLLING"
    BLUE_GREEN = "BLUE_GREEN"
    CANARY = "CANARY"
    LINEAR = "LINEAR"


class Stage(Enum):
    """The lifecycle stages, in the order in which a deployment passes them."""

    RECONCILE_SERVICE = "RECONCILE_SERVICE"
    PRE_SCALE_UP = "PRE_SCALE_UP"
    SCALE_UP = "SCALE_UP"
    POST_SCALE_UP = "POST_SCALE_UP"
    TEST_TRAFFIC_SHIFT = "TEST_TRAFFIC_SHIFT"
    POST_TEST_TRAFFIC_SHIFT = "POST_TEST_TRAFFIC_SHIFT"
    PRE_PRODUCTION_TRAFFIC_SHIFT = "PRE_PRODUCTION_TRAFFIC_SHIFT"
    PRODUCTION_TRAFFIC_SHIFT = "PRODUCTION_TRAFFIC_SHIFT"
    POST_PRODUCTION_TRAFFIC_SHIFT = "POST_PRODUCTION_TRAFFIC_SHIFT"
    BAKE_TIME = "BAKE_TIME"
    CLEAN_UP = "CLEAN_UP"


HOOKABLE = frozenset(Stage) - {Stage.SCALE_UP, Stage.BAKE_TIME, Stage.CLEAN_UP}
PAUSABLE = HOOKABLE - {Stage.TEST_TRAFFIC_SHIFT, Stage.PRODUCTION_TRAFFIC_SHIFT}


class Status(Enum):
    """The states of a service deployment."""

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    SUCCESSFUL = "SUCCESSFUL"
    STOP_REQUESTED = "STOP_REQUESTED"
    STOPPED = "STOPPED"
    ROLLBACK_REQUESTED = "ROLLBACK_REQUESTED"
    ROLLBACK_IN_PROGRESS = "ROLLBACK_IN_PROGRESS"
    ROLLBACK_SUCCESSFUL = "ROLLBACK_SUCCESSFUL"
    ROLLBACK_FAILED = "ROLLBACK_FAILED"


FINISHED = frozenset({Status.SUCCESSFUL, Status.STOPPED, Status.ROLLBACK_SUCCESSFUL, Status.ROLLBACK_FAILED})
FORWARD = frozenset({Status.PENDING, Status.IN_PROGRESS})
BACKWARD = frozenset({Status.ROLLBACK_REQUESTED, Status.ROLLBACK_IN_PROGRESS})

RETURNED = BACKWARD | {Status.ROLLBACK_SUCCESSFUL}


class HookKind(Enum):
    """What a lifecycle hook does: call a function, or wait for a decision."""

    AWS_LAMBDA = "AWS_LAMBDA"
    PAUSE = "PAUSE"


class HookAction(Enum):
    """What is done with a paused deployment, by a caller or by the timeout."""

    CONTINUE = "CONTINUE"
    ROLLBACK = "ROLLBACK"


class HookStatus(Enum):
    """The states of one run of a hook."""

    AWAITING_ACTION = "AWAITING_ACTION"
    IN_PROGRESS = "IN_PROGRESS"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    TIMED_OUT = "TIMED_OUT"


class MonitorStatus(Enum):
    """The states of the circuit breaker and of the alarms of a deployment."""

    TRIGGERED = "TRIGGERED"
    MONITORING = "MONITORING"
    MONITORING_COMPLETE = "MONITORING_COMPLETE"
    DISABLED = "DISABLED"


class ThresholdKind(Enum):
    """How the failure threshold of the circuit breaker is computed."""

    COUNT = "COUNT"
    BOUNDED_PERCENT = "BOUNDED_PERCENT"
    UNBOUNDED_PERCENT = "UNBOUNDED_PERCENT"


class StopKind(Enum):
    """The two ways to stop a service deployment."""

    ROLLBACK = "ROLLBACK"
    ABORT = "ABORT"


class Side(Enum):
    """One of the two target groups of a service: the one in the load balancer entry, or its alternate."""

    PRIMARY = "PRIMARY"
    ALTERNATE = "ALTERNATE"

    @property
    def other(self) -> "Side":
        """The target group on the other side."""
        return Side.ALTERNATE if self is Side.PRIMARY else Side.PRIMARY


class Road(Enum):
    """The two ways that traffic comes in by."""

    PRODUCTION = "PRODUCTION"
    TEST = "TEST"
