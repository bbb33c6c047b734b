"""A member's card: all that the chat tells about points, rewards, coupons and history, on one page; nothing changes."""

from dataclasses import replace
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.history import history_of
from loyalty.model.member import Member
from loyalty.outcomes.member_standing import HeldCoupon
from loyalty.outcomes.shown_card import MemberCard, NoCard, ShopLook
from loyalty.points.rewards import rewards_on_offer
from loyalty.points.standing import held_coupons, standing


def card_of_contact(book: Book, *, contact: str, now: datetime) -> Decision[MemberCard | NoCard]:
    """The card of the member whom this contact is now, with the codes of their coupons."""
    return _card(book, book.member_of(contact), now, tells_codes=True)


def card_of_member(book: Book, *, member: str, now: datetime) -> Decision[MemberCard | NoCard]:
    """The card of the member with this code, without a code of a coupon: emails are forwarded."""
    return _card(book, book.member(member), now, tells_codes=False)


def tell_no_card(book: Book) -> Decision[NoCard]:
    """The shop's look alone, for a link that has ended."""
    return Decision(NoCard(_look(book)))


def _card(book: Book, member: Member | None, now: datetime, *, tells_codes: bool) -> Decision[MemberCard | NoCard]:
    if member is None:
        return Decision(NoCard(_look(book)))
    today = book.settings.day(now)
    coupons = held_coupons(book, member, today=today)
    return Decision(
        MemberCard(
            _look(book),
            member.language,
            standing(book, member, today=today),
            rewards_on_offer(book, member, today=today),
            coupons if tells_codes else tuple(map(_without_code, coupons)),
            history_of(book, member),
            tells_codes,
        )
    )


def _without_code(held: HeldCoupon) -> HeldCoupon:
    return replace(held, coupon=replace(held.coupon, code="", email="", member=""))


def _look(book: Book) -> ShopLook:
    settings = book.settings
    return ShopLook(
        settings.program_name,
        settings.shop_name,
        settings.shop_link,
        settings.colour,
        settings.logo,
        settings.chat_link,
        settings.language,
    )
