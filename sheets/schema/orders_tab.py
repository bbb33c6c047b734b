"""The tab Orders: the shop's orders, and what was claimed of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation

from loyalty.book.book import Book
from loyalty.book.told_orders import plain
from loyalty.model.addresses import fold_email
from loyalty.model.bought.order_lines import written_lines
from loyalty.model.causes import order_cause
from loyalty.model.entry import MOST_POINTS, EntryKind
from loyalty.model.fact import FactKind, Subject, fact_key, newest
from loyalty.model.identifiers import fold, fold_order, has_lost_digits
from loyalty.model.imported import OrderSource, ShopOrder
from loyalty.model.money.currencies import currencies_meant, same_currency
from loyalty.model.orders import Order, OrderCells, OrderStatus, after_refund
from loyalty.model.program_settings import EarnBy, Settings
from loyalty.model.written.order_statuses import order_status
from loyalty.model.written.phone_numbers import phone_number
from sheets.codec.cells import LOST_DIGITS, NOT_ONE_ADDRESS, carried_offset, lacks_its_at_sign, may_be_a_day, wall_time
from sheets.codec.column import (
    ADDRESS,
    CURRENCY_BESIDE,
    DAY,
    IDENTIFIER,
    INSTANT,
    LIST,
    MONEY,
    NAME,
    ORDER_LINES,
    PHONE,
    TEXT,
    WHOLE,
    WORD,
    AnyColumn,
    Cells,
    Column,
    Decides,
)
from sheets.codec.owner_sentences import ONE_OF, Sentence, Words
from sheets.codec.table import NobodysRow, Row
from sheets.schema.growing_tab import LEFT_ALONE, GrowingTab, RowContext, Shown, TypedNumber

TOO_MANY_POINTS = Sentence(
    "This order brings more than 1,000,000,000 points or units of money, so nobody can claim it. "
    "Correct its amount, the setting Points per unit or the rate of its currency."
)
NO_RATE = Sentence(
    "The program counts in %(own)s and knows no rate for this currency. "
    "Write one into the setting %(setting)s, such as EUR 1.10."
)
TWO_CURRENCIES = Sentence(
    "The amounts of this order are in different currencies. Write plain numbers, such as 25 or 12.50, "
    "and the three letters of their currency under %(column)s."
).of(column=Words(("Currency",)))
UNCLEAR_CURRENCY = Sentence(
    "This can be several currencies: %(some)s. Write the three letters of the right one under %(column)s."
)
NOT_TAKEN = Sentence(
    "Your shop has told of this order, and it could not be taken: %(why)s Put that right, and have the shop send the "
    "order again, or write it here by hand."
)
NO_COUNTRY = Sentence(
    "This is not a phone number with its country, so nobody can claim the order by it. Write it such as "
    "+49 170 1234567."
)
ONE = Decimal(1)
CHANGED = "%Y-%m-%dT%H:%M:%SZ"
"""How the cell Source has the instant at which the shop had changed an order last."""
OF_A_SHOP = "/"
"""It stands between the shop and its own id of an order: ``shopify/450789469``."""
_SOURCES = frozenset(OrderSource)
NO_STATUS = ONE_OF.of(words=Words(tuple(OrderStatus)))


class Orders(GrowingTab[Order]):
    """A row is an order; an amount in another currency is read in the program's own."""

    title = "Orders"
    what = "The shop's orders, one a row. Members claim those under their email address."

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
        "The customer's email address.",
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
        address=True,
        aliases=("Mail",),
        width=220,
    )
    amount = Column(
        "Amount", MONEY, "What was paid.", key=True, identity=True, decides=Decides.MONEY, aliases=("Total",)
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
        "What was ordered, with commas between; only needed where a plan is sold as a product.",
        aliases=("Product", "Items"),
        decides=Decides.MONEY,
        width=200,
    )
    coupons = Column(
        "Coupons",
        LIST,
        "The codes it was paid with, with commas between: coupons of the program among them are then used.",
        aliases=("Coupon", "Discount code"),
        decides=Decides.MONEY,
    )
    source = Column(
        "Source",
        NAME,
        "shop or file: who has brought the row, the amount that they told then, when the shop had changed it last, and"
        " the shop's own id of the order.",
        service=True,
    )
    shop_says = Column(
        "Shop says",
        WORD,
        "What the shop has said of the order later, from the tab Log. What you write under Status afterwards counts"
        " more.",
        service=True,
        shown=True,
        tells=True,
        address=True,
        words=tuple(OrderStatus),
    )
    shop_amount = Column(
        "Shop amount", MONEY, "The amount that the shop has told later.", service=True, shown=True, tells=True
    )
    shop_refunded = Column(
        "Shop refunded",
        MONEY,
        "How much of it went back in all, as the shop has told later.",
        service=True,
        shown=True,
        tells=True,
    )

    goods = Column(
        "Goods",
        MONEY,
        "What of the amount was for goods, without shipping, tax, tips and gift cards; for Points count at goods.",
        decides=Decides.MONEY,
    )
    lines = Column(
        "Product lines",
        ORDER_LINES,
        "What was bought, one product a line: name | SKU | category | quantity | amount. For the tab Products "
        "and for campaigns that name products. What is in the middle may be left out: name | amount.",
        decides=Decides.MONEY,
        width=260,
    )
    shop_goods = Column(
        "Shop goods",
        TEXT,
        "What the shop has told later of Goods, and of Product lines.",
        service=True,
        shown=True,
        tells=True,
    )
    phone = Column(
        "Phone",
        PHONE,
        "The customer's phone number with its country, such as +49 170 1234567. It says whose an order without an"
        " address is, for members who write to you on WhatsApp with that number.",
        address=True,
    )

    called = "orders"
    proof = order
    named_by = (order, email)
    changes_alone = True

    def read(self, row: Row, context: RowContext) -> Order:
        """In the program's currency; what we show in the row is read only to name what else stands there."""
        if self.is_total(row):
            raise NobodysRow
        if unclear := self.not_plain(row, context):
            raise unclear
        settings = context.settings
        context.reader.lenient(row, self.claimed, None)
        context.reader.lenient(row, self.points, None)
        currency = _foreign_currency(row, settings)
        rate = _rate(row, currency, settings) if currency else ONE
        amount, refunded = row.required(self.amount), row.read(self.refunded)
        if _gives_too_much(amount * rate, settings):
            context.reader.problems.append(row.bad(self.amount, TOO_MANY_POINTS).problem)
        status, email = _status(row), context.reader.lenient(row, self.email, "")
        if lacks_its_at_sign(email):
            context.reader.problems.append(row.bad(self.email, NOT_ONE_ADDRESS).problem)
        own_status = status if row.read(self.status) else None
        brought, changed, shop_id = _brought(row)
        goods, lines, phone = row.read(self.goods), row.read(self.lines), self._phone(row, email, context)
        counts = after_refund(status, amount, refunded)
        # Of a row that the owner has typed in the program's currency the order itself says all that its cells do.
        says_all = own_status is counts and rate is ONE and brought is None and changed is None and not shop_id
        return Order(
            number=_number(row),
            email=email,
            amount=amount if rate is ONE else amount * rate,
            status=counts,
            placed=row.read(self.placed),
            refunded=None if refunded is None else refunded * rate,
            placed_at=_placed_at(row),
            products=row.read(self.products),
            coupons=row.read(self.coupons),
            paid_as=f"{amount:.2f} {currency.upper()}" if currency else "",
            told_amount=amount if currency else None,
            told_refunded=refunded if currency else None,
            goods=None if goods is None else goods * rate,
            lines=lines,
            phone=phone,
            cells=None
            if says_all
            else OrderCells(own_status, amount, refunded, email, rate, brought, changed, goods, lines, phone, shop_id),
        )

    def _phone(self, row: Row, email: str, context: RowContext) -> str:
        """The number; told to the owner where it is all that could say whose the order is, and lacks its country."""
        if not row.cell(self.phone):
            return ""
        if not email and row.cell(self.email):
            return ""  # there is an address, and it cannot be read
        phone = phone_number(row.text_or_blank(self.phone))
        if not (phone or email):
            context.reader.problems.append(row.bad(self.phone, NO_COUNTRY).problem)
        return phone

    def typed(self, row: Row) -> Iterator[tuple[AnyColumn, TypedNumber]]:
        """Amounts of a row that the owner has typed; what a door or a file brings is no day."""
        for column in (self.amount, self.refunded, self.goods):
            cell = row.cell(column)
            if isinstance(cell, int | Decimal) and may_be_a_day(cell) and not row.text_or_blank(self.source):
                yield column, TypedNumber(self.title, row.text_or_blank(self.order), column.heading, cell)

    def lasts(self, value: Order) -> bool:
        """False for an amount that may be a day: how its cell shows it is looked at before points follow from it."""
        if value.cells and value.cells.brought is not None:
            return True
        said = value.cells or value
        return not any(map(may_be_a_day, (said.amount, said.refunded, said.goods)))

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

    def new_row(self, told: ShopOrder, source: OrderSource) -> Cells:
        """The row of an order as the shop tells of it. Status and Refunded are the owner's own: the Log has those."""
        return {
            self.order: told.number,
            self.email: told.email,
            self.phone: told.phone,
            self.amount: told.amount,
            self.currency: told.currency,
            self.placed: told.placed,
            self.products: ", ".join(told.products),
            self.coupons: ", ".join(told.coupons),
            self.goods: told.goods,
            self.lines: written_lines(told.lines),
            self.source: " ".join(_source(told, source)),
        }

    def shown_of(self, number: str, book: Book) -> Cells:
        """What the row of this order shows: when it was claimed, what it gave, and what the shop has said since.

        When its claim is closed, the row alone still tells the first two, which are left as they are.
        """
        claim, said = book.claim_of(number), self._said(number, book)
        if claim and claim.kind is EntryKind.OPENING:
            return said
        if claim is None:  # a display that a sort has left here is taken away again
            return {self.claimed: None, self.points: None, **said}
        return {self.claimed: claim.told_time, self.points: book.brought_by(claim) - book.taken_back(claim), **said}

    def _said(self, number: str, book: Book) -> Cells:
        """What the shop has said of the order since, for the owner's eyes."""
        facts = book.facts_with(fact_key(Subject.ORDER, number))
        if not facts:  # as of most orders
            return {self.shop_says: "", self.shop_amount: None, self.shop_refunded: None, self.shop_goods: ""}
        status, email, phone, amount, refunded, goods, lines = (
            fact.value if (fact := newest(facts, kind)) else ""
            for kind in (
                FactKind.ORDER_STATUS,
                FactKind.ORDER_EMAIL,
                FactKind.ORDER_PHONE,
                FactKind.ORDER_AMOUNT,
                FactKind.ORDER_REFUNDED,
                FactKind.ORDER_GOODS,
                FactKind.ORDER_LINES,
            )
        )
        return {
            self.shop_says: ", ".join(filter(None, (status, fold_email(email) or phone))),
            self.shop_amount: Decimal(amount) if amount else None,
            self.shop_refunded: Decimal(refunded) if refunded else None,
            self.shop_goods: "\n".join(filter(None, (goods, lines))),
        }

    def show(self, row: Row, book: Book, _commit: int) -> Shown:
        """All of that, in the row of an order that can be read."""
        number = row.text_or_blank(self.order)
        if not number or book.order(number) is None:
            return LEFT_ALONE
        return Shown(fold(order_cause(number)), self.shown_of(number, book))


