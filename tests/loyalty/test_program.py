"""The examples of docs/program.md happen as they stand there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loyalty.book.book import Book
from loyalty.intake.owner_edits import OwnerEdits, book_owner_edits, follow_owner
from loyalty.intake.shop_orders import take_orders
from loyalty.member.birthday import tell_birthday
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.owner_actions import book_action
from loyalty.member.proving import MAY_COME_AGAIN
from loyalty.member.redeem import redeem
from loyalty.member.survey import take_survey
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold
from loyalty.model.imported import ImportedMember, ShopOrder
from loyalty.model.orders import Order, OrderStatus
from loyalty.outcomes.member_standing import Standing
from loyalty.owner.opening_balances import open_accounts
from loyalty.points.expiry import start_expiry
from loyalty.points.standing import standing
from service.runs.nightly_run import STEPS
from sheets.codec.table import Table, read_table
from sheets.google.grid import Cell
from sheets.schema.offers.offer_tabs import OFFERS, read_offers
from sheets.schema.offers.rewards_tab import REWARDS, read_rewards

PAGE = Path(__file__).parents[2] / "docs" / "program.md"
SHOP = """
    Rewards | Name     | Points
    mug     | mug      | 40
    tote    | tote bag | 200

    Settings | Value
    Coupons  | generate
"""
ANA = "KANA47"
PHONE = "+491701234567"
OFFERED = {tab.columns[0].heading: tab for tab in (*OFFERS, REWARDS)}
Step = tuple[date, str, int, str]
TOLD: dict[str, Callable[[Standing], object]] = {
    "": lambda _: "",
    "waiting": lambda stands: stands.pending or "",
    "tier": lambda stands: stands.tier.name if stands.tier else "",
    "membership": lambda stands: stands.membership.until if stands.membership else "",
}
"""What the last column of an example may tell."""


@dataclass(frozen=True)
class Example:
    """The settings and the rows of offers that stand before a table, and its lines: day, what happens, points to
    spend, and what its last column tells.
    """

    title: str
    settings: str
    tabs: tuple[tuple[str, ...], ...]
    tells: str
    steps: tuple[Step, ...]

    def printed(self, book: Book) -> Book:
        """The book with what the tables before the example offer, read as the sheet's tabs are."""
        tables = dict[str, Table]()
        for heading, rows in groupby(self.tabs, key=lambda row: row[0] if row[0] in OFFERED else ""):
            if heading:
                columns = next(rows)
            else:
                tab = OFFERED[columns[0]]
                grid: list[list[Cell]] = [list(row) for row in (columns, *rows)]
                tables[tab.title] = read_table(tab, grid, ZoneInfo("UTC"))
        rewards = tables.pop(REWARDS.title, None)
        offers, problems = read_offers(tables)
        shown, slips = read_rewards(rewards) if rewards else (book.rewards, ())
        assert (*problems, *slips) == ()
        return replace(book, offers=offers, rewards=shown)


def examples() -> Iterator[Example]:
    title, before, tells, steps, tabs = "", "", "", list[Step](), list[tuple[str, ...]]()
    for line in [*PAGE.read_text(encoding="utf-8").splitlines(), ""]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0][:2] == "20":
            steps.append((date.fromisoformat(cells[0]), cells[1], int(cells[2]), cells[3] if tells else ""))
        elif steps:
            settings = re.findall(
                r"`([^`]+)` ([\w-]+(?:\.\d+)?(?: back| months| level| first order| coupon)?)(?=[,.])", before
            )
            rows = "".join(f"    {name} | {value}\n" for name, value in settings)
            yield Example(title, f"    Settings | Value\n{rows}" if rows else "", tuple(tabs), tells, tuple(steps))
            steps, before, tabs = [], "", []
        elif cells[0] == "day":
            tells = cells[3] if len(cells) > 3 else ""
        elif line.startswith("| "):
            tabs.append(tuple(cells))
        elif line.startswith("#"):
            title, before, tabs = line.strip("# "), "", []
        elif not line.startswith("|"):
            before = line or before


def joins(book: Book, now: datetime) -> Book:
    told = join(book, contact="ana", email="ana@example.com", name="Ana", language="en", codes=[ANA], now=now)
    return book.after(told.changes)


def moves_in(book: Book, now: datetime, points: str) -> Book:
    old = ImportedMember("ana@example.com", int(points))
    opened = open_accounts(book, members=[old], codes=iter([ANA]), now=now, letters=False, joined_too=False)
    return book.after(opened.changes)


