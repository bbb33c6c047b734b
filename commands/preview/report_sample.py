"""A made-up shop's year as a report, so that its email can be looked at before a sheet has a year."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from commands.preview.samples import NOW, OWNER, PICTURES, SHOPS
from loyalty.book.book import Book
from loyalty.model.causes import coupon_cause, order_cause
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.model.orders import Order
from loyalty.model.program_settings import Settings
from loyalty.model.reward import Reward
from loyalty.report.conclusions.whole_report import report_of
from loyalty.report.periods import Period, year_before
from service.runs.report_mail import ReportToMail
from sheets.codec.translation import said
from sheets.schema.reports.page_writing import report_page
from sheets.schema.reports.report_said import report_said

MEMBERS = 90
STRANGERS = 40
MOST_ORDERS = 5
TAB = 1_640_010_000


def report_sample(language: str) -> ReportToMail:
    """The report on the year before the previews' day."""
    shop, today = SHOPS[language], NOW.date()
    settings = replace(
        Settings(),
        program_name=shop.program,
        shop_name=shop.name,
        shop_link="https://bean.example",
        language=language,
        currency=shop.currency,
        owner_email=OWNER,
        logo=f"{PICTURES}/logo.svg",
        colour="#8a4b2a",
    )
    year = year_before(today)
    report = report_of(_book(settings, year, shop.mug), year, today=today)
    page = report_page(report, report_said(report, language), language, made=today, stays=False)
    return ReportToMail(page, today, settings, "SHEET", said("Report", language), TAB)


def _book(settings: Settings, year: Period, mug: str) -> Book:
    """Members with up to five orders, some of whom have taken a mug, and strangers with one."""
    reward = Reward("mug", mug, 150)
    orders, entries, coupons, members = list[Order](), list[Entry](), list[Coupon](), list[Member]()
    for number in range(MEMBERS):
        code, email = f"M{number:05}", f"member{number}@example.com"
        joined = year.first + timedelta(days=2 * number)
        has = 0
        for order in _orders(number, email, joined, year.last):
            orders.append(order)
            day, points = order.placed or joined, int(order.amount)
            has += points
            entries.append(
                Entry(_at(day), code, EntryKind.CLAIM, points, email, order.number, cause=order_cause(order.number))
            )
        if number % MOST_ORDERS > 2:
            taken = _at(joined + timedelta(days=30))
            status = CouponStatus.USED if number % 2 else CouponStatus.ISSUED
            given = Coupon(f"MUG-{number}", "mug", status, code, email, taken, year.last)
            coupons.append(given)
            cause = coupon_cause(given.code)
            entries.append(Entry(taken, code, EntryKind.REDEMPTION, -reward.points, email, "mug", cause=cause))
            has -= reward.points
        members.append(Member(code, email, joined=_at(joined), points_shown=has, points_booked=has))
    for number in range(STRANGERS):
        orders += _orders(MOST_ORDERS * number, f"guest{number}@example.com", year.first, year.last, MEMBERS + number)
    return Book.of(settings, members=members, orders=orders, rewards=[reward], coupons=coupons, entries=entries)


def _orders(number: int, email: str, first: date, last: date, name: int | None = None) -> Iterator[Order]:
    """One to five orders, five weeks apart, as long as the year lasts."""
    name = number if name is None else name
    for again in range(1 + number % MOST_ORDERS):
        day = first + timedelta(days=35 * again + 3)
        if day <= last:
            yield Order(f"{1000 + MOST_ORDERS * name + again}", email, Decimal(20 + number % 7 * 9), placed=day)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)
