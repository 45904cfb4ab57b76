"""Keys for a job of GitHub Actions: the runner vouches for the job, and AWS gives keys for an hour.

A job that may write its `id-token` is given an address and a word to ask it with. What comes back is a token
that names repository, environment and commit; STS takes it for keys of the role in AWS_ROLE_ARN. They live in
this process alone, and are fetched anew before they end.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

METHOD = "github-oidc"
AUDIENCE = "sts.amazonaws.com"
_TRIES = 3
_SECONDS = 10
_LARGEST = 65_536


@dataclass(frozen=True, slots=True)
class Vouching:
    """Where the runner vouches for the job, and the word to ask it with."""

    address: str
    word: str

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Vouching | None":
        """The one that this process was given, if it was given any."""
        address = environ.get("ACTIONS_ID_TOKEN_REQUEST_URL", "")
        word = environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "")
        is_safe = address.startswith(("https://", "http://127.0.0.1:"))
        return cls(address, word) if is_safe and word else None

    def token(self) -> str:
        """A new token; it is a secret."""
        from botocore.exceptions import CredentialRetrievalError  # noqa: PLC0415 - needed only where AWS is

        request = Request(  # noqa: S310 - see `of`
            f"{self.address}&audience={AUDIENCE}", headers={"Authorization": f"bearer {self.word}"}
        )
        problem = ""
        for _ in range(_TRIES):
            try:
                with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
                    return str(json.loads(answer.read(_LARGEST))["value"])
            except (URLError, OSError, ValueError, KeyError, TypeError) as error:
                problem = f"the runner did not vouch for this job: {error}"
        raise CredentialRetrievalError(provider=METHOD, error_msg=problem)


def claims(token: str) -> Mapping[str, object]:
    """What a token says; it came from the runner itself, and AWS checks the signature, so we do not."""
    parts = token.split(".")
    try:
        body = urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        said = json.loads(body)
    except (IndexError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


class GithubKeys:
    """A source of keys as botocore wants one, for the role that the job names."""

    METHOD = METHOD
    CANONICAL_NAME = None

    def __init__(
        self, vouching: Vouching, environ: Mapping[str, str], new_client: Callable[..., Any]
    ) -> None:
        self._vouching = vouching
        self._environ = environ
        self._new_client = new_client

    def load(self) -> Any:  # noqa: ANN401 - boto3 ships no types
        """Keys that renew themselves."""
        from botocore import credentials  # noqa: PLC0415 - needed only where AWS is

        run = self._environ.get("GITHUB_RUN_ID", "run")
        fetcher = credentials.AssumeRoleWithWebIdentityCredentialFetcher(
            self._new_client,
            self._vouching.token,
            self._environ["AWS_ROLE_ARN"],
            extra_args={"RoleSessionName": f"swingbridge-{run}"},
        )
        return credentials.DeferredRefreshableCredentials(fetcher.fetch_credentials, METHOD)


def add_github_keys(session: Any, region: str, environ: Mapping[str, str]) -> None:  # noqa: ANN401 - as above
    """Let a session ask the runner, after keys that somebody put into the environment."""
    vouching = Vouching.of(environ)
    if vouching is None or not environ.get("AWS_ROLE_ARN"):
        return
    inner = session._session  # noqa: SLF001 - boto3 has no door of its own to its sources of keys

    def new_client(service: str, **more: Any) -> Any:  # noqa: ANN401 - as above
        return inner.create_client(service, region_name=region, **more)

    inner.get_component("credential_provider").insert_after("env", GithubKeys(vouching, environ, new_client))
