"""Closing the books in the spreadsheet: lines move into the tabs of their years, and nobody gains or loses a point."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
import requests
from google.auth.credentials import AnonymousCredentials

from commands.checks.sheet_content import check_up
from commands.closing_run import SLICE, close, plan
from commands.sheet.archive_tabs import make_tabs
from commands.sheet.provision import set_up
from loyalty.book.account import Account
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import OrderStatus
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from loyalty.owner.closing import close_books
from sandbox.google.http.faults import DropAfter, Faults
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.cache.full_load import ROWS_AT_ONCE
from sheets.engine.alarm_note import AlarmNote, NightNews
from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.google.errors import ColumnsDiffer, NotInTime, TabTaken
from sheets.schema.ledger_tab import NOBODYS
from sheets.workbook import Workbook
from tests.sheets.requests.conftest import ANA, BEFORE, BORIS, NOW, Died, Start, opener

MEGABYTES_2 = 2_000_000
LAYLA = "C4V6HN"


class Meanwhile(Adapter):
    """Google, and what happens while a batch that moves lines is on its way there or its answer on the way back."""

    def __init__(self, google: StandIn) -> None:
        super().__init__(google)
        self.before: list[Callable[[], object]] = []
        self.after: list[Callable[[], object]] = []
        self.sizes: list[int] = []

    def send(self, request: requests.PreparedRequest, *arguments: Any, **more: Any) -> requests.Response:
        moves = b"cutPaste" in (request.body or b"")
        if moves:
            self.sizes.append(len(request.body or b""))
        if moves and self.before:
            self.before.pop(0)()
        answer = super().send(request, *arguments, **more)
        if moves and self.after:
            self.after.pop(0)()
        return answer


@pytest.fixture
def meanwhile(stand_in: StandIn) -> Meanwhile:
    return Meanwhile(stand_in)


@pytest.fixture
def google(meanwhile: Meanwhile) -> Google:
    session = authorized_session(AnonymousCredentials())
    session.mount(SHEETS_URL, meanwhile)
    return Google("the-owners-sheet", session)


@pytest.fixture(params=[ROWS_AT_ONCE, 20], ids=["small", "large"])
def start(google: Google, clock: Any, request: pytest.FixtureRequest) -> Start:
    """Opens the workbook; for one the sheet is large and read in chunks."""
    return opener(google, clock, rows_at_once=request.param)


@pytest.fixture
def shop(owner: Owner, connect: Callable[[], Google]) -> Owner:
    """The owner, with two years of Ana's, Boris's and Layla's lines and a column of her own beside them."""
    owner.type(
        "Members",
        [ANA, "ana@example.com", "Ana", "7001", "", "2024-03-01 09:00:00"],
        [BORIS, "boris@example.com", "Boris", "7002", "", "2024-03-02 09:00:00"],
        [LAYLA, "layla@example.com", "Layla", "7003", "", "2026-03-01 09:00:00"],
    )
    owner.edit({"appendDimension": {"sheetId": owner.sheet_id("Ledger"), "dimension": "COLUMNS", "length": 2}})
    owner.type_at("Ledger!L1", ["My thoughts"])
    owner.type(
        "Ledger",
        ["2024-03-01 09:00:00", ANA, "", "sign-up", 50, "", "", f"join:{ANA}", "", "", "", "the very first"],
        ["2024-03-02 09:00:00", BORIS, "", "sign-up", 50, "", "", f"join:{BORIS}"],
        ["2024-12-31 23:30:00", ANA, "", "claim", 260, "1001", "", "order:1001", "", "", "", "New Year's Eve"],
        ["2025-02-01 09:00:00", ANA, "", "redemption", -200, "tote", "Tote bag", "coupon:TOTE-0"],
        ["2025-03-01 09:00:00", BORIS, "", "claim", 25, "1002", "", "order:1002"],
        ["2025-04-01 09:00:00", BORIS, "", "", 5, "", "a present"],
        ["2026-02-01 09:00:00", ANA, "", "claim", 40, "1003", "", "order:1003", "", "", "", "still open"],
        ["2026-03-01 09:00:00", LAYLA, "", "sign-up", 50, "", "", f"join:{LAYLA}"],
    )
    owner.type("Orders", ["1001", "ana@example.com", 260], ["1003", "ana@example.com", 40])
    Workbook(connect(), clock=lambda: NOW, chance=lambda: "tidy").transact(
        partial(claim_order, contact="7001", number="1042", now=NOW), tidy=True
    )
    return owner


