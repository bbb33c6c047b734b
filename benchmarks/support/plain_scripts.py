"""The simple alternatives: a claim as a gspread script of the usual kind does it, and as a careful one does."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import gspread
import requests
from gspread.exceptions import APIError

from benchmarks.support.large_shop import SPREADSHEET

MEMBER, CONTACT, POINTS = 1, 4, 7
ORDER, EMAIL, AMOUNT, CLAIMED, GIVEN = 1, 2, 3, 7, 8
"""The columns of Members and Orders, counted from 1, which such scripts write down as they are."""

Claim = Callable[[str, str], str]
"""A contact claims an order: ``claimed``, ``refused`` (Google's quota is spent), or why not."""


def usual(session: requests.Session, url: str) -> Claim:
    """Opens the spreadsheet for each claim, looks for the cells, writes them one by one: 8 reads and 3 writes."""
    client = open_client(session, url)

    def claim(contact: str, number: str) -> str:
        book = client.open_by_key(SPREADSHEET)
        members = book.worksheet("Members")
        found = members.find(contact, in_column=CONTACT)
        member = members.row_values(found.row)
        orders = book.worksheet("Orders")
        place = orders.find(number, in_column=ORDER)
        order = orders.row_values(place.row)
        if len(order) >= CLAIMED and order[CLAIMED - 1]:
            return "already_claimed"
        points = int(float(order[AMOUNT - 1].replace(",", "")))
        ledger = book.worksheet("Ledger")
        ledger.append_row(_entry(member[MEMBER - 1], order[EMAIL - 1], points, number))
        orders.update_cell(place.row, CLAIMED, _now())
        members.update_cell(found.row, POINTS, int(member[POINTS - 1]) + points)
        return "claimed"

    return _told(claim)


def careful(session: requests.Session, url: str) -> Claim:
    """Opens the spreadsheet once, reads its three tabs in one request and writes in one: 1 read and 1 write."""
    client = open_client(session, url)
    books: list[Any] = []

    def claim(contact: str, number: str) -> str:
        if not books:
            books.append(client.open_by_key(SPREADSHEET))
        answer = books[0].values_batch_get(
            ["Members!A:M", "Orders!A:I", "Ledger!A:H"], params={"valueRenderOption": "UNFORMATTED_VALUE"}
        )
        members, orders, ledger = (value_range["values"] for value_range in answer["valueRanges"])
        who = next(at for at, row in enumerate(members) if str(row[CONTACT - 1]) == contact)
        what = next(at for at, row in enumerate(orders) if str(row[ORDER - 1]) == number)
        order, member = orders[what], members[who]
        if any(row[-1] == f"order:{number}" for row in ledger):
            return "already_claimed"
        points = int(order[AMOUNT - 1])
        entry = _entry(member[MEMBER - 1], order[EMAIL - 1], points, number)
        cells: dict[str, list[str | int]] = {
            f"Orders!G{what + 1}:H{what + 1}": [_now(), points],
            f"Members!G{who + 1}": [int(member[POINTS - 1]) + points],
            f"Ledger!A{len(ledger) + 1}:H{len(ledger) + 1}": entry,
        }
        data = [{"range": place, "values": [row]} for place, row in cells.items()]
        books[0].values_batch_update({"valueInputOption": "RAW", "data": data})
        return "claimed"

    return _told(claim)


SCRIPTS = {"usual gspread script": usual, "careful gspread script": careful}


def _told(claim: Claim) -> Claim:
    def told(contact: str, number: str) -> str:
        try:
            return claim(contact, number)
        except APIError as error:
            return "refused" if error.response.status_code == requests.codes.too_many_requests else "error"

    return told


def open_client(session: requests.Session, url: str) -> Any:
    """A client of gspread's whose Google is the stand-in at this address."""

    class Here(gspread.HTTPClient):  # type: ignore[misc, unused-ignore]
        """Sends to the stand-in what is meant for Google."""

        def request(self, method: str, endpoint: str, *more: Any, **options: Any) -> Any:
            return super().request(method, endpoint.replace("https://sheets.googleapis.com", url), *more, **options)

    return gspread.Client(auth=None, session=session, http_client=Here)


def _entry(member: str, email: str, points: int, number: str) -> list[str | int]:
    return [_now(), member, email, "claim", points, number, "", f"order:{number}"]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
