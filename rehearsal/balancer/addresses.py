"""A loopback address of its own for every load balancer."""

import socket
from collections.abc import Iterator

_SHARED = "127.0.0.1"
# Whoever holds this UDP port of an address owns the address; two rehearsals on one machine do not meet.
_CLAIM_PORT = 17878


class AddressBook:
    """Claims of this process; they end with it, however it ends."""

    def __init__(self) -> None:
        self._claims: dict[str, socket.socket] = {}

    def claim(self) -> str:
        """A free address; where the system has only 127.0.0.1, that one."""
        free = (one for one in _candidates() if one not in self._claims and self.hold(one))
        return next(free, _SHARED)

    def hold(self, address: str) -> bool:
        """Claim one particular address, as after a restart; false where another process holds it."""
        if address in self._claims or address == _SHARED:
            return True
        if not address.startswith("127."):
            return False
        claim = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            claim.bind((address, _CLAIM_PORT))
        except OSError:
            claim.close()
            return False
        self._claims[address] = claim
        return True

    def keep_only(self, addresses: frozenset[str]) -> None:
        """Let go of every address that no load balancer has any more."""
        for address in self._claims.keys() - addresses:
            self._claims.pop(address).close()


def _candidates() -> Iterator[str]:
    return (f"127.78.{high}.{low}" for high in range(4) for low in range(1, 255))
