"""Where a repository of ECR is, for programs that go there by themselves."""

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words


@in_our_words("ECR: address of a repository")
def ecr_address(client: Client, repository: str) -> str:
    """Registry and repository."""
    found = client.patient.describe_repositories(repositoryNames=[repository])["repositories"]
    return str(found[0]["repositoryUri"])
