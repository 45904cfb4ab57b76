"""The clients that landscapes are made with."""

from dataclasses import dataclass
from typing import Any

from rehearsal.lifecycle import environment
from rehearsal.state.file import State


@dataclass(frozen=True)
class Aws:
    """One session towards a running rehearsal."""

    session: Any
    endpoint: str
    account: str
    region: str

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time and ships no types
        """A client of one service."""
        return self.session.client(service, endpoint_url=self.endpoint)


def towards(state: State) -> Aws:
    """A session towards a running rehearsal."""
    import boto3  # noqa: PLC0415 - heavy, and needed only where a landscape is made

    keys = environment(state)
    session = boto3.session.Session(
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        region_name=state.region,
    )
    return Aws(session, state.endpoint, state.account, state.region)
