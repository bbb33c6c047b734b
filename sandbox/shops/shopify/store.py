"""What a Shopify store knows: its goods, codes, customers, orders and webhooks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count
from threading import RLock
from zoneinfo import ZoneInfo

from sandbox.shops.catalogue import Catalogue, Money, goods
from sandbox.shops.clock import ShopClock
from sandbox.shops.sale import Sale
from sandbox.shops.shopify.discounts import Discount

API_VERSION = "2026-10"
DOMAIN = "marigold-finch.myshopify.com"
FIRST_PRODUCT, FIRST_VARIANT = 8_100_000_000_001, 45_000_000_000_001


@dataclass(frozen=True, slots=True)
class StoreCustomer:
    """A customer account; who buys with an address has one."""

    id: int
    email: str


@dataclass(slots=True)
class Store:
    """All that there is; ``lock`` is held while it is read or changed."""

    domain: str = DOMAIN
    name: str = "Marigold & Finch"
    time_zone: str = "America/New_York"
    money: Money = field(default_factory=Money)
    shipping: Decimal = Decimal("5.00")
    prefix: str = "#"
    """What stands before the number in an order's name."""
    first_number: int = 1001
    shows_personal_data: bool = True
    """Whether the app may see addresses; what it may not see is null."""
    catalogue: Catalogue = field(
        default_factory=lambda: goods(first_product=FIRST_PRODUCT, first_variant=FIRST_VARIANT)
    )
    clock: ShopClock = field(default_factory=ShopClock)
    discounts: dict[int, Discount] = field(default_factory=dict)
    customers: list[StoreCustomer] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(5_700_000_000_001))
    lock: RLock = field(default_factory=RLock)

    def discount_of(self, code: str) -> Discount | None:
        """The discount with this code; upper and lower case are one."""
        wanted = code.strip().casefold()
        return next((one for one in self.discounts.values() if one.code.casefold() == wanted), None)

    def customer_of(self, email: str) -> StoreCustomer | None:
        """The customer with this address."""
        return next((one for one in self.customers if one.email.casefold() == email.casefold()), None)

    def name_of(self, sale: Sale) -> str:
        """What customers know an order by: "#1001"."""
        return f"{self.prefix}{sale.number}"

    def local(self, moment: datetime | None) -> str | None:
        """A moment as webhooks write it: in the store's zone, with its offset."""
        return moment.astimezone(ZoneInfo(self.time_zone)).replace(microsecond=0).isoformat() if moment else None

    def welcome(self, email: str) -> StoreCustomer:
        """The customer with this address, who may be new."""
        known = self.customer_of(email)
        if known is None:
            known = StoreCustomer(next(self.ids), email)
            self.customers.append(known)
        return known
