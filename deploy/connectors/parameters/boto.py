"""Parameters of Systems Manager through boto3."""

from functools import cached_property
from typing import Any

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words


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

    @cached_property
    def _reader(self) -> Any:  # noqa: ANN401 - boto3 ships no types
        return self._client(True)  # noqa: FBT003 - with retries