ORDERS = Orders()
MOST_EARLIER = 9
"""How many tabs that were Orders in former years are read beside it."""
EARLIER_ORDERS = tuple(Orders(f"Orders ({number})", optional=True) for number in range(2, 2 + MOST_EARLIER))
"""The tabs that were Orders before the owner began a new one, the newest first: read and shown in, never added to."""


def _gives_too_much(amount: Decimal, settings: Settings) -> bool:
    """True when nobody could claim the order, for its amount or its points are more than a line can hold."""
    by_amount = settings.earn_by is EarnBy.AMOUNT and amount * settings.points_per_unit > MOST_POINTS * settings.unit
    return by_amount or amount > MOST_POINTS


def _number(row: Row) -> str:
    number = row.required(ORDERS.order)
    if "+" in number and has_lost_digits(number):
        raise row.bad(ORDERS.order, LOST_DIGITS)
    return number


def _foreign_currency(row: Row, settings: Settings) -> str:
    """The currency that was paid, by its column and what stands beside the amounts; blank for the program's own."""
    # A number has no mark beside it, and a large shop has many.
    typed = [column for column in (ORDERS.amount, ORDERS.refunded) if isinstance(row.cell(column), str)]
    said = same_currency([row.read(ORDERS.currency), *(row.read_as(CURRENCY_BESIDE, column) for column in typed)])
    if said is None:
        raise row.bad(ORDERS.amount, TWO_CURRENCIES)
    if fold(said) in ("", fold(settings.currency)):
        return ""
    meant = currencies_meant(said, settings.currency, [name for name, _ in settings.currencies])
    if len(meant) > 1:
        raise row.bad(_where(row), UNCLEAR_CURRENCY.of(some=Words(meant), column=Words(("Currency",))))
    return "" if meant == (settings.currency.upper(),) else (*meant, said)[0]


