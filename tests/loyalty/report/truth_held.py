"""How often the figures of made-up shops hold the truth: ``python -m tests.loyalty.report.truth_held --seeds 1000``.

The tests do the same with a hundred seeds.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

import click

from loyalty.report.certainty.intervals import Interval, Share, detectable, difference
from loyalty.report.certainty.resampling import DRAWS, ratio_interval
from loyalty.report.customers import Bought
from loyalty.report.hold_out_results import HoldOut
from loyalty.report.partners import compare
from loyalty.report.periods import Period
from tests.loyalty.report.made_up_shop import AVERAGE, BEFORE, BEGIN, LAST, YEAR, MadeUpShop

MEMBERS, OFTEN = 1_000, 6.3
"""Of the shops with a hold-out: how many members, and a scale with which 30 % order within 28 days anyway."""
SHARE = Decimal("0.2")


World = Callable[[int, int], Iterator[tuple[str, bool]]]
"""Of a seed and a number of draws: which intervals hold what is true."""


def held(worlds: Iterable[World], seeds: Iterable[int], *, draws: int = DRAWS) -> Mapping[str, int]:
    """In how many of these seeds each interval holds what is true; ``found`` is how often an effect was seen."""
    each = ((world, seed) for seed in seeds for world in worlds)
    return Counter(name for world, seed in each for name, is_so in world(seed, draws) if is_so)


def shares(seed: int, draws: int) -> Iterator[tuple[str, bool]]:
    """Of before and after, which differ by nothing."""
    shop = MadeUpShop(seed)
    before, after = shop.customers.bought_in(BEFORE), shop.customers.bought_in(YEAR)
    truth = shop.truth
    yield "repeat customers before", _holds(_share(before).interval, truth.repeat_customers)
    yield "repeat customers after", _holds(_share(after).interval, truth.repeat_customers)
    yield "repeat customers change", _holds(difference(_share(after), _share(before))[1], 0)
    of_again = [(float(net) if orders > 1 else 0.0, float(net)) for orders, net in after.each]
    yield "repeat revenue", _holds(ratio_interval(of_again, draws=draws), truth.repeat_revenue)
    of_orders = [(float(net), float(orders)) for orders, net in after.each]
    yield "average order", _holds(ratio_interval(of_orders, draws=draws), AVERAGE)


def partners(seed: int, _draws: int) -> Iterator[tuple[str, bool]]:
    """Where chance alone decides who joins, members and partners differ by nothing."""
    shop = MadeUpShop(seed, customers=400, self_chosen=False, stays=1.0)
    found = compare(shop.customers, shop.joined, Period(BEGIN, LAST))
    yield "difference in differences", _holds(found.interval, 0)


def emails(seed: int, _draws: int) -> Iterator[tuple[str, bool]]:
    """Emails that change nothing, once and twelve times, and emails that change as much as can be seen."""
    shop = MadeUpShop(seed, customers=MEMBERS, scale=OFTEN)
    nothing = HoldOut("reminder", *shop.outcomes("reminder", share=SHARE))
    monthly = HoldOut("reminder", *shop.outcomes("reminder", share=SHARE, emails=12))
    effect = detectable(shop.truth.base_rate, float(MEMBERS * (1 - SHARE)), float(MEMBERS * SHARE)) or 0.0
    real = HoldOut("reminder", *shop.outcomes("reminder", share=SHARE, effect=effect))
    yield "hold-out without effect", _holds(nothing.interval, 0)
    yield "hold-out of twelve emails", _holds(monthly.interval, 0)
    yield "hold-out with effect", _holds(real.interval, effect)
    yield "found", real.interval is not None and real.interval.low > 0


def _share(bought: Bought) -> Share:
    return Share(sum(orders > 1 for orders in bought.orders), len(bought))


def _holds(interval: Interval | None, truth: float) -> bool:
    return interval is not None and interval.low <= truth <= interval.high


@click.command
@click.option("--seeds", type=click.IntRange(1), default=1_000, show_default=True)
@click.option("--first", type=int, default=1_000, show_default=True)
def main(seeds: int, first: int) -> None:
    """Count over many seeds how often each interval holds the truth: 95 of 100 is what is promised."""
    for name, count in held((shares, partners, emails), range(first, first + seeds)).items():
        click.echo(f"{name}: {100 * count / seeds:.1f} of 100")


if __name__ == "__main__":
    main()
