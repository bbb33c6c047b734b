"""What the owner has done at a terminal, while the shop goes on."""

from tests.simulation.actors.shopkeeper import Shopkeeper


def close_books(keeper: Shopkeeper) -> str:
    """Has the books closed before a day that is just past: everybody's points stay as they are."""
    return keeper.operator.close_books() if keeper.operator else "nobody there"
