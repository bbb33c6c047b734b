"""What the chat says of an order: the points it brings, or why it brings none."""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from loyalty.outcomes.claiming import (
    AlreadyClaimed,
    Claimed,
    DayIsFull,
    InReview,
    NotApproved,
    NotPaid,
    OrderNoted,
    OrderTooLarge,
    OrderTooOld,
    OrderTooSmall,
    UnknownOrder,
    WaitingFull,
)
from manychat.say.about_tiers import risen
from manychat.say.phrases import PARTS_SHOWN, enumerated, masked, name
from manychat.text_fit import one_line, shortened
from words.locales import Locale


def claiming(outcome: Claimed | AlreadyClaimed, locale: Locale) -> Iterator[str]:
    """What an order has brought, sentence by sentence."""
    order = _number(outcome.order, locale)
    if isinstance(outcome, Claimed):
        yield from _claimed(outcome, locale)
        return
    if outcome.earned is None:
        yield locale.say("You have already claimed order %(order)s.", order=order)
    else:
        yield locale.count(
            "You have already claimed this: order %(order)s brought you %(number)s point.",
            "You have already claimed this: order %(order)s brought you %(number)s points.",
            outcome.earned,
            order=order,
        )
    if outcome.taken_back:
        yield locale.count(
            "The shop took %(number)s point back.", "The shop took %(number)s points back.", outcome.taken_back
        )
    yield locale.say("Your next order brings you points again.")


def _claimed(outcome: Claimed, locale: Locale) -> Iterator[str]:
    order = _number(outcome.order, locale)
    if outcome.basket:
        yield locale.say(
            "Thank you! Order %(order)s counts as one with order %(other)s, because you placed them within a day.",
            order=order,
            other=_number(outcome.basket, locale),
        )
        return
    if not (outcome.earned or outcome.plan or outcome.limit):
        yield locale.say("Thank you! Order %(order)s is too small for a point, but it counts as an order.", order=order)
        yield from risen(outcome, locale)
        return
    yield locale.count(
        "Thank you! Order %(order)s brings you %(number)s point.",
        "Thank you! Order %(order)s brings you %(number)s points.",
        outcome.earned,
        order=order,
    )
    if outcome.campaign:
        yield locale.say("That is more than usual: %(campaign)s!", campaign=locale.own(name(outcome.campaign)))
    yield from _what_counted(outcome, locale)
    if outcome.limit:
        yield _limit(outcome.limit, locale)
    yield from risen(outcome, locale)


def _what_counted(outcome: Claimed, locale: Locale) -> Iterator[str]:
    """Why it is not simply what the whole order comes to."""
    if outcome.counted is not None:
        amount = _amount(outcome.counted, outcome.currency)
        yield locale.say(
            "You earn points on products only: %(amount)s of this order counts.", amount=locale.own(amount)
        )
    if outcome.more_for:
        products = enumerated(
            (locale.own(name(product)) for product in outcome.more_for), locale, room=200, most=PARTS_SHOWN
        )
        yield locale.say("You get more than usual for this: %(products)s.", products=products)
    if outcome.order_limit:
        yield locale.count(
            "One order can bring you at most %(number)s point.",
            "One order can bring you at most %(number)s points.",
            outcome.order_limit,
        )


def _limit(points: int, locale: Locale) -> str:
    return locale.count(
        "One day can bring you at most %(number)s point.", "One day can bring you at most %(number)s points.", points
    )


OrderRefusal = (
    UnknownOrder
    | OrderNoted
    | WaitingFull
    | NotPaid
    | OrderTooOld
    | OrderTooSmall
    | OrderTooLarge
    | DayIsFull
    | InReview
    | NotApproved
)


