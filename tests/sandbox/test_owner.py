"""What an owner does with hands and mouse, on a small tab of three people, and between two requests of a program."""

from collections.abc import Callable

import gspread
import pytest

from sandbox.google.grid.spreadsheet import OWNER
from sandbox.google.http.exchange import EMAIL
from sandbox.google.http.server import Server
from sandbox.google.keeping.past_versions import VersionGone
from sandbox.google.methods.core import Google
from sandbox.owner import Owner
from tests.sandbox.google.account_session import account_session

PEOPLE: list[list[object]] = [
    ["Name", "Points", "Tier"],
    ["Layla", 90, "Gold"],
    ["Ana", 110, "Silver"],
    ["Boris", 60, "Basic"],
]


@pytest.fixture
def owner() -> Owner:
    google = Google(history=20)
    google.create("S", sheets=("Members", "Ledger"))
    google.enter("S", "Members!A1", PEOPLE)
    return Owner(google, "S")


def rows(owner: Owner, title: str = "Members") -> list[list[object]]:
    return owner.google.tab(owner.spreadsheet, title)


def test_a_sort_of_all_columns_keeps_rows_together_and_one_of_some_tears_them(owner: Owner) -> None:
    owner.sort("Members", 0)
    assert rows(owner)[1:] == [["Ana", 110, "Silver"], ["Boris", 60, "Basic"], ["Layla", 90, "Gold"]]

    owner.sort("Members", 1, descending=True, columns=(1, 2))
    assert rows(owner)[1:] == [["Ana", 110, "Silver"], ["Boris", 90, "Basic"], ["Layla", 60, "Gold"]]


def test_a_block_is_pasted_as_if_typed_and_cells_are_emptied(owner: Owner) -> None:
    owner.paste("Members!B2", "1\tGold\n2\t=B2+1")
    assert rows(owner)[1:] == [["Layla", 1, "Gold"], ["Ana", 2, 2], ["Boris", 60, "Basic"]]

    owner.clear("Members!B2:C3")
    assert rows(owner)[1:] == [["Layla"], ["Ana"], ["Boris", 60, "Basic"]]


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (lambda owner: owner.insert("Members", "COLUMNS", 1), ["Layla", "", 90, "Gold"]),
        (lambda owner: owner.delete("Members", "COLUMNS", 0), [90, "Gold"]),
        (lambda owner: owner.move("Members", "COLUMNS", 2, 0), ["Gold", "Layla", 90]),
        (lambda owner: owner.insert("Members", "ROWS", 1, 2), []),
        (lambda owner: owner.delete("Members", "ROWS", 1), ["Ana", 110, "Silver"]),
        (lambda owner: owner.move("Members", "ROWS", 3, 1), ["Boris", 60, "Basic"]),
        (lambda owner: owner.merge("Members!A2:C2"), ["Layla"]),
    ],
)
def test_rows_and_columns_come_go_and_move(owner: Owner, act: Callable[[Owner], None], left: list[object]) -> None:
    act(owner)

    assert rows(owner)[1] == left


def test_tabs_are_renamed_copied_swapped_and_deleted(owner: Owner) -> None:
    owner.rename_tab("Ledger", "Book")
    owner.copy_tab("Members", "Members 2")
    owner.delete("Members 2", "ROWS", 2, 2)
    numbers = {title: owner.sheet_id(title) for title in ("Members", "Members 2")}

    owner.swap_tabs("Members", "Members 2")

    assert rows(owner) == PEOPLE[:2]
    assert (owner.sheet_id("Members"), owner.sheet_id("Members 2")) == (numbers["Members 2"], numbers["Members"])
    owner.delete_tab("Members 2")
    titles = {sheet.title for sheet in owner.google.spreadsheet("S").sheets}
    assert titles == {"Members", "Book"}


def test_what_is_protected_and_filtered_is_told_to_whoever_reads(owner: Owner) -> None:
    owner.protect("Members!B:B", EMAIL)
    owner.protect("Ledger")
    owner.filter("Members!A1:C4", {2: ["Gold"]})

    members, ledger = owner.description()["sheets"]
    (held,) = members["protectedRanges"]
    assert (held["range"], held["editors"]["users"]) == ({"startColumnIndex": 1, "endColumnIndex": 2}, [EMAIL, OWNER])
    assert ledger["protectedRanges"][0]["range"] == {"sheetId": ledger["properties"]["sheetId"]}
    assert members["basicFilter"]["criteria"] == {"2": {"hiddenValues": ["Gold"]}}


def test_the_zone_and_the_locale_can_be_changed_and_typing_follows(owner: Owner) -> None:
    owner.live_in(time_zone="Europe/Berlin", locale="de_DE")
    owner.type_at("Members!B2", ["1.234,5"])

    properties = owner.description()["properties"]
    assert (properties["timeZone"], properties["locale"]) == ("Europe/Berlin", "de_DE")
    assert rows(owner)[1][1] == 1234.5


def test_an_older_version_comes_back_as_far_as_versions_are_kept(owner: Owner) -> None:
    owner.delete("Members", "ROWS", 1)
    owner.delete("Members", "ROWS", 1)

    owner.undo()
    assert len(rows(owner)) == 3
    owner.undo(3)
    assert rows(owner) == PEOPLE

    with pytest.raises(VersionGone):
        owner.undo(30)


def test_a_copy_of_the_spreadsheet_goes_its_own_way(owner: Owner) -> None:
    copy = owner.copy("T")
    copy.delete("Members", "ROWS", 1)

    assert rows(copy)[1] == ["Ana", 110, "Silver"]
    assert rows(owner) == PEOPLE


def test_the_owner_acts_between_the_read_and_the_write_of_a_program() -> None:
    with Server(Google()) as server, account_session(server) as session:
        server.google.create("S", sheets=("Members",))
        owner = Owner(server.google, "S")
        owner.type_at("Members!A1", *PEOPLE)
        tab = gspread.Client(auth=None, session=session).open_by_key("S").worksheet("Members")
        owner.before_next("write", lambda: owner.sort("Members", 0))

        found = tab.find("Layla")
        tab.update_cell(found.row, 2, 100)

    assert rows(owner)[1:] == [["Ana", 100, "Silver"], ["Boris", 60, "Basic"], ["Layla", 90, "Gold"]]