def _where(row: Row) -> Column[str] | Column[Decimal | None]:
    """The column in which the order's currency stands."""
    return ORDERS.currency if row.read(ORDERS.currency) else ORDERS.amount


def _rate(row: Row, currency: str, settings: Settings) -> Decimal:
    """What one of this currency is worth in the program's own."""
    for name, rate in settings.currencies:
        if fold(name) == fold(currency):
            return rate
    raise row.bad(_where(row), NO_RATE.of(own=settings.currency, setting=Words(("Currencies",))))


def _placed_at(row: Row) -> datetime | None:
    """When the order was placed, if its cell tells more than the day."""
    cell = row.cell(ORDERS.placed)
    if isinstance(cell, int | None):
        return None
    at, wall = row.read_as(INSTANT, ORDERS.placed), wall_time(cell)
    # A time that the program wrote says so by its distance from UTC, also at the stroke of midnight.
    return at if wall and (wall.time() != time() or carried_offset(cell) is not None) else None


def _source(told: ShopOrder, source: OrderSource) -> Iterator[str]:
    yield source.value
    if told.amount is not None:
        yield plain(told.amount)
    if told.changed is not None:
        yield f"{told.changed.astimezone(UTC):{CHANGED}}"
    if told.shop_id:
        yield told.shop_id


def _brought(row: Row) -> tuple[Decimal | None, datetime | None, str]:
    """The amount that a door or a file told when it added the row, when the shop had changed the order last, and the
    shop's own id of it.

    None and blank where the owner has typed the row.
    """
    source, *told = row.text_or_blank(ORDERS.source).split(" ")
    shop_id = told.pop() if told and OF_A_SHOP in told[-1] else ""
    amount, changed = (*told, "", "")[:2]
    try:
        brought = Decimal(amount) if source in _SOURCES else None
        at = datetime.strptime(changed, CHANGED).replace(tzinfo=UTC) if brought and changed else None
    except (InvalidOperation, ValueError):
        return None, None, ""
    return brought, at, shop_id if brought is not None else ""


def _status(row: Row) -> OrderStatus:
    status = order_status(row.read(ORDERS.status))
    if status is None:
        raise row.bad(ORDERS.status, NO_STATUS)
    return status
