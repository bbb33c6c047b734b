"""The owner at the sheet: sorts, inserts, deletes, moves, types over points, writes remarks, and adds rows."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from sandbox.google.grid import a1_notation
from sandbox.google.protocol.google_errors import Refusal
from sandbox.owner import Owner
from sheets.schema.noted import ledger_length
from tests.simulation.checks.invariants import OWNER_EDIT_NOTE, Found, booked_edits
from tests.simulation.checks.run_log import HandRow, RunLog
from tests.simulation.checks.sheet_cells import Cells, SheetCells, text
from tests.simulation.network.faulty_transport import OutsideWorld
from tests.simulation.network.instances import SPREADSHEET
from tests.simulation.trace import Trace

if TYPE_CHECKING:
    from tests.simulation.actors.operator import Operator
    from tests.simulation.gestures.deeds import Deed

SORTED_TABS = ("Members", "Orders", "Ledger", "Coupons", "Emails", "Log", "Waiting")
KEY_HEADINGS = {"Members": "Member", "Orders": "Order", "Coupons": "Code"}
REWARDS = {"sticker": 30, "mug": 90, "tote": 160}
CODES_AT_ONCE = 4
LIKE_A_NUMBER = re.compile(r"\d+E\d+")
"""A member's code that becomes a number when it is typed."""


@dataclass(slots=True)
class Orders:
    """The numbers of all orders there are, and by contact those that are theirs."""

    numbers: list[str] = field(default_factory=list)
    of: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    coming: list[tuple[str, str]] = field(default_factory=list)
    expected: int = 0

    def expect(self, contact: str) -> str:
        """The number of an order that this contact has placed, and of which the shop will tell later, if ever."""
        self.expected += 1
        number = f"{LATE_PREFIX}{self.expected}"
        self.coming.append((number, contact))
        return number

    def come(self, chance: Random) -> tuple[str, str] | None:
        """One of these is told now; None where there is none, or it is another order's turn."""
        if not self.coming or chance.random() < 0.3:
            return None
        number, contact = self.coming.pop(chance.randrange(len(self.coming)))
        self.add(number, contact)
        return number, contact

    def add(self, number: str, contact: str) -> None:
        """An order of this contact's."""
        self.numbers.append(number)
        self.of[contact].append(number)


