"""A loopback address for each task; a freed address rests as long as possible before it is given again."""

import os
import socket
from collections import deque

FIRST, LAST = 2, 254
NETS = range(64)
# Two rehearsals on one machine never share an address: each claims this UDP port on those it uses.
CLAIM_PORT = 47077
STRIDE = 1009  # spreads the beginnings of rehearsals over the addresses


class Addresses:
    """Hands out 127.77.N.M, keyed by task and never by address."""

    def __init__(self) -> None:
        self._free = deque(f"127.77.{net}.{host}" for net in NETS for host in range(FIRST, LAST))
        self._free.rotate(os.getpid() * STRIDE)
        self._held: dict[str, tuple[str, socket.socket]] = {}

    def reserve(self, task: str) -> str:
        """Give a task its address; asking again gives the same one."""
        if task not in self._held:
            self._held[task] = self._next()
        return self._held[task][0]

    def release(self, task: str) -> None:
        """Put the address of a task at the end of the queue."""
        held = self._held.pop(task, None)
        if held is not None:
            held[1].close()
            self._free.append(held[0])

    def close(self) -> None:
        """Give every address back."""
        for task in list(self._held):
            self.release(task)

    def _next(self) -> tuple[str, socket.socket]:
        """The first free address that no other rehearsal of this machine holds."""
        for _ in range(len(self._free)):
            address = self._free.popleft()
            claim = _claim(address)
            if claim is not None:
                return address, claim
            self._free.append(address)
        raise OSError("every loopback address for tasks is taken")


def _claim(address: str) -> socket.socket | None:
    claim = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        claim.bind((address, CLAIM_PORT))
    except OSError:
        claim.close()
        return None
    return claim