def types_her_address(book: Book, now: datetime) -> Book:
    told = join(book, contact="7666", email="ana@example.com", name="", language="", codes=["KXXX47"], now=now)
    return book.after(told.changes)


def proves(book: Book, now: datetime) -> Book:
    told = join(
        book,
        contact="ana",
        email="ana@example.com",
        name="",
        language="",
        codes=["KXXX47"],
        now=now,
        proof=lambda _: MAY_COME_AGAIN,
    )
    return book.after(told.changes)


def orders(book: Book, now: datetime, number: str, amount: str) -> Book:
    return book.grown(orders=[Order(number, "ana@example.com", Decimal(amount), placed=now.date())])


def claims(
    book: Book, now: datetime, number: str, amount: str, placed: str, product: str, goods: str, bought: str
) -> Book:
    if book.order(number) is None:
        day, lines = date.fromisoformat(placed) if placed else now.date(), tuple(map(line_of, bought.split(" and ")))
        order = Order(number, "ana@example.com", Decimal(amount), placed=day, products=(product,))
        told = replace(order, goods=Decimal(goods) if goods else None, lines=lines if bought else ())
        book = book.grown(orders=[told])
    return book.after(claim_order(book, contact="ana", number=number, now=now).changes)


def sends_early(book: Book, now: datetime, number: str) -> Book:
    assert book.order(number) is None
    return book.after(claim_order(book, contact="ana", number=number, now=now).changes)


def shop_tells(book: Book, now: datetime, number: str, amount: str, placed: str, goods: str, by_phone: str) -> Book:
    day = date.fromisoformat(placed) if placed else now.date()
    email, phone = ("", PHONE) if by_phone else ("ana@example.com", "")
    of_goods = Decimal(goods) if goods else None
    told = ShopOrder(number, email, Decimal(amount), placed=day, goods=of_goods, phone=phone)
    return book.after(take_orders(book, orders=[told], now=now).changes)


def sends(book: Book, now: datetime, number: str, chat: str) -> Book:
    phone = PHONE if chat == "on WhatsApp" else ""
    return book.after(claim_order(book, contact="ana", number=number, now=now, phone=phone).changes)


def line_of(said: str) -> OrderLine:
    """``2 Tea pot 40.00``, or without what nobody has told."""
    found = re.fullmatch(r"(?:(\d+) )?(.*?)(, a gift card,)?(?: ([\d.]+))?", said)
    assert found
    category = "gift card" if found[3] else ""
    return OrderLine(
        found[2], category=category, quantity=Decimal(found[1] or 1), amount=Decimal(found[4]) if found[4] else None
    )


def takes(book: Book, now: datetime, reward: str) -> Book:
    codes = (f"CODE{n}" for n in range(99))
    return book.after(redeem(book, contact="ana", reward=reward, codes=codes, now=now).changes)


def goes_back(book: Book, now: datetime, amount: str, number: str) -> Book:
    order = book.orders[number]
    off = replace(order, status=OrderStatus.REFUNDED)
    part = replace(order, status=OrderStatus.PARTLY_REFUNDED, refunded=Decimal(amount or 0))
    book.corrected(part if amount else off)
    return book.after(follow_owner(book, now=now, among=OwnerEdits(orders=(book.orders[number],))))


def is_paid_again(book: Book, now: datetime, number: str) -> Book:
    order = replace(book.orders[number], status=OrderStatus.PAID, refunded=None)
    book.corrected(order)
    return book.after(follow_owner(book, now=now, among=OwnerEdits(orders=(order,))))


def comes_to(book: Book, now: datetime, number: str, amount: str) -> Book:
    order = replace(book.orders[number], amount=Decimal(amount))
    book.corrected(order)
    return book.after(follow_owner(book, now=now, among=OwnerEdits(orders=(order,))))


def uses(book: Book, now: datetime, number: str) -> Book:
    [coupon] = book.coupons.values()
    carrying = (fold(coupon.code),)
    return book.grown(orders=[Order(number, "", Decimal(9), placed=now.date(), coupons=carrying)])


def cancels(book: Book, now: datetime) -> Book:
    rows = [replace(coupon, status=CouponStatus.CANCELLED) for coupon in book.coupons.values()]
    return _with(book, now, coupons=rows)


def types_over(book: Book, now: datetime, points: str) -> Book:
    member = book.members[ANA]
    shown = replace(member, points_shown=int(points), points_booked=book.account_of(ANA).points, display="1")
    return _with(book, now, members=[shown])


def adds_line(book: Book, now: datetime, points: str) -> Book:
    return book.grown(entries=[Entry(now, ANA, EntryKind.ADJUSTMENT, int(points))])


