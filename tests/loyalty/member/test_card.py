"""The member's card as a rule: whose it is, what it tells, and that nothing changes."""

from collections.abc import Callable
from datetime import UTC, datetime

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.by_link.member_card import card_of_contact, card_of_member, tell_no_card
from loyalty.outcomes.shown_card import MemberCard, NoCard, ShopLook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LOOK = ShopLook("Regulars", "Our shop", "", "", "", "https://m.me/bean", "en")
SHEET = """
    Settings  | Value
    Chat link | https://m.me/bean

    Members | Email           | Contact | Language
    ANA     | ana@example.com | 7001    | ru

    Rewards | Name     | Points
    mug     | Mug      | 100

    Coupons | Reward | Status | Member | Expires
    MUG-1   | mug    | issued | ANA    | 2026-12-22

    Ledger           | Member | Entry      | Points | For | Cause
    2026-11-01 09:00 | ANA    | adjustment | 250    |     | hand:1
    2026-11-02 09:00 | ANA    | redemption | -100   | mug | coupon:MUG-1
"""
Sheet = Callable[..., Book]


def test_the_chat_s_link_tells_codes_and_the_email_s_none(sheet: Sheet) -> None:
    book = sheet(SHEET)

    in_chat, in_email = card_of_contact(book, contact="7001", now=NOW), card_of_member(book, member="ana", now=NOW)

    assert (in_chat.changes, in_email.changes) == ((), ())
    for decision, told in ((in_chat, ("MUG-1", "ANA")), (in_email, ("", ""))):
        card = decision.outcome
        assert isinstance(card, MemberCard)
        assert (card.look, card.language, card.standing.points) == (LOOK, "ru", 150)
        assert [(held.coupon.code, held.coupon.member) for held in card.coupons] == [told]
        assert [line.points for line in card.history] == [-100, 250]


def test_whoever_is_no_member_has_no_card(sheet: Sheet) -> None:
    book = sheet(SHEET)

    assert card_of_contact(book, contact="7002", now=NOW) == Decision(NoCard(LOOK))
    assert card_of_member(book, member="BORIS", now=NOW) == Decision(NoCard(LOOK))
    assert tell_no_card(book) == Decision(NoCard(LOOK))
