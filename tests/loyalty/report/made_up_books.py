"""The books of the made-up shop: what its members claim, take and lose, tallied while it happens.

The tally is kept beside the events and knows nothing of how a report counts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.hold_out import held_out
from loyalty.model.member import Member
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.reward import Reward
from loyalty.report.customers import Purchase
from tests.loyalty.report.made_up_shop import LAST, YEAR, MadeUpShop

BONUS, PRICE, COST = 50, 200, Decimal("6.50")
TOTE = Reward("tote", "Tote", PRICE, cost=COST)
HELD_OUT = Decimal("0.2")
CLAIMED, REFUNDED, CANCELLED, USED, TYPED = 0.8, 0.06, 0.05, 0.7, 0.03
REMINDED = LAST - timedelta(days=40)


@dataclass
class Books:
    """What stands in the sheet, and what has happened; ``points`` and ``year`` are tallies by what became of them."""

    shop: MadeUpShop
    entries: list[Entry] = field(default_factory=list)
    coupons: list[Coupon] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    balances: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    year: Counter[str] = field(default_factory=Counter)
    net: dict[str, Decimal] = field(default_factory=dict)
    """What was paid in the year, less refunds: in all, by members, and in orders that carried a coupon."""

    def __post_init__(self) -> None:
        """Lets all three years happen."""
        self.net = {"all": Decimal(0), "members": Decimal(0), "carried": Decimal(0)}
        for name, purchases in self.shop.customers.purchases.items():
            joined = self.shop.joined.get(name)
            if joined:
                self._live(name, joined, purchases)
            else:
                for purchase in purchases:
                    self._buy(name, purchase)
        for name, joined in self.shop.joined.items():
            if name not in self.shop.customers.purchases:
                self._live(name, joined, ())

    def book(self) -> Book:
        """The sheet as a report reads it, with a reminder that was due to everybody on one day."""
        members = [
            Member(name, f"{name}@example.com", joined=noon(day), points_shown=self.balances[name])
            for name, day in self.shop.joined.items()
        ]
        letters = [
            Letter(f"reminder:{name}", noon(REMINDED), name, f"{name}@example.com", "reminder", self._status(name))
            for name in self.shop.joined
        ]
        return Book.of(
            members=members,
            orders=self.orders.values(),
            rewards=[TOTE],
            coupons=self.coupons,
            entries=self.entries,
            letters=letters,
        )

    @property
    def counted(self) -> Mapping[str, object]:
        """The figures that the tally knows, by their names."""
        points, year, net = self.points, self.year, self.net
        return {
            "members": len(self.shop.joined),
            "members_joined_year": sum(map(YEAR.has, self.shop.joined.values())),
            "orders_year": year["orders"],
            "net_year": net["all"],
            "net_members_year": net["members"],
            "points_issued": points["issued"],
            "points_spent": points["spent"],
            "points_taken_back": points["taken back"],
            "points_given_back": points["given back"],
            "points_adjusted": points["adjusted"],
            "points_expired": 0,
            "points_outstanding": sum(self.balances.values()),
            "points_of_members": sum(self.balances.values()),
            "books_agree": True,
            "points_issued_year": year["issued"],
            "points_spent_year": year["spent"],
            "attach_net": net["carried"],
            "effective_rebate": float(COST * year["used"] / net["members"]),
            "order_earning": year["claimed"] / year["orders"],
            "cost_per_point": COST / PRICE,
            "liability_high": COST / PRICE * sum(self.balances.values()),
        }

    def _live(self, name: str, joined: date, purchases: Sequence[Purchase]) -> None:
        """A member's three years, one order after the other."""
        self._book(name, joined, EntryKind.SIGN_UP, BONUS, "issued", cause=f"join:{name}")
        if self.shop.chance.random() < TYPED:
            self._book(name, joined, EntryKind.ADJUSTMENT, 7, "adjusted")
        coupon = ""
        for purchase in purchases:
            after = purchase.day > joined
            carries = coupon if after and self.shop.chance.random() < USED else ""
            order = self._buy(name, purchase, carries)
            if carries:
                coupon = ""
                if YEAR.has(purchase.day):
                    self.year["used"] += 1
                    self.net["carried"] += order.amount - order.given_back
            if after and self.shop.chance.random() < CLAIMED:
                self._claim(name, purchase, order)
            if after and not coupon and self.balances[name] >= PRICE:
                coupon = self._take(name, purchase.day)

    def _buy(self, name: str, purchase: Purchase, coupon: str = "") -> Order:
        back = purchase.net // 2 if self.shop.chance.random() < REFUNDED else Decimal(0)
        status = OrderStatus.PARTLY_REFUNDED if back else OrderStatus.PAID
        carried = (coupon.lower(),) if coupon else ()
        order = Order(
            purchase.order, f"{name}@example.com", purchase.net, status, purchase.day, back or None, coupons=carried
        )
        self.orders[purchase.order] = order
        if YEAR.has(purchase.day):
            self.year["orders"] += 1
            self.net["all"] += purchase.net - back
            self.net["members"] += purchase.net - back if name in self.shop.joined else 0
        return order

    def _claim(self, name: str, purchase: Purchase, order: Order) -> None:
        cause, number = f"order:{purchase.order}", purchase.order
        self._book(name, purchase.day, EntryKind.CLAIM, int(order.amount), "issued", subject=number, cause=cause)
        self.year["claimed"] += YEAR.has(purchase.day)
        back = int(order.given_back)
        if back:
            told = f"refund-of:0:{order.given_back}/{order.amount}:{number}"
            self._book(name, purchase.day, EntryKind.REFUND, -back, "taken back", subject=number, cause=told)

    def _take(self, name: str, day: date) -> str:
        code = f"T{len(self.coupons)}"
        cancelled = self.shop.chance.random() < CANCELLED
        status = CouponStatus.CANCELLED if cancelled else CouponStatus.ISSUED
        self.coupons.append(Coupon(code, "tote", status, name, "", noon(day), day + timedelta(days=30)))
        self._book(name, day, EntryKind.REDEMPTION, -PRICE, "spent", subject="tote", cause=f"coupon:{code}")
        if cancelled:
            self._book(name, day, EntryKind.CANCELLATION, PRICE, "given back", subject="tote", cause=f"cancel:{code}")
        return "" if cancelled else code

    def _book(
        self, name: str, day: date, kind: EntryKind, points: int, what: str, *, subject: str = "", cause: str = ""
    ) -> None:
        self.entries.append(Entry(noon(day), name, kind, points, subject=subject, cause=cause))
        self.balances[name] += points
        self.points[what] += abs(points)
        if YEAR.has(day):
            self.year[what] += abs(points)

    def _status(self, name: str) -> LetterStatus:
        return LetterStatus.HELD_OUT if held_out(name, "reminder", share=HELD_OUT) else LetterStatus.SENT


def noon(day: date) -> datetime:
    """The middle of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
