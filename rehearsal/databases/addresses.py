"""Loopback addresses: each database has its own, so that all of them can have the port they asked for."""

import socket
from secrets import randbelow

HOSTS = 250
NUMBERS = HOSTS * HOSTS


def free_address(network: str, port: int, taken: set[str]) -> str:
    """An address of a network (such as 127.79) at which nobody listens on the port.

    The search begins anywhere: a server listens seconds later, and another rehearsal may search meanwhile.
    """
    begin = randbelow(NUMBERS)
    numbers = ((begin + step) % NUMBERS for step in range(NUMBERS))
    addresses = (f"{network}.{number // HOSTS}.{number % HOSTS + 1}" for number in numbers)
    return next(address for address in addresses if address not in taken and _is_free(address, port))


def _is_free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True
