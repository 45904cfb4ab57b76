"""Registry passwords, as GetAuthorizationToken gives them: for one account and region, for twelve hours."""

import hmac
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

from rehearsal.state.file import write_private

USER = "AWS"
LIFETIME_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose repositories a login reaches."""

    account: str
    region: str


class Tokens:
    """Signs and checks passwords with a key that lies beside the blobs, so that logins outlive a restart."""

    def __init__(self, folder: Path) -> None:
        file = folder / "token.key"
        if not file.exists():
            write_private(file, token_bytes(32))
        self._key = file.read_bytes()

    def password(self, scope: Scope, now: float) -> str:
        """A fresh password."""
        claim = f"{scope.account}:{scope.region}:{int(now) + LIFETIME_SECONDS}"
        return urlsafe_b64encode(f"{claim}:{self._sign(claim)}".encode()).decode()

    def scope(self, authorization: str, now: float) -> Scope | None:
        """Who is allowed by an Authorization header; nobody where it is wrong or too old."""
        try:
            kind, _, credentials = authorization.partition(" ")
            user, _, password = b64decode(credentials, validate=True).decode().partition(":")
            claim, _, signature = urlsafe_b64decode(password).decode().rpartition(":")
            account, region, until = claim.split(":")
        except (BadBase64, ValueError):
            return None
        good = kind.lower() == "basic" and user == USER and hmac.compare_digest(signature, self._sign(claim))
        return Scope(account, region) if good and now < int(until) else None

    def _sign(self, claim: str) -> str:
        return hmac.new(self._key, claim.encode(), "sha256").hexdigest()


def authorization_token(password: str) -> str:
    """A password as GetAuthorizationToken writes it."""
    return b64encode(f"{USER}:{password}".encode()).decode()
