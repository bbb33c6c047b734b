"""A shop's webhook at its door: what is read before anybody knows who sends it, and what becomes of it in the sheet.

Nothing here tells a body, an address or a secret: the log has the door, the topic and how many.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import assert_never

from flask import Request

from loyalty.book.decision import Decision
from loyalty.model.imported import IntakeResult, IntakeStatus
from service.container import Container
from service.visit import TurnedAway, unproved_body
from service.webhooks.told_by_shops import log_refused, log_unreadable, not_taken, take_told
from sheets.codec.table import Problem
from sheets.google.client import Spent
from shops.web import shopify, stripe, woocommerce
from shops.web.heard import Heard, NoEvent, NothingForUs, NotSigned, Unreadable, Webhook

LARGEST_EVENT = 1024 * 1024
"""An order of 150 lines has some 130 KB."""
SHOP_SECONDS = {shopify.SHOP: 3.85, woocommerce.SHOP: 19.5, stripe.SHOP: 19.5}
"""Shopify hangs up after five seconds; it is answered within four, one way or the other. The others wait for twenty at
least, and leave the places in a batch to it."""
FORM = "application/x-www-form-urlencoded"
NOT_SIGNED = "The signature is wrong or missing."


@dataclass(frozen=True, slots=True)
class Taken:
    """How many orders and refunds were taken, and the same in a few words for the log."""

    count: int
    counted: str


def heard_at(shop: str, request: Request, container: Container, secrets: Sequence[str]) -> Webhook:
    """What came to this shop's door; TurnedAway for a body that is too large or does not come.

    The proof is over the body, so a stranger's is read, too: only where there is what may be a signature, up to a size
    and for less than a second.
    """
    headers, now = {name.lower(): value for name, value in request.headers.items()}, container.clock()
    if not _may_be_signed(shop, headers, now):
        is_ping = shop == woocommerce.SHOP and _is_ping(request)
        return NothingForUs("ping", "a ping") if is_ping else NotSigned()
    body = unproved_body(request, LARGEST_EVENT)
    if shop == shopify.SHOP:
        return shopify.read_shopify(headers, body, secrets=secrets, shop=container.environment.shopify_shop)
    if shop == woocommerce.SHOP:
        return woocommerce.read_woocommerce(headers, body, secrets=secrets, site=container.environment.woocommerce_site)
    return stripe.read_stripe(headers, body, secrets=secrets, now=now)


def take_webhook(container: Container, shop: str, webhook: Webhook, spent: Spent) -> Taken:
    """Takes what this shop has told into the sheet, in one commit; TurnedAway for what nobody signed, or is no event.

    Raises what the workbook raises. What is signed and not needed, or cannot be read, is answered well: the shop would
    only send the same again, and switch its webhook off in the end.
    """
    seconds = SHOP_SECONDS[shop]
    match webhook:
        case NotSigned():
            raise TurnedAway(401, NOT_SIGNED)
        case NoEvent(why):
            raise TurnedAway(400, why)
        case NothingForUs(topic, why):
            return Taken(0, f"{topic} nothing: {why}".strip())
        case Unreadable(topic, number, why):
            log_unreadable(number, why)
            tells = [not_taken(number, why)]
            container.workbook.transact(lambda _: Decision(None), seconds=seconds, spent=spent, tells=tells, joins=True)
            return Taken(0, f"{topic} unreadable 1".strip())
        case Heard(topic, orders):
            tells = list[Problem]()
            rule = partial(take_told, orders=orders, now=container.clock(), tells=tells)
            results = container.workbook.transact(rule, seconds=seconds, spent=spent, tells=tells, joins=True)
            log_refused(orders, results)
            return _taken(topic, results)
        case _:
            assert_never(webhook)


def _taken(topic: str, results: Sequence[IntakeResult]) -> Taken:
    counts = Counter(result.fate for result in results)
    said = ", ".join(f"{fate} {counts[fate]}" for fate in IntakeStatus if counts[fate])
    return Taken(len(results) - counts[IntakeStatus.REFUSED], f"{topic} {said}".strip())


def _may_be_signed(shop: str, headers: Mapping[str, str], now: datetime) -> bool:
    if shop == shopify.SHOP:
        return shopify.may_be_signed(headers)
    return woocommerce.may_be_signed(headers) if shop == woocommerce.SHOP else stripe.may_be_signed(headers, now)


def _is_ping(request: Request) -> bool:
    """WooCommerce asks so, without a signature, whether there is anybody: it changes nothing, so it is answered."""
    small = 0 < (request.content_length or 0) <= woocommerce.LONGEST_PING
    form = request.mimetype == FORM and woocommerce.SIGNATURE not in request.headers
    return small and form and woocommerce.is_ping(unproved_body(request, woocommerce.LONGEST_PING))
