"""Whatever comes to whichever door, with the secret and without: a sentence in JSON or a page, and no fault of ours."""

import json
import logging
from collections.abc import Mapping
from datetime import date

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from manychat.incoming import CONTACT_PLACES
from service.chat.chat_actions import ACTIONS
from service.container import now
from service.environment import WEBHOOK_SECRETS
from service.signed_links import CardKind, card_link, unsubscribe_link
from shops.json_orders import FIELD_NAMES

SECRET = "the-secret-of-this-test"
KEY = "the-key-of-the-links-in-this-test"
LINK = unsubscribe_link("K7Q4ZD", address="https://x", key=KEY)[len("https://x") :]
CARDS = [
    card_link(kind, "7001", today=made, address="https://x", key=KEY)[len("https://x") :]
    for kind in CardKind
    for made in (now().date(), date(2026, 1, 1))
]
DOORS = [
    "/", "/orders", "/tasks/remind", "/tasks/tidy", "/unsubscribe", "/unsubscribe?t=", LINK,
    "/card", "/card/", "/card?t=", "/card?t=WyI", *CARDS,
    "/shops", "/shops/shopify", "/shops/woocommerce", "/shops/stripe", "/shops/etsy",
    "/manychat", "/manychat/",
    *(f"/manychat/{action}{end}" for action in (*ACTIONS, "talk", "nothing") for end in ("", "/block")),
]  # fmt: skip
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
SAID = (200, 400, 401, 404, 405, 408, 410, 413, 422, 503)
HEADER_NAMES = [
    "Authorization", "Content-Type", "X-Cloud-Trace-Context", "traceparent", "Function-Execution-Id", "Accept",
    "Accept-Language", "Cookie", "Content-Encoding", "If-None-Match", "Range", "X-Forwarded-For", "Transfer-Encoding",
    "Expect", "X-HTTP-Method-Override", "X-Shopify-Hmac-SHA256", "X-WC-Webhook-Signature", "Stripe-Signature",
]  # fmt: skip
FIELDS = [
    *filter(None, CONTACT_PLACES), "id", "contact_id", "subscriber_id", "first_name", "name", "language", "locale",
    "email", "order_number", "reward", "code", "typed", "ask", "text", "channel", "custom_fields", "Order Number",
    "last_input_text", "confirm", "by", "action", "birthday", "survey", "question", "answer", "referrer", "flow", "t",
    *(name for names in FIELD_NAMES.values() for name in names),
]  # fmt: skip
TEMPTING = [
    "", "0", "1042", "#1042", "order-1042", "K7Q4ZD", "ana@example.com", "=1+1", "{{cuf_1}}", "Tote bag", "points",
    "leave", "yes",
    "refunded", "2026-11-20T09:50:26+01", "31.02.2026", "9" * 5_000, "$" * 9_000, " " * 9_000, "a@" * 4_000, "٣" * 300,
    "²", "①", "１０４２", "1042_" + "0" * 20, "confirm-" + "x" * 500, "0001-01-01", "9999-12-31T23:59:59-23:59", "\x00",
    "\u202e1042",
    "2026-11-20T09:50:26+99:99", "23:59:60", "1e400", "-0", "+0.00", "1.2.3,4", "friend-AB12CD", "take-tote", "?email",
    "482913", "٤٨٢٩١٣", "confirm-1764460800_" + "a" * 20, '","contact":{"id":"7002"},"x":"', '{"id": "7002"}', "\ud800",
]  # fmt: skip

words = st.sampled_from(TEMPTING) | st.text(st.characters(exclude_categories=[]), max_size=40)
"""Halves of a character, too: JSON can write them down."""
leaves = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    leaves | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | words, inner, max_size=6),
    max_leaves=25,
)
contacts = st.fixed_dictionaries(
    {"id": st.sampled_from([7001, "7001", 10**31, "7002"])}, optional={"first_name": words}
)
chats = st.builds(
    lambda contact, fields: {"contact": contact} | fields,
    contacts,
    st.dictionaries(st.sampled_from(FIELDS), words | values, max_size=5),
)
orders = st.lists(
    st.fixed_dictionaries({}, optional={names[0]: words | values for names in FIELD_NAMES.values()}),
    min_size=1,
    max_size=4,
)
texts = (chats | orders | values).map(lambda body: json.dumps(body).encode())
bodies = texts | st.binary(max_size=200) | texts.map(lambda text: text[:-1]) | st.just(b"[" * 30_000)
latin = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)
long_words = st.sampled_from(
    [
        "A" * 43 + "=",
        "t=1,v1=" + "0" * 64,
        "1" * 8_000,
        "Bearer " + "a" * 4_000,
        "Bearer a.b.c",
        "application/json; charset=utf-7",
    ]
)
headers = st.dictionaries(st.sampled_from(HEADER_NAMES), latin | long_words, max_size=4)


@pytest.fixture(autouse=True)
def with_orders(environment: pytest.MonkeyPatch) -> None:
    for name in ("ORDERS_SECRET", *WEBHOOK_SECRETS.values()):
        environment.setenv(name, SECRET)


class Door:
    """The function, and what it has logged as an error."""

    def __init__(self, client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
        self._client, self._caplog = client, caplog

    def knock(self, path: str, method: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status, of an answer that is one of ours."""
        self._caplog.clear()
        answer = self._client.open(path, method=method, data=body, headers=dict(headers))
        errors = [record.getMessage() for record in self._caplog.records if record.levelno >= logging.ERROR]
        assert errors == [], (path, method, body, headers)
        assert answer.status_code in SAID, (answer.status_code, path, method, body)
        if answer.mimetype == "application/json" and method != "HEAD":
            told = answer.get_json()
            assert isinstance(told, dict)
            assert answer.status_code == 200 or (isinstance(told["error"], str) and told["error"].endswith((".", "…")))
        return answer.status_code


@pytest.fixture
def door(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> Door:
    caplog.set_level(logging.INFO, "regulars")
    return Door(client, caplog)


HOUSE = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@HOUSE
@given(st.sampled_from(DOORS), st.sampled_from(METHODS), bodies, headers)
def test_whatever_a_stranger_sends_is_answered_in_a_sentence(
    door: Door, path: str, method: str, body: bytes, headers: Mapping[str, str]
) -> None:
    assert door.knock(path, method, body, headers) != 503


@HOUSE
@given(st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="\\"), max_size=60), bodies)
def test_whatever_address_is_asked_for_is_answered_in_a_sentence(door: Door, path: str, body: bytes) -> None:
    assume(not path.startswith("/"))  # two of them begin a host
    assert door.knock(f"/{path}", "POST", body, {}) in (200, 400, 401, 404, 405)


@HOUSE
@given(
    st.sampled_from([door for door in DOORS if door.startswith("/manychat/")]), chats.map(json.dumps) | bodies, headers
)
def test_whatever_comes_with_the_chat_s_secret_is_answered(
    door: Door, path: str, body: str | bytes, headers: Mapping[str, str]
) -> None:
    sent = body.encode() if isinstance(body, str) else body

    assert door.knock(path, "POST", sent, {**headers, "Authorization": f"Bearer {SECRET}"}) in (200, 400, 404, 413)


@HOUSE
@given(orders.map(json.dumps) | bodies, headers)
def test_whatever_a_shop_sends_is_answered(door: Door, body: str | bytes, headers: Mapping[str, str]) -> None:
    sent = body.encode() if isinstance(body, str) else body

    assert door.knock("/orders", "POST", sent, {**headers, "Authorization": f"Bearer {SECRET}"}) in (200, 400, 413, 422)
