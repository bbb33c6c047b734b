"""The report at a terminal, over a sheet in which everything has happened: its sums are those of Members."""

import csv
import io
import json
import os
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from loyalty.book.decision import Decision
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.member.redeem import redeem
from mail.smtp import MailServer
from sandbox.google.http.server import Server
from sandbox.google.keeping.sharing import EVERYONE
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from service.container import chance, now, open_google
from service.runs.reminder_run import Run as EmailRun
from sheets.google.client import Spent
from sheets.workbook import Workbook
from tests.conftest import shops_today
from tests.taps import tapping

Run = Callable[..., Result]
ANA, BORIS = "K7Q4ZD", "M3X9TR"


def in_json(run: Run, *arguments: str) -> dict[str, Any]:
    result = run("report", "--json", *arguments)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout, parse_float=Decimal)
    return found


def day(days_ago: int) -> str:
    return (shops_today() - timedelta(days=days_ago)).isoformat()


@pytest.fixture
def lived(owner: Owner) -> Owner:
    """A shop of three years: refunds, a cancelled coupon, an edit of Points, a line by hand, somebody who has left."""
    owner.clear("Orders!A2:H9")
    owner.type(
        "Members",
        [ANA, "ana@example.com", "Ana", "7001", "", f"{day(800)} 09:00:00"],
        [BORIS, "boris@example.com", "Boris", "7002", "", f"{day(100)} 09:00:00"],
    )
    owner.type(
        "Ledger",
        [f"{day(800)} 09:00:00", ANA, "", "sign-up", 50, "", "", f"join:{ANA}"],
        [f"{day(800)} 09:00:00", ANA, "", "claim", 260, "1001", "", "order:1001"],
        [f"{day(790)} 09:00:00", ANA, "", "refund", -60, "1001", "", "refund-of:0:60/260:1001"],
        [f"{day(700)} 09:00:00", ANA, "", "redemption", -200, "tote", "", "coupon:OLD1"],
        [f"{day(90)} 09:00:00", BORIS, "", "claim", 500, "1002", "", "order:1002"],
        [f"{day(80)} 09:00:00", ANA, "", "", 15, "", "for her birthday"],
    )
    owner.type(
        "Orders",
        ["1001", "ana@example.com", 260, "USD", day(800), "partly refunded", "", "", "", 60],
        ["1002", "boris@example.com", 500.25, "USD", day(90), "paid"],
        ["1003", "layla@example.com", 80, "USD", day(60), "paid"],
        ["1004", "vera@example.com", 70, "USD", day(2), "paid"],
    )
    google = open_google(owner.spreadsheet, os.environ["GOOGLE_SHEETS_URL"])
    act = partial(Workbook(google, clock=now, chance=chance, quota=(60_000, 60_000)).transact, seconds=60)
    act(partial(redeem, contact="7002", reward="tote", codes=["NEW1"], now=now()))
    coupon = next(row["Code"] for row in owner.tab("Coupons") if row.get("Member") == BORIS)
    owner.type_over("Coupons", coupon, "Status", "cancelled")
    vera = partial(join, contact="7003", email="vera@example.com", name="Vera", language="en", codes=["VERA77"])
    act(partial(vera, now=now()))
    act(partial(claim_order, contact="7003", number="1004", now=now()))
    act(partial(leave, contact="7003", confirmed=True, now=now()))
    owner.type_over("Members", ANA, "Points", 100)
    act(lambda _book: Decision(None), tidy=True)
    return owner


def test_issued_less_what_went_out_is_what_members_have_whatever_happened(lived: Owner, run: Run) -> None:
    found = in_json(run)

    in_members = sum(row.get("Points", 0) for row in lived.tab("Members") if row.get("Member") in (ANA, BORIS))
    in_and_out = (
        found["points_issued"] - found["points_spent"] - found["points_expired"] - found["points_taken_back"]
    ) + (found["points_given_back"] + found["points_adjusted"])
    assert in_and_out == found["points_outstanding"] == found["points_of_members"] == in_members == 600
    assert found["books_agree"] is True
    # Vera's 50 and 70 have left with her; Ana's line by hand of 15 and the edit from 65 to 100 are adjustments.
    assert (found["points_issued"], found["points_spent"], found["points_taken_back"]) == (810, 400, 60)
    assert (found["points_given_back"], found["points_adjusted"], found["members"]) == (200, 50, 2)


def test_closed_years_change_no_figure(lived: Owner, run: Run, server: Server) -> None:
    before = in_json(run)
    second = f"{lived.spreadsheet}-years"
    server.google.create(second)

    closed = run("close-books", "--before", day(400), "--into", second)
    after = in_json(run)

    assert "Closed the books of 1 member" in closed.output
    assert after == before


