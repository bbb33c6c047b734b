"""Exporting: everything that is stored about a member, for the member."""

from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.book.proof import has_proved, has_shown
from loyalty.member.history import history_of
from loyalty.member.leaving.removal import addresses_ever, orders_of, phones_ever
from loyalty.member.who_asks import member_whose_data
from loyalty.model.entry import EntryKind
from loyalty.model.fact import Subject, fact_key
from loyalty.model.member import Member
from loyalty.outcomes.stored_data import Exported, ExportOutcome
from loyalty.points.standing import standing


def export(book: Book, *, contact: str, now: datetime) -> Decision[ExportOutcome]:
    """The member's row, lines of the Ledger, orders, coupons, letters, answers, lines of the Log, Review and Waiting.

    It is what leaving would erase: orders that only the shop has under an address that nobody has proved are not told.
    """
    member = member_whose_data(book, contact)
    if not isinstance(member, Member):
        return Decision(member)
    entries = book.entries_of(member.code)
    orders = sorted(orders_of(book, member, proved=has_shown(book, member)), key=lambda order: order.number)
    of_orders = (fact for order in orders for fact in book.facts_with(fact_key(Subject.ORDER, order.number)))
    return Decision(
        Exported(
            standing(book, member, today=book.settings.day(now)),
            book.settings.program_name,
            member,
            joined=book.settings.day(member.joined) if member.joined else None,
            claimed=sum(1 for entry in entries if entry.kind is EntryKind.CLAIM),
            lines=history_of(book, member),
            coupons=book.coupon_rows_of(member.code),
            letters=book.letters_to(member.code),
            answers=book.answers_of(member.code),
            facts=(*book.facts_about_member(member.code), *of_orders),
            orders=tuple(orders),
            entries=tuple(sorted(entries, key=lambda entry: (entry.time, entry.cause))),
            addresses=tuple(sorted(addresses_ever(book, member))),
            phones=tuple(sorted(phones_ever(book, member))),
            codes=book.codes_of(member.code),
            reviews=book.reviews_of(member.code),
            waits=book.waits_of(member.code),
            mailable=bool(member.email) and has_proved(book, member),
        )
    )
