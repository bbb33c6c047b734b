"""The owner's typing mistakes: nonsense in a cell, or a cell emptied, which they correct some time later."""

from tests.simulation.actors.shopkeeper import KEY_HEADINGS, LATE_PREFIX, WEBSHOP_PREFIX, Shopkeeper
from tests.simulation.checks.run_log import TypingMistake
from tests.simulation.checks.sheet_cells import Cells, shown, text

MOST_MISTAKES = 5
"""No more mistakes than this wait for their correction at once."""
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
"""What is typed where. A member's code, contact and address are not here: without them nobody knows who they are.

Nor are rows of the Ledger: what they say is the truth.
"""


def make_mistake(keeper: Shopkeeper) -> str:
    """Types nonsense into a cell."""
    title, heading, nonsense = keeper.chance.choice(NONSENSE)
    number, cells = keeper.sheet_cells.any_row(title, {KEY_HEADINGS[title]}, keeper.chance)
    mistakes = keeper.run_log.mistakes
    if not number or len(mistakes) >= MOST_MISTAKES or text(cells.get("Notes")) in mistakes:
        return "not now"
    if (title, heading) == ("Orders", "Order") and text(cells["Order"]).startswith((WEBSHOP_PREFIX, LATE_PREFIX)):
        return "not over the number by which the web shop tells of it again"
    points, booked = shown(cells)
    if (title, heading) == ("Members", "Points") and points != booked:
        return "not over a number of her own"
    remark = keeper.remark_on(title, number, cells)
    keeper.type_into(title, number, heading, nonsense)
    mistakes[remark] = TypingMistake(title, heading, nonsense, remark, cells.get(heading, ""))
    return f"{title} {text(cells[KEY_HEADINGS[title]])}: {heading} becomes {nonsense!r}, {remark}"


def correct_mistake(keeper: Shopkeeper) -> str:
    """Corrects one cell."""
    if not keeper.run_log.mistakes:
        return "nothing"
    remark = keeper.chance.choice(list(keeper.run_log.mistakes))
    mistake = keeper.run_log.mistakes[remark]
    # What a column was moved under in that second is over the remark until the next commit puts it back.
    if not keeper.sheet_cells.row_with(mistake.title, "Notes", remark)[0]:
        return f"{remark}: not to be seen just now"
    return _correct(keeper, keeper.run_log.mistakes.pop(remark))


def correct_all(keeper: Shopkeeper) -> None:
    """Corrects all cells that hold a mistake."""
    while keeper.run_log.mistakes:
        _, mistake = keeper.run_log.mistakes.popitem()
        _correct(keeper, mistake)


def _correct(keeper: Shopkeeper, mistake: TypingMistake) -> str:
    number, cells = keeper.sheet_cells.row_with(mistake.title, "Notes", mistake.remark)
    if text(cells.get(mistake.heading)) != mistake.nonsense:
        return f"{mistake.remark}: the service has written there"
    right = _booked(cells) if (mistake.title, mistake.heading) == ("Members", "Points") else mistake.before
    keeper.type_into(mistake.title, number, mistake.heading, right)
    return f"{mistake.remark}: {mistake.heading} becomes {right!r}"


def _booked(cells: Cells) -> str:
    """The points that were last shown in the member's row."""
    return shown(cells)[1]
