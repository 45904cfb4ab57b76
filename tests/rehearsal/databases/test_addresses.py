"""Databases find addresses of their own, also beside another rehearsal's that does not listen yet."""

import socket

from rehearsal.databases.addresses import HOSTS, free_address


def test_two_searches_at_the_same_moment_rarely_meet() -> None:
    """Nobody listens yet at what the other has found: of twenty searches two may meet, not all."""
    found = {free_address("127.81", 5432, set()) for _ in range(20)}

    assert 18 <= len(found)
    assert all(address.startswith("127.81.") for address in found)


def test_an_address_where_somebody_listens_is_passed_over() -> None:
    """And so is every one that is promised already."""
    promised = {f"127.81.{a}.{b + 1}" for a in range(HOSTS) for b in range(HOSTS)}
    with socket.socket() as listener:
        listener.bind(("127.81.7.10", 0))
        listener.listen()
        port = listener.getsockname()[1]

        found = free_address("127.81", port, promised - {"127.81.7.9", "127.81.7.10"})

    assert "127.81.7.9" == found
