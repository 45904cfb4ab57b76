"""EC2 capacity: tasks sit on container instances, and leave one that is drained without falling short."""

import json

from tests.rehearsal.ecs.live.cluster import CLUSTER, Cluster, eventually


def add_instance(cluster: Cluster) -> str:
    """Register a container instance, and give its ARN."""
    started = cluster.running.client("ec2").run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)
    document = json.dumps({"instanceId": started["Instances"][0]["InstanceId"]})
    answer = cluster.ecs.register_container_instance(cluster=CLUSTER, instanceIdentityDocument=document)
    return str(answer["containerInstance"]["containerInstanceArn"])


def running_on(cluster: Cluster, instance: str) -> int:
    """How many running tasks the API counts on an instance."""
    answer = cluster.ecs.describe_container_instances(cluster=CLUSTER, containerInstances=[instance])
    return int(answer["containerInstances"][0]["runningTasksCount"])


def test_a_drained_instance_loses_its_tasks_to_the_others_and_the_service_stays_whole(
    cluster: Cluster,
) -> None:
    first, second = add_instance(cluster), add_instance(cluster)
    definition = cluster.ecs.register_task_definition(
        family="ec2",
        networkMode="awsvpc",
        containerDefinitions=[cluster.container(memory=64)],
    )["taskDefinition"]["taskDefinitionArn"]
    cluster.ecs.create_service(
        cluster=CLUSTER,
        serviceName="ec2",
        taskDefinition=definition,
        desiredCount=4,
        launchType="EC2",
        networkConfiguration=cluster.network,
    )
    cluster.until("ec2", "SUCCESSFUL")
    assert (running_on(cluster, first), running_on(cluster, second)) == (2, 2)
    cluster.ecs.update_container_instances_state(
        cluster=CLUSTER, containerInstances=[first], status="DRAINING"
    )
    counts = []

    def moved() -> bool:
        counts.append(cluster.service("ec2")["runningCount"])
        return (running_on(cluster, first), running_on(cluster, second)) == (0, 4)

    eventually(moved)
    assert min(counts) >= 4
    listed = cluster.ecs.list_tasks(cluster=CLUSTER, containerInstance=second)["taskArns"]
    assert len(listed) == 4
