"""What the owner does to rows of the Ledger, of Settings and of Products, and to cells that they merge."""

from sandbox.google.grid import a1_notation
from tests.simulation.actors.shopkeeper import Shopkeeper
from tests.simulation.checks.sheet_cells import text
from tests.simulation.gestures.deeds import Deed, is_free

MOST_DELETED = 3
PLAIN_SETTINGS = ("Reminder days", "Colour", "Logo", "Chat flow", "Win back days", "Expiry day")
"""Settings whose row can be missing for a while: each run has them at their defaults."""

PRODUCTS = ("tea", "mug*", "club card", "*")
MULTIPLIERS = (0, 1, 2, 3)


def delete_ledger_rows(keeper: Shopkeeper) -> str:
    """Deletes lines of the Ledger: their points are gone, their orders can be claimed again, and the owner is told.

    Of lines that were there, and went, before any commit has counted them nothing can know (docs/decisions/0043).
    """
    start, cells = keeper.sheet_cells.any_row("Ledger", {"Cause", "Points"}, keeper.chance)
    if not start:
        return "no line"
    gone = list[str]()
    for _ in range(keeper.chance.randint(1, MOST_DELETED)):
        cells = keeper.sheet_cells.row("Ledger", start)
        gone.append(keeper.forget_line(cells))
        keeper.delete_row_at("Ledger", start)
    if keeper.is_counted():
        keeper.run_log.lost.add(("Ledger",))
    return f"from {start} on: {', '.join(gone)}"


def delete_settings_row(keeper: Shopkeeper) -> str:
    """Deletes a row of Settings, and writes it again below some time later."""
    name = keeper.chance.choice(PLAIN_SETTINGS)
    number, cells = keeper.sheet_cells.row_with("Settings", "Setting", name)
    if not number:
        return f"{name} is gone"
    keeper.delete_row_at("Settings", number)
    put_back = {heading: cells.get(heading, "") for heading in ("Setting", "Value", "What it does")}
    keeper.deeds.append(Deed(f"deletes {name}", name, lambda: keeper.add("Settings", put_back)))
    return name


def type_price_as_word(keeper: Shopkeeper) -> str:
    """Types a reward's price as a word."""
    number, cells = keeper.sheet_cells.any_row("Rewards", {"Reward", "Points"}, keeper.chance)
    if not number or not is_free(keeper, "Rewards"):
        return "no reward"
    reward, price = text(cells["Reward"]), cells["Points"]
    keeper.type_into("Rewards", number, "Points", "a few")

    def put_back() -> None:
        row, _ = keeper.sheet_cells.row_with("Rewards", "Reward", reward)
        keeper.type_into("Rewards", row, "Points", price)

    keeper.deeds.append(Deed(f"prices {reward}", "Rewards", put_back, ("Rewards", "a few")))
    return reward


def change_products(keeper: Shopkeeper) -> str:
    """Changes what a product gives while claims come, or what of an order counts; what is booked stays."""
    chance, product = keeper.chance, keeper.chance.choice(PRODUCTS)
    number, _ = keeper.sheet_cells.row_with("Products", "Product", product)
    what = chance.choice(("Multiplier", "Fixed points", "row", "counts"))
    if what == "counts":
        row, _ = keeper.sheet_cells.row_with("Settings", "Setting", "Points count")
        counts = chance.choice(("total", "goods"))
        if row:
            keeper.type_into("Settings", row, "Value", counts)
        return f"{counts} counts"
    if number and what == "row":
        keeper.delete_row_at("Products", number)
        return f"{product} is gone"
    heading = "Fixed points" if what == "Fixed points" else "Multiplier"
    gives = {"Multiplier": "", "Fixed points": "", heading: chance.choice(MULTIPLIERS)}
    if not number:
        keeper.add("Products", {"Product": product, **gives})
    elif what != "row":
        for name, value in gives.items():
            keeper.type_into("Products", number, name, value)
    return f"{product} gives {gives}"


def merge_notes(keeper: Shopkeeper) -> str:
    """Merges two blank cells under Notes, and parts them later; a sort of the tab is refused meanwhile."""
    number = keeper.sheet_cells.last_row("Orders") + 1
    if not is_free(keeper, "Orders"):
        return "not now"
    keeper.ensure_rows("Orders", number + 1)
    letter = a1_notation.column(keeper.sheet_cells.headings("Orders").index("Notes"))
    title = keeper.shown("Orders")
    keeper.editor.merge(f"{title}!{letter}{number}:{letter}{number + 1}")

    def part() -> None:
        keeper.editor.edit({"unmergeCells": {"range": keeper.editor.range(keeper.shown("Orders"))}})

    keeper.deeds.append(Deed("merges Notes", "Orders", part))
    return f"{title} {letter}{number}"
