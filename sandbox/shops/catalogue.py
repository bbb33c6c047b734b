"""What a shop sells, and in which money."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

WHOLE = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD JOD KWD OMR TND"
MINOR_DIGITS = dict.fromkeys(WHOLE.split(), 0) | dict.fromkeys(THOUSANDTHS.split(), 3)
"""How many digits follow the point where it is not two."""


@dataclass(frozen=True, slots=True)
class Money:
    """A shop's money: its currency, and its tax where it has one, within the prices or on top of them."""

    currency: str = "USD"
    tax: Decimal = Decimal(0)
    """The share that is added to an amount, or stands within it: 0.2 is twenty percent."""
    prices_include_tax: bool = False

    @property
    def digits(self) -> int:
        """How many digits follow the point."""
        return MINOR_DIGITS.get(self.currency, 2)

    def rounded(self, amount: Decimal) -> Decimal:
        """The amount in whole minor units."""
        return amount.quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP)

    def text(self, amount: Decimal) -> str:
        """The amount as the shops write it: "12.00"."""
        return str(self.rounded(amount))

    def tax_of(self, amount: Decimal) -> Decimal:
        """The tax on, or within, this amount."""
        share = self.tax / (1 + self.tax) if self.prices_include_tax else self.tax
        return self.rounded(amount * share)

    def added_tax(self, amount: Decimal) -> Decimal:
        """The tax that is to be paid besides the amount."""
        return Decimal(0) if self.prices_include_tax else self.tax_of(amount)


@dataclass(frozen=True, slots=True)
class Variant:
    """What can be put into a cart. A product of one kind only has one variant, named by the product's title alone."""

    id: int
    product_id: int
    title: str
    price: Decimal
    sku: str = ""
    option: str = ""
    """What tells it from the product's other variants: "Moss"."""
    categories: tuple[str, ...] = ()
    on_sale: bool = False
    gift_card: bool = False

    @property
    def name(self) -> str:
        """How it is called on a bill."""
        return f"{self.title} - {self.option}" if self.option else self.title


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its variants, the first of which is the one that is shown."""

    id: int
    title: str
    variants: tuple[Variant, ...]

    @property
    def handle(self) -> str:
        """Its word in addresses."""
        return "-".join(self.title.casefold().split())


class NotSold(Exception):
    """The shop has nothing with this id."""

    def __init__(self, variant_id: int) -> None:
        super().__init__(f"The shop sells nothing with the id {variant_id}.")


class Catalogue:
    """All that the shop sells, in order."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._products = {product.id: product for product in products}

    @property
    def products(self) -> tuple[Product, ...]:
        """All products."""
        return tuple(self._products.values())

    @property
    def variants(self) -> tuple[Variant, ...]:
        """All variants of all products."""
        return tuple(variant for product in self.products for variant in product.variants)

    def product(self, product_id: int) -> Product | None:
        """The product with this id."""
        return self._products.get(product_id)

    def variant(self, variant_id: int) -> Variant:
        """The variant with this id; raises NotSold."""
        found = next((variant for variant in self.variants if variant.id == variant_id), None)
        if found is None:
            raise NotSold(variant_id)
        return found

    def named(self, title: str) -> Variant:
        """The first variant of this name; raises StopIteration where there is none."""
        return next(variant for variant in self.variants if title in (variant.name, variant.title))

    def set_price(self, variant_id: int, price: Decimal) -> None:
        """The owner changes a price; carts and codes from before keep what they say."""
        self._change(replace(self.variant(variant_id), price=price))

    def remove(self, product_id: int) -> None:
        """The owner takes a product out of the shop."""
        del self._products[product_id]

    def _change(self, changed: Variant) -> None:
        product = self._products[changed.product_id]
        variants = tuple(changed if variant.id == changed.id else variant for variant in product.variants)
        self._products[product.id] = replace(product, variants=variants)


SOLD = (
    ("Tote bag", "bags", "12.00", ("",), False),
    ("Stoneware mug", "kitchen", "18.00", ("Sand", "Moss"), False),
    ("Wool blanket", "home", "59.00", ("",), False),
    ("Beeswax candle", "home", "9.50", ("",), True),
    ("Gift card", "gifts", "25.00", ("",), False),
)
"""The demo shop's goods: title, category, price, kinds, whether it is on sale."""


def goods(*, first_product: int, first_variant: int | None = None) -> Catalogue:
    """What the demo shop sells, with ids from these on; where no variant is named, ids are one row as in WooCommerce,
    and a product of one kind only is its own variant.
    """
    products, number, variant_number = [], first_product, first_variant
    for title, category, price, options, on_sale in SOLD:
        product_id, variants = number, []
        number += 1
        for option in options:
            if variant_number is not None:
                variant_id, variant_number = variant_number, variant_number + 1
            elif len(options) == 1:
                variant_id = product_id
            else:
                variant_id, number = number, number + 1
            sku = f"{title.split()[-1]}-{option}".rstrip("-").upper()
            made = Variant(variant_id, product_id, title, Decimal(price), sku, option, (category,), on_sale)
            variants.append(replace(made, gift_card=title == "Gift card"))
        products.append(Product(product_id, title, tuple(variants)))
    return Catalogue(products)
