"""The doors of the shops' webhooks: tried from outside with a signed test, and when each shop has told of something."""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from commands.checks.finding import Finding
from loyalty.book.book import Book
from loyalty.owner.shops_heard import last_told
from service.environment import SHOP_NAMES, WEBHOOK_SECRETS, Environment
from service.shop.shop_variables import ShopVariableWrong, shopify_access, stripe_access, woocommerce_access
from shops.web import shopify, woocommerce

COMMAND = "manage.py connect-{shop}"
TEST_NUMBER = "regulars-check"
WHERE = "docs/shops.md says what to look at."


@dataclass(frozen=True, slots=True)
class SignedTest:
    """A webhook's body and headers, signed as the shop signs it, of which nothing is booked."""

    body: bytes
    headers: Mapping[str, str]


Send = Callable[[str, SignedTest], tuple[int, str]]
"""Sends it to this door of the function: the status of the answer, and the same as a sentence's end."""


def check_doors(environment: Environment, today: datetime, send: Send) -> Iterator[Finding]:
    """Whether the function takes what each shop signs; a shop without a secret has no door."""
    for shop, variable in WEBHOOK_SECRETS.items():
        secrets = environment.secrets(variable, today.date())
        for number, secret in enumerate(secrets, 1):
            which = f"the {variable}" if len(secrets) == 1 else f"secret {number} of the {len(secrets)} in {variable}"
            status, said = send(f"shops/{shop}", signed_test(shop, secret, today))
            finding = _wrong(shop, which, status, said)
            if finding:
                yield finding
                break
        else:
            if secrets:
                yield Finding(
                    "shops.taken", f"The door for {SHOP_NAMES[shop]} takes what is signed as the shop signs it."
                )
        if not secrets and _is_connected(environment, shop):
            sentence = f"{SHOP_NAMES[shop]} is connected, but {variable} is not set, so its webhooks are turned away."
            yield Finding("shops.no_secret", sentence, f"Run {COMMAND.format(shop=shop)}, and deploy again.")


def signed_test(shop: str, secret: str, at: datetime) -> SignedTest:
    """What the shop would send of a test that nobody has paid."""
    if shop == shopify.SHOP:
        body = _body({"id": 1, "name": TEST_NUMBER, "test": True})
        headers = {"X-Shopify-Topic": "orders/paid", "X-Shopify-Test": "true"}
        return SignedTest(body, headers | {"X-Shopify-Hmac-SHA256": _base64(body, secret)})
    if shop == woocommerce.SHOP:  # which knows no test: of a topic that is nobody's
        body = _body({"id": 1})
        return SignedTest(
            body, {"X-WC-Webhook-Topic": "action.regulars_check", "X-WC-Webhook-Signature": _base64(body, secret)}
        )
    body = _body({"id": TEST_NUMBER, "object": "event", "type": "charge.refunded", "livemode": False})
    second = int(at.timestamp())
    signed = hmac.digest(secret.encode(), f"{second}.".encode() + body, "sha256").hex()
    return SignedTest(body, {"Stripe-Signature": f"t={second},v1={signed}"})


def when_told(book: Book, environment: Environment) -> Iterator[Finding]:
    """When each shop whose door is open has told of something last, by the shop's own clock where it says so."""
    told = last_told(book)
    for shop in WEBHOOK_SECRETS:
        if not environment.hears(shop):
            continue
        if shop in told:
            when = f"{told[shop].astimezone(book.settings.zone):%Y-%m-%d %H:%M}"
            yield Finding("shops.told", f"What {SHOP_NAMES[shop]} has told of last is of {when}.")
        else:
            to_do = f"Buy something small, or see in the shop whether its webhooks are there: {WHERE}"
            yield Finding("shops.untold", f"{SHOP_NAMES[shop]} has told of no order yet.", to_do)


def _wrong(shop: str, which: str, status: int, said: str) -> Finding | None:
    if status // 100 == 2:
        return None
    name = SHOP_NAMES[shop]
    if status == 401:
        sentence = f"The function does not take {which} that is set here, so orders of {name} are turned away."
        return Finding(
            "shops.secret", sentence, "Set the same secret in the shop, for the function and here.", blocks=True
        )
    if status == 404:
        sentence = f"The function has no door for {name}: {WEBHOOK_SECRETS[shop]} is not set there."
        to_do = "Set it for the function: deploy/deploy.sh does, once it knows it."
        return Finding("shops.no_door", sentence, to_do, blocks=True)
    sentence = f"The door for {name} does not answer a test as it should: {said}."
    return Finding("shops.odd", sentence, "Run the check again; if it stays, look into the log.", blocks=True)


def _is_connected(environment: Environment, shop: str) -> bool:
    try:
        if shop == shopify.SHOP:
            return shopify_access(environment.variables) is not None
        if shop == woocommerce.SHOP:
            return woocommerce_access(environment.variables) is not None
        return bool(stripe_access(environment.variables)[1])
    except ShopVariableWrong:
        return False  # told with the variables


def _body(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields).encode()


def _base64(body: bytes, secret: str) -> str:
    return b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
