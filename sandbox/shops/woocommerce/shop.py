"""A small WooCommerce shop on this machine: the front door of this folder."""

from collections.abc import Iterable

from werkzeug.wrappers import Request, Response

from sandbox.shops.cart import Bill, Cart
from sandbox.shops.sale import Sale
from sandbox.shops.shop import Shop, ordered
from sandbox.shops.web import Words
from sandbox.shops.webhooks import Send, post
from sandbox.shops.woocommerce.deliveries import manners
from sandbox.shops.woocommerce.keys import READ_WRITE, Keys
from sandbox.shops.woocommerce.links import LinkBroken, cart_of
from sandbox.shops.woocommerce.refusals import of_status
from sandbox.shops.woocommerce.rest import BASE, Rest, as_json
from sandbox.shops.woocommerce.site import Site
from sandbox.shops.woocommerce.till import billed, bought


class WooCommerce(Shop):
    """One shop, at ``url`` in place of WOOCOMMERCE_URL; ``key`` makes what WOOCOMMERCE_KEY and its secret say."""

    def __init__(self, site: Site | None = None, *, send: Send = post, port: int = 0) -> None:
        self.site = site or Site()
        self.keys = Keys()
        self._rest = Rest(self.site, self.keys, lambda: self.url)
        words = Words(_refusal, lambda: _refusal(429))
        super().__init__(self.site.catalogue, self.site.clock, manners(lambda: self.url), words, send=send, port=port)

    def key(self, permission: str = READ_WRITE) -> tuple[str, str]:
        """A new key and its secret."""
        return self.keys.make(permission)

    def open(self, link: str) -> Cart:
        """The cart that this link opens; raises LinkBroken."""
        path, query = self.parts(link)
        if path.strip("/") != "checkout-link":
            raise LinkBroken(f"No cart is opened by /{path}")
        return cart_of(query, self.catalogue)

    def bill(self, cart: Cart) -> Bill:
        """What the cart costs at this moment."""
        with self.site.lock:
            return billed(self.site, cart)

    def buy(self, cart: Cart, *, code: str = "", email: str = "") -> Sale:
        """Somebody checks out and pays."""
        with self.site.lock:
            return bought(self.site, ordered(cart, code, email), status="processing")

    def webhooks_to(self, url: str, secret: str, topics: Iterable[str] = ()) -> None:
        """The owner enters them under WooCommerce, Settings, Advanced, Webhooks."""
        raise NotImplementedError

    def answer(self, request: Request) -> Response:
        if request.path.startswith(f"{BASE}/"):
            return self._rest.answer(request)
        return _refusal(404)


def _refusal(status: int) -> Response:
    return as_json(of_status(status).shown(), status)
