"""Loopback addresses: each database has its own, so that all of them can have the port they asked for."""

import socket
from itertools import count


def free_address(network: str, port: int, taken: set[str]) -> str:
    """The first address of a network (such as 127.79) at which nobody listens on the port."""
    addresses = (f"{network}.{number // 250}.{number % 250 + 1}" for number in count())
    return next(address for address in addresses if address not in taken and _is_free(address, port))


def _is_free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True
