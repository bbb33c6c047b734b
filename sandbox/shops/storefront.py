"""The shop's own pages, plain as they are: the goods, a checkout, and the owner's list of orders."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.shops.cart import Bill, Cart
from sandbox.shops.catalogue import Catalogue, Money

PAGES = Path(__file__).parent / "pages"
MOST = 99
"""How many of one thing somebody may want."""


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order in the owner's list, and what the owner can do about it."""

    id: str
    name: str
    email: str
    status: str
    goods: str
    codes: str
    total: Decimal
    deeds: Mapping[str, Callable[[], object]]


class Counter(Protocol):
    """What a shop does for its pages."""

    title: str
    takes_codes: bool

    @property
    def money(self) -> Money:
        """What it is paid in."""

    @property
    def catalogue(self) -> Catalogue:
        """What it sells."""

    def bill(self, cart: Cart) -> Bill:
        """What the cart costs at this moment."""

    def checked_out(self, cart: Cart) -> str:
        """Buys the cart; the order's number as the customer knows it."""

    def orders_shown(self) -> Sequence[ShownOrder]:
        """The owner's list, the newest first."""


class Storefront:
    """The pages of one shop; carts are kept by the last part of their address."""

    def __init__(self, shop: Counter) -> None:
        self._shop = shop
        self._carts: dict[str, Cart] = {}
        self._numbers: dict[str, str] = {}

    def open(self, cart: Cart, status: int = 302) -> Response:
        """Leads to the checkout with this cart; nothing is bought by it."""
        token = secrets.token_urlsafe(12)
        self._carts[token] = cart
        return redirect(f"/checkout/{token}", status)

    def answer(self, request: Request) -> Response:
        """The page at this address, or one that says there is none."""
        match request.method, request.path.strip("/").split("/"):
            case "GET", [""]:
                return self._page("shelf")
            case "POST", ["shelf"]:
                return self._open_with(request)
            case "GET", ["checkout", token] if token in self._carts:
                return self._checkout(self._carts[token])
            case "POST", ["checkout", token] if token in self._carts:
                return self._changed(token, request)
            case "GET", ["thanks", token] if token in self._numbers:
                return self._page("thanks", number=self._numbers[token])
            case "GET", ["orders"]:
                return self._page("orders", orders=self._shop.orders_shown())
            case "POST", ["orders", number]:
                return self._done(number, request.form.get("do", ""))
        return self.nothing("No page of the shop has this address.")

    def nothing(self, why: str) -> Response:
        """A page that says why there is nothing."""
        return self._page("nothing", 404, why=why)

    def _open_with(self, request: Request) -> Response:
        cart = Cart()
        self._add(cart, request.form.get("variant", ""))
        return self.open(cart, 303)

    def _changed(self, token: str, request: Request) -> Response:
        cart, form = self._carts[token], request.form
        if "add" in form:
            self._add(cart, form["add"])
            return redirect(f"/checkout/{token}", 303)
        for name, text in form.items():
            number = name.removeprefix("quantity-")
            if number.isdecimal() and int(number) in cart.lines and text.isdecimal():
                cart.lines[int(number)] = min(int(text), MOST)
        cart.email = form.get("email", "").strip()
        cart.codes = [code.strip() for code in form.get("codes", "").split(",") if code.strip()]
        if form.get("do") != "pay":
            return redirect(f"/checkout/{token}", 303)
        del self._carts[token]
        self._numbers[token] = self._shop.checked_out(cart)
        return redirect(f"/thanks/{token}", 303)

    def _add(self, cart: Cart, number: str) -> None:
        for variant in self._shop.catalogue.variants:
            if str(variant.id) == number:
                cart.add(variant)

    def _done(self, number: str, deed: str) -> Response:
        order = next((one for one in self._shop.orders_shown() if one.id == number), None)
        if order is None or deed not in order.deeds:
            return self.nothing("This order has changed meanwhile.")
        order.deeds[deed]()
        return redirect("/orders", 303)

    def _checkout(self, cart: Cart) -> Response:
        return self._page("checkout", cart=cart, bill=self._shop.bill(cart))

    def _page(self, page: str, status: int = 200, **shown: object) -> Response:
        shop = self._shop
        content = _template().render(
            page=page,
            title=shop.title,
            takes_codes=shop.takes_codes,
            tax_included=shop.money.prices_include_tax,
            shelf=shop.catalogue.variants,
            money=lambda amount: f"{shop.money.text(amount)} {shop.money.currency}",
            **shown,
        )
        return Response(content, status, {"Cache-Control": "no-store"}, mimetype="text/html")


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("storefront.html")
