"""What the owner has done at a terminal, while the shop goes on."""

from tests.simulation.actors.shopkeeper import Shopkeeper, address
from tests.simulation.checks.run_log import HandRow
from tests.simulation.checks.sheet_cells import TWINS, text

UNDO_SHARE = 0.4


def close_books(keeper: Shopkeeper) -> str:
    """Has the books closed before a day that is just past: everybody's points stay as they are."""
    return keeper.operator.close_books() if keeper.operator else "nobody there"


def merge(keeper: Shopkeeper) -> str:
    """Has the twins' rows made one member, or takes them apart; now and then gives either of them points."""
    codes = [text(cells.get("Member")) for cells in _twins(keeper)]
    if len(codes) < len(TWINS):
        return "nobody there"
    if keeper.chance.random() < UNDO_SHARE or not keeper.operator or not all(codes):
        return _give(keeper)
    return keeper.operator.merge(*codes, undo=keeper.chance.random() < UNDO_SHARE)


def _give(keeper: Shopkeeper) -> str:
    twin, points = keeper.chance.choice(TWINS), keeper.chance.randint(1, 30)
    row = HandRow(f"hand-{keeper.next_remark()}", twin, points)
    keeper.add("Ledger", {"Email": address(twin), "Points": points, "Note": row.note})
    keeper.run_log.hand_rows.append(row)
    return f"{row.note}: {points} for {twin}"


def _twins(keeper: Shopkeeper) -> list[dict[str, object]]:
    found = keeper.sheet_cells.members_among(set(TWINS))
    return [found[twin] for twin in TWINS if twin in found]
