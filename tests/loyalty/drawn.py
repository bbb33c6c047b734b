"""Sheets drawn as text: each tab a heading line and its rows, cells parted by bars."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from loyalty.book import Book
from loyalty.values import (
    Coupon,
    CouponStatus,
    Entry,
    EntryKind,
    Letter,
    LetterStatus,
    Member,
    Order,
    Reward,
    Settings,
)

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""Sunday, 22 November 2026, noon in New York."""
SHOP = Settings()

Cells = dict[str, str]


def book(drawing: str, settings: Settings = SHOP) -> Book:
    """The Book of a drawn spreadsheet; tabs and columns that are not drawn are empty."""
    tabs = dict(_tabs(drawing))
    return Book.of(
        settings,
        version="r1-drawn",
        members=[_member(row) for row in tabs.get("Members", ())],
        orders=[_order(row) for row in tabs.get("Orders", ())],
        rewards=[_reward(row) for row in tabs.get("Rewards", ())],
        coupons=[_coupon(row) for row in tabs.get("Coupons", ())],
        entries=[_entry(row) for row in tabs.get("Ledger", ())],
        letters=[_letter(row) for row in tabs.get("Emails", ())],
    )


def _tabs(drawing: str) -> Iterator[tuple[str, list[Cells]]]:
    for block in drawing.strip().split("\n\n"):
        heading, *rows = [[cell.strip() for cell in line.split("|")] for line in block.strip().splitlines()]
        title, *columns = heading
        yield title, [dict(zip(columns, row[1:], strict=False)) for row in rows]


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def _member(row: Cells) -> Member:
    return Member(
        row["Member"],
        row.get("Email", ""),
        row.get("Name", ""),
        row.get("Contact", ""),
        joined=_instant(row.get("Joined", "")),
        reminders={"yes": True, "no": False}.get(row.get("Reminders", "")),
        last_reminder=_instant(row.get("Last reminder", "")),
        points_shown=int(row["Points"]) if row.get("Points") else None,
        points_booked=int(row["Booked"]) if row.get("Booked") else None,
    )


def _order(row: Cells) -> Order:
    placed = row.get("Placed", "")
    return Order(
        row["Order"],
        row.get("Email", ""),
        Decimal(row["Amount"]),
        paid=row.get("Status", "paid") == "paid",
        placed=date.fromisoformat(placed) if placed else None,
    )


def _reward(row: Cells) -> Reward:
    return Reward(
        row["Reward"],
        row.get("Name") or row["Reward"],
        int(row["Points"]),
        active=row.get("Active", "yes") == "yes",
        stock=int(row["Stock"]) if row.get("Stock") else None,
    )


def _coupon(row: Cells) -> Coupon:
    expires = row.get("Expires", "")
    return Coupon(
        row["Code"],
        row["Reward"],
        CouponStatus(row.get("Status") or "available"),
        row.get("Member", ""),
        issued=_instant(row.get("Issued", "")),
        expires=date.fromisoformat(expires) if expires else None,
    )


def _entry(row: Cells) -> Entry:
    return Entry(
        _instant(row.get("Time", "")) or NOW,
        row["Member"],
        EntryKind(row.get("Entry") or "adjustment"),
        int(row["Points"]),
        subject=row.get("For", ""),
        note=row.get("Note", ""),
        cause=row.get("Cause", ""),
    )


def _letter(row: Cells) -> Letter:
    time = _instant(row["Time"]) or NOW
    return Letter(
        f"reminder:{row['Member']}:{row['Time']}",
        time,
        row["Member"],
        "",
        row.get("Letter") or "reminder",
        LetterStatus(row.get("Status") or "sent"),
    )
