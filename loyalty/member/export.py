"""Exporting: everything that is stored about a member, for the member."""

from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.history import history_of
from loyalty.member.who_asks import member_who_asks
from loyalty.model.entry import EntryKind
from loyalty.model.member import Member
from loyalty.outcomes.stored_data import Exported, ExportOutcome
from loyalty.points.standing import standing


def export(book: Book, *, contact: str, now: datetime) -> Decision[ExportOutcome]:
    """The member's row, lines of the Ledger, coupons, letters, answers and lines of the Log."""
    member = member_who_asks(book, contact)
    if not isinstance(member, Member):
        return Decision(member)
    entries = book.entries_of(member.code)
    return Decision(
        Exported(
            standing(book, member, today=book.settings.day(now)),
            book.settings.program_name,
            member,
            joined=book.settings.day(member.joined) if member.joined else None,
            orders=sum(1 for entry in entries if entry.kind is EntryKind.CLAIM),
            lines=history_of(book, member),
            coupons=book.coupon_rows_of(member.code),
            letters=book.letters_to(member.code),
            answers=book.answers_of(member.code),
            facts=book.facts_about_member(member.code),
        )
    )
