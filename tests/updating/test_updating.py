"""Sheets that version 0.1.0 made and served for a year: today's version goes on with them, without a hand."""

import json
import lzma
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sandbox.google.keeping.storage import load
from sandbox.google.methods.core import Google
from sandbox.scheduler import TaskFailed
from sheets.codec.translation import said
from tests.updating.customers import BORIS, contact
from tests.updating.facts import THEN_ONLY, Facts, facts_of
from tests.updating.next_day import play_next_day
from tests.updating.shops import SPREADSHEET, ZONES, Shop, open_shop
from tests.updating.versions import FIXTURES, Version

NOON = "2026-03-10 12:00"
"""When the sheets were kept."""
WRITTEN = {
    "Members": "Member, Contact, Joined, Points, Lifetime points, Tier, Last reminder, Points as booked, Birthday, "
    "Referred by, Membership, Points shown",
    "Orders": "Claimed, Points",
    "Coupons": "Member, Email, Issued, Expires, Used for, Status shown",
}
"""The columns in which the program writes; all others of these tabs are the owner's, and all of other tabs."""
AT_HOME = {"PUBLIC_URL": "", "MAIL_FROM": "hello@localhost", "DNS_SERVER": "127.0.0.1:9", "TASKS_AUDIENCE": "nobody"}
"""For a check that asks nobody on the network."""
PROGRAMS_OWN = ("Ledger", "Log", "Review", "Waiting", "Emails", "Problems", "Answers")
Grid = list[list[object]]


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Version:
    """The version that is tested, in a folder of its own."""
    return Version.today(tmp_path_factory.mktemp("versions"))


@pytest.fixture(params=list(ZONES))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def recorded(language: str) -> Mapping[str, Facts]:
    """What version 0.1.0 said of this sheet when it was kept, and a day later."""
    kept = (FIXTURES / f"lived_0_1_0_{language}.facts.json").read_text(encoding="utf-8")
    facts: Mapping[str, Facts] = json.loads(kept)
    return facts


@pytest.fixture
def google(language: str, tmp_path: Path) -> Google:
    """Google with the sheet as it was kept."""
    kept = tmp_path / "kept.json"
    kept.write_bytes(lzma.decompress((FIXTURES / f"lived_0_1_0_{language}.json.xz").read_bytes()))
    return Google(spreadsheets=dict(load(kept).spreadsheets))


@pytest.fixture
def shop(google: Google, language: str, today: Version, tmp_path: Path) -> Iterator[Shop]:
    """The shop as its owner finds it when today's version has taken over."""
    with open_shop(google, language, today, tmp_path, at=NOON) as shop:
        yield shop


def test_a_new_version_says_of_everybody_what_the_old_one_said_and_books_nothing_twice(
    shop: Shop, recorded: Mapping[str, Facts]
) -> None:
    before = owners_cells(shop)
    points = points_of(shop)
    for _ in range(2):
        shop.scheduler.run("tidy")

        assert differences(recorded["then"], facts_of(shop)) == []
        assert owners_cells(shop) == before
        assert points_of(shop) == points


def test_life_goes_on_under_a_new_version_as_it_would_have_under_the_old_one(
    shop: Shop, recorded: Mapping[str, Facts]
) -> None:
    play_next_day(shop)

    assert differences(without_old_words(recorded["a day later"]), facts_of(shop)) == []


@pytest.mark.parametrize("language", ["ru"])
def test_two_versions_may_take_turns_with_a_sheet(
    google: Google, language: str, today: Version, tmp_path: Path, recorded: Mapping[str, Facts]
) -> None:
    """A rollback, and forward again; the old one may decline to touch what the new one has written."""
    for version in (today, Version.of("0_1_0", tmp_path), today):
        with open_shop(google, language, version, tmp_path, at=NOON) as shop, suppress(TaskFailed):
            shop.scheduler.run("tidy")
    with open_shop(google, language, today, tmp_path, at=NOON) as shop:
        assert differences(recorded["then"], facts_of(shop)) == []


