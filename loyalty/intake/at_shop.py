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
from loyalty.model.imported import ShopOrder, ShopRefund
from loyalty.model.money.told_refunds import by_ids, is_newer, read_refund, to_the_second, written_refund


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
        key = fold(told.shop_id)
        order = self.book.order_at_shop(told.shop_id) if key else None
        return self._numbers.get(key, "") or (order.number if order else "")

    def link(self, told: ShopOrder, number: str, in_its_row: str) -> None:
        """From now on this order is known by the shop's own id, which its row has, or else the Log."""
        key = fold(told.shop_id)
        if not key:
            return
        self._numbers[key] = number
        linked = [fact for fact in self._facts(told.shop_id) if fact.kind is FactKind.SHOP_ORDER]
        if key != fold(in_its_row) and all(fold_order(fact.value) != fold_order(number) for fact in linked):
            at = self.now.astimezone(UTC).replace(microsecond=0)
            self._learn(FactKind.SHOP_ORDER, told.shop_id, number, at)

    def refunds(self, shop_id: str) -> tuple[ShopRefund, ...]:
        """What went back of this order by the Log, the newest word of each id."""
        kept = (fact for fact in self._facts(shop_id) if fact.kind is FactKind.SHOP_REFUND) if shop_id else ()
        read = (read_refund(fact.value, fact.time) for fact in kept)
        return tuple(by_ids(filter(None, read)).values())

    def take_in(self, shop_id: str, refunds: Iterable[ShopRefund]) -> bool:
        """Keeps what the Log does not have of these refunds; True where there was any."""
        known, news = {refund.id: refund for refund in self.refunds(shop_id)}, False
        for refund in by_ids(map(to_the_second, refunds)).values():
            if is_newer(refund, known.get(refund.id)):
                self._learn(FactKind.SHOP_REFUND, shop_id, written_refund(refund), refund.at)
                news = True
        return news

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
