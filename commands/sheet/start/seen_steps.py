"""Which steps of the tab Start a check has seen to be done: nothing is ticked that it has not seen itself."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from loyalty.book.book import Book
from loyalty.model.entry import EntryKind
from loyalty.model.fact import FactKind
from loyalty.points.rewards import offered
from sheets.schema.known_settings import SEED
from sheets.schema.start.start_steps import StartStep


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check has come to see.

    It has written into the sheet (``wrote``), shown the function its secrets and been answered (``took_secrets``), and
    logged in to the mail server (``reached_mail``). The ``book`` is None where the sheet could not be read.
    """

    book: Book | None
    now: datetime
    wrote: bool = False
    took_secrets: bool = False
    reached_mail: bool = False


def seen_steps(seen: Seen) -> Set[StartStep]:
    """The steps that are done, as far as the check could see."""
    return {step for step, is_seen in IS_SEEN.items() if is_seen(seen)}


def _has_shop(book: Book, _now: datetime) -> bool:
    return book.settings.shop_name != SEED.shop_name and bool(book.settings.shop_link)


def _has_reward(book: Book, now: datetime) -> bool:
    return any(offered(reward, book.settings.day(now)) for reward in book.rewards)


def _has_night(book: Book, _now: datetime) -> bool:
    return any(fact.kind is FactKind.LEDGER_COUNT for fact in book.all_facts())


def _has_member(book: Book, _now: datetime) -> bool:
    return any(member.contacts for member in book.members.values())


def _has_claim(book: Book, _now: datetime) -> bool:
    return any(entry.kind is EntryKind.CLAIM for _, entry in book.all_causes())


def _in_book(is_so: Callable[[Book, datetime], bool]) -> Callable[[Seen], bool]:
    return lambda seen: seen.book is not None and is_so(seen.book, seen.now)


IS_SEEN: Mapping[StartStep, Callable[[Seen], bool]] = {
    StartStep.SHEET: lambda seen: seen.wrote,
    StartStep.SHOP: _in_book(_has_shop),
    StartStep.REWARD: _in_book(_has_reward),
    StartStep.ORDERS: _in_book(lambda book, _now: bool(book.orders)),
    StartStep.CHAT: lambda seen: seen.took_secrets,
    StartStep.EMAIL: lambda seen: seen.reached_mail,
    StartStep.NIGHT: _in_book(_has_night),
    StartStep.MEMBER: _in_book(_has_member),
    StartStep.CLAIM: _in_book(_has_claim),
}
"""Each step has its proof."""
