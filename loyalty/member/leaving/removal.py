"""What is to be erased of somebody who leaves: what is theirs goes, what is only the shop's or somebody else's stays.

Theirs is what stands under their code, and each order that they have claimed. Who has proved the address also takes
along what stands under it and under every address that was ever theirs, wherever that is (docs/decisions/0055). So does
whoever has proved a phone number, of orders without an address (docs/decisions/0071-a-phone-number-proves-an-order.md).
"""

from collections.abc import Collection

from loyalty.book.book import Book
from loyalty.book.decision import RemoveMember
from loyalty.book.proof import further_addresses, has_proved, has_shown
from loyalty.member.claim import is_theirs
from loyalty.model.addresses import fold_email
from loyalty.model.causes import order_of
from loyalty.model.email_log import TO_OWNER
from loyalty.model.entry import EntryKind
from loyalty.model.fact import Fact, FactKind, Subject, fact_key
from loyalty.model.identifiers import fold_order
from loyalty.model.member import Member
from loyalty.model.orders import Order


def removal(book: Book, member: Member) -> RemoveMember:
    """What is to be erased of them, all of it looked up, so that it can be seen whether it is gone afterwards."""
    phones = phones_ever(book, member)
    return _removal(book, member, addresses_ever(book, member), phones, proved=has_shown(book, member))


def removal_again(book: Book, before: RemoveMember) -> RemoveMember:
    """The same once more, on a book in which a part of it is gone: also what told that the address was proved."""
    addresses = addresses_ever(book, before.member).union(before.addresses)
    phones = phones_ever(book, before.member).union(before.phones)
    return _removal(book, before.member, addresses, phones, proved=before.proved)


def addresses_ever(book: Book, member: Member) -> frozenset[str]:
    """Every address, folded, that was ever the member's: in their row, in lines under their code, in the Log.

    A further one that has to be proved is theirs once it is.
    """
    code = member.code
    written = (
        *(entry.email for entry in book.entries_of(code)),
        *(coupon.email for coupon in book.coupon_rows_of(code)),
        # A task went to the owner: the address is theirs.
        *(letter.email for letter in book.letters_to(code) if letter.letter not in TO_OWNER),
        *(fact.value for fact in book.facts_about_member(code) if fact.kind is FactKind.MEMBER_BOUNCE),
    )
    known = book.addresses_of(member) | further_addresses(book, member)
    return known.union(fold_email(text) for text in written if "@" in text)


def phones_ever(book: Book, member: Member) -> frozenset[str]:
    """Every number that WhatsApp has ever named for the member."""
    facts = book.facts_about_member(member.code)
    return frozenset(fact.value for fact in facts if fact.kind is FactKind.MEMBER_PHONE and fact.value)


def orders_of(book: Book, member: Member, *, proved: bool) -> tuple[Order, ...]:
    """The orders that are theirs, in no order: those that they have claimed, and with proof all under their address, or
    without one under their number.
    """
    addresses, phones = addresses_ever(book, member), phones_ever(book, member)
    under = _under(book, _own(book, member, addresses) if proved else (), _own_phones(book, member, phones))
    found = [*_claimed(book, member, addresses, phones), *under]
    return tuple(filter(None, map(book.order, dict.fromkeys(found))))


def _removal(
    book: Book, member: Member, addresses: Collection[str], phones: Collection[str], *, proved: bool
) -> RemoveMember:
    book.member(member.code)
    for contact in member.contacts:
        book.member_of(contact)
    book.reviews_of(member.code)
    book.look_for_all_of(member.code)
    own, own_phones = _own(book, member, addresses), _own_phones(book, member, phones)
    under = _under(book, own if proved else (), own_phones)
    # At Gmail an order of theirs may be under another spelling of their mailbox.
    spellings = {fold_email(order.email) for order in map(book.order, under) if order and order.email}
    orders = tuple(dict.fromkeys((*_claimed(book, member, addresses, phones), *under)))
    unshared = spellings.union(own)
    return RemoveMember(
        member,
        answers=tuple(answer.id for answer in book.answers_of(member.code)),
        facts=(*book.facts_about_member(member.code), *_told(book, orders, unshared if proved else (), own_phones)),
        waits=book.waits_of(member.code),
        addresses=tuple(sorted(spellings.union(addresses))),
        unshared=tuple(sorted(unshared)),
        proved=proved,
        orders=orders,
        phones=tuple(sorted(phones)),
        unshared_phones=tuple(own_phones),
    )


def _own(book: Book, member: Member, addresses: Collection[str]) -> list[str]:
    """Those of the addresses that no other row of Members has."""
    return [address for address in sorted(addresses) if not _others_have(book, address, member)]


def _own_phones(book: Book, member: Member, phones: Collection[str]) -> list[str]:
    """Those of the numbers that no other member writes from."""
    codes = book.codes_of(member.code)
    holders = {phone: book.members_with_phone(phone) for phone in sorted(phones)}
    return [phone for phone, some in holders.items() if all(holder.code in codes for holder in some)]


def _under(book: Book, addresses: Collection[str], phones: Collection[str]) -> list[str]:
    """The folded numbers of all orders under these addresses, and of those without one under these phone numbers."""
    glance = book.at_a_glance()
    return [
        number
        for number, order in glance.orders.items()
        if (is_theirs(glance, order, addresses) if order.email else order.phone in phones)
    ]


def _claimed(book: Book, member: Member, addresses: Collection[str], phones: Collection[str]) -> list[str]:
    """The folded numbers of the orders that they have claimed, also in closed years.

    By its signed link somebody can have claimed an order of another member's: that one's address stays in it.
    """
    entries = book.entries_of(member.code)
    causes = (cause for entry in entries for cause in entry.stands_for)
    named = [*(entry.subject for entry in entries if entry.kind is EntryKind.CLAIM), *map(order_of, causes)]
    return [
        number
        for number in map(fold_order, named)
        if number and not _is_anothers(book, number, member, addresses, phones)
    ]


def _is_anothers(book: Book, number: str, member: Member, addresses: Collection[str], phones: Collection[str]) -> bool:
    order = book.order(number)
    if order is None:
        return False
    if not order.email:
        others = (holder.code not in book.codes_of(member.code) for holder in book.members_with_phone(order.phone))
        return order.phone not in phones and any(others)
    return fold_email(order.email) not in addresses and _others_have(book, order.email, member)


def _told(book: Book, orders: Collection[str], addresses: Collection[str], phones: Collection[str]) -> tuple[Fact, ...]:
    """The lines of the Log that name their address or number: of their own orders, and with proof of any order."""
    found = (
        *(book.facts_with_addresses(addresses) if addresses else ()),
        *(book.facts_with_phones(phones) if phones else ()),
    )
    of_orders = (fact for number in orders for fact in book.facts_with(fact_key(Subject.ORDER, number)))
    kinds = (FactKind.ORDER_EMAIL, FactKind.ORDER_PHONE)
    return tuple(dict.fromkeys((*found, *(fact for fact in of_orders if fact.kind in kinds))))


def _others_have(book: Book, email: str, member: Member) -> bool:
    """True when it is somebody else's address, too; who has only typed it keeps nobody from being erased."""
    if not book.others_have(email, member.code):
        return False
    address, codes = fold_email(email), book.codes_of(member.code)
    others = [
        other
        for other in book.members_of_mailbox(email)
        if other.code not in codes and address in book.addresses_of(other)
    ]
    return not others or any(has_proved(book, other) for other in others)
