"""``make test-live-shop``: what the sandbox's shops promise, tried on a development store of yours.

The variables of the function say which shops: SHOPIFY_…, WOOCOMMERCE_…, STRIPE_KEY. It reads orders, and makes codes of
one day that it takes away again. Where a person has to do something it asks only ``--by-hand``, says what, and waits.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import requests

from service.shop.shop_variables import ShopVariableWrong, shopify_access, stripe_access, woocommerce_access
from shops.api.shopify_admin import App
from shops.api.woocommerce_rest import Key
from tests.live.report import Came, Seen, section
from tests.live.scratch import Hands
from tests.live.shops import shopify_promises, stripe_promises, woocommerce_promises
from tests.live.shops.shopify_promises import ShopifyStore
from tests.live.shops.store import Store, no_code_left, try_promises
from tests.live.shops.stripe_promises import StripeAccount
from tests.live.shops.woocommerce_promises import WooCommerceStore

NO_SHOP = (
    "No shop is named. Set SHOPIFY_SHOP with SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET (or SHOPIFY_TOKEN), or "
    "WOOCOMMERCE_URL with WOOCOMMERCE_KEY and WOOCOMMERCE_SECRET, or STRIPE_KEY: of a development store."
)


class NobodyThere(Exception):
    """A person was asked to do something, and nobody answered."""


def main() -> int:
    """Exit status 0 when all is as assumed, 1 when something differs, 2 when it could not be tried."""
    arguments = argparse.ArgumentParser(prog="make test-live-shop", description=__doc__)
    arguments.add_argument("--by-hand", action="store_true", help="ask, too, what you have to do something for")
    hands = _ask if arguments.parse_args().by_hand else None
    try:
        stores = tuple(stores_in(os.environ, requests.Session(), hands))
    except ShopVariableWrong as wrong:
        _say(str(wrong))
        return 2
    if not stores:
        _say(NO_SHOP)
        return 2
    seen = list[Seen]()
    try:
        for store in stores:
            for result in tried(store):
                _say(str(result))
                seen.append(result)
    except NobodyThere:
        _say("Stopped: nobody is there to do what has to be done by hand.")
        return 2
    names = ", ".join(store.name for store in stores)
    heading = f"The shops compared with {names} on {datetime.now(UTC).date()}"
    codes = sum(len(store.made) for store in stores)
    sys.stdout.write(section(seen, heading, by="make test-live-shop", cost=f"{codes} codes made and taken away") + "\n")
    return int(any(result.came is Came.DIFFERS for result in seen))


def stores_in(variables: Mapping[str, str], session: requests.Session, hands: Hands | None) -> Iterator[Store]:
    """The shops that the variables name; ShopVariableWrong."""
    shopify, woocommerce = shopify_access(variables), woocommerce_access(variables)
    if shopify:
        first, *rest = shopify.credentials
        credentials = App(first, rest[0]) if rest else first
        yield ShopifyStore("Shopify", shopify.cart.address, session, hands, credentials=credentials)
    if woocommerce:
        key = Key(*woocommerce.credentials)
        yield WooCommerceStore("WooCommerce", woocommerce.cart.address, session, hands, key=key)
    url, secret = stripe_access(variables)
    if secret:
        yield StripeAccount("Stripe", url, session, hands, key=secret)


def tried(store: Store) -> Iterator[Seen]:
    """What came of each promise of this shop; no code of the run is left in it."""
    with no_code_left(store, _say):
        match store:
            case ShopifyStore():
                yield from try_promises(store, shopify_promises.PROMISES)
            case WooCommerceStore():
                yield from try_promises(store, woocommerce_promises.PROMISES)
            case StripeAccount():
                yield from try_promises(store, stripe_promises.PROMISES)


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def _ask(what: str) -> str:
    """Tells a person what to do, and waits for Enter."""
    _say(f"\n    Please do this by hand: {what}\n    Then press Enter.")
    typed = sys.stdin.readline()
    if not typed:
        raise NobodyThere
    return typed.strip()


if __name__ == "__main__":
    sys.exit(main())