def test_a_second_spreadsheet_that_cannot_be_read_is_told_and_its_points_count_as_issued(
    lived: Owner, run: Run, server: Server
) -> None:
    second = f"{lived.spreadsheet}-years"
    server.google.create(second)
    before = in_json(run)
    run("close-books", "--before", day(400), "--into", second)
    server.google.unshare(second, EVERYONE)

    result = run("report", "--json")
    found = json.loads(result.stdout)

    assert "its lines are not looked through" in result.stderr
    # 50 + 260 − 60 stand in one opening of 250 now.
    assert found["points_issued"] == before["points_issued"] - 60
    assert (found["points_taken_back"], found["books_agree"]) == (0, True)
    assert any("closed years" in warning for warning in found["warnings"])


def test_the_figures_are_of_the_365_days_that_ended_yesterday(lived: Owner, run: Run) -> None:
    lived.type("Orders", ["1005", "layla@example.com", 20, "USD", day(0), "paid"])
    lived.type("Orders", ["1006", "layla@example.com", 20, "USD", day(365), "paid"])
    lived.type("Orders", ["1007", "layla@example.com", 20, "USD", day(366), "paid"])

    found = in_json(run)

    assert (found["first_day"], found["last_day"], found["currency"]) == (day(365), day(1), "USD")
    assert (found["orders_year"], found["customers_year"], found["net_year"]) == (4, 3, Decimal("670.25"))
    assert (found["net_members_year"], found["aov"]) == (Decimal("500.25"), Decimal("167.5625"))
    assert found["redemption_rate_vintage"] == 0 or found["redemption_rate_vintage"] is None
    assert len(found["sentences"]) == 3


def test_orders_that_no_figure_has_are_said_to_be_missing(lived: Owner, run: Run) -> None:
    before = in_json(run)
    lived.type(
        "Orders",
        ["1005", "layla@example.com", 20, "EUR", day(5), "paid"],
        ["1006", "layla@example.com", "a lot", "USD", day(5), "paid"],
    )

    found = in_json(run)

    assert (found["orders_year"], found["net_year"]) == (before["orders_year"], before["net_year"])
    assert [told for told in found["warnings"] if told not in before["warnings"]] == [
        "Orders that cannot be read: 2. They are in no figure; the tab Problems says what to write."
    ]


