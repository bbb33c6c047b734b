"""The tab Orders: the shop's orders, and what was claimed of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.model.entry import EntryKind
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.imported import ShopOrder
from loyalty.model.order_statuses import order_status
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import Settings
from loyalty.points.refund import after_refund
from sheets.codec.column import (
    ADDRESS,
    DAY,
    IDENTIFIER,
    INSTANT,
    LIST,
    MONEY,
    TEXT,
    WHOLE,
    WORD,
    Cells,
    Column,
    Decides,
)
from sheets.codec.table import NobodysRow, Row
from sheets.schema.growing_tab import LEFT_ALONE, GrowingTab, RowContext, Shown


class Orders(GrowingTab[Order]):
    """A row is an order; an amount in another currency is read in the program's own."""

    title = "Orders"
    what = "The shop's orders, one a row. A member claims those under her e-mail address."

    order = Column(
        "Order",
        IDENTIFIER,
        "The order's number.",
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
        aliases=("Order number", "Order no"),
    )
    email = Column(
        "Email",
        ADDRESS,
        "The customer's e-mail address.",
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
        address=True,
        aliases=("Mail",),
        width=220,
    )
    amount = Column(
        "Amount", MONEY, "What she paid.", key=True, identity=True, decides=Decides.MONEY, aliases=("Total",)
    )
    currency = Column(
        "Currency",
        TEXT,
        "Such as USD; empty is the program's own. Others need a rate in Currencies.",
        decides=Decides.MONEY,
    )
    placed = Column(
        "Placed", DAY, "The day of the order, with or without the time.", decides=Decides.MONEY, aliases=("Date",)
    )
    status = Column(
        "Status",
        WORD,
        "paid, or why not: unpaid, cancelled, refunded. Empty counts as paid. Of a claimed order,"
        " refunded or cancelled takes the points back.",
        decides=Decides.MONEY,
        words=tuple(OrderStatus),
    )
    claimed = Column("Claimed", INSTANT, "When its points were given.", service=True, shown=True, tells=True)
    points = Column("Points", WHOLE, "The points it gave, less what a refund took back.", service=True, shown=True)
    notes = Column("Notes", TEXT, "Yours.", width=220)
    refunded = Column(
        "Refunded",
        MONEY,
        "How much of it went back in all, when it was only a part: that share of its points is taken back.",
        decides=Decides.MONEY,
    )
    products = Column(
        "Products",
        LIST,
        "What was ordered, parted by commas; only needed where a plan is sold as a product.",
        aliases=("Product", "Items"),
        decides=Decides.MONEY,
        width=200,
    )
    coupons = Column(
        "Coupons",
        LIST,
        "The codes it was paid with, parted by commas: coupons of the program among them are then used.",
        aliases=("Coupon", "Discount code"),
        decides=Decides.MONEY,
    )

    called = "orders"
    proof = order
    named_by = (order, email)
    changes_alone = True

    def read(self, row: Row, context: RowContext) -> Order:
        """In the program's currency; what we show in the row is read only to name what else stands there."""
        if self.is_total(row):
            raise NobodysRow
        settings = context.settings
        context.reader.lenient(row, self.claimed, None)
        context.reader.lenient(row, self.points, None)
        currency = row.read(self.currency)
        foreign = currency and fold(currency) != fold(settings.currency)
        rate = _rate(row, currency, settings) if foreign else 1
        amount, refunded = row.required(self.amount), row.read(self.refunded)
        return Order(
            number=row.required(self.order),
            email=context.reader.lenient(row, self.email, ""),
            amount=amount * rate,
            status=after_refund(_status(row), amount, refunded),
            placed=row.read(self.placed),
            refunded=None if refunded is None else refunded * rate,
            placed_at=_placed_at(row),
            products=row.read(self.products),
            coupons=row.read(self.coupons),
            paid_as=f"{amount:.2f} {currency.upper()}" if foreign else "",
        )

    def key(self, value: Order) -> str:
        return fold_order(value.number)

    def unique(self, value: Order) -> str:
        return fold_order(value.number)

    def proves(self, value: Order) -> str:
        return value.number

    def names(self) -> Mapping[Column[str], Callable[[str], Sequence[str]]]:
        return {self.order: lambda text: (fold_order(text),)}

    def is_new(self, value: Order, book: Book) -> bool:
        return book.order(value.number) is None

    def may_become(self, before: Order, now: Order, _book: Book) -> bool:
        return self.key(before) == self.key(now)

    def new_row(self, told: ShopOrder) -> Cells:
        """The row of an order as the shop tells of it."""
        return {
            self.order: told.number,
            self.email: told.email,
            self.amount: told.amount,
            self.currency: told.currency,
            self.placed: told.placed,
            self.status: told.status and told.status.value,
            self.refunded: told.refunded,
            self.products: ", ".join(told.products),
            self.coupons: ", ".join(told.coupons),
        }

    def news(self, told: ShopOrder) -> Cells:
        """What the shop tells later of an order that is known: only what it says is written."""
        status, refunded = told.status, told.refunded
        news: Cells = {} if status is None else {self.status: status.value}
        return {**news, **({} if refunded is None else {self.refunded: refunded})}

    def show(self, row: Row, book: Book, _commit: int) -> Shown:
        """When an order's claim is closed, its row alone still tells when it was claimed and what it gave."""
        number = row.text_or_blank(self.order)
        claim = book.claim_of(number)
        if not number or book.order(number) is None or (claim and claim.kind is EntryKind.OPENING):
            return LEFT_ALONE
        if claim is None:  # a display that a sort has left here is taken away again
            return Shown("", {self.claimed: None, self.points: None})
        points = claim.points - book.taken_back(claim)
        return Shown(fold(claim.cause), {self.claimed: claim.time, self.points: points})


ORDERS = Orders()


def _rate(row: Row, currency: str, settings: Settings) -> Decimal:
    """What one of this currency is worth in the program's own."""
    for name, rate in settings.currencies:
        if fold(name) == fold(currency):
            return rate
    why = f"The program counts in {settings.currency}; this one has no rate in Currencies."
    raise row.bad(ORDERS.currency, why)


def _placed_at(row: Row) -> datetime | None:
    """When the order was placed, if its cell tells more than the day."""
    if isinstance(row.cell(ORDERS.placed), int | None):
        return None
    at = row.read_as(INSTANT, ORDERS.placed)
    return at if at and at.astimezone(row.zone).time() != time() else None


def _status(row: Row) -> OrderStatus:
    status = order_status(row.read(ORDERS.status))
    if status is None:
        raise row.bad(ORDERS.status, "Write paid, unpaid, cancelled, refunded or partly refunded.")
    return status
