"""What the owner does at the sheet, by name; between any two requests one of these is picked by chance, by weight."""

from collections.abc import Callable, Mapping

from tests.simulation.actors.shopkeeper import Shopkeeper
from tests.simulation.actors.typing_mistakes import correct_mistake, make_mistake
from tests.simulation.gestures.deeds import end_one
from tests.simulation.gestures.gesture_table import ALL, GESTURES

ACTIVITIES: Mapping[str, Callable[[Shopkeeper], str]] = {
    "sorts": Shopkeeper.sort,
    "inserts a row": Shopkeeper.insert_row,
    "deletes a row": Shopkeeper.delete_row,
    "moves a column": Shopkeeper.move_column,
    "types points": Shopkeeper.type_points,
    "writes a Ledger row": Shopkeeper.write_ledger_row,
    "adds an order": Shopkeeper.add_order,
    "adds codes": Shopkeeper.add_codes,
    "remarks": Shopkeeper.remark,
    "calls an order off": Shopkeeper.call_off_order,
    "cancels a coupon": Shopkeeper.cancel_coupon,
    "decides": Shopkeeper.decide,
    "has a coupon used": Shopkeeper.note_a_use,
    "slips": make_mistake,
    "mends": correct_mistake,
}


EVERYDAY = tuple(name for name in ACTIVITIES if name not in ("slips", "mends", "moves a column"))
"""What goes on beside a gesture that is looked at alone."""
NO_NUMBERS = tuple(name for name in EVERYDAY if name != "types points")
"""Beside version 0.1.0, which loses a number that is typed over Points in the second of its own commit."""
EVERYDAY_WEIGHT, ALONE_TIMES = 10, 10
MOST_DEEDS = 3
"""So many gestures stand at once, until the owner takes one back."""


def do_something(keeper: Shopkeeper, activities: tuple[str, ...] = (), gestures: tuple[str, ...] = ALL) -> None:
    """One of these activities, or of all, or of these gestures."""
    names = activities or tuple(ACTIVITIES)
    often = 1 if gestures == ALL else ALONE_TIMES
    weights = [EVERYDAY_WEIGHT] * len(names) + [GESTURES[name].weight * often for name in gestures]
    chosen = keeper.chance.choices([*names, *gestures], weights)[0]
    keeper.trace.note("owner", chosen, ACTIVITIES[chosen](keeper) if chosen in ACTIVITIES else _gesture(keeper, chosen))


def _gesture(keeper: Shopkeeper, name: str) -> str:
    """Where one stands, the owner rather takes one back."""
    if keeper.deeds and keeper.chance.random() < len(keeper.deeds) / MOST_DEEDS:
        return f"takes back: {end_one(keeper)}"
    return GESTURES[name].act(keeper)