ACCOUNTS = {ANA: Account(210, 410, 200), BORIS: Account(80, 80, 0), LAYLA: Account(50, 50, 0)}


def accounts(start: Start) -> Mapping[str, Account]:
    book = start().read_whole().book
    return {code: book.account_of(code) for code in book.members}


def causes(owner: Owner, tab: str) -> list[str]:
    return [str(row.get("Cause", "")) for row in owner.tab(tab) if row]


def archived(owner: Owner) -> list[str]:
    titles = [one["properties"]["title"] for one in owner.description()["sheets"]]
    return sorted(cause for title in titles if title.startswith("Ledger 20") for cause in causes(owner, title))


CLOSED = sorted([f"join:{ANA}", "order:1001", f"join:{BORIS}", "order:1002"])


def test_old_lines_stand_in_the_tabs_of_their_years_and_one_line_stands_for_each_members(
    shop: Owner, google: Google, start: Start
) -> None:
    told = list(close(google, start, before=BEFORE))

    assert causes(shop, "Ledger 2024") == [f"join:{ANA}", f"join:{BORIS}", "order:1001"]
    assert causes(shop, "Ledger 2025") == ["order:1002"]
    assert causes(shop, "Ledger") == [
        *("coupon:TOTE-0", "", "order:1003", f"join:{LAYLA}", "order:1042"),
        *(f"opening:{ANA}:2026-01-01", f"opening:{BORIS}:2026-01-01"),
    ]
    assert [(row["Entry"], row["Points"], row["For"]) for row in shop.tab("Ledger")[-2:]] == [
        ("opening", 310, f"join:{ANA} order:1001"),
        ("opening", 75, f"join:{BORIS} order:1002"),
    ]
    assert told == [
        "Made the tab Ledger 2024.",
        "Made the tab Ledger 2025.",
        "Closed the books of 2 members before 2026-01-01.",
        "Moved 3 lines into the tab Ledger 2024.",
        "Moved 1 line into the tab Ledger 2025.",
    ]


def test_who_has_looked_before_the_years_had_tabs_looks_again_and_leaves_no_closed_line_in_the_ledger(
    shop: Owner, google: Google, start: Start
) -> None:
    early = start()
    early.transact(lambda _book: Decision(None), seconds=60)
    make_tabs(google, [2024, 2025])

    midnight = datetime(2026, 1, 1, tzinfo=UTC)
    early.transact(partial(close_books, before=midnight, limit=SLICE, codes=[ANA, BORIS]), seconds=60)

    assert archived(shop) == CLOSED
    assert not {*CLOSED} & {*causes(shop, "Ledger")}
    assert accounts(start) == ACCOUNTS


def test_where_a_year_has_no_tab_nothing_is_closed(shop: Owner, start: Start) -> None:
    before = causes(shop, "Ledger")
    midnight = datetime(2026, 1, 1, tzinfo=UTC)

    with pytest.raises(NotInTime, match="Ledger 2024"):
        start().transact(partial(close_books, before=midnight, limit=SLICE, codes=[ANA, BORIS]), seconds=5)

    assert causes(shop, "Ledger") == before
    assert accounts(start) == ACCOUNTS


def test_nobody_has_a_point_more_or_less_for_a_cold_instance_and_for_a_warm_one(
    shop: Owner, google: Google, start: Start, instance: Start
) -> None:
    warm = instance()
    claim = partial(claim_order, contact="7001", number="1001", now=NOW)
    before = warm.transact(claim)

    list(close(google, start, before=BEFORE))
    after = warm.transact(claim)

    assert accounts(start) == ACCOUNTS
    assert isinstance(before, AlreadyClaimed)
    assert isinstance(after, AlreadyClaimed)
    assert (before.standing, before.earned) == (after.standing, 260)
    assert (after.order, after.earned) == ("1001", None)
    assert {row["Name"]: (row["Points"], row["Lifetime points"]) for row in shop.tab("Members")} == {
        "Ana": (210, 410),
        "Boris": (80, 80),
        "Layla": (50, 50),
    }


def test_a_closed_orders_row_still_shows_when_it_was_claimed_and_what_it_gave(
    shop: Owner, google: Google, start: Start
) -> None:
    before = shop.tab("Orders")

    list(close(google, start, before=BEFORE))

    assert shop.tab("Orders") == before
    assert [(row["Order"], row["Points"]) for row in before if "Claimed" in row] == [
        ("1042", 60),
        ("1001", 260),
        ("1003", 40),
    ]


