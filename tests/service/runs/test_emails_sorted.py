"""An owner in the tab Emails while a run is on, and what a version before this one writes there."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.letters.due import COUNTED_STATUSES
from mail.smtp import MailServer
from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from service.container import chance, open_google
from service.runs.reminder_run import Run
from sheets.google.client import Spent
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
PEOPLE = tuple(f"MEMBER{number}" for number in range(7))


@pytest.fixture
def people(owner: Owner) -> Owner:
    """Seven members, of whom one after the other is due a reminder."""
    owner.type("Members", *([code, f"{code}@post.example".lower(), "", "", "", "2026-01-01"] for code in PEOPLE))
    return owner


@pytest.fixture
def start(people: Owner, server: Server) -> Callable[[], Workbook]:
    google = open_google(people.spreadsheet, server.url)
    return partial(Workbook, google, clock=lambda: NOW, chance=chance, quota=(60_000, 60_000))


def run(workbook: Workbook, sender: MailBox | None = None, *, now: datetime = NOW, **more: object) -> None:
    with MailBox() as box:
        server = MailServer((sender or box).url, 5)
        Run(workbook, "Shop <hello@shop.example>", lambda: now, Spent(), lambda: True, **more).send_all(server)  # type: ignore[arg-type]


def states(workbook: Workbook) -> dict[str, str]:
    """What has become of each member's letter, as an instance reads it that sees the sheet for the first time."""
    book: Book = workbook.read_whole().book
    return {code: ", ".join(letter.status for letter in book.letters_to(code)) for code in book.members}


def columns(owner: Owner) -> dict[str, int]:
    return {str(heading): place for place, heading in enumerate(owner.google.tab(owner.spreadsheet, "Emails")[0])}


GESTURES: dict[str, Callable[[Owner], None]] = {
    "sorts by Member": lambda owner: owner.sort("Emails", columns(owner)["Member"], descending=True),
    "sorts by Status": lambda owner: owner.sort("Emails", columns(owner)["Status"]),
    "sorts what is seen": lambda owner: owner.sort(
        "Emails", columns(owner)["Id"], descending=True, columns=(0, columns(owner)["Id"] + 1)
    ),
    "inserts a row": lambda owner: owner.insert("Emails", "ROWS", 1),
    "drags the last row up": lambda owner: owner.move("Emails", "ROWS", len(owner.tab("Emails")), 1),
}


@pytest.mark.parametrize("moment", ["read", "write"])
@pytest.mark.parametrize("gesture", GESTURES)
def test_every_letter_goes_out_once_while_the_owner_moves_the_rows_of_emails(
    people: Owner, start: Callable[[], Workbook], gesture: str, moment: str
) -> None:
    def meanwhile(_done: int, _due: int) -> None:
        people.before_next(moment, partial(GESTURES[gesture], people))  # type: ignore[arg-type]

    with MailBox() as box:
        run(start(), box, at_once=2, tell=meanwhile)
        run(start(), box, now=NOW + timedelta(hours=1))

    assert Counter(letter.recipients[0] for letter in box.letters) == dict.fromkeys(addresses(), 1)
    assert states(start()) == dict.fromkeys(PEOPLE, "sent")


@pytest.mark.parametrize("gesture", ["sorts by Status", "sorts what is seen"])
def test_one_that_failed_is_tried_the_next_day_wherever_its_lines_have_been_sorted(
    people: Owner, start: Callable[[], Workbook], gesture: str
) -> None:
    refused = addresses()[1]
    sorts = partial(GESTURES[gesture], people)

    def full(step: str, address: str) -> str | None:
        return "452 4.2.2 Mailbox full" if (step, address) == ("RCPT", refused) else None

    with MailBox(fault=full) as box:
        run(start(), box, at_once=3, tell=lambda *_: people.before_next("write", sorts))
    sorts()
    with MailBox() as tomorrow:
        run(start(), tomorrow, now=NOW + timedelta(days=1))

    assert refused not in [letter.recipients[0] for letter in box.letters]
    assert [letter.recipients[0] for letter in tomorrow.letters] == [refused]


def test_the_rows_of_a_version_before_count_as_they_stand(people: Owner, start: Callable[[], Workbook]) -> None:
    """One row a letter, with its Status written over and over in place; and no column for what was noted."""
    noted = columns(people)["Status as noted"]
    people.delete("Emails", "COLUMNS", noted)
    fates = ("sent", "failed", "taken", "waiting")
    for code, fate in zip(PEOPLE, fates, strict=False):
        id_ = f"reminder:{code}:2026-11-21"
        people.type("Emails", ["2026-11-21 18:00:00", code, f"{code}@post.example", "reminder", fate, "", id_])

    with MailBox() as box:
        run(start(), box)

    wrote = {letter.recipients[0] for letter in box.letters}
    assert wrote == set(addresses()) - {addresses()[0], addresses()[2]}
    assert states(start()) | {PEOPLE[1]: "sent"} == dict.fromkeys(PEOPLE, "sent") | {PEOPLE[2]: "taken"}
    assert [row["Id"] for row in people.tab("Emails") if row["Member"] == PEOPLE[3]] == [
        f"reminder:{PEOPLE[3]}:2026-11-21"
    ] * 3


def test_what_a_version_before_heals_in_a_second_line_is_not_lost(people: Owner, start: Callable[[], Workbook]) -> None:
    """It shows in every row with an Id what the first of them says: during a roll-out, or after going back."""
    refused = addresses()[2]

    def full(step: str, address: str) -> str | None:
        return "452 4.2.2 Mailbox full" if (step, address) == ("RCPT", refused) else None

    with MailBox(fault=full) as box:
        run(start(), box)
    warm = start()
    before = states(warm)

    heal_as_before(people)

    assert [row["Status"] for row in people.tab("Emails")] == ["taken"] * 2 * len(PEOPLE)
    assert states(warm) == states(start()) == before
    assert before == dict.fromkeys(PEOPLE, "sent") | {PEOPLE[2]: "failed"}


def test_letters_keep_their_instants_in_another_time_zone(people: Owner, start: Callable[[], Workbook]) -> None:
    run(start())

    people.live_in(time_zone="Asia/Tokyo")

    book = start().read_whole().book
    letters = [letter for code in book.members for letter in book.letters_to(code)]
    assert {letter.taken_at for letter in letters} == {NOW}
    assert all(letter.status in COUNTED_STATUSES for letter in letters)


def heal_as_before(owner: Owner) -> None:
    """Each row with an Id that stands above gets that row's Time, Status and Detail."""
    grid, place = owner.google.tab(owner.spreadsheet, "Emails"), columns(owner)
    first: dict[object, list[object]] = {}
    for number, cells in enumerate(grid[1:], start=2):
        said = first.setdefault(cells[place["Id"]], list(cells))
        for heading in ("Time", "Status", "Detail"):
            letter = "ABCDEFGHIJ"[place[heading]]
            owner.type_at(f"Emails!{letter}{number}", [said[place[heading]]])


def addresses() -> list[str]:
    return [f"{code}@post.example".lower() for code in PEOPLE]
