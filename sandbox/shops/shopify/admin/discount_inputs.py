"""What a caller asks a discount to be, read as Shopify reads it: a discount, or what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.shops.shopify.admin.gids import number_of
from sandbox.shops.shopify.discounts import ORDER, PRODUCT, SHIPPING, Discount
from sandbox.shops.shopify.store import Store

LONGEST = 255
COMBINED = {"orderDiscounts": ORDER, "productDiscounts": PRODUCT, "shippingDiscounts": SHIPPING}
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong, as a user error."""

    field: tuple[str, ...]
    code: str
    message: str

    def shown(self) -> dict[str, object]:
        """As the answer has it."""
        return {"field": list(self.field), "code": self.code, "message": self.message, "extraInfo": None}


@dataclass(slots=True)
class Reading:
    """Reads the input with this argument's name for this store; what is wrong gathers in ``wrong``."""

    store: Store
    argument: str
    given: Given
    wrong: list[Wrong] = field(default_factory=list)

    def basic(self, number: int) -> Discount | None:
        """An amount or a percentage off; None when something is wrong."""
        gets = self.given.get("customerGets")
        if gets is None:
            self._say(("customerGets",), "BLANK", "Customer gets can't be blank")
            gets = {}
        value, items = gets.get("value") or {}, gets.get("items") or {}
        discount = self._common(number)
        self._value(discount, value, asked=bool(gets))
        self._items(discount, items, asked=bool(gets))
        return None if self.wrong else discount

    def free_shipping(self, number: int) -> Discount | None:
        """Shipping for nothing; None when something is wrong."""
        discount = self._common(number)
        discount.free_shipping = True
        discount.dearest_shipping = self.given.get("maximumShippingPrice")
        if not (self.given.get("destination") or {}).get("all"):
            self._say(("destination",), "BLANK", "Destination can't be blank")
        return None if self.wrong else discount

    def _common(self, number: int) -> Discount:
        code, title = (self.given.get("code") or "").strip(), (self.given.get("title") or "").strip()
        starts, ends = self.given.get("startsAt"), self.given.get("endsAt")
        for wrong in self._wrong_words(code, title, starts, ends):
            self.wrong.append(wrong)
        limit = self.given.get("usageLimit")
        if limit is not None and limit < 1:
            self._say(("usageLimit",), "GREATER_THAN", "Usage limit must be greater than 0")
        now = self.store.clock.now()
        discount = Discount(number, title, code, starts or now, now, ends, usage_limit=limit)
        discount.once_per_customer = bool(self.given.get("appliesOncePerCustomer"))
        wanted = self.given.get("combinesWith") or {}
        discount.combines_with = frozenset(kind for name, kind in COMBINED.items() if wanted.get(name))
        self._least(discount)
        self._who(discount)
        return discount

    def _wrong_words(self, code: str, title: str, starts: datetime | None, ends: datetime | None) -> Iterator[Wrong]:
        if not title:
            yield self._wrong(("title",), "BLANK", "Title can't be blank")
        elif len(title) > LONGEST:
            yield self._wrong(("title",), "TOO_LONG", f"Title is too long (maximum is {LONGEST} characters)")
        if not code:
            yield self._wrong(("code",), "TOO_SHORT", "Code is too short (minimum is 1 character)")
        elif len(code) > LONGEST:
            yield self._wrong(("code",), "TOO_LONG", f"Code is too long (maximum is {LONGEST} characters)")
        elif self.store.discount_of(code):
            yield self._wrong(("code",), "TAKEN", "Code must be unique. Please try a different code.")
        if starts is None:
            yield self._wrong(("startsAt",), "BLANK", "Starts at can't be blank")
        elif ends is not None and ends <= starts:
            yield self._wrong(("endsAt",), "END_DATE_BEFORE_START_DATE", "Ends at needs to be after starts_at")

    def _least(self, discount: Discount) -> None:
        least = self.given.get("minimumRequirement") or {}
        subtotal = (least.get("subtotal") or {}).get("greaterThanOrEqualToSubtotal")
        quantity = (least.get("quantity") or {}).get("greaterThanOrEqualToQuantity")
        if subtotal is not None and quantity is not None:
            both = "MINIMUM_SUBTOTAL_AND_QUANTITY_RANGE_BOTH_PRESENT"
            self._say(("minimumRequirement",), both, "Minimum subtotal and quantity cannot both be present")
        discount.least_subtotal, discount.least_quantity = subtotal, quantity

    def _who(self, discount: Discount) -> None:
        context = self.given.get("context")
        if context is None:
            self._say(("context",), "BLANK", "Context can't be blank")
            return
        customers = (context.get("customers") or {}).get("add") or []
        if bool(context.get("all")) == bool(customers):
            self._say(("context",), "INVALID", "Context is invalid")
        known = {one.id for one in self.store.customers}
        discount.customers = self._numbers("Customer", customers, known, ("context", "customers", "add"))

    def _value(self, discount: Discount, value: Given, *, asked: bool) -> None:
        amount, percentage = value.get("discountAmount"), value.get("percentage")
        where = ("customerGets", "value")
        if (amount is None) == (percentage is None):
            if asked:
                self._say(where, "INVALID", "Value must be either a discount amount or a percentage")
            return
        if percentage is not None:
            discount.percentage = Decimal(str(percentage))
            if not 0 < discount.percentage <= 1:
                self._say((*where, "percentage"), "VALUE_OUTSIDE_RANGE", "Value must be between 0.0 and 1.0")
            return
        given = amount or {}
        discount.amount, discount.each_item = given.get("amount"), bool(given.get("appliesOnEachItem"))
        if discount.amount is None or discount.amount <= 0:
            place = (*where, "discountAmount", "amount")
            self._say(place, "GREATER_THAN", "Value must be greater than 0")

    def _items(self, discount: Discount, items: Given, *, asked: bool) -> None:
        products, where = items.get("products") or {}, ("customerGets", "items")
        discount.everything = bool(items.get("all"))
        variant_ids = {variant.id for variant in self.store.catalogue.variants}
        product_ids = {product.id for product in self.store.catalogue.products}
        place = (*where, "products")
        discount.variants = self._numbers(
            "ProductVariant", products.get("productVariantsToAdd") or [], variant_ids, (*place, "productVariantsToAdd")
        )
        discount.products = self._numbers(
            "Product", products.get("productsToAdd") or [], product_ids, (*place, "productsToAdd")
        )
        named = bool(products.get("productVariantsToAdd") or products.get("productsToAdd"))
        if asked and discount.everything == named:
            self._say(where, "INVALID", "Items must be either all items or some products")
        if discount.each_item and discount.everything:
            self._say(where, "CONFLICT", "Applies on each item cannot be used for all items")

    def _numbers(self, kind: str, given: Sequence[str], known: set[int], where: tuple[str, ...]) -> frozenset[int]:
        numbers = {number_of(kind, one) for one in given}
        if not numbers <= known:
            self._say(where, "INVALID", f"{kind} is invalid")
        return frozenset(number for number in numbers if number is not None)

    def _say(self, where: tuple[str, ...], code: str, message: str) -> None:
        self.wrong.append(self._wrong(where, code, message))

    def _wrong(self, where: tuple[str, ...], code: str, message: str) -> Wrong:
        return Wrong((self.argument, *where), code, message)
