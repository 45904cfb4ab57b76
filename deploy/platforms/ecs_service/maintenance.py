"""Maintenance of one component on ECS: its page, its copies, its autoscaling."""

import html
from dataclasses import dataclass

from deploy.connectors.autoscaling.port import Autoscaling
from deploy.connectors.ecs.port import Service
from deploy.connectors.fleet.port import Fleet
from deploy.connectors.pages.port import Pages
from deploy.model.maintenance import Capacity, Suspension
from deploy.platforms.ecs_service.mooring import Mooring


@dataclass(frozen=True)
class Yard:
    """What a maintenance works with, beside the mooring."""

    pages: Pages
    fleet: Fleet
    autoscaling: Autoscaling


def mark_of(service: str) -> str:
    """How a page of ours is known among the rules of a listener."""
    return f"<!--swingbridge maintenance of {service}-->"


def page(service: str, notice: str, retry_seconds: float) -> str:
    """The page; a fixed response has no headers of ours, so the page itself says when to look again."""
    text = html.escape(notice, quote=False)
    return (
        f'<!doctype html>{mark_of(service)}<html lang="en"><meta charset="utf-8">'
        f'<meta http-equiv="refresh" content="{retry_seconds:g}"><title>Maintenance</title>'
        f"<p>{text}</p></html>"
    )


@dataclass(frozen=True)
class Notices:
    """The page at the door of one component."""

    mooring: Mooring
    pages: Pages

    def shown(self) -> str:
        """The page that is up; empty where there is none, or no door."""
        door = self.mooring.berth.door
        return self.pages.find(door.production_rule, self._mark) if door else ""

    def put_up(self, notice: str) -> None:
        """Put the page up, unless one is."""
        door = self.mooring.berth.door
        if door and not self.shown():
            seconds = self.mooring.settings.maintenance.retry_seconds
            self.pages.put(door.production_rule, page(self.mooring.berth.service, notice, seconds))

    def take_down(self) -> None:
        """Take it down."""
        if door := self.mooring.berth.door:
            self.pages.take(door.production_rule, self._mark)

    @property
    def _mark(self) -> str:
        return mark_of(self.mooring.berth.service)


@dataclass(frozen=True)
class EcsScaling:
    """The copies of one service, and Application Auto Scaling over them."""

    mooring: Mooring
    yard: Yard

    def look(self) -> Capacity:
        """What is asked for, and what can serve: behind a door only healthy targets can."""
        service = self.mooring.look().service
        resting = self.yard.autoscaling.suspended(self._target)
        copies = service.desired if service else 0
        return Capacity(copies, self._ready(service), resting is not None, resting or frozenset())

    def suspend(self, parts: frozenset[Suspension]) -> None:
        """Let exactly these parts of autoscaling rest."""
        if self.yard.autoscaling.suspended(self._target) not in {None, parts}:
            self.yard.autoscaling.suspend(self._target, parts)

    def resize(self, copies: int) -> None:
        """Ask for that many copies; a service that is not there has none."""
        if self.mooring.look().service:
            self.yard.fleet.resize(self.mooring.berth.service, copies)

    def at_work(self, *, is_wanted: bool) -> int:
        """The copies that are not over; what is not wanted is asked to end first, unless it has been.

        ECS ends a copy when its target has drained, or the deregistration delay is up.
        """
        service, name = self.mooring.look().service, self.mooring.berth.service
        if service is None:
            return 0
        if service.desired and not is_wanted:
            self.yard.fleet.resize(name, 0)
        return len(self.yard.fleet.places(name))

    def _ready(self, service: Service | None) -> int:
        door = self.mooring.berth.door
        if service is None or not service.desired:
            return 0
        if door is None:
            return service.running
        groups = (door.target_group, door.alternate_target_group)
        return sum(self.mooring.outlook.elb.group_health(group).healthy for group in groups)

    @property
    def _target(self) -> str:
        cluster = self.mooring.topology.cluster.rpartition("/")[2]
        return f"service/{cluster}/{self.mooring.berth.service}"
