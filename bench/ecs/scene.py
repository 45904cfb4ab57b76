"""A desk behind a gateway with a release live, where one command after the other is typed and disturbed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench.ecs.desk import BRISK, Desk, Ended, desk_in
from bench.ecs.gateway import THROUGH, Gateway, gateway_of
from bench.ecs.judge import LEDGER, Judge

LEASE = {"revert_seconds = 120\n": "revert_seconds = 120\nlease_seconds = 10\n"}
"""The shortest lease there is: after each kill the next command has to wait until it runs out."""
PACE = {"REHEARSAL_MINUTE_SECONDS": "20"}
"""So many seconds last as a minute of the controller: its hooks give up after two of them."""
REFUSED = 3


@dataclass
class Scene:
    """The desk, and the release that is live there."""

    desk: Desk
    gateway: Gateway
    judge: Judge
    live: str = ""
    before: str = ""
    """The release that was live, and proved, before that one; empty where there was none."""
    names: Iterator[int] = field(default_factory=lambda: count(1))

    def prepared(self, verb: str) -> tuple[tuple[str, ...], str]:
        """Make ready for a command; the command, and the release that is live when it has ended well."""
        if verb == "rollback":
            before, newest = self.live, self._fresh()
            self.desk.sure("deploy", f"--release={newest}")
            assert not self.judge.faults(newest)
            self.live = newest
            return ("rollback",), before
        fresh = self._fresh()
        return ("deploy", f"--release={fresh}"), fresh

    def calls(self, verb: str) -> list[str]:
        """The calls of an undisturbed run."""
        words, self.live = self.prepared(verb)
        self.gateway.start()
        self.desk.sure(*words)
        made = list(self.gateway.calls)
        assert not self.judge.faults(self.live)
        return made

    def again(self, words: tuple[str, ...], new: str) -> list[str]:
        """Type the command once more; everything that is wrong afterwards."""
        was_over = self.judge.live() == new
        ended = self.desk.typed(*words)
        is_told_so = any(
            reference in ended.out for reference in ("rollback-of-rollback", "rollback-to-itself")
        )
        is_refused_rightly = ended.code == REFUSED and is_told_so and was_over
        is_good = ended.code == 0 or is_refused_rightly
        wrong = [] if is_good else [f"the second run ended with {ended.code}: {told(ended)}"]
        wrong += self.judge.faults(new, may_be_held=is_refused_rightly)  # the dead one's lease runs out
        self.live = self.desk.answers()
        return wrong

    def _fresh(self) -> str:
        return f"v{next(self.names)}"


def told(ended: Ended) -> str:
    """The lines of a run's output that say why it ended so."""
    return " | ".join(line for line in ended.out.splitlines() if " problem " in line or " end " in line)


@contextmanager
def scene_in(folder: Path, more: Mapping[str, str] | None = None) -> Iterator[Scene]:
    """A desk with a first release live, its ledger in DynamoDB, its calls through a gateway."""
    changes = BRISK | THROUGH | LEDGER | LEASE | dict(more or {})
    with desk_in(folder, changes, pace=PACE) as desk, gateway_of(desk) as gateway:
        scene = Scene(desk, gateway, Judge(desk), "v0")
        desk.sure("deploy", "--release=v0")
        yield scene
