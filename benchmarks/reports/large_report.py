"""A report over a large shop in a process of its own, beside the sums that a simple script would make of the same rows.

First of a Book that is made in memory, then of one that is read through Google's API, as the command reads it.
"""

import multiprocessing
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import process_time

from benchmarks.support.large_shop import SPREADSHEET, Size
from benchmarks.support.options import Options
from benchmarks.support.process_memory import memory_of
from benchmarks.support.report_table import say, show
from benchmarks.support.stand_in import open_session, running_stand_in
from loyalty.book.book import Book
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.model.orders import Order
from loyalty.model.reward import Reward
from loyalty.report.conclusions.whole_report import report_of
from loyalty.report.periods import year_before
from sheets.google.client import Google
from sheets.workbook import Workbook

MEMBERS, ORDERS_EACH = 100_000, 2
"""So many members, and twice as many orders, of which other customers have two in five."""
CLAIMS_OF_TEN = 17
"""For ten members so many claims: with their ten sign-ups and three redemptions that makes thirty lines."""
TODAY = date(2026, 11, 30)
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
DAYS = 3 * 365
ENTRIES_EACH = 3
READ_SECONDS, MANY = 600.0, 1_000_000
MIB = 2**20


def run(options: Options) -> None:
    """Prints the table."""
    members = options.members or MEMBERS
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        rows, notes = pool.submit(_measured, members).result()
    size = Size(members, ENTRIES_EACH, ORDERS_EACH)
    with (
        running_stand_in(size) as stand_in,
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        rows += pool.submit(_read, stand_in.url, stand_in.credentials).result()
    show(
        f"A report over {members:,} members, {members * ORDERS_EACH:,} orders, {members * ENTRIES_EACH:,} entries",
        ("", "processor s", "MiB most there was"),
        rows,
        notes,
    )


def _read(url: str, credentials: Path) -> list[tuple[str, float, int]]:
    process = multiprocessing.current_process().pid or 0
    rows = [("a process before it has read anything", process_time(), memory_of(process, "VmHWM") // MIB)]
    say("the book is read")
    began = process_time()
    google = Google(SPREADSHEET, open_session(credentials), url=url)
    workbook = Workbook(google, clock=lambda: NOON, chance=lambda: "report", quota=(MANY, MANY))
    book = workbook.read_whole(seconds=READ_SECONDS).book
    rows.append(("the book read through the API", process_time() - began, memory_of(process, "VmHWM") // MIB))
    say(f"the report, with {memory_of(process) // MIB} MiB held")
    began = process_time()
    report_of(book, year_before(TODAY), today=TODAY)
    return [*rows, ("the report on it", process_time() - began, memory_of(process, "VmHWM") // MIB)]


def _measured(members: int) -> tuple[list[tuple[str, float, int]], list[str]]:
    process = multiprocessing.current_process().pid or 0
    say(f"a book of {members:,} members")
    began = process_time()
    book = _book(members)
    rows = [("the book itself, made in memory", process_time() - began, memory_of(process, "VmHWM") // MIB)]
    say("the simple sums")
    began = process_time()
    sums = _simple(book)
    rows.append(("points by entry, and money by address", process_time() - began, memory_of(process, "VmHWM") // MIB))
    say("the report")
    began = process_time()
    report = report_of(book, year_before(TODAY), today=TODAY)
    rows.append(("the report", process_time() - began, memory_of(process, "VmHWM") // MIB))
    found = report.figures
    agree = "Both have the same points outstanding" if found.points_outstanding == sums else "The two do not agree"
    return rows, [f"{agree}; {found.customers_year:,} customers in the year, {found.partners_found:,} partners found."]


def _simple(book: Book) -> int:
    """What a script would add up: points by entry, and money by the address of the order."""
    points, money = defaultdict[str, int](int), defaultdict[str, Decimal](Decimal)
    for code in book.members:
        for entry in book.entries_of(code):
            points[entry.kind] += entry.points
    for order in book.orders.values():
        money[order.email.casefold()] += order.amount
    return sum(points.values())


def _book(members: int) -> Book:
    people = [Member(_code(n), f"m{n}@example.com", joined=_at(DAYS - n % 700), points_shown=0) for n in range(members)]
    return Book.of(
        members=people,
        orders=_orders(members),
        rewards=[Reward("tote", "Tote", 40, cost=Decimal("6.50"))],
        coupons=_coupons(members),
        entries=_entries(members),
    )


def _orders(members: int) -> Iterator[Order]:
    for number in range(members * ORDERS_EACH):
        whose = f"m{number % members}" if number % 5 < 3 else f"c{number * 7 % (members // 2)}"
        amount = Decimal(1_000 + number * 37 % 9_000) / 100
        carried = (f"t{number}",) if number % 50 == 0 else ()
        yield Order(str(number), f"{whose}@example.com", amount, placed=_day(number * 31 % DAYS), coupons=carried)


def _coupons(members: int) -> Iterator[Coupon]:
    for number in range(0, members, 10):
        for again in range(3):
            issued = _at(number % 300)
            code, last = f"T{number + again}", issued.date() + timedelta(days=30)
            yield Coupon(code, "tote", CouponStatus.ISSUED, _code(number + again), issued=issued, expires=last)


def _entries(members: int) -> Iterator[Entry]:
    for number in range(members):
        code = _code(number)
        yield Entry(_at(DAYS - number % 700), code, EntryKind.SIGN_UP, 50, cause=f"join:{code}")
        if number % 10 < 3:
            at = _at(number // 10 * 10 % 300)
            yield Entry(at, code, EntryKind.REDEMPTION, -40, subject="tote", cause=f"coupon:T{number}")
    claims = 0
    for number in range(members * ORDERS_EACH):
        if number % 5 < 3 and claims < members * CLAIMS_OF_TEN // 10:
            claims += 1
            whose = _code(number % members)
            at = _at(number * 31 % DAYS)
            yield Entry(at, whose, EntryKind.CLAIM, 30, subject=str(number), cause=f"order:{number}")


def _code(number: int) -> str:
    return f"M{number:06}"


def _day(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago + 1)


def _at(days_ago: int) -> datetime:
    day = _day(days_ago)
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