def test_an_order_whose_line_has_come_back_shows_again_what_it_gave_before_it_is_closed_once_more(
    shop: Owner, google: Google, start: Start, instance: Start
) -> None:
    other = instance()
    list(close(google, start, before=BEFORE))
    assert isinstance(other.transact(partial(claim_order, contact="7001", number="1043", now=NOW)), Claimed)
    before = shop.tab("Orders")
    shop.delete("Ledger", "ROWS", causes(shop, "Ledger").index(f"opening:{ANA}:{BEFORE}") + 1)
    other.transact(lambda _book: Decision(None), tidy=True)
    [(was, meanwhile)] = [(a, b) for a, b in zip(before, shop.tab("Orders"), strict=True) if a != b]

    told = list(close(google, start, before=BEFORE))

    assert (was["Order"], was["Points"], meanwhile.get("Claimed")) == ("1001", 260, None)
    assert "Gave 2 lines back to the Ledger that had been moved away by mistake." in told
    assert f"opening:{ANA}:{BEFORE}" in causes(shop, "Ledger")
    assert shop.tab("Orders") == before


def test_an_order_whose_claimed_cell_the_owner_has_emptied_shows_it_again_before_it_is_closed(
    shop: Owner, google: Google, start: Start
) -> None:
    before = shop.tab("Orders")
    row = next(at for at, cells in enumerate(before, start=2) if cells["Order"] == "1001")
    shop.type_at(f"Orders!G{row}", ["", ""])

    list(close(google, start, before=BEFORE))

    assert shop.tab("Orders") == before


def test_the_owners_own_column_notes_and_colours_go_along(shop: Owner, google: Google, start: Start) -> None:
    green = {"userEnteredFormat": {"backgroundColor": {"green": 1}}, "note": "a kind customer"}
    place = {"sheetId": shop.sheet_id("Ledger"), "rowIndex": 3, "columnIndex": 8}
    shop.edit({"updateCells": {"start": place, "rows": [{"values": [green]}], "fields": "note,userEnteredFormat"}})

    list(close(google, start, before=BEFORE))

    sheets = shop.description(cells=True)["sheets"]
    [archive] = [one for one in sheets if one["properties"]["title"] == "Ledger 2024"]
    cell = archive["data"][0]["rowData"][3]["values"][8]
    assert [row.get("My thoughts") for row in shop.tab("Ledger 2024")] == ["the very first", None, "New Year's Eve"]
    assert (cell["note"], cell["userEnteredFormat"]["backgroundColor"]) == ("a kind customer", {"green": 1})
    assert [row.get("My thoughts") for row in shop.tab("Ledger") if "My thoughts" in row] == ["still open"]


def test_lines_in_any_order_with_columns_in_any_order_are_moved_whole(
    shop: Owner, google: Google, start: Start
) -> None:
    shop.sort("Ledger", 4)
    points = {"sheetId": shop.sheet_id("Ledger"), "dimension": "COLUMNS", "startIndex": 4, "endIndex": 5}
    shop.edit({"moveDimension": {"source": points, "destinationIndex": 0}})

    list(close(google, start, before=BEFORE))

    assert archived(shop) == CLOSED
    assert {row["Cause"]: row["Points"] for row in shop.tab("Ledger 2024")} == {
        f"join:{ANA}": 50,
        f"join:{BORIS}": 50,
        "order:1001": 260,
    }
    assert accounts(start) == ACCOUNTS


def test_closing_again_changes_nothing(shop: Owner, google: Google, start: Start) -> None:
    list(close(google, start, before=BEFORE))
    before = shop.description(cells=True)

    assert list(close(google, start, before=BEFORE)) == ["There is nothing to close before 2026-01-01."]
    assert shop.description(cells=True) == before


def test_a_year_later_the_openings_are_closed_as_well(shop: Owner, google: Google, start: Start) -> None:
    list(close(google, start, before=BEFORE))

    list(close(google, start, before=date(2026, 6, 1)))

    assert causes(shop, "Ledger 2024") == [
        f"opening:{ANA}:2026-01-01",
        *(f"join:{ANA}", f"join:{BORIS}", "order:1001"),
    ]
    assert f"opening:{ANA}:2026-06-01" in causes(shop, "Ledger")
    assert accounts(start) == ACCOUNTS


