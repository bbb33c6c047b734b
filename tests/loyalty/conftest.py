"""The sheet drawn as text: tabs separated by a blank line, each tab's title above its first column."""

import sys
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from textwrap import dedent
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loyalty.book.book import Book
from loyalty.model.bought.order_lines import OrderLine, fold_product, read_lines
from loyalty.model.bought.product_rules import ProductRule, ProductRules
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterName, LetterStatus
from loyalty.model.entry import UNDATED, Entry, EntryKind, WaitingClaim
from loyalty.model.member import Member
from loyalty.model.offers import EVERY_DAY, Answer, Campaign, Offers, OwnerAction, Per, Plan, Question, Tier
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import (
    AutomaticReports,
    BonusSpendable,
    ConfirmAddress,
    CouponSource,
    CreditOrders,
    EarnBy,
    EditedOrder,
    OwnerNote,
    PointsCount,
    PointsExpire,
    RefundedCoupon,
    RemindersBy,
    Rounding,
    Settings,
    TierBy,
    TierLoss,
    TierWindow,
    UnusedCoupon,
    WhenSpent,
)
from loyalty.model.reward import Reward, RewardKind
from loyalty.model.segment import Segment, SegmentRule


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Examples that were thought of reach every branch; what is reached by chance counts for none, and is not traced.

    pytest-cov's own ``no_cover`` stops one of the two tracers that a process of pytest-xdist's has.
    """
    if not any(map(item.get_closest_marker, ("hypothesis", "by_chance"))):
        return (yield)
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


def instant(cell: str) -> datetime:
    return datetime.fromisoformat(cell).replace(tzinfo=UTC)


def line_time(cell: str) -> datetime:
    return instant(cell) if cell else UNDATED


def yes_no(cell: str) -> bool:
    return {"yes": True, "no": False}[cell]


def words(cell: str) -> tuple[str, ...]:
    return tuple(cell.casefold().split())


def order_lines(cell: str) -> tuple[OrderLine, ...]:
    """``Mug / MUG / Cups / 2 / 24.00; Soap / 6.00``."""
    return read_lines(cell.replace("/", "|").replace(";", "\n"))


def names(cell: str) -> tuple[str, ...]:
    return tuple(map(fold_product, cell.split(",")))


def rates(cell: str) -> tuple[tuple[str, Decimal], ...]:
    return tuple((name, Decimal(rate)) for name, rate in (one.split() for one in cell.split(",")))


def weekdays(cell: str) -> frozenset[int]:
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return frozenset(map(days.index, cell.split())) or EVERY_DAY


TABS: dict[str, dict[str, tuple[str, Callable[[str], Any]]]] = {
    "Settings": {"Settings": ("name", str), "Value": ("value", str)},
    "Members": {
        "Members": ("code", str),
        "Email": ("email", str),
        "Name": ("name", str),
        "Contact": ("contact", str),
        "Joined": ("joined", instant),
        "Points": ("points_shown", int),
        "Reminders": ("reminders", yes_no),
        "Bounced": ("bounced", yes_no),
        "Language": ("language", str),
        "Last reminder": ("last_reminder", instant),
        "As booked": ("points_booked", int),
        "Display": ("display", str),
        "Birthday": ("birthday", date.fromisoformat),
        "Referred by": ("referred_by", str),
        "Segment": ("segments", words),
        "Plan": ("plan", str),
        "Plan until": ("plan_until", date.fromisoformat),
        "Blocked": ("blocked", yes_no),
        "Other emails": ("other_emails", lambda cell: tuple(cell.split())),
    },
    "Orders": {
        "Orders": ("number", str),
        "Email": ("email", str),
        "Amount": ("amount", Decimal),
        "Placed": ("placed", date.fromisoformat),
        "Status": ("status", OrderStatus),
        "Refunded": ("refunded", Decimal),
        "Placed at": ("placed_at", instant),
        "Products": ("products", words),
        "Codes": ("coupons", words),
        "Paid as": ("paid_as", str),
        "Goods": ("goods", Decimal),
        "Lines": ("lines", order_lines),
        "Phone": ("phone", str),
    },
    "Rewards": {
        "Rewards": ("id", str),
        "Name": ("name", str),
        "Points": ("points", int),
        "Active": ("active", yes_no),
        "Stock": ("stock", int),
        "Worth": ("worth", Decimal),
        "Your cost": ("cost", Decimal),
        "Kind": ("kind", RewardKind),
        "Value": ("value", Decimal),
        "Only for": ("only_for", words),
        "Once": ("once", yes_no),
        "Starts": ("starts", date.fromisoformat),
        "Ends": ("ends", date.fromisoformat),
        "Special price": ("special_price", int),
        "Special for": ("special_for", words),
        "Link": ("link", str),
        "Product": ("product", str),
        "Out of order": ("out_of_order", yes_no),
    },
    "Coupons": {
        "Coupons": ("code", str),
        "Reward": ("reward", str),
        "Status": ("status", CouponStatus),
        "Member": ("member", str),
        "Issued": ("issued", instant),
        "Expires": ("expires", date.fromisoformat),
        "Shown cancelled": ("shown_cancelled", yes_no),
    },
    "Ledger": {
        "Ledger": ("time", line_time),
        "Member": ("member", str),
        "Email": ("email", str),
        "Entry": ("kind", EntryKind),
        "Points": ("points", int),
        "For": ("subject", str),
        "Note": ("note", str),
        "Cause": ("cause", str),
        "Available": ("available", date.fromisoformat),
        "Amount": ("amount", Decimal),
        "Campaign": ("campaign", str),
    },
    "Campaigns": {
        "Campaigns": ("name", str),
        "Starts": ("starts", date.fromisoformat),
        "Ends": ("ends", date.fromisoformat),
        "Multiplier": ("multiplier", Decimal),
        "Bonus": ("bonus", int),
        "Minimum": ("minimum", Decimal),
        "Weekdays": ("weekdays", weekdays),
        "Only for": ("whom", words),
        "Once": ("once", yes_no),
        "Active": ("active", yes_no),
        "For products": ("products", names),
        "Hold out": ("hold_out", yes_no),
    },
    "Products": {
        "Products": ("product", str),
        "Multiplier": ("multiplier", Decimal),
        "Fixed": ("fixed", int),
        "Active": ("active", yes_no),
    },
    "Tiers": {
        "Tiers": ("name", str),
        "From": ("threshold", Decimal),
        "Multiplier": ("multiplier", Decimal),
        "Perks": ("perks", str),
        "Bonus": ("bonus", int),
    },
    "Plans": {
        "Plans": ("name", str),
        "Months": ("months", int),
        "Product": ("product", str),
        "Fee": ("fee", Decimal),
        "Multiplier": ("multiplier", Decimal),
        "Perks": ("perks", str),
        "Active": ("active", yes_no),
    },
    "Survey": {
        "Survey": ("survey", str),
        "Question": ("text", str),
        "Choices": ("choices", lambda cell: tuple(cell.split())),
        "Points": ("points", int),
        "Active": ("active", yes_no),
    },
    "Answers": {
        "Answers": ("time", line_time),
        "Member": ("member", str),
        "Survey": ("survey", str),
        "Question": ("question", str),
        "Answer": ("answer", str),
        "Id": ("id", str),
    },
    "Actions": {
        "Actions": ("id", str),
        "Name": ("name", str),
        "Points": ("points", int),
        "Limit": ("limit", int),
        "Per": ("per", Per),
        "Active": ("active", yes_no),
    },
    "Segments": {
        "Segments": ("name", str),
        "Rule": ("rule", SegmentRule),
        "Threshold": ("threshold", Decimal),
        "Question": ("question", str),
        "Answer": ("answer", str),
    },
    "Emails": {
        "Emails": ("time", line_time),
        "Member": ("member", str),
        "Email": ("email", str),
        "Letter": ("letter", str),
        "Status": ("status", LetterStatus),
        "Id": ("id", str),
    },
    "Waiting": {
        "Waiting": ("time", instant),
        "Member": ("member", str),
        "Order": ("order", str),
        "Signed": ("signed", yes_no),
        "Until": ("until", date.fromisoformat),
    },
}
SETTINGS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "Program name": ("program_name", str),
    "Shop name": ("shop_name", str),
    "Shop link": ("shop_link", str),
    "Language": ("language", str),
    "Time zone": ("zone", ZoneInfo),
    "Earn by": ("earn_by", EarnBy),
    "Points count": ("points_count", PointsCount),
    "Rounding": ("rounding", Rounding),
    "Most points an order": ("most_points_an_order", int),
    "Points per unit": ("points_per_unit", Decimal),
    "Unit": ("unit", Decimal),
    "Sign-up bonus": ("sign_up_bonus", int),
    "Bonus spendable": ("bonus_spendable", BonusSpendable),
    "Currencies": ("currencies", rates),
    "Most points a day": ("most_points_a_day", int),
    "Review above": ("review_above", int),
    "Credit orders": ("credit_orders", CreditOrders),
    "Confirm e-mail": ("confirm_email", lambda word: ConfirmAddress(word if word != "yes" else "at joining")),
    "Referral points": ("referral_points", int),
    "Friend points": ("friend_points", int),
    "Referral minimum order": ("referral_minimum", Decimal),
    "Birthday points": ("birthday_points", int),
    "Tier by": ("tier_by", TierBy),
    "Tier window": ("tier_window", TierWindow),
    "Tier loss": ("tier_loss", TierLoss),
    "Tier grace days": ("tier_grace_days", int),
    "Minimum order": ("minimum_order", Decimal),
    "Claim within days": ("claim_within_days", int),
    "Claim waits days": ("claim_waits_days", int),
    "Coupon days": ("coupon_days", int),
    "Pending days": ("pending_days", int),
    "When points are already spent": ("when_spent", WhenSpent),
    "Refunded order with a coupon": ("refunded_coupon", RefundedCoupon),
    "Edited order after claim": ("edited_order", EditedOrder),
    "Unused coupon": ("unused_coupon", UnusedCoupon),
    "Points expire": ("points_expire", PointsExpire),
    "Expiry months": ("expiry_months", int),
    "Expiry day": ("expiry_day", lambda cell: tuple(map(int, cell.split("-")))),
    "Expire from": ("expire_from", lambda cell: date.fromisoformat(cell) if cell else None),
    "Coupons": ("coupons", CouponSource),
    "Reminder days": ("reminder_days", int),
    "Reminders": ("reminders", yes_no),
    "Letters": ("letters", lambda cell: tuple(map(LetterName, cell.split()))),
    "Letter hours": ("letter_hours", lambda cell: tuple(map(int, cell.split("-")))),
    "Win back days": ("win_back_days", int),
    "Reminder only for": ("reminder_only_for", words),
    "Win back only for": ("win_back_only_for", words),
    "Hold out": ("hold_out", Decimal),
    "Reports": ("reports", AutomaticReports),
    "Keep emails months": ("keep_emails_months", int),
    "Owner e-mail": ("owner_email", str),
    "Owner note": ("owner_note", OwnerNote),
    "Chat link": ("chat_link", str),
    "Currency": ("currency", str),
    "Reminders by": ("reminders_by", RemindersBy),
    "Chat flow": ("chat_flow", str),
    "Letter flow": ("letter_flow", str),
}


def rows(tab: list[str]) -> Iterator[dict[str, Any]]:
    """The rows of one drawn tab; a blank cell that is not text is left to its default."""
    heading, *lines = ([cell.strip() for cell in line.split("|")] for line in tab)
    columns = [TABS[heading[0]][title] for title in heading]
    for line in lines:
        cells = zip(columns, line, strict=True)
        yield {field: read(cell) for (field, read), cell in cells if cell or read in (str, line_time)}


def draw(*drawings: str, version: str = "") -> Book:
    """The book of these drawings; a tab that is drawn twice has the rows of both."""
    tabs = defaultdict[str, list[dict[str, Any]]](list)
    for drawing in drawings:
        for block in dedent(drawing).strip().split("\n\n"):
            lines = block.splitlines()
            tabs[lines[0].split("|")[0].strip()] += rows(lines)
    settings = {SETTINGS[row["name"]]: row["value"] for row in tabs["Settings"]}
    return Book.of(
        Settings(**{field: read(cell) for (field, read), cell in settings.items()}),
        version=version,
        members=[Member(**row) for row in tabs["Members"]],
        orders=[Order(**{"email": "", **row}) for row in tabs["Orders"]],
        rewards=[Reward(**row) for row in tabs["Rewards"]],
        coupons=[Coupon(**row) for row in tabs["Coupons"]],
        entries=[Entry(**row) for row in tabs["Ledger"]],
        letters=[Letter(**{"email": "", **row}) for row in tabs["Emails"]],
        answers=[Answer(**row) for row in tabs["Answers"]],
        waits=[WaitingClaim(**row) for row in tabs["Waiting"]],
        offers=Offers(
            campaigns=tuple(Campaign(**row) for row in tabs["Campaigns"]),
            tiers=tuple(Tier(**row) for row in tabs["Tiers"]),
            plans=tuple(Plan(**row) for row in tabs["Plans"]),
            questions=tuple(Question(**row) for row in tabs["Survey"]),
            actions=tuple(OwnerAction(**row) for row in tabs["Actions"]),
            products=ProductRules(tuple(ProductRule(**row) for row in tabs["Products"])),
            segments=tuple(Segment(**row) for row in tabs["Segments"]),
        ),
    )


@pytest.fixture
def sheet() -> Callable[..., Book]:
    """Draws a sheet: ``sheet('Members | Email ...', 'Orders | ...')``."""
    return draw


@pytest.fixture
def now() -> datetime:
    """A Sunday at noon in the shop of the tests, which lies in UTC where nothing else is said."""
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
