"""The function, and a shop of each kind that sends it webhooks and can be asked for its orders."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from sandbox.google.http.server import Server
from sandbox.owner import Owner
from sandbox.scheduler import Scheduler
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.stripe.shop import Stripe
from sandbox.shops.webhooks import Headers
from sandbox.shops.woocommerce.shop import WooCommerce
from service.container import now
from tests.conftest import FUNCTION

SECRET = "the-secret-of-the-webhooks"
AnyOfThem = Shopify | WooCommerce | Stripe
MADE: Mapping[str, Callable[..., AnyOfThem]] = {"Shopify": Shopify, "WooCommerce": WooCommerce, "Stripe": Stripe}


@dataclass
class Doors:
    """What brings the shop's webhooks to the function."""

    client: FlaskClient | None = None

    def __call__(self, url: str, body: bytes, headers: Headers, _seconds: tuple[float, float]) -> int:
        assert self.client
        return self.client.post(urlsplit(url).path, data=body, headers=dict(headers)).status_code


@dataclass
class AnyShop:
    """One of the shops, as a test uses it."""

    shop: AnyOfThem
    name: str
    sales: list[Any] = field(default_factory=list)

    def buy(self, email: str = "ana@example.com", tote_bags: int = 2) -> Any:
        cart = self.shop.cart({"Tote bag": tote_bags})
        if isinstance(self.shop, Stripe):
            number = str(8000 + len(self.sales))
            sale: Any = self.shop.buy(cart, email=email, metadata={"order_number": number})
        else:
            sale = self.shop.buy(cart, email=email)
        self.sales.append(sale)
        return sale

    def number_of(self, sale: Any) -> str:
        """The number that the customer knows."""
        if isinstance(self.shop, Shopify):
            return self.shop.store.name_of(sale)
        return str(sale.metadata["order_number"] if isinstance(self.shop, Stripe) else sale.number)

    def refund(self, sale: Any) -> None:
        """One bag goes back."""
        if isinstance(self.shop, Stripe):
            self.shop.refund(sale, Decimal(12))
        else:
            self.shop.refund(sale, {"Tote bag": 1})

    def lose(self) -> None:
        """Nothing of what is on its way arrives."""
        self.shop.deliver(lambda _due: ())

    @property
    def listing(self) -> str:
        """What stands in a request for its orders."""
        if isinstance(self.shop, Shopify):
            return "query Orders"
        return "/v1/events" if isinstance(self.shop, Stripe) else "/wc/v3/orders"


@pytest.fixture
def doors() -> Doors:
    return Doors()


@pytest.fixture(params=MADE)
def any_shop(request: pytest.FixtureRequest, environment: pytest.MonkeyPatch, doors: Doors) -> Iterator[AnyShop]:
    with ExitStack() as stack:
        shop: AnyOfThem = MADE[request.param](send=doors)
        stack.enter_context(shop)
        for name, value in shop.variables(SECRET).items():
            environment.setenv(name, value)
        yield AnyShop(shop, request.param)


@pytest.fixture
def at_the_doors(any_shop: AnyShop, doors: Doors, client: FlaskClient) -> AnyShop:
    """The shop, whose webhooks are switched on."""
    doors.client = client
    any_shop.shop.webhooks_to(f"{FUNCTION}/shops/{any_shop.name.lower()}", SECRET)
    return any_shop


@pytest.fixture
def tidied(client: FlaskClient, credentials: Path, server: Server) -> Callable[[], Mapping[str, Any]]:
    """Lets the nightly run do its work; its answer."""
    account = Scheduler(FUNCTION, credentials).account
    token = server.access.id_token(FUNCTION, now().timestamp(), email=account)

    def run() -> Mapping[str, Any]:
        answer = client.post("/tasks/tidy", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        told: Mapping[str, Any] = answer.get_json()
        return told

    return run


@pytest.fixture
def rows(owner: Owner) -> Callable[[], list[dict[str, Any]]]:
    """What the tab Orders shows of the shop's orders."""

    def shown() -> list[dict[str, Any]]:
        names = ("Order", "Email", "Amount", "Goods", "Shop says", "Shop refunded", "Product lines")
        found = [row for row in owner.tab("Orders") if str(row.get("Source", "")).startswith("shop")]
        return sorted(({name: row.get(name) for name in names} for row in found), key=lambda row: str(row["Order"]))

    return shown
