"""CloudWatch Logs through boto3."""

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words

LONGEST_LINE = 200


class BotoLogs:
    """The log groups of one region."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @in_our_words("CloudWatch Logs: last lines")
    def tail(self, group: str, stream: str, lines: int) -> tuple[str, ...]:
        """The last lines of a stream, the newest last; a line is cut where nobody would read on."""
        try:
            found = self._client.patient.get_log_events(
                logGroupName=group, logStreamName=stream, limit=lines, startFromHead=False
            )
        except self._client.patient.exceptions.ResourceNotFoundException:
            return ()
        return tuple(one["message"].rstrip()[:LONGEST_LINE] for one in found["events"])