def order_refused(outcome: OrderRefusal, locale: Locale) -> str:
    """Why an order brings nothing now, and what to do; also why an action or a survey does not yet."""
    if isinstance(outcome, InReview | NotApproved):
        return _looked_at(outcome, locale)
    if isinstance(outcome, OrderNoted | WaitingFull):
        return " ".join(_noted(outcome, locale) if isinstance(outcome, OrderNoted) else _full(outcome, locale))
    order = _number(outcome.order, locale)
    match outcome:
        case UnknownOrder() if not outcome.order.strip():
            return locale.say(
                "Which order is it? Please send us its number. You can find it in the shop's confirmation."
            )
        case UnknownOrder():
            return locale.say(
                "We cannot find order %(order)s under your email address. Please check the number in the "
                "shop's confirmation and send it again. If it is right, please ask the shop.",
                order=order,
            )
        case NotPaid():
            return locale.say(
                "Order %(order)s is not paid at the moment. Once it is, send us its number again.", order=order
            )
        case OrderTooOld():
            return locale.count(
                "Order %(order)s is more than %(number)s day old, which is too old for points. Claim your "
                "next one in time!",
                "Order %(order)s is more than %(number)s days old, which is too old for points. Claim your "
                "next one in time!",
                outcome.days,
                order=order,
            )
        case DayIsFull():
            tomorrow = locale.say("Please send us the number of order %(order)s again tomorrow.", order=order)
            return f"{_limit(outcome.limit, locale)} {tomorrow}"
        case OrderTooLarge():
            return locale.say(
                "Order %(order)s is too large for us to add its points here. Please ask the shop: they can add them.",
                order=order,
            )
        case OrderTooSmall():
            return " ".join(_too_small(outcome, locale))
        case _:
            assert_never(outcome)


def _noted(outcome: OrderNoted, locale: Locale) -> Iterator[str]:
    """The same for an order that there is not and for somebody else's: what waits, and what to do if it is wrong."""
    order, day = _number(outcome.order, locale), locale.day(outcome.until)
    if outcome.signed or not outcome.email:
        yield locale.say(
            "We have noted order %(order)s. Its points come automatically as soon as the shop tells us "
            "about it. We wait until %(day)s.",
            order=order,
            day=day,
        )
        yield locale.say("If the number is wrong, send us the right one.")
        return
    yield locale.say(
        "We have noted order %(order)s. Its points come automatically as soon as the shop tells us "
        "about it under %(email)s. We wait until %(day)s.",
        order=order,
        email=locale.own(masked(outcome.email)),
        day=day,
    )
    yield locale.say("If the number or the address is wrong, send us the right number, or ask the shop.")


def _full(outcome: WaitingFull, locale: Locale) -> Iterator[str]:
    yield locale.say("We cannot find order %(order)s among yours.", order=_number(outcome.order, locale))
    yield locale.count(
        "You already have %(number)s order that the shop has not told us about yet, and we cannot take more.",
        "You already have %(number)s orders that the shop has not told us about yet, and we cannot take more.",
        outcome.most,
    )
    yield locale.say("Send us this number again when the shop has told us about one of them.")


def _looked_at(outcome: InReview | NotApproved, locale: Locale) -> str:
    """What the shop decides first, or has decided."""
    about = _number(outcome.about, locale)
    match outcome:
        case InReview(is_order=True):
            return locale.say(
                "We have order %(order)s. It is unusual, so the shop checks it first. You do not have to do "
                "anything else: your points come as soon as it is approved.",
                order=about,
            )
        case InReview():
            return locale.say(
                "Thank you! The shop checks this first: %(action)s. You do not have to do anything else: "
                "your points come as soon as it is approved.",
                action=about,
            )
        case NotApproved(is_order=True):
            return locale.say(
                "The shop has checked order %(order)s, and it brings no points. If you think it should, "
                "please ask the shop.",
                order=about,
            )
        case NotApproved():
            return locale.say(
                "The shop has checked this, and it brings no points: %(action)s. If you think it should, "
                "please ask the shop.",
                action=about,
            )
        case _:
            assert_never(outcome)


def _too_small(outcome: OrderTooSmall, locale: Locale) -> Iterator[str]:
    if outcome.nothing_counts:
        order = _number(outcome.order, locale)
        yield locale.say(
            "What you bought with order %(order)s earns no points. Gift cards, for example, do not.", order=order
        )
        return
    yield locale.say("Order %(order)s is too small to earn points.", order=_number(outcome.order, locale))
    if outcome.minimum > 0:
        least = _amount(outcome.minimum, outcome.currency)
        yield locale.say("Orders of %(amount)s or more earn points.", amount=locale.own(least))
    yield locale.say("We look forward to a bigger one!")


def _amount(amount: Decimal, currency: str) -> str:
    return f"{shortened(f'{amount:f}', 20)} {shortened(one_line(currency), 10)}".strip()


def _number(order: str, locale: Locale) -> str:
    return locale.own(shortened(one_line(order), 40))