def test_saying_what_would_be_moved_moves_nothing(shop: Owner, start: Start) -> None:
    before = shop.description(cells=True)

    told = list(plan(start(), before=BEFORE))

    assert told == [
        "Would close the books of 2 members before 2026-01-01.",
        "Would move 3 lines into the tab Ledger 2024.",
        "Would move 1 line into the tab Ledger 2025.",
    ]
    assert list(plan(start(), before=date(2020, 1, 1))) == ["There is nothing to close before 2020-01-01."]
    assert shop.description(cells=True) == before


def test_copies_of_a_closed_line_are_moved_too_unless_they_have_no_day(
    shop: Owner, google: Google, start: Start
) -> None:
    line = [ANA, "", "claim", 260, "1001", "", "ORDER:1001"]
    shop.type("Ledger", ["2025-05-01 09:00:00", *line])
    list(close(google, start, before=BEFORE))
    shop.type("Ledger", ["", *line], ["soon", *line])

    list(close(google, start, before=date(2026, 6, 1)))

    assert causes(shop, "Ledger 2025") == ["order:1002", "ORDER:1001"]
    assert causes(shop, "Ledger").count("ORDER:1001") == 2
    assert accounts(start) == ACCOUNTS


@pytest.mark.parametrize(("heading", "typed"), [("Points", "26O"), ("Points", 261), ("Entry", "clame")])
def test_a_line_that_was_typed_over_stays_in_the_ledger_and_counts_again_when_that_is_undone(
    shop: Owner, google: Google, start: Start, heading: str, typed: object
) -> None:
    number = "order:1042"
    right = next(row for row in shop.tab("Ledger") if row.get("Cause") == number)[heading]
    before = accounts(start)
    shop.type_over("Ledger", number, heading, typed)

    list(close(google, start, before=date(2027, 1, 1)))

    assert number in causes(shop, "Ledger")

    shop.type_over("Ledger", number, heading, right)

    assert accounts(start) == before


def test_an_opening_that_names_nothing_any_more_counts_for_nobody_until_it_does(
    shop: Owner, google: Google, start: Start
) -> None:
    list(close(google, start, before=BEFORE))
    named = next(row for row in shop.tab("Ledger") if row.get("Cause") == f"opening:{ANA}:2026-01-01")["For"]
    shop.type_over("Ledger", f"opening:{ANA}:2026-01-01", "For", "")

    # Its order can be claimed again, as nobody knows what it stood for; so its points do not count beside.
    emptied = accounts(start)

    assert emptied == ACCOUNTS | {ANA: Account(-100, 100, 200)}

    at = causes(shop, "Ledger").index(f"opening:{ANA}:2026-01-01") + 2
    shop.type_at(f"Ledger!F{at}", [named])

    assert accounts(start) == ACCOUNTS


def test_a_line_that_cannot_be_read_in_the_archive_comes_back_once_it_can(
    shop: Owner, google: Google, start: Start
) -> None:
    list(close(google, start, before=BEFORE))
    shop.type("Ledger 2024", ["2024-05-01", ANA, "", "claim", "2O", "1009", "", "order:1009"])
    list(close(google, start, before=BEFORE))
    shop.type_over("Ledger 2024", "order:1009", "Points", 20)

    list(close(google, start, before=BEFORE))

    assert accounts(start)[ANA].points == ACCOUNTS[ANA].points + 20


@pytest.mark.parametrize("column", [0, 1, 4, 7])
@pytest.mark.parametrize("descending", [True, False])
def test_an_owner_who_sorts_between_our_read_and_our_write_loses_nothing(
    shop: Owner, google: Google, start: Start, meanwhile: Meanwhile, column: int, *, descending: bool
) -> None:
    meanwhile.before.append(lambda: shop.sort("Ledger", column, descending=descending))
    before = set(causes(shop, "Ledger")) - {""}

    told = list(close(google, start, before=BEFORE))

    assert accounts(start) == ACCOUNTS
    assert {row["Name"]: row["Points"] for row in shop.tab("Members")} == {"Ana": 210, "Boris": 80, "Layla": 50}
    own = {cause for cause in causes(shop, "Ledger") if not cause.startswith(("returned:", "opening:"))}
    assert own - {""} == before - set(CLOSED)
    assert set(CLOSED) <= set(archived(shop))
    assert not [sentence for sentence in told if sentence.startswith("Gave")]
    list(close(google, start, before=BEFORE))
    assert accounts(start) == ACCOUNTS
    assert list(close(google, start, before=BEFORE)) == ["There is nothing to close before 2026-01-01."]


