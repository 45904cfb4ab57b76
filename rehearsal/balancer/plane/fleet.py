"""All target groups and targets of a view: who is checked, who drains, who is drained."""

from collections.abc import Callable

from rehearsal.balancer.health import DRAINING, GONE, NO_HOST, NOT_IN_USE, REGISTERING, Health
from rehearsal.balancer.messages import Pace
from rehearsal.balancer.plane.prober import Prober
from rehearsal.balancer.plane.targets import GroupState, TargetState
from rehearsal.balancer.view import Target, TargetKey, View

_POOLED_SECONDS = 60.0


class Fleet:
    """Targets by registration, kept as long as a view names them; `changed` hears of every new health."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.groups: dict[str, GroupState] = {}
        self.drained: list[TargetKey] = []
        self._changed = changed
        self._probers: dict[TargetKey, Prober] = {}
        self._pace = Pace()

    def follow(self, view: View, pace: Pace) -> None:
        """Take groups and targets in, let others go."""
        self._pace = pace
        wanted = {group.arn: group for group in view.groups}
        for arn in self.groups.keys() - wanted.keys():
            self._follow_targets(self.groups.pop(arn), ())
        for arn, group in wanted.items():
            state = self.groups.get(arn)
            if state is None:
                state = self.groups[arn] = GroupState(group)
            state.group = group
            self._follow_targets(state, group.targets)
        self._changed()

    def _follow_targets(self, group: GroupState, targets: tuple[Target, ...]) -> None:
        wanted = {target.key: target for target in targets}
        for key in [*group.targets, *group.leaving]:
            if key not in wanted:
                self._forget(group, key)
        for key, target in wanted.items():
            if target.is_draining:
                self._drain(group, target)
            elif key not in group.leaving:
                self._keep(group, target)
        group.refresh()

    def _keep(self, group: GroupState, target: Target) -> None:
        state = group.targets.get(target.key)
        if state is None:
            state = group.targets[target.key] = TargetState(target)
        state.host = target.host or ""
        is_checked = target.key in self._probers
        if group.group.in_use and state.host and not is_checked:
            state.health = REGISTERING
            self._probers[target.key] = Prober(group, state, self._pace, lambda: self._on_health(group))
        elif not group.group.in_use or not state.host:
            self._stop_checking(target.key)
            state.health = NO_HOST if group.group.in_use else NOT_IN_USE

    def _on_health(self, group: GroupState) -> None:
        group.refresh()
        self._changed()

    def _drain(self, group: GroupState, target: Target) -> None:
        key = target.key
        if key in group.leaving:
            return
        state = group.targets.pop(key, None) or TargetState(target)
        self._stop_checking(key)
        group.leaving[key] = state
        state.is_leaving = True
        state.health = DRAINING
        state.close_idle()

    def _forget(self, group: GroupState, key: TargetKey) -> None:
        self._stop_checking(key)
        state = group.targets.pop(key, None) or group.leaving.pop(key, None)
        if state is not None:
            state.is_leaving = True
            state.close_idle()

    def _stop_checking(self, key: TargetKey) -> None:
        prober = self._probers.pop(key, None)
        if prober is not None:
            prober.stop()

    def sweep(self, now: float) -> None:
        """Finish drains whose last request is over or whose delay has passed; end connections long unused."""
        for group in self.groups.values():
            for state in group.targets.values():
                state.close_idle(before=now - _POOLED_SECONDS)
            delay = group.group.drain_seconds / self._pace.drain
            for state in group.leaving.values():
                if state.drain_started is None:
                    state.drain_started = now
                if state.health is DRAINING and (not state.active or now - state.drain_started >= delay):
                    self._finish_drain(state)

    def _finish_drain(self, state: TargetState) -> None:
        state.close_all()
        state.health = GONE
        self.drained.append(state.key)
        self._changed()

    def health(self) -> tuple[tuple[TargetKey, Health], ...]:
        """Every target's health now."""
        groups = self.groups.values()
        states = [
            state for group in groups for one in (group.targets, group.leaving) for state in one.values()
        ]
        return tuple((state.key, state.health) for state in states)

    def stop(self) -> None:
        """Check nothing any more."""
        for key in list(self._probers):
            self._stop_checking(key)
