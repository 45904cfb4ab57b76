"""Who a copy is: its system, its release, where it listens, and what is wrong with it on purpose."""

import os
from dataclasses import dataclass
from enum import Enum
from socket import gethostbyname, gethostname

DEFAULT_SYSTEM = "cloud-optimizer"


class Fault(Enum):
    """What a copy does wrong on request."""

    NONE = "none"
    BROKEN = "broken"  # ends with exit code 1 at its start
    SLOW = "slow"  # takes long to listen
    WRONG = "wrong"  # answers as another release
    SICK = "sick"  # answers 500 once it had production traffic
    FLAP = "flap"  # is well and unwell by turns
    LATE = "late"  # answers, but late, once it had production traffic; health is asked as quickly as ever
    HANG = "hang"  # answers nothing once it had production traffic
    LOOP = "loop"  # sends a question about health to the same address again
    HALF = "half"  # every second copy answers as another release
    HUGE = "huge"  # answers a question about health with ten gigabytes
    LOUD = "loud"  # writes a gigabyte of log at its start


@dataclass(frozen=True)
class Kind:
    """What a system's document says of its health answer."""

    version: str
    components: tuple[str, ...]
    port: int = 8000
    """0 for a worker, which listens nowhere."""


KINDS = {
    "cloud-optimizer": Kind("2.0.0", ("db", "ib")),
    "cost-simulator": Kind("1.0.0", ("lambda_calculator", "vm_calculator", "egress_calculator"), 5001),
    "fraud-api": Kind("1.0.0", ("database", "cache", "queue", "ml_service"), 80),
    "fraud-worker": Kind("1.0.0", ("database", "queue"), 0),
    "fraud-ml": Kind("1.0.0", ("model",)),
    "pm-doc-intel": Kind("1.0.0", ("database", "redis")),
    "wwhd-api": Kind("1.0.0", ("database", "qdrant")),
    "wwhd-site": Kind("1.0.0", (), 3000),
}


@dataclass(frozen=True)
class Identity:
    """One copy."""

    system: str
    kind: Kind
    release: str
    fault: Fault
    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Identity":
        """The copy that the environment describes."""
        system = os.environ.get("STAND_IN_SYSTEM", DEFAULT_SYSTEM)
        if system not in KINDS:
            raise SystemExit(f"stand_in: STAND_IN_SYSTEM={system}; known are {', '.join(KINDS)}")
        release = os.environ.get("SWINGBRIDGE_RELEASE", "unreleased")
        kind, host = KINDS[system], os.environ.get("HOST", "0.0.0.0")  # noqa: S104 - inside a container
        port = int(os.environ.get("PORT") or kind.port) if kind.port else 0
        return cls(system, kind, release, _fault(release), host, port)

    @property
    def answered_release(self) -> str:
        """The release that the copy claims to be."""
        is_other = self.fault is Fault.WRONG or (self.fault is Fault.HALF and self._is_second)
        return f"not-{self.release}" if is_other else self.release

    @property
    def address(self) -> str:
        """Where this copy is reached, as a target group knows it."""
        if self.host != "0.0.0.0":  # noqa: S104 - compared, not bound
            return self.host
        try:
            return gethostbyname(gethostname())
        except OSError:  # a container without a network does not know its own name
            return "127.0.0.1"

    @property
    def told(self) -> dict[str, str]:
        """What the deployer told this copy to be, beside its release; it says so in its health answer."""
        names = {name: f"SWINGBRIDGE_{name.upper()}" for name in ("digest", "config", "schema")}
        return {name: os.environ[key] for name, key in names.items() if os.environ.get(key)}

    @property
    def _is_second(self) -> bool:
        """Copies that start together get addresses in a row."""
        return int(self.address.rpartition(".")[2]) % 2 == 1


def _fault(release: str) -> Fault:
    """The fault by name, else by the ending of the release's name."""
    named = os.environ.get("STAND_IN_FAULT")
    if named:
        return Fault(named)
    ending = release.rpartition("-")[2] if "-" in release else ""
    return next((fault for fault in Fault if fault.value == ending), Fault.NONE)


def seconds(name: str, default: float) -> float:
    """A span of time from the environment."""
    return float(os.environ.get(name, default))