@dataclass(slots=True)
class Shopkeeper:
    """The owner: a way to edit the sheet, what they know of their shop, and what they do."""

    editor: Owner
    sheet_cells: SheetCells
    run_log: RunLog
    chance: Random
    trace: Trace
    people: int
    now: Callable[[], float]
    orders: Orders = field(default_factory=Orders)
    codes: int = 0
    remarks: int = 0
    deeds: list["Deed"] = field(default_factory=list)
    bookmark: tuple[int, RunLog] | None = None
    hand_free: float = 0.0
    moved_at: int = -2
    is_quiet: Callable[[], bool] = lambda: True
    forget_versions: Callable[[], None] = lambda: None
    has_restored: Callable[[], None] = lambda: None
    operator: "Operator | None" = None

    @classmethod
    def of(cls, outside: OutsideWorld, run_log: RunLog, people: int) -> "Shopkeeper":
        """The owner of the spreadsheet, which is set up."""
        editor, sheet_cells = Owner(outside.google, SPREADSHEET), SheetCells(outside.google)
        virtual_time = outside.virtual_time
        return cls(editor, sheet_cells, run_log, outside.chance, outside.trace, people, lambda: virtual_time.now)

    def sort(self) -> str:
        """Sorts a tab by any column."""
        title = self.chance.choice(SORTED_TABS)
        column = self.chance.randrange(len(self.sheet_cells.headings(title)))
        try:
            self.editor.sort(self.shown(title), column, descending=self.chance.random() < 0.5)
        except Refusal:
            return f"{title} has merged cells"
        return f"{title} by {column}"

    def insert_row(self) -> str:
        """Inserts a blank row below any other."""
        title = self.chance.choice(SORTED_TABS)
        start = self.chance.randint(1, self.sheet_cells.last_row(title))
        self._edit("insertDimension", title, "ROWS", start)
        return f"{title} below {start}"

    def delete_row(self) -> str:
        """Deletes a blank row."""
        title = self.chance.choice(SORTED_TABS)
        blank = self.sheet_cells.blank_rows(title)
        if not blank:
            return f"{title}: no blank row"
        number = self.chance.choice(blank)
        self._edit("deleteDimension", title, "ROWS", number - 1)
        return f"{title} {number}"

    def move_column(self) -> str:
        """Drags a column elsewhere, while nothing is on its way: a batch cannot tell that columns have moved.

        For the same reason no later read shows how they were before.
        """
        if not self.is_quiet():
            return "waits"
        title = self.chance.choice(SORTED_TABS)
        width = len(self.sheet_cells.headings(title))
        start, to = self.chance.randrange(width), self.chance.randrange(width)
        if to in (start, start + 1):
            return f"{title}: stays"
        source = self._range(title, "COLUMNS", start)
        self.editor.edit({"moveDimension": {"source": source, "destinationIndex": to}})
        self.forget_versions()
        return f"{title} {start} to {to}"

    def type_points(self) -> str:
        """Types a number over a member's points."""
        number, cells = self.sheet_cells.any_row("Members", {"Contact", "Points"}, self.chance)
        if not number or not isinstance(cells["Points"], int | float):
            return "no member"
        before = int(cells["Points"])
        after = max(0, before + self.chance.randint(-25, 40))
        self.type_into("Members", number, "Points", after)
        self.note_typed(cells, after - before)
        return f"{text(cells['Contact'])}: {before} becomes {after}"

    def note_typed(self, cells: Cells, change: int) -> None:
        """Points of the row with these cells are typed over; without the row's own mark nothing proves by what."""
        contact, (code, _, _) = text(cells["Contact"]), text(cells.get("Points shown")).rpartition(":")
        self.run_log.type(contact, change)
        if code != text(cells.get("Member")) or contact in self.sheet_cells.codes:
            self.run_log.may_lack[contact] += max(0, change)

    def write_ledger_row(self) -> str:
        """Writes a Ledger row by hand, for a member by code or by e-mail."""
        number, cells = self.sheet_cells.any_row("Members", {"Contact", "Member"}, self.chance)
        if not number:
            return "no member"
        points = self.chance.randint(-10, 30)
        by = "Email" if LIKE_A_NUMBER.fullmatch(text(cells["Member"])) else self.chance.choice(["Member", "Email"])
        by = by if by in cells else "Member"
        row = HandRow(f"hand-{self.next_remark()}", text(cells["Contact"]), points)
        self.add("Ledger", {by: cells[by], "Points": points, "Note": row.note})
        self.run_log.hand_rows.append(row)
        self.run_log.reduced[row.contact] += max(0, -points)
        return f"{row.note}: {points} for {row.contact}"

    def add_order(self) -> str:
        """Adds an order of any customer's, numbers as numbers or as text."""
        late = self.orders.come(self.chance)
        number, contact = late or (self.next_order(), str(FIRST_CONTACT + self.chance.randrange(self.people)))
        status = self.chance.choice(["paid", "", "", "unpaid"])
        amount = self.chance.randint(5, 90)
        product = self.chance.choice(["", "", "", "club card"])
        own = {"Order": number, "Email": address(contact), "Amount": amount, "Status": status, "Products": product}
        # Without a draw: each seed goes on as it did.
        bought = {"Goods": amount - 2, "Product lines": f"Tea | 2 | {amount // 2}"} if amount % 3 == 0 else {}
        self.add("Orders", own | bought)
        if not late:
            self.orders.add(number, contact)
        return f"{number} of {contact}"

    def next_order(self) -> str:
        """The next order's number, as a number or as text."""
        number = str(1000 + len(self.orders.numbers))
        return number if self.chance.random() < 0.5 else f"R-{number}"

    def call_off_order(self) -> str:
        """Refunds or cancels an order or a part of it, rather one that was claimed; now and then takes that back."""
        orders = [(row, cells) for row, cells in self.sheet_cells.rows("Orders") if "Order" in cells]
        claimed = [(row, cells) for row, cells in orders if "Claimed" in cells]
        number, cells = self.chance.choice(claimed or orders)
        order, status = (
            text(cells["Order"]),
            self.chance.choice(["refunded", "refunded", "cancelled", "paid", "partly"]),
        )
        if status == "partly":
            status = str(self.chance.randrange(70))
            self.type_into("Orders", number, "Refunded", int(status))
        else:
            self.type_into("Orders", number, "Status", status)
        if status != "paid":
            self.run_log.called_off.add(order)
        return f"{order}: {status}"

    def decide(self) -> str:
        """Writes yes or no beside something that waits in Review, or another word than before."""
        number, cells = self.sheet_cells.any_row("Review", {"Cause"}, self.chance)
        if not number or "Done" in cells:
            return "nothing waits"
        word = self.chance.choice(["yes", "yes", "no"])
        self.type_into("Review", number, "Decision", word)
        return f"{text(cells['Cause'])}: {word}"

    def decide_all(self) -> None:
        """Says yes to whatever waits still."""
        for number, cells in list(self.sheet_cells.rows("Review")):
            if not cells.get("Decision"):
                self.type_into("Review", number, "Decision", "yes")

    def cancel_coupon(self) -> str:
        """Cancels a coupon that was given."""
        given = {text(cells.get("Cause")) for _, cells in self.sheet_cells.rows("Ledger")}
        rows = [
            (row, cells)
            for row, cells in self.sheet_cells.rows("Coupons")
            if cells.get("Status") == "issued" and f"coupon:{text(cells.get('Code'))}" in given
        ]
        if not rows:
            return "no coupon"
        number, cells = self.chance.choice(rows)
        self.type_into("Coupons", number, "Status", "cancelled")
        self.run_log.cancelled.add(text(cells["Code"]))
        return text(cells["Code"])

    def note_a_use(self) -> str:
        """An order carries the code of a coupon."""
        row, cells = self.sheet_cells.any_row("Coupons", {"Code", "Member"}, self.chance)
        number, _ = self.sheet_cells.any_row("Orders", {"Order"}, self.chance)
        if not row or not number:
            return "no coupon"
        self.type_into("Orders", number, "Coupons", cells["Code"])
        return text(cells["Code"])

    def add_codes(self) -> str:
        """Adds coupon codes to the pool."""
        reward = self.chance.choice(list(REWARDS))
        first = self.codes + 1
        self.codes += CODES_AT_ONCE
        self.add("Coupons", *({"Code": f"CODE-{code}", "Reward": reward} for code in range(first, self.codes + 1)))
        return f"to CODE-{self.codes}"

    def remark(self) -> str:
        """Writes something under Notes."""
        title = self.chance.choice(list(KEY_HEADINGS))
        number, cells = self.sheet_cells.any_row(title, {KEY_HEADINGS[title]}, self.chance)
        if not number or text(cells.get("Notes")) in self.run_log.mistakes:
            return "nothing to remark on"
        remark = self.remark_on(title, number, cells)
        return f"{title} {text(cells[KEY_HEADINGS[title]])}: {remark}"

    def remark_on(self, title: str, number: int, cells: Cells) -> str:
        """Writes a remark like no other into the Notes of this row."""
        remark = f"remark {self.next_remark()}"
        self.type_into(title, number, "Notes", remark)
        self.run_log.remarks[title, text(cells[KEY_HEADINGS[title]]).casefold()] = remark
        return remark

    def add(self, title: str, *rows: Mapping[str, object]) -> None:
        """Types rows, given by heading, below what is there."""
        headings = self.sheet_cells.headings(title)
        self.editor.type(self.shown(title), *([cells.get(heading, "") for heading in headings] for cells in rows))

    def type_into(self, title: str, number: int, heading: str, value: object) -> None:
        """Types over one cell; an empty text empties it."""
        column = a1_notation.column(self.sheet_cells.headings(title).index(heading))
        self.editor.type_at(f"{self.shown(title)}!{column}{number}", [value])

    def shown(self, title: str) -> str:
        """What the tab is called now that had this title at first."""
        return self.sheet_cells.title(title)

    def next_remark(self) -> int:
        """A number that nothing was named by yet."""
        self.remarks += 1
        return self.remarks

    def ensure_rows(self, title: str, rows: int) -> None:
        """Adds rows at the end where the tab has fewer."""
        sheet = self.editor.google.sheet(SPREADSHEET, self.shown(title))
        if rows > sheet.row_count:
            more = rows - sheet.row_count
            self.editor.edit({"appendDimension": {"sheetId": sheet.id, "dimension": "ROWS", "length": more}})

    def delete_row_at(self, title: str, number: int) -> None:
        """Deletes a row, whatever it holds; none for row 0."""
        if number:
            self._edit("deleteDimension", title, "ROWS", number - 1)

    def token(self) -> str:
        """The token of the last commit."""
        return text(self.editor.google.tab(SPREADSHEET, "_system")[0][0])

    def is_counted(self) -> bool:
        """True when a commit has noted in the hidden tab how many lines the Ledger has."""
        hidden = self.editor.google.tab(SPREADSHEET, "_system")
        return any(text(cell) for row in hidden[ledger_length.ROW - 1 : ledger_length.ROW] for cell in row[:1])

    def lose_marks(self, contacts: set[str] | None = None) -> None:
        """The program's marks beside these members' points are lost, or everybody's: a number of theirs that was typed
        and is not booked yet can no longer be proved, so it may count or not.
        """
        booked = booked_edits(Found.now(self.sheet_cells, self.run_log).ledger)
        for contact, typed in self.run_log.typed.items():
            if contacts is None or contact in contacts:
                self.run_log.may_lack[contact] += max(0, typed - booked[contact])
                self.run_log.may_exceed[contact] += max(0, booked[contact] - typed)

    def forget_line(self, cells: Cells) -> str:
        """A line of the Ledger is deleted: what it stood for may come again; gives its cause, or its note."""
        log, written = self.run_log, str(cells.get("Points") or 0)
        # A line that has just landed under wrong headings shows other words there until the next commit.
        points = int(written) if written.lstrip("-").isdigit() else 0
        code, cause, note = text(cells.get("Member")), text(cells.get("Cause")), text(cells.get("Note"))
        members = {text(row.get("Member")): contact for contact, row in self.sheet_cells.members().items()}
        contact = members.get(code, "")
        log.reduced[contact] += max(0, points)
        log.hand_rows = [row for row in log.hand_rows if row.note != note]
        if note == OWNER_EDIT_NOTE:
            # Where the number still stands over what was shown before, it is booked again.
            log.typings[contact].append(-points)
            log.may_exceed[contact] += max(0, points)
            log.may_lack[contact] += max(0, -points)
        # With an opening goes what it stands for.
        closed = text(cells.get("For")).split() if cause.startswith("opening:") else ()
        log.deleted.update(*(one.casefold().split(":")[1:] for one in (cause, *closed)))
        if cause.startswith("left:"):
            log.left.add(code)
        return cause or note

    def _edit(self, request: str, title: str, dimension: str, start: int) -> None:
        more = {"inheritFromBefore": True} if request == "insertDimension" else {}
        self.editor.edit({request: {"range": self._range(title, dimension, start)} | more})

    def _range(self, title: str, dimension: str, start: int) -> dict[str, object]:
        sheet = self.editor.sheet_id(self.shown(title))
        return {"sheetId": sheet, "dimension": dimension, "startIndex": start, "endIndex": start + 1}


WEBSHOP_PREFIX, LATE_PREFIX = "W-", "L-"
"""What the web shop's own order numbers begin with, and those that are claimed before anybody tells of them."""
FIRST_CONTACT = 7000
"""The first customer's contact id; the others count on from it."""


def address(contact: str) -> str:
    """A customer's e-mail address."""
    return f"m{contact}@example.com"
