"""What Stripe knows of one purchase: the checkout session, its charge, and the refunds of it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sandbox.shops.cart import Bill
from sandbox.shops.catalogue import Money

PAID, UNPAID, FREE = "paid", "unpaid", "no_payment_required"


def new_id(prefix: str) -> str:
    """An id in Stripe's form: cs_live_…, ch_…"""
    return f"{prefix}_{secrets.token_hex(12)}"


@dataclass(frozen=True, slots=True)
class StripeRefund:
    """One refund, in minor units; a refund knows nothing of goods."""

    id: str
    amount: int
    at: datetime
    reason: str | None
    failed: bool = False


@dataclass(slots=True)
class Payment:
    """One purchase; amounts are in minor units of the currency."""

    session: str
    bill: Bill
    money: Money
    email: str
    created: datetime
    livemode: bool
    status: str
    """PAID, UNPAID or FREE."""
    reference: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    discount: Decimal = Decimal(0)
    intent: str = field(default_factory=lambda: new_id("pi"))
    charge: str = ""
    """Blank until money has come in."""
    charged: datetime | None = None
    disputed: bool = False
    refunds: list[StripeRefund] = field(default_factory=list)

    @property
    def total(self) -> int:
        """What was to be paid."""
        return self.minor(self.bill.total - self.discount)

    @property
    def refunded(self) -> int:
        """All that went back so far."""
        return sum(refund.amount for refund in self.refunds if not refund.failed)

    def minor(self, amount: Decimal) -> int:
        """The amount in minor units: 12.00 USD is 1200, 17 JPY is 17."""
        return int(self.money.rounded(amount).scaleb(self.money.digits))

    def settle(self, now: datetime) -> None:
        """The money comes in."""
        self.status, self.charge, self.charged = PAID, new_id("ch"), now