def says_yes(book: Book, now: datetime) -> Book:
    rows = tuple(replace(review, decision=True) for review in book.all_reviews())
    for review in rows:
        book.corrected(review)
    return book.after(follow_owner(book, now=now, among=OwnerEdits(reviews=rows)))


def night(book: Book, now: datetime) -> Book:
    book = book.after(start_expiry(book, now=now).changes)
    for step in STEPS.values():
        book = book.after(step(book, now=now, limit=9).changes)
    return book


def _with(book: Book, now: datetime, members: Any = None, coupons: list[Coupon] | None = None) -> Book:
    """The book with these rows in place of its own, and what follows from that."""
    edited = Book.of(
        book.settings,
        members=members or book.members.values(),
        orders=book.orders.values(),
        rewards=book.rewards,
        offers=book.offers,
        coupons=coupons or book.coupons.values(),
        entries=book.entries_of(ANA),
    )
    return edited.after(book_owner_edits(edited, now=now))


def friend_joins(book: Book, now: datetime) -> Book:
    told = join(
        book, contact="boris", email="b@example.com", name="", language="", codes=["KBOR47"], now=now, referrer=ANA
    )
    return book.after(told.changes)


def friend_claims(book: Book, now: datetime, amount: str) -> Book:
    number = f"f{len(book.orders)}"
    book = book.grown(orders=[Order(number, "b@example.com", Decimal(amount), placed=now.date())])
    return book.after(claim_order(book, contact="boris", number=number, now=now).changes)


def answers(book: Book, now: datetime, said: str) -> Book:
    return book.after(take_survey(book, contact="ana", survey="", question="", answer=said, now=now).changes)


def acts(book: Book, now: datetime, action: str) -> Book:
    return book.after(book_action(book, contact="ana", action=action, now=now).changes)


def is_born(book: Book, now: datetime, day: str) -> Book:
    return book.after(tell_birthday(book, contact="ana", birthday=day, now=now).changes)


HAPPENS: dict[str, Callable[..., Book]] = {
    r"Ana joins": joins,
    r"you import Ana with (\d+) points": moves_in,
    r"a stranger types Ana's address": types_her_address,
    r"Ana proves her address": proves,
    r"Ana claims order (\d+) over ([\d.]+)(?:, placed ([\d-]+))?(?: with a ([\w ]+))?"
    r"(?:, of it ([\d.]+) for goods)?(?:: (.+))?": claims,
    r"Ana sends the number (\d+), of which the shop has not told yet": sends_early,
    r"the shop tells of order (\d+) over ([\d.]+)(?:, placed ([\d-]+))?(?:, of it ([\d.]+) for goods)?"
    r"( under Ana's phone number)?": shop_tells,
    r"Ana sends the number (\d+) (on WhatsApp|in Messenger)": sends,
    r"Ana orders (\d+) over ([\d.]+)": orders,
    r"Ana asks": lambda book, _now: book,
    r"Ana takes the ([\w ]+)": takes,
    r"(?:([\d.]+) of )?order (\d+) (?:goes|has gone) back": goes_back,
    r"order (\d+) is paid again": is_paid_again,
    r"order (\d+) comes to ([\d.]+) by now": comes_to,
    r"order (\d+) carries Ana's coupon": uses,
    r"you cancel Ana's coupon": cancels,
    r"you type (\d+) over Ana's points": types_over,
    r"you add a line of (\d+) points": adds_line,
    r"a friend joins with Ana's code": friend_joins,
    r"Ana's friend claims an order over ([\d.]+)": friend_claims,
    r"Ana answers (.+)": answers,
    r"a flow books (\w+)": acts,
    r"Ana says that she was born on ([\d-]+)": is_born,
    r"you say yes in Review": says_yes,
    r"night comes": night,
}


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.title)
def test_the_example_happens_as_it_is_told(sheet: Callable[..., Book], example: Example) -> None:
    book = example.printed(sheet(SHOP, *([example.settings] if example.settings else [])))

    told = list[Step]()
    for day, what, _, _ in example.steps:
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        [(rule, found)] = [(rule, found) for words, rule in HAPPENS.items() if (found := re.fullmatch(words, what))]
        book = rule(book, now, *(group or "" for group in found.groups()))
        stands = standing(book, book.members[ANA], today=day)
        told.append((day, what, stands.points, str(TOLD[example.tells](stands))))

    assert told == list(example.steps)


def test_every_table_of_the_page_is_an_example() -> None:
    tables = PAGE.read_text(encoding="utf-8").count("| day |")

    assert len(list(examples())) == tables > 10
