"""Where ECR's registry answers, and a password for it that lasts some hours."""

from base64 import b64decode

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words
from deploy.connectors.registry.admission import Login
from deploy.connectors.registry.line import Line
from deploy.errors import Refused
from deploy.model.secret import Secret


@in_our_words("ECR: login")
def ecr_line(client: Client, repository: str) -> Line:
    """A line to the registry that has the repository; the password comes over the API alone."""
    try:
        found = client.patient.describe_repositories(repositoryNames=[repository])["repositories"]
    except client.patient.exceptions.RepositoryNotFoundException as error:
        raise Refused(
            "registry-refuses",
            what=f"there is no repository {repository}",
            why="ECR takes images only for repositories that were made before",
            do="inv infra.apply makes the repositories of a system",
        ) from error
    host = str(found[0]["repositoryUri"]).partition("/")[0]
    token = client.patient.get_authorization_token()["authorizationData"][0]["authorizationToken"]
    user, _, password = b64decode(token).decode().partition(":")
    return Line(host, Login(user, Secret(password)))
