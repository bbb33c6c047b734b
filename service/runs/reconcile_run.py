"""Reconciliation: what has changed in the shops of late is asked for, and what no webhook has told of is taken."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from loyalty.model.imported import IntakeResult, IntakeStatus, ShopOrder
from service.log_lines import log
from service.webhooks.told_by_shops import log_refused, log_unreadable, not_taken, take_told
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem
from sheets.google.client import Spent
from sheets.google.deadline_transport import within
from sheets.schema.made.missed_sentences import MISSED, MORE_ORDERS, NOT_ASKED, WHY_NOT
from sheets.workbook import Workbook
from shops.api.code_shop import ShopAway
from shops.api.order_shop import OrderShop
from shops.web.heard import Heard, Unreadable, Webhook

NIGHT_DAYS = 3
"""Each night asks for so many, so that a night without the shop is made good by the next one."""
OVERLAP = timedelta(hours=1)
"""Nights do not begin to the second."""
NIGHT_SECONDS = 150.0
"""For the shops; the rest of the night's time is for its other steps."""
PAGE_SECONDS = 20.0
"""For one page, with all the calls that it takes."""
COMMIT_SECONDS = 60.0
NEW = (IntakeStatus.ADDED, IntakeStatus.UPDATED)

Take = Callable[[Sequence[ShopOrder], Sequence[Problem]], Sequence[IntakeResult]]
"""Takes these into the sheet, and says what of the others is to be told."""


@dataclass(slots=True)
class Reconciled:
    """What became of what the shops were asked for, and what the owner has to know."""

    fates: Counter[IntakeStatus] = field(default_factory=Counter)
    away: list[Sentence] = field(default_factory=list)
    """Why of some shop not all was asked."""

    @property
    def missed(self) -> int:
        """How many orders and refunds no webhook had told of."""
        return sum(self.fates[fate] for fate in NEW)

    @property
    def told(self) -> tuple[Sentence, ...]:
        """What the owner is written to about."""
        return (*([MISSED.of(count=self.missed)] if self.missed else ()), *self.away)


def reconcile(
    shops: Mapping[str, OrderShop], take: Take, *, since: datetime, may_go_on: Callable[[], bool]
) -> Reconciled:
    """Takes what has changed in these shops since then, a page in a commit. Raises what ``take`` raises."""
    done = Reconciled()
    for name, shop in shops.items():
        pages = shop.orders_since(since)
        try:
            while (page := _next(pages)) is not None:
                _take_page(page, take, done)
                if not may_go_on():
                    if _next(pages):
                        done.away.append(MORE_ORDERS.of(shop=name))
                    break
        except ShopAway as away:
            log.error("the shop could not be asked for its orders: %s", away)
            why = WHY_NOT[away.reason].of(shop=away.shop, detail=away.detail)
            done.away.append(NOT_ASKED.of(why=why))
    return done


def taker(workbook: Workbook, *, clock: Callable[[], datetime], spent: Spent, seconds: float = COMMIT_SECONDS) -> Take:
    """Takes orders into this workbook, each page in one commit; raises WorkbookErrors."""

    def take(orders: Sequence[ShopOrder], also: Sequence[Problem]) -> Sequence[IntakeResult]:
        tells = list(also)
        rule = partial(take_told, orders=orders, now=clock(), tells=tells, also=also)
        return workbook.transact(rule, seconds=seconds, spent=spent, tells=tells)

    return take


def reconcile_nightly(
    workbook: Workbook,
    shops: Mapping[str, OrderShop],
    *,
    clock: Callable[[], datetime],
    spent: Spent,
    may_go_on: Callable[[], bool],
) -> Reconciled:
    """The same for the last days, and no longer than a part of the night. Raises WorkbookErrors."""
    until, since = time.monotonic() + NIGHT_SECONDS, clock() - timedelta(days=NIGHT_DAYS) - OVERLAP
    take = taker(workbook, clock=clock, spent=spent)
    return reconcile(shops, take, since=since, may_go_on=lambda: may_go_on() and time.monotonic() < until)


def _next(pages: Iterator[Sequence[Webhook]]) -> Sequence[Webhook] | None:
    with within(PAGE_SECONDS):
        return next(pages, None)


def _take_page(page: Iterable[Webhook], take: Take, done: Reconciled) -> None:
    orders, tells = list[ShopOrder](), list[Problem]()
    for told in page:
        match told:
            case Heard(orders=some):
                orders += some
            case Unreadable(number=number, why=why):
                log_unreadable(number, why)
                tells.append(not_taken(number, why))
                done.fates[IntakeStatus.REFUSED] += 1
    if orders or tells:
        results = take(orders, tells)
        log_refused(orders, results)
        done.fates.update(result.fate for result in results)
