"""Facts: all that a letter may say to a member, from the book at that moment."""

from datetime import date
from decimal import ROUND_CEILING, Decimal

from loyalty.book.book import Book
from loyalty.letters.channels import Route
from loyalty.letters.letter import LateOrder, LetterAbout, LetterFacts, RefusedReward
from loyalty.model.email_log import Letter
from loyalty.model.member import Member
from loyalty.outcomes.member_standing import HeldCoupon, Standing
from loyalty.points.shopping import Shopping
from loyalty.points.standing import held_coupons, prizes, standing, worth_of_prizes


def facts(
    book: Book,
    member: Member,
    letter: Letter,
    *,
    route: Route,
    about: LetterAbout | None,
    shopping: Shopping,
    today: date,
) -> LetterFacts:
    """What this letter may say ``about`` a coupon, a loss, an order or a refused reward, or none; and how it goes."""
    settings, stands = book.settings, standing(book, member, today=today)
    usual = shopping.usual_of(member, settings, today=today)
    return LetterFacts(
        letter,
        name=member.name,
        program=settings.program_name,
        shop=settings.shop_name,
        shop_link=settings.shop_link,
        standing=stands,
        won=prizes(book, member),
        redeemed=book.account_of(member.code).redeemed,
        coupons=tuple(held for held in held_coupons(book, member, today=today) if not held.soon),
        language=member.language,
        program_language=settings.language,
        orders_to_next=_orders_to_next(stands, usual),
        worth=worth_of_prizes(book, member),
        currency=settings.currency,
        subject=about if isinstance(about, HeldCoupon) else None,
        loss=None if isinstance(about, HeldCoupon | LateOrder | RefusedReward) else about,
        late=about if isinstance(about, LateOrder) else None,
        refused=about if isinstance(about, RefusedReward) else None,
        chat=settings.chat_link,
        colour=settings.colour,
        logo=settings.logo,
        postal_address=settings.postal_address,
        texts=tuple(text for text in book.offers.texts if text.letter == letter.letter),
        by_chat=route.by_chat,
    )


def _orders_to_next(stands: Standing, usual: Decimal | None) -> int | None:
    if stands.next_reward is None or not usual:
        return None
    return int((stands.points_to_next / usual).to_integral_value(ROUND_CEILING))
