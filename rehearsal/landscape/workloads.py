"""Cluster, repositories and log groups; services are made by their first deployment."""

from contextlib import suppress

from rehearsal.landscape.aws import Aws


def cluster(aws: Aws, name: str) -> None:
    """The cluster; making it again changes nothing."""
    aws.client("ecs").create_cluster(clusterName=name)


def repository(aws: Aws, name: str) -> str:
    """The address of an image repository whose tags never move."""
    ecr = aws.client("ecr")
    with suppress(ecr.exceptions.RepositoryAlreadyExistsException):
        ecr.create_repository(repositoryName=name, imageTagMutability="IMMUTABLE")
    return str(ecr.describe_repositories(repositoryNames=[name])["repositories"][0]["repositoryUri"])


def log_group(aws: Aws, name: str) -> None:
    """A log group."""
    logs = aws.client("logs")
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName=name)
