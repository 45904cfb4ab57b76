"""Loopback addresses: one owner each, on the whole machine."""

from rehearsal.balancer.addresses import AddressBook


def test_every_claim_is_another_address_also_between_books() -> None:
    mine, other = AddressBook(), AddressBook()

    claimed = [mine.claim(), mine.claim(), other.claim()]

    assert 3 == len(set(claimed))
    assert mine.hold(claimed[0])
    assert not other.hold(claimed[0])
    for book in (mine, other):
        book.keep_only(frozenset())


def test_an_address_that_is_let_go_can_be_held_by_another() -> None:
    mine, other = AddressBook(), AddressBook()
    first, second = mine.claim(), mine.claim()

    mine.keep_only(frozenset({first}))

    assert other.hold(second)
    assert not other.hold(first)
    for book in (mine, other):
        book.keep_only(frozenset())


def test_a_name_of_aws_is_no_address_here() -> None:
    assert not AddressBook().hold("shop-1.us-east-1.elb.amazonaws.com")
