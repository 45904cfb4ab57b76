"""One component on ECS over rooms in memory: a world at one moment, and what a verdict makes of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from deploy.connectors.alarms.memory import MemoryAlarms
from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ecs.memory import MemoryEcs
from deploy.connectors.ecs.port import Deployment, Status
from deploy.connectors.elb.memory import MemoryElb
from deploy.connectors.elb.port import GroupHealth
from deploy.connectors.logs.memory import MemoryLogs
from deploy.connectors.registry.memory import MemoryRegistry
from deploy.connectors.web.port import Answer
from deploy.model.goal import Goal, Verb
from deploy.model.history import History, Run, Tenure
from deploy.model.plan import Objection
from deploy.model.release import Artifact, Release
from deploy.platforms.ecs_service.mooring import Mooring, Outlook
from deploy.platforms.ecs_service.preflight import EcsPreflight
from deploy.rollout.findings import Beginning
from deploy.settings.platform import EcsService, LaunchType
from tests.platforms.ecs_service.scenes import NEW, OLD, SERVICE, deployment
from tests.platforms.ecs_service.test_requests import DIGEST, DOOR, TOPOLOGY, component, settings

V1 = Release("v1", (Artifact("web", "shop", DIGEST),))
V2 = Release("v2", (Artifact("web", "shop", DIGEST),))
BOTH = {"blue": 100, "green": 0}
POST = "POST_PRODUCTION_TRAFFIC_SHIFT"
FRONT, TEST = f"{DOOR.front_url}/health", f"{DOOR.test_url}/health"
PAST = History(
    runs=(Run("run-1", "deploy", "v1", "", "ada", "", "then", exit_code="0"),),
    releases=(V1, V2),
    tenures=(Tenure("v1", "then", "run-1", "ada", "deploy", is_proved=True),),
)


@dataclass
class Doors:
    """Answers by address, one after the other; the last one is repeated."""

    answers: Mapping[str, list[Answer]] = field(default_factory=dict)

    def get(self, url: str, _seconds: float) -> Answer:
        """The next answer of an address."""
        left = self.answers.get(url, [])
        if not left:
            return Answer(0, trouble="nobody is there")
        return left.pop(0) if len(left) > 1 else left[0]


def says(release: str, replica: str = "", **more: object) -> Answer:
    """The health answer of a copy."""
    return Answer(200, json.dumps({"release": release, "replica": replica, **more}).encode())


@dataclass
class Harbor:
    """The rooms, each to be changed before the component is moored."""

    ecs: MemoryEcs = field(
        default_factory=lambda: MemoryEcs(
            services={"shop-web": SERVICE},
            deployments={"shop-web": deployment(Status.SUCCESSFUL, target=OLD)},
        )
    )
    elb: MemoryElb = field(
        default_factory=lambda: MemoryElb(
            groups={"blue": GroupHealth(2), "green": GroupHealth(2, addresses=("10.0.0.1", "10.0.0.2"))},
            rules={DOOR.production_rule: BOTH, DOOR.test_rule: BOTH},
        )
    )
    doors: Doors = field(default_factory=Doors)
    alarms: MemoryAlarms = field(default_factory=MemoryAlarms)
    logs: MemoryLogs = field(default_factory=MemoryLogs)
    clock: MemoryClock = field(default_factory=MemoryClock)
    registry: MemoryRegistry = field(
        default_factory=lambda: MemoryRegistry({("shop", "v1"): DIGEST, ("shop", "v2"): DIGEST})
    )
    launch: LaunchType = LaunchType.FARGATE

    def moored(self, **changes: Any) -> Mooring:
        """The component, with changes of its settings."""
        web = component(health_path="/health", **changes)
        outlook = Outlook(self.ecs, self.elb, self.doors, self.alarms, self.logs, self.registry, self.clock)
        platform = EcsService(cluster="shop", launch_type=self.launch)
        made = Mooring(web, settings(web), platform, TOPOLOGY, outlook)
        made.scene()
        return made

    def objections(
        self, past: History = PAST, verb: Verb = Verb.DEPLOY, *, starts: bool = True, **changes: Any
    ) -> dict[str, Objection]:
        """What speaks against v2, by its reference."""
        made = self.moored(**changes)
        goal = Goal(V2, (made.component.manner,), verb=verb)
        return {o.reference: o for o in EcsPreflight(made)(Beginning(goal, past, starts)).objections}

    def remarks(self, past: History = PAST, verb: Verb = Verb.DEPLOY, **changes: Any) -> str:
        """What a person is told beside."""
        made = self.moored(**changes)
        begins = Beginning(Goal(V2, (made.component.manner,), verb=verb), past)
        return "\n".join(EcsPreflight(made)(begins).remarks)


def shifted(**more: Any) -> Deployment:
    """A deployment to v2 that has all the traffic and waits for its confirmation."""
    return replace(deployment(Status.IN_PROGRESS, POST, waits=True, target=replace(NEW, share=100.0)), **more)
