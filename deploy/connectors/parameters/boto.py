"""Parameters of Systems Manager through boto3."""

from functools import cached_property
from typing import Any

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
            return str(self._reader.get_parameter(Name=name)["Parameter"]["Value"])
        except self._reader.exceptions.ParameterNotFound:
            return None

    @in_our_words("parameters: secret")
    def secret(self, name: str) -> Secret | None:
        """The value of a parameter that is kept encrypted; None where there is none."""
        try:
            found = self._reader.get_parameter(Name=name, WithDecryption=True)["Parameter"]
        except self._reader.exceptions.ParameterNotFound:
            return None
        return Secret(str(found["Value"]))

    @cached_property
    def _reader(self) -> Any:  # noqa: ANN401 - boto3 ships no types
        return self._client(True)  # noqa: FBT003 - with retries
