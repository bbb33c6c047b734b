"""The owner: between any two requests she sorts, inserts, deletes, moves, types over points, and adds rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from sandbox.owner import Owner
from tests.simulation.notes import HandRow, Notes, Typing
from tests.simulation.pages import Pages, text
from tests.simulation.service import SPREADSHEET
from tests.simulation.trace import Trace
from tests.simulation.wire import Outside

SORTED = ("Members", "Orders", "Ledger", "Coupons")
KEYS = {"Members": "Member", "Orders": "Order", "Coupons": "Code"}
REWARDS = {"sticker": 30, "mug": 90, "tote": 160}
CODES_AT_ONCE = 4


@dataclass(slots=True)
class Shopkeeper:
    """Her deeds; ``orders`` are the numbers of all orders there are, with the contact whose each is."""

    hands: Owner
    pages: Pages
    notes: Notes
    chance: Random
    trace: Trace
    people: int
    now: Callable[[], float]
    orders: dict[str, str] = field(default_factory=dict)
    codes: int = 0
    remarks: int = 0
    deeds: tuple[str, ...] = ()
    is_quiet: Callable[[], bool] = lambda: True
    outdate: Callable[[], None] = lambda: None

    @classmethod
    def of(cls, outside: Outside, notes: Notes, people: int) -> "Shopkeeper":
        """The owner of the spreadsheet, which is set up."""
        hands, pages = Owner(outside.google, SPREADSHEET), Pages(outside.google)
        return cls(hands, pages, notes, outside.chance, outside.trace, people, lambda: outside.clockwork.now)

    def open_shop(self, *, pooled: bool) -> None:
        """The first rewards, codes and orders."""
        self.hands.type_over("Settings", "Coupons", "Value", "pool" if pooled else "generate")
        self.hands.type_over("Settings", "Letter hours", "Value", "0 to 24")
        self.hands.type("Rewards", *([reward, reward.title(), points] for reward, points in REWARDS.items()))
        for _ in range(self.people):
            self.add_orders()
        for _ in range(3):
            self.add_codes()

    def do_something(self) -> None:
        """One of her deeds."""
        deed = self.chance.choice(self.deeds or tuple(DEEDS))
        self.trace.note("owner", deed, DEEDS[deed](self) or "")

    def sort(self) -> str:
        """Sorts a tab by any column."""
        title = self.chance.choice(SORTED)
        column = self.chance.randrange(len(self.pages.headings(title)))
        self._note_move(title)
        self.hands.sort(title, column, descending=self.chance.random() < 0.5)
        return f"{title} by {column}"

    def insert_row(self) -> str:
        """Inserts a blank row below any other."""
        title = self.chance.choice(SORTED)
        rows = [number for number, _ in self.pages.rows(title)]
        start = self.chance.choice([1, *rows])
        self._edit("insertDimension", title, "ROWS", start)
        return f"{title} below {start}"

    def delete_row(self) -> str:
        """Deletes a blank row."""
        title = self.chance.choice(SORTED)
        blank = self.pages.blank_rows(title)
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
        title = self.chance.choice(SORTED)
        width = len(self.pages.headings(title))
        start, to = self.chance.randrange(width), self.chance.randrange(width)
        if to in (start, start + 1):
            return f"{title}: stays"
        source = self._range(title, "COLUMNS", start)
        self.hands.edit({"moveDimension": {"source": source, "destinationIndex": to}})
        self.outdate()
        return f"{title} {start} to {to}"

    def type_points(self) -> str:
        """Types a number over a member's points."""
        members = [(row, cells) for row, cells in self.pages.rows("Members") if {"Contact", "Points"} <= cells.keys()]
        if not members:
            return "no member"
        number, cells = self.chance.choice(members)
        before = int(text(cells["Points"]))
        after = max(0, before + self.chance.randint(-25, 40))
        self._type("Members", number, "Points", after)
        contact = text(cells["Contact"])
        self.notes.typings.append(Typing(self.now(), contact, after - before))
        self.notes.reduced[contact] += max(0, before - after)
        return f"{contact}: {before} becomes {after}"

    def write_ledger_row(self) -> str:
        """Writes a Ledger row by hand, for a member by code or by e-mail."""
        members = [cells for _, cells in self.pages.rows("Members") if "Contact" in cells]
        if not members:
            return "no member"
        cells, points = self.chance.choice(members), self.chance.randint(-10, 30)
        by = self.chance.choice(["Member", "Email"])
        row = HandRow(f"hand-{len(self.notes.hand_rows)}", text(cells["Contact"]), points)
        self._add("Ledger", {by: cells[by], "Points": points, "Note": row.note})
        self.notes.hand_rows.append(row)
        self.notes.reduced[row.contact] += max(0, -points)
        return f"{row.note}: {points} for {row.contact}"

    def add_orders(self) -> str:
        """Adds an order of any customer's, numbers as numbers or as text."""
        contact = str(7000 + self.chance.randrange(self.people))
        number = str(1000 + len(self.orders)) if self.chance.random() < 0.5 else f"R-{1000 + len(self.orders)}"
        status = self.chance.choice(["paid", "", "", "unpaid"])
        amount = self.chance.randint(5, 90)
        self._add("Orders", {"Order": number, "Email": address(contact), "Amount": amount, "Status": status})
        self.orders[number] = contact
        return f"{number} of {contact}"

    def call_off_order(self) -> str:
        """Refunds or cancels an order, rather one that was claimed; now and then sets its status back."""
        orders = [(row, cells) for row, cells in self.pages.rows("Orders") if "Order" in cells]
        claimed = [(row, cells) for row, cells in orders if "Claimed" in cells]
        number, cells = self.chance.choice(claimed or orders)
        order, status = text(cells["Order"]), self.chance.choice(["refunded", "refunded", "cancelled", "paid"])
        self._type("Orders", number, "Status", status)
        if status != "paid":
            self.notes.called_off.add(order)
        return f"{order}: {status}"

    def cancel_coupon(self) -> str:
        """Cancels a coupon that was given."""
        given = {line.cause for line in self.pages.ledger()}
        rows = [
            (row, cells)
            for row, cells in self.pages.rows("Coupons")
            if cells.get("Status") == "issued" and f"coupon:{text(cells.get('Code'))}" in given
        ]
        if not rows:
            return "no coupon"
        number, cells = self.chance.choice(rows)
        self._type("Coupons", number, "Status", "cancelled")
        self.notes.cancelled.add(text(cells["Code"]))
        return text(cells["Code"])

    def add_codes(self) -> str:
        """Adds coupon codes to the pool."""
        reward = self.chance.choice(list(REWARDS))
        for _ in range(CODES_AT_ONCE):
            self.codes += 1
            self._add("Coupons", {"Code": f"CODE-{self.codes}", "Reward": reward})
        return f"to CODE-{self.codes}"

    def remark(self) -> str:
        """Writes something under Notes."""
        title = self.chance.choice(list(KEYS))
        rows = [(number, cells) for number, cells in self.pages.rows(title) if KEYS[title] in cells]
        if not rows:
            return "nothing to remark on"
        number, cells = self.chance.choice(rows)
        self.remarks += 1
        self._type(title, number, "Notes", f"remark {self.remarks}")
        self.notes.remarks[title, text(cells[KEYS[title]])] = f"remark {self.remarks}"
        return f"{title} {text(cells[KEYS[title]])}: remark {self.remarks}"

    def _add(self, title: str, cells: dict[str, object]) -> None:
        headings = self.pages.headings(title)
        self.hands.type(title, [cells.get(heading, "") for heading in headings])

    def _type(self, title: str, number: int, heading: str, value: object) -> None:
        column = chr(ord("A") + self.pages.headings(title).index(heading))
        self.hands.type_at(f"{title}!{column}{number}", [value])

    def _note_move(self, title: str) -> None:
        if title == "Members":
            self.notes.moved_at = self.now()

    def _edit(self, request: str, title: str, dimension: str, start: int) -> None:
        self._note_move(title)
        more = {"inheritFromBefore": True} if request == "insertDimension" else {}
        self.hands.edit({request: {"range": self._range(title, dimension, start)} | more})

    def _range(self, title: str, dimension: str, start: int) -> dict[str, object]:
        sheet = self.hands.sheet_id(title)
        return {"sheetId": sheet, "dimension": dimension, "startIndex": start, "endIndex": start + 1}


DEEDS: dict[str, Callable[[Shopkeeper], str]] = {
    "sorts": Shopkeeper.sort,
    "inserts a row": Shopkeeper.insert_row,
    "deletes a row": Shopkeeper.delete_row,
    "moves a column": Shopkeeper.move_column,
    "types points": Shopkeeper.type_points,
    "writes a Ledger row": Shopkeeper.write_ledger_row,
    "adds an order": Shopkeeper.add_orders,
    "adds codes": Shopkeeper.add_codes,
    "remarks": Shopkeeper.remark,
    "calls an order off": Shopkeeper.call_off_order,
    "cancels a coupon": Shopkeeper.cancel_coupon,
}


def address(contact: str) -> str:
    """A customer's e-mail address."""
    return f"m{contact}@example.com"