@pytest.mark.parametrize("noted", [False, True], ids=["at once", "after a commit that decides nothing"])
def test_what_a_sort_has_moved_away_comes_back_before_anybody_is_answered_though_the_command_has_died(
    shop: Owner,
    google: Google,
    connect: Callable[[], Google],
    start: Start,
    instance: Start,
    meanwhile: Meanwhile,
    *,
    noted: bool,
) -> None:
    def die() -> None:
        raise Died

    other = instance()
    other.read_whole()
    meanwhile.before.append(lambda: shop.sort("Ledger", 0, descending=True))
    meanwhile.after.append(die)
    with pytest.raises(Died):
        list(close(google, start, before=BEFORE))
    away = {"order:1042", f"join:{LAYLA}"} - set(causes(shop, "Ledger"))
    if noted:
        shop.type_over("Settings", "Owner e-mail", "Value", "owner@example.com")
        assert AlarmNote(connect(), chance=lambda: "alarm").take(NightNews(waits=(NOW,)), NOW)

    again = other.transact(partial(claim_order, contact="7001", number="1042", now=NOW))

    assert away == {"order:1042", f"join:{LAYLA}"}
    assert isinstance(again, AlreadyClaimed)
    assert away <= set(causes(shop, "Ledger"))
    assert accounts(start) == ACCOUNTS


@pytest.mark.parametrize("deed", ["deletes the tab", "deletes rows", "deletes the headings"])
def test_a_year_that_the_owner_takes_away_at_once_stops_nobody(
    shop: Owner, google: Google, start: Start, instance: Start, deed: str
) -> None:
    list(close(google, start, before=BEFORE))
    shop.type("Ledger", ["2024-05-01 09:00:00", ANA, "", "claim", 10, "0999", "", "order:0999"])
    shop.type("Orders", ["1055", "ana@example.com", 55])
    other = instance()
    other.transact(partial(tell_points, contact="7001", now=NOW))
    list(close(google, start, before=BEFORE))

    match deed:
        case "deletes the tab":
            shop.delete_tab("Ledger 2024")
        case "deletes rows":
            shop.delete("Ledger 2024", "ROWS", 1, len(shop.tab("Ledger 2024")))
        case _:
            shop.type_at("Ledger 2024!A1", [""] * 10)

    for workbook in (other, instance()):
        assert isinstance(workbook.transact(partial(tell_points, contact="7001", now=NOW)), PointsTold)
    assert isinstance(other.transact(partial(claim_order, contact="7001", number="1055", now=NOW)), Claimed)


def test_a_line_without_a_day_comes_back_without_one(
    shop: Owner, google: Google, start: Start, meanwhile: Meanwhile
) -> None:
    shop.type("Ledger", ["", LAYLA, "", "", 7, "", "a present"])
    meanwhile.before.append(lambda: shop.sort("Ledger", 6))

    list(close(google, start, before=BEFORE))

    [present] = [row for row in shop.tab("Ledger") if row.get("Note") == "a present"]
    assert (present.get("Time"), str(present["Cause"]).split(":")[0], present["Points"]) == (None, "returned", 7)
    [points] = [row["Points"] for row in shop.tab("Members") if row.get("Name") == "Layla"]
    assert points == 57
    start().transact(lambda _book: Decision(None), tidy=True)
    assert not [row for row in shop.tab("Problems") if "Row" in row]


def test_what_a_sort_has_left_behind_follows(shop: Owner, google: Google, start: Start, meanwhile: Meanwhile) -> None:
    meanwhile.before += [lambda: shop.sort("Ledger", 0, descending=True), lambda: shop.sort("Ledger", 0)]

    list(close(google, start, before=BEFORE))

    assert set(CLOSED) <= set(archived(shop))
    assert not set(CLOSED) & set(causes(shop, "Ledger"))
    assert accounts(start) == ACCOUNTS


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_that_dies_is_gone_on_with_by_the_next(
    shop: Owner, google: Google, start: Start, meanwhile: Meanwhile, when: str
) -> None:
    def die() -> None:
        raise Died

    getattr(meanwhile, when).append(die)
    with pytest.raises(Died):
        list(close(google, start, before=BEFORE, limit=1))
    between = accounts(start)

    list(close(google, start, before=BEFORE, limit=1))

    assert between == accounts(start) == ACCOUNTS
    assert archived(shop) == CLOSED


