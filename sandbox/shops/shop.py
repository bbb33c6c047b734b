"""What all shops have in common: a web server, faults on order, carts, and a box of outgoing webhooks."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from werkzeug.wrappers import Request, Response

from sandbox.shops.cart import Bill, Cart, LinkBroken
from sandbox.shops.catalogue import Catalogue, Money
from sandbox.shops.clock import ShopClock
from sandbox.shops.storefront import ShownOrder, Storefront
from sandbox.shops.web import Call, Fault, Faults, ShopServer, Words
from sandbox.shops.webhooks import Attempt, Delivery, Outbox, Subscription, as_they_come

PUMP_SECONDS = 0.2


def ordered(cart: Cart, code: str, email: str) -> Cart:
    """The cart with what is given besides it at the checkout."""
    codes = [*cart.codes, code] if code else list(cart.codes)
    return replace(cart, codes=codes, email=email or cart.email)


class Shop(ABC):
    """One shop for as long as the ``with`` block runs; each kind of shop is a class of its own."""

    takes_codes = True
    """Whether its checkout has a field for codes that its own API makes."""

    def __init__(
        self, title: str, catalogue: Catalogue, clock: ShopClock, outbox: Outbox, words: Words, *, port: int
    ) -> None:
        self.title, self.catalogue, self.clock, self.outbox = title, catalogue, clock, outbox
        self.storefront = Storefront(self)
        self.faults = Faults()
        self._server = ShopServer(self.answer, words, self.faults, port=port)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.__exit__(kind, error, at)

    @property
    def url(self) -> str:
        """The shop's address, without a slash at its end."""
        return self._server.url

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every request so far, the oldest first."""
        return tuple(self._server.calls)

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """What a request is answered when nothing goes wrong on its way."""

    @abstractmethod
    def webhooks_to(self, url: str, secret: str, topics: Iterable[str] = ()) -> tuple[Subscription, ...]:
        """The owner enters this address and this secret on the shop's page of webhooks; without topics, for all that
        an owner of this program is told to enter.
        """

    @property
    @abstractmethod
    def money(self) -> Money:
        """What it is paid in."""

    def open(self, link: str) -> Cart:
        """The cart that this link opens; raises LinkBroken, as where a shop has no such links."""
        raise LinkBroken(f"This shop opens no cart by {link}")

    @abstractmethod
    def bill(self, cart: Cart) -> Bill:
        """What the cart costs at this moment."""

    @abstractmethod
    def checked_out(self, cart: Cart) -> str:
        """Buys the cart as somebody at its checkout; the order's number as they know it."""

    @abstractmethod
    def orders_shown(self) -> Sequence[ShownOrder]:
        """The owner's list of orders, the newest first, and what can be done about each."""

    @abstractmethod
    def variables(self, secret: str) -> Mapping[str, str]:
        """The function's variables that connect it with this shop, whose webhooks are signed with this secret."""

    def cart(self, goods: Mapping[str, int] | str = "", *, code: str = "", email: str = "") -> Cart:
        """A cart with these goods by their names: ``shop.cart({"Tote bag": 2})``."""
        wanted = {goods: 1} if isinstance(goods, str) and goods else dict(goods or {})
        cart = Cart(codes=[code] if code else [], email=email)
        for title, quantity in wanted.items():
            cart.add(self.catalogue.named(title), quantity)
        return cart

    def units(self, goods: Mapping[str, int]) -> dict[int, int]:
        """Quantities by the ids of variants, for goods by their names."""
        return {self.catalogue.named(title).id: quantity for title, quantity in goods.items()}

    def parts(self, link: str) -> tuple[str, dict[str, str]]:
        """The path of a link, without its first slash, and its query; the shop's address may stand before it."""
        found = urlsplit(link)
        return found.path.lstrip("/"), dict(parse_qsl(found.query))

    def fails(self, fault: Fault, *, times: int | None = 1, on: str = "") -> None:
        """Lets this happen to the next requests that have ``on`` in their address or body; ``times`` None: to all."""
        self.faults.order(fault, times=times, on=on)

    def recovers(self) -> None:
        """Every fault that was ordered is over."""
        self.faults.clear()

    def deliver(
        self, order: Callable[[Sequence[Delivery]], Iterable[Delivery]] = as_they_come, *, at_once: int = 1
    ) -> tuple[Attempt, ...]:
        """Delivers the webhooks that are due; see Outbox."""
        return self.outbox.deliver(order, at_once=at_once)

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """Webhooks go out by themselves for as long as the ``with`` block runs."""
        ended = Event()

        def pump() -> None:
            while not ended.wait(PUMP_SECONDS):
                self.deliver()

        thread = Thread(target=pump, name="shop webhooks")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
