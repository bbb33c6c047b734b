"""What rewards cost, in sentences for the owner, in the language of the sheet."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import assert_never

from loyalty.owner.price_proposals import FIRST_BY, LEAST, MOST, Proposal, Why
from loyalty.owner.reward_costs import NoPoints, OrderFigures, RewardCost, TooFewOrders
from loyalty.owner.reward_reach import FEWEST_ORDERS
from sheets.codec.owner_sentences import Sentence
from sheets.codec.translation import DOMAIN
from sheets.schema.reports.figures_said import rounded
from words.locales import locale_for, money_digits

TOO_FEW = Sentence(
    "Paid orders of the last twelve months: %(orders)s. That is too few to say what a reward costs: it takes at least "
    "%(fewest)s."
)
NO_POINTS = Sentence(
    "Paid orders of the last twelve months: %(orders)s. They bring no points or no money, so nobody can say what a "
    "reward costs."
)
FIGURES = Sentence(
    "Paid orders of the last twelve months: %(orders)s. Less refunds, an average one comes to %(average)s, the one in "
    "the middle to %(median)s. Points that an average one brings, without tiers, plans and campaigns: %(points)s."
)
AT_PRICE = Sentence("%(name)s. Price in points: %(points)s.")
FIRST = Sentence(
    "With average orders the first one comes at order %(first)s, the next after this many more: %(every)s."
)
BY_JOINING = Sentence("Joining alone brings the first one, the next comes after this many average orders: %(every)s.")
COSTS = Sentence("It costs you %(cost)s: %(percent)s of the %(money)s that customers spend for its points.")
COST_UNKNOWN = Sentence("Write under Your cost what one costs you, to see what share of their money it is.")
WORTH = Sentence("To customers it is worth %(worth)s: %(percent)s of what they spend.")
MARGIN = Sentence("It is worth more to them than it costs you, by %(margin)s.")
NO_MARGIN = Sentence("It costs you more than it is worth to them, by %(margin)s.")
PROPOSED = Sentence("%(name)s: instead of %(points)s points, %(proposed)s are proposed. %(why)s")
COSTS_TOO_MUCH = Sentence("It costs you %(percent)s of what customers spend; above %(most)s is a lot.")
GIVES_TOO_LITTLE = Sentence("It gives customers %(percent)s of what they spend; below %(least)s is little.")
COMES_TOO_LATE = Sentence("The first reward comes at order %(first)s; it should come by order %(by)s.")
AGREE = Sentence("Write %(proposed)s into its Points?")
NOTHING_PROPOSED = Sentence("No other price is proposed.")
DRY_RUN = Sentence("Nothing was written.")
PRICED = Sentence("%(name)s costs %(points)s points now. Coupons already given stay as they are.")
LEFT_ALONE = Sentence("%(name)s was changed in the meantime, or is there twice: it is left as it is.")
OWN_NOTE = Sentence("On the Points of %(name)s there is a note of yours: it is left as it is.")
NOTED = Sentence("Notes on Points that are new or say something new: %(count)s.")
MOVED = Sentence(
    "Rows or columns of Rewards were moved while this was written. What landed elsewhere was put back; please look at "
    "the tab once."
)
_HALF = Fraction(1, 2)


def without_figures(found: TooFewOrders | NoPoints) -> Sentence:
    """Why nothing can be said."""
    match found:
        case TooFewOrders(orders):
            return TOO_FEW.of(orders=orders, fewest=FEWEST_ORDERS)
        case NoPoints(orders):
            return NO_POINTS.of(orders=orders)
        case _:
            assert_never(found)


class InMoney:
    """Says amounts and shares in one language, rounded half up: money to the cent, shares to a tenth of a percent."""

    def __init__(self, language: str, currency: str) -> None:
        self._locale, self._currency = locale_for(language, DOMAIN), currency

    def figures(self, figures: OrderFigures) -> Sentence:
        """What the orders come to and bring."""
        return FIGURES.of(
            orders=figures.orders,
            average=self._money(figures.average),
            median=self._money(figures.median),
            points=floor(figures.points_an_order + _HALF),
        )

    def cost(self, cost: RewardCost) -> Iterator[Sentence]:
        """What a reward costs at its price: what its note says."""
        first = BY_JOINING if cost.first == 0 else FIRST.of(first=cost.first)
        yield first.of(**dict(first.values), every=cost.every)
        if cost.reward.cost is None or cost.rebate is None:
            yield COST_UNKNOWN
        else:
            percent, money = self._percent(cost.rebate), self._money(cost.money)
            yield COSTS.of(cost=self._money(cost.reward.cost), percent=percent, money=money)
        if cost.reward.worth is not None and cost.worth is not None:
            yield WORTH.of(worth=self._money(cost.reward.worth), percent=self._percent(cost.worth))
        if cost.margin is not None:
            margin = self._money(abs(cost.margin))
            yield (MARGIN if cost.margin >= 0 else NO_MARGIN).of(margin=margin)

    def proposal(self, proposal: Proposal) -> Sentence:
        """Another price, and why."""
        now = proposal.now
        return PROPOSED.of(
            name=now.reward.name, points=now.reward.points, proposed=proposal.points, why=self._why(proposal)
        )

    def _why(self, proposal: Proposal) -> Sentence:
        now = proposal.now
        match proposal.why:
            case Why.COSTS_TOO_MUCH:
                return COSTS_TOO_MUCH.of(percent=self._percent(now.rebate), most=self._percent(MOST))
            case Why.GIVES_TOO_LITTLE:
                return GIVES_TOO_LITTLE.of(percent=self._percent(now.worth), least=self._percent(LEAST))
            case Why.COMES_TOO_LATE:
                return COMES_TOO_LATE.of(first=now.first, by=FIRST_BY)
            case _:
                assert_never(proposal.why)

    def _money(self, amount: Fraction | Decimal) -> str:
        return self._locale.money(rounded(amount, money_digits(self._currency)), self._currency)

    def _percent(self, share: Fraction | None) -> str:
        return self._locale.percent(rounded(share or Fraction(0), 3))
