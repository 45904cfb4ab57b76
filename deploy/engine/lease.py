"""The right to act: taken, renewed, checked right before each send, and given back.

The holder trusts itself for two thirds of a lease after its last confirmed renewal; everybody else
trusts it for one whole lease after the last sign of life. The third between them is the safety.
"""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from deploy.connectors.clock.port import Clock
from deploy.connectors.ledger.port import LeaseConflict, LeaseStore, LedgerUnreachable
from deploy.engine import lease_errors
from deploy.engine.events import Waiting
from deploy.engine.lease_watch import Watch
from deploy.errors import SwingbridgeError
from deploy.model.lease import Claim, Holder, LeaseRecord

RENEW_SHARE = 1 / 4
"""The share of a lease after which it is renewed."""
TRUST_SHARE = 2 / 3
"""The share of a lease after which its holder no longer trusts it."""
_BEAT_SHARE = 1 / 20
_LOOK_SECONDS = 2.0
_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Held:
    """What we know of a lease that we took; replaced whole, so that every thread sees one state."""

    record: LeaseRecord
    confirmed_at: float
    trouble: str = ""
    is_lost: bool = False


def _silent(_: Waiting) -> None:
    """Tells nobody."""


class Lease:
    """One lease, as this run wants it and holds it."""

    def __init__(self, store: LeaseStore, clock: Clock, seconds: float) -> None:
        if seconds <= 0:
            raise ValueError(f"a lease of {seconds} seconds can never be held")
        self._store = store
        self._clock = clock
        self._seconds = seconds
        self._writing = threading.Lock()
        self._held: _Held | None = None
        self._alive_until = 0.0
        self._step = ""

    @property
    def holder(self) -> Holder:
        """Who we are to the store; raises `lease-lost` where we hold nothing."""
        if self._held is None:
            raise lease_errors.lost("The lease is not held by this run.")
        return self._held.record.holder

    @property
    def is_held(self) -> bool:
        """Whether this run holds it."""
        return self._held is not None

    @contextmanager
    def held(
        self, claim: Claim, wait_seconds: float = 0.0, notify: Callable[[Waiting], None] = _silent
    ) -> Iterator[Holder]:
        """Take the lease, keep it alive beside the work, and give it back however the work ends."""
        holder = self.acquire(claim, wait_seconds, notify)
        try:
            stop = self._clock.every(self._seconds * _BEAT_SHARE, self.beat)
            try:
                yield holder
            finally:
                stop()
        finally:
            self.release()

    def acquire(
        self, claim: Claim, wait_seconds: float = 0.0, notify: Callable[[Waiting], None] = _silent
    ) -> Holder:
        """Take the lease when it is free or its holder gone; `environment-locked` when somebody is alive.

        Without waiting, the first sign of life ends the attempt; only silence is waited for, up to one
        lease, because a crashed run and a living one look the same at first sight.
        """
        watch = Watch(self._seconds)
        owner, began = secrets.token_hex(16), self._clock.boot()
        while True:
            asked = self._clock.boot()
            record = self._store.read()
            watch.look(record, asked, self._clock.boot())
            if watch.may_take(record):
                mine = self._claimed(record, claim, owner)
                record = self._put_surely(mine, record.version)
                if record.holder == mine.holder:
                    return self._hold(record, asked)
                watch.look(record, self._clock.boot(), self._clock.boot())
            elapsed = self._clock.boot() - began
            if watch.shows_life and record.owner and elapsed >= wait_seconds:
                raise lease_errors.locked(record)
            notify(self._waiting(watch, record, elapsed, wait_seconds))
            self._pause()

    def break_lease(self, typed: str, claim: Claim) -> LeaseRecord:
        """Take the lease from its holder, whose full id was typed; gives back what was broken."""
        asked = self._clock.boot()
        broken = self._store.read()
        if not broken.owner:
            raise lease_errors.nothing_to_unlock()
        if typed != broken.owner:
            raise lease_errors.not_confirmed(broken)
        mine = self._claimed(broken, claim, secrets.token_hex(16))
        stored = self._put_surely(mine, broken.version)
        if stored.holder != mine.holder:
            raise lease_errors.not_confirmed(stored)
        self._hold(stored, asked)
        return broken

    def progress(self, until: float, step: str = "") -> None:
        """The main thread is alive, and will say so again before the boot clock shows `until`."""
        self._alive_until = until
        self._step = step or self._step

    def guard(self) -> None:
        """Pass only while the lease is surely ours; called right before each send that changes something."""
        held = self._held
        if held is None:
            raise lease_errors.lost("The lease is not held by this run.")
        if held.is_lost:
            raise lease_errors.lost(held.trouble)
        age = self._clock.boot() - held.confirmed_at
        if age >= self._seconds * TRUST_SHARE:
            raise lease_errors.lost(f"It was last renewed {age:.0f} s ago. {held.trouble}".rstrip())

    def renewal_due(self, now: float) -> bool:
        """Whether the lease has to be renewed, and may be: a main thread that hangs must lose it."""
        held = self._held
        if held is None or held.is_lost or now >= self._alive_until:
            return False
        return now - held.confirmed_at >= self._seconds * RENEW_SHARE

    def beat(self) -> None:
        """Renew if it is due; called regularly beside the work."""
        if self.renewal_due(self._clock.boot()):
            self.renew_once()

    def renew_once(self) -> None:
        """Renew now; what goes wrong is kept for `guard` to say."""
        with self._writing:
            if self._held is not None and not self._held.is_lost:
                self._held = self._renewed(self._held)

    def release(self) -> None:
        """Give the lease back; a lease that is lost or out of reach is left to run out."""
        with self._writing:
            held, self._held = self._held, None
        if held is not None and not held.is_lost:
            with suppress(SwingbridgeError):
                self._give_back(held.record)

    def _claimed(self, seen: LeaseRecord, claim: Claim, owner: str) -> LeaseRecord:
        return LeaseRecord(
            owner=owner,
            fence=seen.fence + 1,
            version=secrets.token_hex(16),
            lease_seconds=self._seconds,
            who=claim.who,
            where=claim.where,
            what=claim.what,
            since=self._clock.wall().isoformat(timespec="seconds"),
        )

    def _hold(self, record: LeaseRecord, asked: float) -> Holder:
        """Note the lease as ours since the question that came before it, never later."""
        self._alive_until = self._clock.boot() + self._seconds
        self._step = ""
        self._held = _Held(record, confirmed_at=asked)
        return record.holder

    def _renewed(self, held: _Held) -> _Held:
        asked = self._clock.boot()
        fresh = replace(held.record, version=secrets.token_hex(16), step=self._step)
        try:
            stored = self._put(fresh, held.record.version)
        except SwingbridgeError as error:
            return replace(held, trouble=error.what)
        if stored.holder != fresh.holder:
            return replace(held, is_lost=True, trouble=lease_errors.taken_over(stored))
        # An earlier renewal whose reply was lost: still ours, but not confirmed by this attempt.
        is_confirmed = stored.version == fresh.version
        return _Held(stored, asked if is_confirmed else held.confirmed_at)

    def _give_back(self, record: LeaseRecord) -> None:
        free = LeaseRecord(fence=record.fence, version=secrets.token_hex(16))
        stored = self._put_surely(free, record.version)
        if stored.holder == record.holder:  # a renewal whose reply was lost had changed the version
            self._put_surely(free, stored.version)

    def _put_surely(self, record: LeaseRecord, expected_version: str) -> LeaseRecord:
        """Put, and again after silence: a try whose reply was lost makes the next one meet our own record."""
        for _ in range(_TRIES - 1):
            with suppress(LedgerUnreachable):
                return self._put(record, expected_version)
            self._pause()
        return self._put(record, expected_version)

    def _put(self, record: LeaseRecord, expected_version: str) -> LeaseRecord:
        """What is stored afterwards: the record, or whatever stood in its way."""
        try:
            self._store.swap(record, expected_version)
        except LeaseConflict as conflict:
            return conflict.stored
        return record

    def _pause(self) -> None:
        longest = min(_LOOK_SECONDS, self._seconds / 10)
        self._clock.sleep(longest * (0.5 + self._clock.jitter() / 2))

    def _waiting(self, watch: Watch, record: LeaseRecord, elapsed: float, wait_seconds: float) -> Waiting:
        """What the screen says meanwhile."""
        patience = watch.patience(record)
        reason = (
            f"held by {lease_errors.described(record)}; no sign of life for {watch.silent_seconds:.0f} s, "
            f"taken over after {patience:.0f} s of silence"
        )
        return Waiting(reason, elapsed, max(wait_seconds, patience))
