"""The owner's deeds by name; between any two requests she does one of them, by chance."""

from collections.abc import Callable, Mapping

from tests.simulation.actors.shopkeeper import Shopkeeper
from tests.simulation.actors.slips import mend, slip

DEEDS: Mapping[str, Callable[[Shopkeeper], str]] = {
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
    "slips": slip,
    "mends": mend,
}


def do_something(keeper: Shopkeeper, deeds: tuple[str, ...] = ()) -> None:
    """One of these deeds, or of all."""
    deed = keeper.chance.choice(deeds or tuple(DEEDS))
    keeper.trace.note("owner", deed, DEEDS[deed](keeper))
