"""ECR through boto3."""

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words


class EcrRegistry:
    """The repositories of one account and region."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @in_our_words("ECR: digest")
    def digest(self, repository: str, tag: str) -> str | None:
        """The digest that stands under a tag; None where nothing does."""
        wanted = [{"imageTag": tag}]
        try:
            found = self._client.patient.describe_images(repositoryName=repository, imageIds=wanted)[
                "imageDetails"
            ]
        except (
            self._client.patient.exceptions.ImageNotFoundException,
            self._client.patient.exceptions.RepositoryNotFoundException,
        ):
            return None
        return str(found[0]["imageDigest"]) if found else None
