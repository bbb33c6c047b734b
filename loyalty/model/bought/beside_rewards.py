"""What an order has beside the rewards that its coupons gave."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from loyalty.model.bought.order_lines import OrderLine, fold_product


def beside_rewards(lines: Iterable[OrderLine], rewards: Iterable[str]) -> tuple[OrderLine, ...]:
    """The lines that were paid for, with what each came to: without one unit for each of these rewards, by its name.

    A line that came to nothing is a reward or a present, whatever the shop calls it.
    """
    given, found = Counter(map(fold_product, rewards)), list[OrderLine]()
    for line in lines:
        name = fold_product(line.name)
        units = min(given[name], int(line.quantity))
        given[name] -= units
        if line.quantity > units and line.amount != 0:
            found.append(replace(line, quantity=line.quantity - units))
    return tuple(found)
