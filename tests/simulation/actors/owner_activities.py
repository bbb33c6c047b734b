"""What the owner does at the sheet, by name; between any two requests one of these is picked by chance."""

from collections.abc import Callable, Mapping

from tests.simulation.actors.shopkeeper import Shopkeeper
from tests.simulation.actors.typing_mistakes import correct_mistake, make_mistake

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
    "has a coupon used": Shopkeeper.note_a_use,
    "slips": make_mistake,
    "mends": correct_mistake,
}


def do_something(keeper: Shopkeeper, activities: tuple[str, ...] = ()) -> None:
    """One of these activities, or of all."""
    activity = keeper.chance.choice(activities or tuple(ACTIVITIES))
    keeper.trace.note("owner", activity, ACTIVITIES[activity](keeper))
