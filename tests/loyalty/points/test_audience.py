"""Whom an offer is for."""

from collections.abc import Callable
from datetime import date

import pytest

from loyalty.book.book import Book
from loyalty.points.audience import groups_of, is_for

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("names", "hers"),
    [
        ((), True),
        (("vip",), True),
        (("silver", "vip"), True),
        (("gold",), True),
        (("wholesale", "silver"), False),
        (("club",), True),
    ],
)
def test_an_offer_is_for_who_is_in_one_of_its_groups(
    sheet: Callable[..., Book], names: tuple[str, ...], hers: bool
) -> None:
    book = sheet("""
        Members | Email           | Contact | Segment   | Plan | Plan until
        KANA47  | ana@example.com | ana     | vip early | Club | 2026-11-22

        Plans | Months
        Club  | 12

        Tiers | From
        Gold  | 100

        Ledger           | Member | Entry | Points | For  | Cause
        2026-11-01T09:00 | KANA47 | tier  | 0      | gold | tier:KANA47:1:gold
    """)

    assert is_for(groups_of(book, book.members["KANA47"], today=TODAY), names) is hers


@pytest.mark.parametrize(("until", "hers"), [("", True), ("2026-11-22", True), ("2026-11-21", False)])
def test_a_plan_that_the_owner_gave_is_good_on_its_last_day(sheet: Callable[..., Book], until: str, hers: bool) -> None:
    book = sheet(f"""
        Members | Email           | Contact | Plan | Plan until
        KANA47  | ana@example.com | ana     | Club | {until}

        Plans | Months
        Club  | 12
    """)

    assert is_for(groups_of(book, book.members["KANA47"], today=TODAY), ("club",)) is hers