def test_no_figure_is_printed_where_a_heading_is_gone_without_which_cancelled_orders_would_count(
    lived: Owner, run: Run
) -> None:
    lived.type_at("Orders!F1", ["State"])

    result = run("report", "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "The heading 'Status' is gone from the tab 'Orders'; write it back above its column" in result.stderr


def test_a_year_is_from_january_to_december(lived: Owner, run: Run) -> None:
    year = now().year - 5
    lived.type("Orders", ["1008", "layla@example.com", 30, "USD", f"{year}-01-01", "paid"])
    lived.type("Orders", ["1009", "layla@example.com", 40, "USD", f"{year}-12-31", "paid"])

    found = in_json(run, "--year", str(year))
    this = in_json(run, "--year", str(now().year))

    assert (found["first_day"], found["last_day"]) == (f"{year}-01-01", f"{year}-12-31")
    assert (found["orders_year"], found["net_year"], found["repeat_customers_after"]) == (2, 70, 1)
    assert any("not over" in warning for warning in this["warnings"]) or now().month == 12


def test_an_email_that_somebody_was_held_out_of_has_its_figures(lived: Owner, run: Run) -> None:
    lived.type(
        "Emails",
        [f"{day(95)} 10:00:00", BORIS, "boris@example.com", "reminder", "sent", "", "reminder:1"],
        [f"{day(95)} 10:00:00", ANA, "", "reminder", "held out", "", "reminder:2"],
    )

    found = in_json(run)

    told = {name: found[f"holdout_reminder_{name}"] for name in ("treated_n", "treated_rate", "held_n", "held_rate")}
    assert told == {"treated_n": 1, "treated_rate": 1, "held_n": 1, "held_rate": 0}
    assert (found["holdout_reminder_difference"], found["holdout_reminder_difference_low"]) == (1, None)
    assert "too few (n = 1)" in found["sentences"][1]


def test_csv_has_the_same_figures_one_on_each_line(lived: Owner, run: Run) -> None:
    assert lived
    found, result = in_json(run), run("report", "--csv")

    rows = list(csv.reader(io.StringIO(result.stdout)))
    told = dict(rows[1:])
    assert rows[0] == ["figure", "value"]
    assert len(told) == len(rows) - 1
    assert (told["net_year"], told["books_agree"], told["liability_low"]) == (str(found["net_year"]), "true", "")
    assert told["sentence_1"] == found["sentences"][0]
    assert told["points_outstanding"] == "600"


def test_at_the_terminal_it_says_its_sentences_and_what_to_mind(lived: Owner, run: Run) -> None:
    assert lived
    told = run("report").output

    assert told.startswith("Counted: members 2; orders of the year 3")
    assert "Nobody can know what members would have bought" in told
    assert "\n\nThere are no orders of the year before the program." in told


def test_for_programs_it_only_reads(lived: Owner, run: Run) -> None:
    before = lived.google.version(lived.spreadsheet)

    for flags in (("--json",), ("--csv",), ("--year", "2024", "--json")):
        assert run("report", *flags).exit_code == 0

    assert lived.google.version(lived.spreadsheet) == before
    assert run("report", "--json", "--csv").exit_code == 1


def test_what_a_hold_out_of_the_owners_share_has_shown_and_can_show(run: Run, owner: Owner) -> None:
    owner.clear("Orders!A2:H9")
    owner.type_over("Settings", "Hold out", "Value", "50 %")
    owner.type("Members", *([f"M{n}", f"m{n}@post.example", "", "", "", f"{day(200)} 09:00:00"] for n in range(60)))
    due = (now() - timedelta(days=60)).replace(hour=17, minute=0, second=0, microsecond=0)
    google = open_google(owner.spreadsheet, os.environ["GOOGLE_SHEETS_URL"])
    workbook = Workbook(google, clock=lambda: due, chance=chance, quota=(60_000, 60_000))
    with MailBox() as box:
        sending = EmailRun(workbook, "shop@shop.example", lambda: due, Spent(), lambda: True)
        sending.send_all(MailServer(box.url, 5))
    written_to = {letter.recipients[0] for letter in box.letters}
    # Of those who got the reminder everybody orders, of the others nobody.
    owner.type("Orders", *([f"R{n}", who, 60, "USD", day(50), "paid"] for n, who in enumerate(sorted(written_to))))

    figures = in_json(run)

    held = [row for row in owner.tab("Emails") if row["Status"] == "held out"]
    assert 20 <= len(held) == 60 - len(written_to) <= 40
    assert (figures["holdout_reminder_treated_n"], figures["holdout_reminder_held_n"]) == (len(written_to), len(held))
    assert (figures["holdout_reminder_treated_rate"], figures["holdout_reminder_held_rate"]) == (1, 0)
    assert figures["holdout_reminder_difference_low"] > Decimal("0.5")
    # A tenth of 60 members shows less than a half of them.
    owner.type_over("Settings", "Hold out", "Value", 10)
    assert in_json(run)["holdout_detectable"] > figures["holdout_detectable"]


def test_what_the_chat_refused_is_counted_with_the_next_commit(owner: Owner, run: Run, app: Flask) -> None:
    owner.type("Orders", ["2001", "ana@example.com", 80, "USD", day(3), "pending"])
    tap = tapping(app)
    tap("join", 7001, email="ana@example.com")

    for _ in range(3):
        assert tap("claim", 7001, order_number="2001")["code"] == "not_paid"
    assert tap("redeem", 7001, reward="tote")["code"] == "points_short"
    # The running report ends yesterday; on the first of a month it has nothing of this one yet.
    this_year = ("--year", str(shops_today().year))
    before = in_json(run, *this_year)
    tap("join", 7002, email="boris@example.com")
    after = in_json(run, *this_year)

    assert (before["refused_not_paid_year"], before["refused_points_short_year"]) == (0, 0)
    assert (after["refused_not_paid_year"], after["refused_points_short_year"]) == (3, 1)
    assert after["refused_order_too_old_year"] == 0
    page = run("report", "--html", *this_year).stdout
    assert "An order that is not paid, or was cancelled or refunded</th><td>3</td>" in page


def test_who_is_held_out_of_a_campaign_has_a_line_in_emails_and_the_report_compares(
    owner: Owner, run: Run, app: Flask
) -> None:
    owner.type_over("Settings", "Hold out", "Value", "50 %")
    owner.type("Campaigns", ["Tea week", day(40), day(2), 2])
    owner.type(
        "Members",
        [ANA, "ana@example.com", "Ana", "7001", "", f"{day(100)} 09:00:00"],
        [BORIS, "boris@example.com", "Boris", "7002", "", f"{day(100)} 09:00:00"],
    )
    owner.type(
        "Orders",
        ["3001", "ana@example.com", 60, "USD", day(20), "paid"],
        ["3002", "boris@example.com", 60, "USD", day(20), "paid"],
    )
    tap = tapping(app)

    claims = ((7001, "3001"), (7002, "3002"))
    points = {who: tap("claim", who, order_number=order)["points_earned"] for who, order in claims}

    assert points == {7001: 60, 7002: 120}
    [line] = [row for row in owner.tab("Emails") if row["Status"] == "held out"]
    assert (line["Member"], line["Letter"], line["Email"]) == (ANA, "Tea week", "ana@example.com")
    # It shows itself today, and the campaign was over the day before yesterday: nothing can be compared yet.
    assert not [name for name in in_json(run) if name.startswith("holdout_tea_week")]
