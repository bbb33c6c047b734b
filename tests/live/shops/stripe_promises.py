"""What the program rests on at Stripe, each tried on an account; nothing is changed there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from service.container import now
from shops.api.calls import HeaderAuth, call
from shops.api.stripe_api import SHOP, Stripe
from shops.web.stripe import ABOUT_REFUNDS, PAID_LATER, PAID_SESSION, WENT_BACK
from tests.live.promises import CannotTell, expect
from tests.live.shops.store import ShopPromise, Store, each_once, enough

MOST = 50
"""So many events are looked at."""
OURS = (PAID_SESSION, PAID_LATER, WENT_BACK, *ABOUT_REFUNDS)
CLOCKS_APART = timedelta(minutes=5)


@dataclass
class StripeAccount(Store):
    """An account at Stripe, best one of a test."""

    key: str = ""

    @cached_property
    def api(self) -> Stripe:
        """The program's own way to it."""
        return Stripe(self.url, self.key, self.session)

    def events(self, *types: str, **query: str) -> Mapping[str, Any]:
        """A page of its events, with bounds such as ``created[gte]``."""
        wanted: dict[str, str | Sequence[str]] = {"limit": str(MOST), **query}
        if types:
            wanted["types[]"] = types
        found: Any = self.api.ask("GET", "events", query=wanted).body
        page: Mapping[str, Any] = found
        return page

    def listed(self) -> Sequence[tuple[str, int]]:
        """The last events: their ids and times in seconds; CannotTell where there are too few."""
        return [(one["id"], one["created"]) for one in self.events()["data"]]


def a_wrong_key_is_401(account: StripeAccount) -> str:
    auth = HeaderAuth("Authorization", "Bearer rk_test_of_nobody")
    answer = call(account.session, "GET", f"{account.url}/v1/events", shop=SHOP, auth=auth)
    error: Any = answer.field("error")
    expect(answer.status == 401, answer.status)
    return str(error["type"])


def events_since_a_second(account: StripeAccount) -> str:
    events = account.listed()
    since = enough([created for _, created in events])
    found = {one["id"] for one in account.events(**{"created[gte]": str(since)})["data"]}
    wanted = {event for event, created in events if created >= since}
    expect(wanted <= found, f"{len(wanted - found)} events are not told, out of {len(wanted)}")
    expect(found == wanted, f"{len(found - wanted)} earlier events are told")
    return f"{len(found)} of {len(events)}"


def the_newest_event_comes_first(account: StripeAccount) -> str:
    moments = [created for _, created in account.listed()]
    enough(moments)
    expect(moments == sorted(moments, reverse=True), "they come in another order")
    return f"{len(moments)} events"


def pages_have_each_event_once(account: StripeAccount) -> str:
    whole = [event for event, _ in account.listed()]
    if len(whole) < 3:
        raise CannotTell(f"it needs 3 events, and there are {len(whole)}: buy something")
    return each_once(_pages(account, len(whole)), whole)


def only_the_kinds_that_are_asked_for(account: StripeAccount) -> str:
    found = [one["type"] for one in account.events(*OURS)["data"]]
    if not found:
        raise CannotTell("there is no payment at a checkout: buy something")
    expect(set(found) <= set(OURS), f"it tells {sorted(set(found) - set(OURS))}")
    seen = {one["type"] for one in account.events()["data"]} & set(OURS)
    expect(seen <= set(found), f"it leaves out {sorted(seen - set(found))}")
    return f"{len(found)} events of {len(set(found))} kinds"


def times_are_seconds(account: StripeAccount) -> str:
    events = account.listed()
    if not events:
        raise CannotTell("there are no events: buy something")
    newest = datetime.fromtimestamp(events[0][1], UTC)
    expect(newest <= now() + CLOCKS_APART, f"the newest event is of {newest}, which is to come")
    expect(newest > now() - timedelta(days=31), f"the newest event is of {newest}")
    return f"the newest is of {newest:%Y-%m-%dT%H:%M:%SZ}"


def a_refund_tells_the_sum(account: StripeAccount) -> str:
    refunds = [one["data"] for one in account.events(WENT_BACK)["data"]]
    if not refunds:
        raise CannotTell("nothing went back: refund a part of a payment")
    grown = [(one["previous_attributes"]["amount_refunded"], one["object"]["amount_refunded"]) for one in refunds]
    expect(all(before < after for before, after in grown), f"{grown}")
    expect(all(one["object"]["payment_intent"] for one in refunds), "a charge names no payment")
    return f"{len(grown)} sums, each above the one before"


def a_payment_is_told_by_its_session(account: StripeAccount) -> str:
    sessions = [one["data"]["object"] for one in account.events(PAID_SESSION)["data"]]
    if not sessions:
        raise CannotTell("there is no payment at a checkout: buy something")
    keys = ("payment_intent", "payment_status", "amount_total", "currency", "customer_details", "total_details")
    missing = sorted({key for key in keys for one in sessions if key not in one})
    expect(not missing, f"it does not say {', '.join(missing)}")
    return f"{len(sessions)} sessions"


def a_payment_is_told_at_once(account: StripeAccount) -> str:
    before = {event for event, _ in account.listed()}
    account.asked(
        "Pay something at a Checkout or Payment Link of this account, in a test with the card 4242 4242 4242 4242."
    )
    new = [one for one in account.events(*OURS)["data"] if one["id"] not in before]
    expect(len(new) == 1, f"{len(new)} payments are told")
    return "told"


def _pages(account: StripeAccount, most: int) -> Iterator[Sequence[str]]:
    query, seen = dict[str, str](), 0
    while seen < most:
        page = account.events(**{"limit": "2"} | query)
        ids = [one["id"] for one in page["data"]]
        yield ids[: most - seen]
        if not page["has_more"]:
            return
        seen, query = seen + len(ids), {"starting_after": ids[-1]}


PROMISES: Sequence[ShopPromise[StripeAccount]] = (
    ShopPromise("a key of nobody is refused with 401", a_wrong_key_is_401),
    ShopPromise("`created[gte]` tells all events since that second, and no others", events_since_a_second),
    ShopPromise("events begin with the newest", the_newest_event_comes_first),
    ShopPromise("pages by `starting_after` have each event once", pages_have_each_event_once),
    ShopPromise("`types[]` tells the kinds that are asked for, and no others", only_the_kinds_that_are_asked_for),
    ShopPromise("`created` is in seconds since 1970", times_are_seconds),
    ShopPromise("a session has the keys that the program reads", a_payment_is_told_by_its_session),
    ShopPromise("`charge.refunded` has the sum of all refunds, and what it was before", a_refund_tells_the_sum),
    ShopPromise("a payment is told at once", a_payment_is_told_at_once, by_hand=True),
)
