"""What a WooCommerce shop knows: its goods, coupons and orders."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from threading import RLock
from zoneinfo import ZoneInfo

from sandbox.shops.catalogue import Catalogue, Money, goods
from sandbox.shops.clock import ShopClock
from sandbox.shops.sale import Sale
from sandbox.shops.woocommerce.coupons import Coupon

FIRST_PRODUCT, FIRST_POST, FIRST_CATEGORY = 101, 1001, 15


@dataclass(slots=True)
class Site:
    """All that there is; ``lock`` is held while it is read or changed."""

    name: str = "Marigold & Finch"
    time_zone: str = "America/New_York"
    money: Money = field(default_factory=Money)
    shipping: Decimal = Decimal("5.00")
    catalogue: Catalogue = field(default_factory=lambda: goods(first_product=FIRST_PRODUCT))
    clock: ShopClock = field(default_factory=ShopClock)
    coupons: dict[int, Coupon] = field(default_factory=dict)
    sales: dict[int, Sale] = field(default_factory=dict)
    posts: Iterator[int] = field(default_factory=lambda: count(FIRST_POST))
    """Coupons, orders and refunds take their ids from one row."""
    rows: Iterator[int] = field(default_factory=lambda: count(1))
    """Lines of orders take theirs from another."""
    lock: RLock = field(default_factory=RLock)

    @property
    def categories(self) -> dict[str, int]:
        """The id of each category by its name."""
        names = dict.fromkeys(name for variant in self.catalogue.variants for name in variant.categories)
        return {name: FIRST_CATEGORY + place for place, name in enumerate(names)}

    def coupon_of(self, code: str) -> Coupon | None:
        """The published coupon with this code; upper and lower case are one."""
        wanted = code.strip().lower()
        return next((one for one in self.coupons.values() if one.code == wanted and one.status == "publish"), None)

    def instant(self, text: str | int) -> datetime:
        """A moment as the API is given it: seconds, or a day and time which, without an offset, is the site's.

        ValueError for anything else.
        """
        if isinstance(text, int) or text.isdecimal():
            return datetime.fromtimestamp(int(text), UTC)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(self.time_zone))).astimezone(UTC)

    def dates(self, name: str, moment: datetime | None) -> dict[str, str | None]:
        """A moment as the API shows it: under its name in the site's zone, and once more in GMT; neither with one."""
        if moment is None:
            return {name: None, f"{name}_gmt": None}
        local = moment.astimezone(ZoneInfo(self.time_zone))
        return {name: _bare(local), f"{name}_gmt": _bare(moment.astimezone(UTC))}


def _bare(moment: datetime) -> str:
    return moment.replace(tzinfo=None, microsecond=0).isoformat()
