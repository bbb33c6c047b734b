"""Every request that the service can send to Google, held against Google's own discovery document."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import requests
from google.auth.credentials import AnonymousCredentials

from commands.closing_run import close
from commands.sheet.provision import set_up
from loyalty.intake.shop_orders import take_orders
from loyalty.letters.outbox import LetterResult, note_results, take_due
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.member.redeem import redeem
from loyalty.model.email_log import LetterStatus
from loyalty.model.imported import ShopOrder
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from sandbox.google.protocol import discovery
from sandbox.google.protocol.google_errors import Refusal
from sandbox.owner import Owner
from sheets.engine.group_commit import MOST_CHANGES
from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.requests.decision_requests import HEALED_AT_ONCE
from sheets.requests.images import FIRST_ROW, ROWS
from sheets.schema.tabs import GROWING
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SPREADSHEET = "the-owners-sheet"
KINDS = {
    "addNamedRange",
    "addProtectedRange",
    "addSheet",
    "appendDimension",
    "copyPaste",
    "cutPaste",
    "deleteDimension",
    "deleteDuplicates",
    "deleteNamedRange",
    "deleteProtectedRange",
    "deleteSheet",
    "findReplace",
    "insertDimension",
    "repeatCell",
    "setBasicFilter",
    "setDataValidation",
    "updateCells",
    "updateDimensionProperties",
    "updateSheetProperties",
}
"""All that a batch of ours is made of."""


class Listening(Adapter):
    """Google, with a list of what was sent."""

    def __init__(self, google: StandIn) -> None:
        super().__init__(google)
        self.sent: list[tuple[str, bytes | str | None]] = []

    def send(self, request: requests.PreparedRequest, *arguments: Any, **more: Any) -> requests.Response:
        self.sent.append((f"{request.method} {(request.url or '').partition('?')[0]}", request.body))
        return super().send(request, *arguments, **more)


@contextmanager
def listening(stand_in: StandIn) -> Iterator[tuple[Google, Listening]]:
    listener = Listening(stand_in)
    with authorized_session(AnonymousCredentials()) as session:
        session.mount(SHEETS_URL, listener)
        yield Google(SPREADSHEET, session), listener


def live(workbook: Workbook, owner: Owner, later: Callable[[float], None]) -> None:
    """A day in which the service does all that it can do."""
    workbook.transact(
        partial(join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=NOW)
    )
    owner.type("Orders", ["1042", "ana@example.com", 60], ["1043", "ana@example.com", 90], ["1050", "x", "sixty"])
    owner.type("Rewards", ["tote", "Tote bag", 100])
    owner.type("Coupons", ["TOTE-1", "tote"])
    workbook.transact(partial(claim_order, contact="7001", number="1042", now=NOW))
    workbook.transact(partial(redeem, contact="7001", reward="tote", codes=(), now=NOW))
    owner.type_over("Members", "K7Q4ZD", "Joined", "2026-01-01")
    taken = workbook.transact(partial(take_due, now=NOW, limit=10), tidy=True)
    results = {one.letter.id: LetterResult(LetterStatus.SENT) for one in taken.reminders}
    workbook.transact(partial(note_results, results=results, now=NOW), tidy=True)
    owner.type_over("Orders", "sixty", "Amount", 60)
    later(301)
    workbook.transact(partial(claim_order, contact="7001", number="1043", now=NOW), tidy=True)
    told = ShopOrder("1051", "ana@example.com", Decimal(60), "USD", NOW, None, Decimal(5), ("Tote bag",))
    workbook.transact(partial(take_orders, orders=[told], now=NOW))
    workbook.transact(partial(take_orders, orders=[ShopOrder("1043", refunded=Decimal(5)), told], now=NOW))


def test_all_that_the_service_sends_is_what_google_knows(stand_in: StandIn, clock: Any) -> None:

    owner = Owner(stand_in, SPREADSHEET)
    owner.edit({"addSheet": {"properties": {"title": "Orders", "gridProperties": {"columnCount": 2}}}})
    owner.type_at("Orders!A1", ["Order", "Email"])
    tokens = iter(range(1000))
    with listening(stand_in) as (google, listener):
        set_up(google, chance="first", usual_order=lambda _: Decimal(65))
        set_up(google, chance="second", formats=True)
        start = partial(
            Workbook,
            google,
            clock=lambda: NOW,
            chance=lambda: f"t{next(tokens)}",
            monotonic=clock.monotonic,
            sleep=clock.sleep,
            quota=(60_000, 60_000),
        )
        live(start(), owner, clock.sleep)
        owner.type("Ledger", *(["2025-01-01", "K7Q4ZD", "", "claim", 10, "", "", f"order:{n}"] for n in (1, 2)))
        assert "Moved 2 lines into the tab Ledger 2025." in close(google, start, before=date(2026, 1, 1))
        start().transact(partial(leave, contact="7001", confirmed=True, now=NOW))

    batches = [
        json.loads(body or b"") for address, body in listener.sent if address.partition("?")[0].endswith(":batchUpdate")
    ]
    for batch in batches:
        discovery.check("BatchUpdateSpreadsheetRequest", batch)
    assert {kind for batch in batches for request in batch["requests"] for kind in request} == KINDS
    addresses = {address.rpartition("/")[2].partition(":")[2] for address, _ in listener.sent}
    assert addresses == {"", "batchGetByDataFilter", "batchUpdate", "getByDataFilter"}
    for address, body in listener.sent:
        if address.endswith("ByDataFilter"):
            discovery.check("BatchGetValuesByDataFilterRequest", json.loads(body or b""))


def test_a_request_that_google_does_not_know_would_be_found() -> None:
    with pytest.raises(Refusal, match="Unknown name"):
        discovery.check("BatchUpdateSpreadsheetRequest", {"requests": [{"insertRows": {}}]})


def test_the_hidden_tab_has_room_for_a_copy_of_whatever_a_batch_writes_over() -> None:
    headings = len(GROWING)
    of_a_claim = 6  # whose rows the member's and the order's are, three runs of cells of the one and one of the other
    claims = MOST_CHANGES * of_a_claim
    healed = HEALED_AT_ONCE * 3  # each cell, whose row it is, and what the owner may be writing beside it

    assert headings + max(claims, healed) <= ROWS - FIRST_ROW
