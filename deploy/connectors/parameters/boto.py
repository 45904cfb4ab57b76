"""Parameters of Systems Manager through boto3."""

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words
from deploy.model.secret import Secret


class BotoParameters:
    """The parameters of one account and region."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @in_our_words("parameters: text")
    def text(self, name: str) -> str | None:
        """The text of a parameter; None where there is none."""
        try:
            return str(self._client.patient.get_parameter(Name=name)["Parameter"]["Value"])
        except self._client.patient.exceptions.ParameterNotFound:
            return None

    @in_our_words("parameters: secret")
    def secret(self, name: str) -> Secret | None:
        """The value of a parameter that is kept encrypted; None where there is none."""
        try:
            found = self._client.patient.get_parameter(Name=name, WithDecryption=True)["Parameter"]
        except self._client.patient.exceptions.ParameterNotFound:
            return None
        return Secret(str(found["Value"]))
