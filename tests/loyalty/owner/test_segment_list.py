"""Who is in a segment for a program elsewhere: only those who may be written to, with plain names."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.model.fact import FactKind
from loyalty.owner.segment_list import Listed, NoSuchSegment, SegmentList, list_segment

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
SHEET = """
    Members | Email             | Name         | Contact | Joined           | Segment | Reminders | Bounced | Blocked
    KANA47  | ana@example.com   | Ana          | 7001    | 2026-11-20 10:00 | vip     |           |         |
    KBORIS  | boris@example.com | Boris K.  Li | 7002    | 2026-11-20 10:00 |         | yes       |         |
    KLAYLA  | layla@example.com | =SUM(A1) -1  | 7003    | 2026-11-20 10:00 | vip     |           |         |
    KNO     | no@example.com    | No           | 7004    | 2026-11-20 10:00 |         | no        |         |
    KBACK   | back@example.com  | Back         | 7005    | 2026-11-20 10:00 |         |           | yes     |
    KSHUT   | shut@example.com  | Shut         | 7006    | 2026-11-20 10:00 | vip     |           |         | yes
    KNONE   |                   | None         | 7007    | 2026-11-20 10:00 |         |           |         |

    Segments | Rule | Threshold
    new      | new  | 30

    Tiers | From
    Gold  | 10

    Plans | Months
    Club  | 12
"""


def test_only_those_are_listed_who_may_be_written_to(sheet: Any) -> None:
    book = sheet(SHEET)
    phone = book.next_fact(FactKind.MEMBER_PHONE, "KANA47", "+491701234567", stood="", now=NOW)

    found = list_segment(book.grown(facts=[phone]), " New ", now=NOW)

    ana = Listed("ana@example.com", "Ana", "", "+491701234567")
    boris = Listed("boris@example.com", "Boris", "K. Li", "")
    # Whoever is blocked is in no segment at all, so that only three others are left out.
    assert found == SegmentList((ana, boris, Listed("layla@example.com", "=SUM(A1)", "-1", "")), 3)


@pytest.mark.parametrize(("name", "listed", "left_out"), [("VIP", 2, 1), ("gold", 0, 0), ("club", 0, 0)])
def test_tiers_plans_and_words_of_the_owner_are_listed_alike(sheet: Any, name: str, listed: int, left_out: int) -> None:
    found = list_segment(sheet(SHEET), name, now=NOW)

    assert isinstance(found, SegmentList)
    assert (len(found.members), found.left_out) == (listed, left_out)


def test_an_address_that_nobody_has_proved_is_left_out_where_the_owner_wants_a_proof(sheet: Any) -> None:
    found = list_segment(sheet("Settings | Value\nConfirm e-mail | before points", SHEET), "new", now=NOW)

    assert found == SegmentList((), 6)


def test_of_a_name_that_means_nothing_the_segments_are_named(sheet: Any) -> None:
    book = sheet(SHEET)
    further = replace(book.offers.segments[0], also=("новые",))

    assert list_segment(book, "nobody", now=NOW) == NoSuchSegment(("new",))
    named = replace(book, offers=replace(book.offers, segments=(further,)))
    assert list_segment(named, "Новые", now=NOW) == list_segment(book, "new", now=NOW)
