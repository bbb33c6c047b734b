"""What is known by the shop's own ids of orders: which number they have, and what went back of them, told alone.

A shop tells of a refund by its own id of the order, perhaps before it tells of the order. So each refund is a line of
the Log under that id, and whoever learns the order's number finds it there (docs/decisions/0073).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddFact
from loyalty.model.fact import Fact, FactKind, Subject, fact_key
from loyalty.model.identifiers import fold, fold_order, without_a_fraction
from loyalty.model.imported import ShopOrder
from loyalty.model.money.refund_lines import refunds_in, written_of_shop
from loyalty.model.money.told_refunds import Refund, by_ids, is_newer, to_the_second
from loyalty.model.orders import Order

PAYMENTS = "stripe/"


def is_payment(shop_id: str) -> bool:
    """True where the shop's own id is a payment's: what went back of it is one sum that grows, under no refund's id."""
    return fold(shop_id).startswith(PAYMENTS)


@dataclass(slots=True)
class AtShop:
    """The Log under the shop's own ids while orders are taken, and what is ``learned`` of them."""

    book: Book
    now: datetime
    learned: list[AddFact] = field(default_factory=list)
    _numbers: dict[str, str] = field(default_factory=dict)
    _known: dict[str, list[Fact]] = field(default_factory=dict)
    """All lines about an id, those that are learned among them: an order may have hundreds of refunds."""
    _counted: dict[tuple[str, FactKind], int] = field(default_factory=dict)

    def number_of(self, told: ShopOrder) -> str:
        """The number under which the order stands or will stand; blank where nobody has told one yet.

        By the shop's own id first: some shops number an order anew after they have told of it.
        """
        return self.known_number(told) or (
            told.number if self.book.order(told.number) else without_a_fraction(told.number)
        )

    def known_number(self, told: ShopOrder) -> str:
        """The number of the order by the shop's own id; blank where that is not known yet."""
        if not told.shop_id:
            return ""
        key, order = fold(told.shop_id), self.book.order_at_shop(told.shop_id)
        return self._numbers.get(key, "") or (order.number if order else "")

    def link(self, told: ShopOrder, number: str, in_its_row: str) -> None:
        """From now on the order is known by the shop's own id that is told, which its row has, or else the Log."""
        key = fold(told.shop_id)
        self._numbers[key] = number
        linked = [fact for fact in self._facts(told.shop_id) if fact.kind is FactKind.SHOP_ORDER]
        if key != fold(in_its_row) and all(fold_order(fact.value) != fold_order(number) for fact in linked):
            self._learn(FactKind.SHOP_ORDER, told.shop_id, number, self._second)

    def refunds(self, shop_id: str) -> tuple[Refund, ...]:
        """What went back of this order by the Log, the newest word of each id."""
        return tuple(by_ids(refunds_in(self._facts(shop_id))).values())

    def single_refunds(self, order: Order) -> tuple[Refund, ...]:
        """What its shop has told of this order refund by refund; of two shops the one by which more went back."""
        told = (self.refunds(shop_id) for shop_id in self._ids_of(order) if not is_payment(shop_id))
        return max(told, key=lambda refunds: sum(refund.amount for refund in refunds), default=())

    def take_in(self, shop_id: str, refunds: Iterable[Refund]) -> bool:
        """Keeps what the Log does not have of these refunds; True where there was any."""
        known, news = {refund.id: refund for refund in self.refunds(shop_id)}, False
        for refund in by_ids(map(to_the_second, refunds)).values():
            if is_newer(refund, known.get(refund.id)):
                at = refund.at if isinstance(refund.at, datetime) else self._second
                self._learn(FactKind.SHOP_REFUND, shop_id, written_of_shop(refund), at)
                news = True
        return news

    @property
    def _second(self) -> datetime:
        return self.now.astimezone(UTC).replace(microsecond=0)

    def _ids_of(self, order: Order) -> Iterable[str]:
        """The shops' own ids of this order, by its row, by the Log and by what has come with it."""
        key = fold_order(order.number)
        now = (shop_id for shop_id, number in self._numbers.items() if fold_order(number) == key)
        ids = (order.own_cells.shop_id, *self.book.shop_ids_of(order.number), *now)
        return {fold(shop_id): shop_id for shop_id in ids if shop_id}.values()

    def _facts(self, shop_id: str) -> list[Fact]:
        key = fact_key(Subject.SHOP, shop_id)
        if key not in self._known:
            self._known[key] = list(self.book.facts_with(key))
        return self._known[key]

    def _learn(self, kind: FactKind, shop_id: str, value: str, at: datetime) -> None:
        facts, counted = self._facts(shop_id), (fold(shop_id), kind)
        # Facts under an id stand beside each other: the number alone tells two of one second apart.
        before = self._counted.get(counted) or max((fact.number for fact in facts if fact.kind is kind), default=0)
        self._counted[counted] = before + 1
        fact = Fact(at, kind, shop_id, value, number=before + 1)
        facts.append(fact)
        self.learned.append(AddFact(fact))