def test_a_run_that_was_stopped_after_some_batches_is_gone_on_with_by_the_next(
    shop: Owner, google: Google, start: Start
) -> None:
    stopped = close(google, start, before=BEFORE, limit=1)
    assert "1 member done, 1 member left." in stopped
    between, moved = accounts(start), archived(shop)

    list(close(google, start, before=BEFORE, limit=1))

    assert moved == sorted([f"join:{ANA}", "order:1001"])
    assert between == accounts(start) == ACCOUNTS
    assert archived(shop) == CLOSED


def test_a_batch_whose_answer_is_lost_is_not_made_twice(
    shop: Owner, google: Google, start: Start, faults: Faults
) -> None:
    told = []
    for sentence in close(google, start, before=BEFORE, limit=1):
        if sentence.startswith("Made the tab Ledger 2025"):
            faults.next_write(DropAfter())
        told.append(sentence)

    assert accounts(start) == ACCOUNTS
    assert archived(shop) == CLOSED
    assert [cause for cause in causes(shop, "Ledger") if cause.startswith("opening")] == [
        f"opening:{ANA}:2026-01-01",
        f"opening:{BORIS}:2026-01-01",
    ]
    assert "Closed the books of 2 members before 2026-01-01." in told


def test_an_order_claimed_at_the_same_time_counts_once(
    shop: Owner, google: Google, start: Start, instance: Start, meanwhile: Meanwhile
) -> None:
    other = instance()
    outcomes: list[object] = []
    claim = partial(claim_order, contact="7001", number="1043", now=NOW)
    meanwhile.before += [lambda: outcomes.append(other.transact(claim))] * 2

    list(close(google, start, before=BEFORE))

    assert [type(outcome) for outcome in outcomes] == [Claimed, AlreadyClaimed]
    assert accounts(start) == ACCOUNTS | {ANA: Account(300, 500, 200)}
    assert archived(shop) == CLOSED


def test_two_who_close_the_books_at_once_close_them_once(
    shop: Owner, google: Google, start: Start, instance: Start, connect: Callable[[], Google], meanwhile: Meanwhile
) -> None:
    meanwhile.before.append(lambda: list(close(connect(), instance, before=BEFORE)))

    list(close(google, start, before=BEFORE))

    assert accounts(start) == ACCOUNTS
    assert archived(shop) == CLOSED
    assert causes(shop, "Ledger").count(f"opening:{ANA}:2026-01-01") == 1


def test_a_tab_of_the_owners_with_such_a_name_is_left_alone(shop: Owner, google: Google, start: Start) -> None:
    shop.edit({"addSheet": {"properties": {"title": "Ledger 2025"}}})
    shop.type_at("Ledger 2025!A1", shop.google.tab(shop.spreadsheet, "Ledger")[0])
    shop.type("Ledger 2025", ["2023-01-01 09:00:00", ANA, "", "claim", 900, "", "", "order:900"])
    before = shop.description(cells=True)

    with pytest.raises(TabTaken, match="Ledger 2025"):
        list(close(google, start, before=BEFORE))

    assert shop.description(cells=True) == before


def test_an_archive_whose_columns_are_not_the_ledgers_is_named_and_nothing_is_moved(
    shop: Owner, google: Google, start: Start
) -> None:
    list(close(google, start, before=date(2025, 1, 1)))
    shop.insert("Ledger", "COLUMNS", 9)
    shop.type_at("Ledger!J1", ["Second thoughts"])
    before = shop.description(cells=True)

    with pytest.raises(ColumnsDiffer, match="Ledger 2024"):
        list(close(google, start, before=BEFORE))

    assert shop.description(cells=True) == before


def test_a_column_that_is_moved_while_the_books_are_closed_puts_no_line_under_other_headings(
    shop: Owner, google: Google, start: Start, meanwhile: Meanwhile
) -> None:
    meanwhile.after.append(lambda: shop.move("Ledger", "COLUMNS", 3, 8))

    with pytest.raises(ColumnsDiffer, match="Ledger 2024"):
        list(close(google, start, before=BEFORE, limit=2))

    assert archived(shop) == sorted([f"join:{ANA}", "order:1001"])
    assert [row["Entry"] for row in shop.tab("Ledger 2024")] == ["sign-up", "claim"]
    assert accounts(start) == ACCOUNTS


