"""The owner's slips: nonsense typed into a cell, or a cell emptied, which she mends when she comes by again."""

from tests.simulation.actors.shopkeeper import KEYS, ONLINE, Shopkeeper
from tests.simulation.checks.run_log import Slip
from tests.simulation.checks.sheet_cells import Cells, shown, text

MOST_SLIPS = 5
"""So many slips are open at once."""
NONSENSE = (
    ("Orders", "Order", ""),
    ("Orders", "Amount", "a lot"),
    ("Orders", "Placed", "2026-02-31"),
    ("Orders", "Status", "perhaps"),
    ("Orders", "Points", "many"),
    ("Coupons", "Code", ""),
    ("Coupons", "Status", "perhaps"),
    ("Coupons", "Issued", "2026-02-31"),
    ("Members", "Points", "many"),
    ("Members", "Joined", "2026-02-31"),
    ("Members", "Reminders", "now and then"),
)
"""What she types where. A member's code, contact and address are not here: without them she is a stranger.

Nor are rows of the Ledger: what they say is the truth.
"""


def slip(keeper: Shopkeeper) -> str:
    """Types nonsense into a cell."""
    title, heading, nonsense = keeper.chance.choice(NONSENSE)
    number, cells = keeper.pages.any_row(title, {KEYS[title]}, keeper.chance)
    if not number or len(keeper.notes.slips) >= MOST_SLIPS or text(cells.get("Notes")) in keeper.notes.slips:
        return "not now"
    if (title, heading) == ("Orders", "Order") and text(cells["Order"]).startswith(ONLINE):
        return "not over the number by which the web shop tells of it again"
    points, booked = shown(cells)
    if (title, heading) == ("Members", "Points") and points != booked:
        return "not over a number of her own"
    remark = keeper.remark_on(title, number, cells)
    keeper.type_into(title, number, heading, nonsense)
    keeper.notes.slips[remark] = Slip(title, heading, nonsense, remark, cells.get(heading, ""))
    return f"{title} {text(cells[KEYS[title]])}: {heading} becomes {nonsense!r}, {remark}"


def mend(keeper: Shopkeeper) -> str:
    """Puts right one cell."""
    if not keeper.notes.slips:
        return "nothing"
    return _mend(keeper, keeper.notes.slips.pop(keeper.chance.choice(list(keeper.notes.slips))))


def mend_all(keeper: Shopkeeper) -> None:
    """Puts right all there is."""
    while keeper.notes.slips:
        mend(keeper)


def _mend(keeper: Shopkeeper, slip: Slip) -> str:
    number, cells = keeper.pages.row_with(slip.title, "Notes", slip.remark)
    if text(cells.get(slip.heading)) != slip.nonsense:
        return f"{slip.remark}: the service has written there"
    right = _booked(cells) if (slip.title, slip.heading) == ("Members", "Points") else slip.before
    keeper.type_into(slip.title, number, slip.heading, right)
    return f"{slip.remark}: {slip.heading} becomes {right!r}"


def _booked(cells: Cells) -> str:
    """The points that were last shown in the member's row."""
    return shown(cells)[1]
