"""A loopback address for each task; a freed address rests as long as possible before it is given again."""

from collections import deque

FIRST, LAST = 2, 254
NETS = range(64)


class Addresses:
    """Hands out 127.77.N.M, keyed by task and never by address."""

    def __init__(self) -> None:
        self._free = deque(f"127.77.{net}.{host}" for net in NETS for host in range(FIRST, LAST))
        self._held: dict[str, str] = {}

    def reserve(self, task: str) -> str:
        """Give a task its address; asking again gives the same one."""
        if task not in self._held:
            self._held[task] = self._free.popleft()
        return self._held[task]

    def release(self, task: str) -> None:
        """Put the address of a task at the end of the queue."""
        address = self._held.pop(task, None)
        if address is not None:
            self._free.append(address)