def test_an_archive_may_be_renamed_and_get_the_columns_that_the_ledger_has_got(
    shop: Owner, google: Google, start: Start
) -> None:
    list(close(google, start, before=date(2025, 1, 1)))
    ledger, archive = shop.sheet_id("Ledger"), shop.sheet_id("Ledger 2024")
    shop.edit(
        {"appendDimension": {"sheetId": ledger, "dimension": "COLUMNS", "length": 1}},
        {"updateSheetProperties": {"properties": {"sheetId": archive, "title": "Long ago"}, "fields": "title"}},
    )

    list(close(google, start, before=BEFORE))

    assert sorted([*causes(shop, "Long ago"), *causes(shop, "Ledger 2025")])[-4:] == CLOSED
    assert accounts(start) == ACCOUNTS


@pytest.mark.usefixtures("shop")
def test_the_archives_tabs_are_in_nobodys_way(google: Google, start: Start, connect: Callable[[], Google]) -> None:
    list(close(google, start, before=BEFORE))

    assert check_up(connect()) == []
    assert set_up(connect(), chance="again") == []


def test_what_cannot_be_read_in_the_archive_is_named(shop: Owner, google: Google, start: Start) -> None:
    list(close(google, start, before=BEFORE))
    shop.type("Ledger 2024", ["", "", "nobody@example.com", "", 10])

    told = list(close(google, start, before=BEFORE))

    assert told[0] == f"Tab Ledger 2024, row 5, column Email: {NOBODYS}"


def test_the_largest_batch_is_smaller_than_google_recommends(
    owner: Owner, google: Google, start: Start, meanwhile: Meanwhile
) -> None:
    codes = [f"MEMBER-{n:04}" for n in range(SLICE // 2)]
    day = "2025-01-01 09:00:00"
    owner.type("Members", *([code, f"{code}@example.com"] for code in codes))
    owner.type(
        "Ledger",
        *(
            [day, code, f"{code}@example.com", *line]
            for code in codes
            for line in (
                ["claim", 10, "", "", f"order:{code}:{'1' * 40}"],
                ["redemption", -1, "tote", "Tote bag", f"coupon:{code}"],
                ["claim", 10, "", "", f"order:{code}:{'2' * 40}"],
                ["redemption", -1, "tote", "Tote bag", f"coupon:{code}-2"],
            )
        ),
    )

    told = list(close(google, start, before=BEFORE))

    assert f"Moved {SLICE:,} lines into the tab Ledger 2025." in told
    assert max(meanwhile.sizes) < MEGABYTES_2


def said(owner: Owner) -> list[tuple[object, object]]:
    return [(row["Subject"], row["Value"]) for row in owner.tab("Log") if row]


def tell_status(start: Start, number: str, *statuses: OrderStatus) -> None:
    for status in statuses:
        told = ShopOrder(number, status=status)
        start().transact(partial(take_orders, orders=[told], now=datetime(2025, 5, 1, tzinfo=UTC)))


def test_the_log_keeps_the_last_line_about_each_order(shop: Owner, google: Google, start: Start) -> None:
    tell_status(start, "1044", OrderStatus.PAID, OrderStatus.CANCELLED, OrderStatus.PAID)
    tell_status(start, "1003", OrderStatus.REFUNDED)
    shop.sort("Log", 4)

    assert next(iter(plan(start(), before=BEFORE))) == (
        "Would take 2 lines out of the Log that newer ones have replaced."
    )
    told = list(close(google, start, before=BEFORE))

    assert told[0] == "Took 2 lines out of the Log that newer ones have replaced."
    assert sorted(said(shop)) == [("1003", "refunded"), ("1044", "paid")]
    assert start().read_whole().book.orders["1044"].paid


def test_no_line_is_lost_when_the_log_is_sorted_in_that_moment(shop: Owner, google: Google, start: Start) -> None:
    tell_status(start, "1044", OrderStatus.PAID, OrderStatus.CANCELLED, OrderStatus.PAID)
    tell_status(start, "1043", OrderStatus.CANCELLED, OrderStatus.PAID)
    shop.before_next("write", lambda: shop.sort("Log", 2))

    list(close(google, start, before=BEFORE))
    list(close(google, start, before=BEFORE))

    assert sorted(said(shop)) == [("1043", "paid"), ("1044", "paid")]