@pytest.mark.parametrize("language", ["en"])
def test_while_a_new_version_is_rolled_out_an_order_is_claimed_once_whoever_is_asked(
    shop: Shop, tmp_path: Path
) -> None:
    """For some minutes both serve; the old one may say ``later``."""
    with shop.beside(Version.of("0_1_0", tmp_path)) as old:
        answers = [
            instance.tap(contact(shop, BORIS), "claim", expect="claimed|already_claimed|later", order_number="00017")
            for instance in (shop, old, shop, old)
        ]

    assert [answer["code"] for answer in answers].count("claimed") == 1
    assert [row["Points"] for row in shop.rows("Ledger") if row.get("Cause") == "order:00017"] == [112]


def test_the_check_names_the_cells_that_nobody_can_read_in_an_old_sheet_and_stops_at_nothing_else(shop: Shop) -> None:
    shop.scheduler.run("tidy")
    found = json.loads(shop.version.command({**shop.variables, **AT_HOME}, shop.clock, "check", "--json"))

    cells = [finding["sentence"].partition(": ")[0] for finding in found if finding["key"] == "rows.unreadable"]
    assert cells == [
        f"Tab {said(tab, shop.language)}, row {row}, column {said(column, shop.language)}"
        for tab, row, column in (("Members", 11, "Reminders"), ("Orders", 59, "Amount"))
    ]
    assert [finding for finding in found if finding["blocks"] and finding["key"] != "rows.unreadable"] == []


def without_old_words(facts: Facts) -> Facts:
    """The facts that a later version says in the same cells."""
    return {name: fact for name, fact in facts.items() if name not in THEN_ONLY}


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """What of the expected is otherwise, place by place; more than was expected is no difference."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return [line for key in expected for line in differences(expected[key], found.get(key), f"{where} / {key}")]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [line for at, (one, other) in pairs for line in differences(one, other, f"{where} / {at}")]
    return [] if _seen_as(expected) == _seen_as(found) else [f"{where}: {expected!r} is now {found!r}"]


def _seen_as(cell: object) -> object:
    """An instant to the second, as its cell shows it: below that the program keeps its distance from UTC."""
    return int(cell * 86_400 + 0.001) if isinstance(cell, float) else cell


def points_of(shop: Shop) -> list[str]:
    """Every line of the Ledger and of the closed years that moved points, in no order."""
    ledgers = [sheet.title for sheet in shop.owner.google.spreadsheet(SPREADSHEET).sheets]
    titles = [title for title in ledgers if title.startswith(("Ledger", shop.word("Ledger")))]
    assert len(titles) > 1, "there are no closed years"
    return sorted(map(str, (row for title in titles for row in shop.owner.tab(title))))


def owners_cells(shop: Shop) -> Mapping[str, Grid]:
    """The cells of the sheet that are the owner's, by tab and column; rows that are blank there are left out."""
    written = {shop.word(tab): {shop.word(name) for name in names.split(", ")} for tab, names in WRITTEN.items()}
    others = {shop.word(tab) for tab in PROGRAMS_OWN}
    cells = dict[str, Grid]()
    for sheet in shop.owner.google.spreadsheet(SPREADSHEET).sheets:
        if sheet.title in others or sheet.title.startswith(("Ledger", "_")):
            continue
        rows = shop.owner.google.tab(SPREADSHEET, sheet.title)
        mine = [at for at, heading in enumerate(rows[0] if rows else []) if heading not in written.get(sheet.title, ())]
        cells[sheet.title] = [_without_end([row[at] for at in mine if at < len(row)]) for row in rows]
    return cells


def _without_end(cells: list[object]) -> list[object]:
    """The row without the empty cells at its end: a column further right may have been filled since."""
    while cells and cells[-1] in ("", None):
        cells.pop()
    return cells
