"""A shop with a sheet and a running version of the program: its customers tap, its owner types, its nights pass."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import requests

from sandbox.google.http.server import Server
from sandbox.google.methods.core import Google
from sandbox.localhost import local_session
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from sandbox.processes import Function
from sandbox.scheduler import Scheduler
from sheets.codec.translation import said
from tests.updating.versions import Clock, Version

SPREADSHEET = "the-owners-sheet"
ZONES = {"en": "America/New_York", "ru": "Europe/Moscow", "ar": "Asia/Dubai"}
CURRENCIES = {"en": "USD", "ru": "RUB", "ar": "AED"}
SECRET, ORDERS_SECRET, LINK_KEY = "the-secret-of-the-chat", "the-secret-of-the-orders", "the-key-of-the-links"
PUBLIC_URL = "https://regulars.example"
"""What letters say the function's address is: only one with https stands in a header."""
NO_MAILBOX = "bounced"
"""Addresses that begin so do not exist: the mail server refuses them for good."""
HEADINGS = {
    "Members": "Member, Email, Name, Contact, Language, Joined, Points, Lifetime points, Tier, Reminders, "
    "Last reminder, Notes, Points as booked, Birthday, Referred by, Segment, Plan, Plan until, Membership, Status",
    "Orders": "Order, Email, Amount, Currency, Placed, Status, Claimed, Points, Notes, Refunded, Products, Coupons",
    "Coupons": "Code, Reward, Status, Member, Email, Issued, Expires, Notes, Used for",
    "Ledger": "Time, Member, Email, Entry, Points, For, Note, Cause, Available, Amount, Campaign",
    "Emails": "Time, Member, Email, Letter, Status, Detail, Id",
    "Answers": "Time, Member, Survey, Question, Answer, Id",
}
"""What version 0.1.0 has in the tabs that are looked at, in English."""
Contact = Mapping[str, object]


class Refused(AssertionError):
    """A tap or a task was not answered as the life of this shop needs."""


@dataclass(frozen=True, slots=True)
class Shop:
    """All that acts on one sheet while one version serves it."""

    language: str
    owner: Owner
    clock: Clock
    version: Version
    variables: Mapping[str, str]
    function: Function
    mailbox: MailBox
    scheduler: Scheduler
    session: requests.Session = field(default_factory=local_session)

    @contextmanager
    def beside(self, other: Version) -> Iterator["Shop"]:
        """The same shop as another version serves it at the same time."""
        with other.function(self.variables, self.clock) as function:
            yield replace(self, version=other, function=function)

    def word(self, english: str) -> str:
        """A title, heading, setting or choice in the sheet's language."""
        return said(english, self.language)

    def tap(self, contact: Contact, action: str, /, *, expect: str = "", **fields: object) -> dict[str, Any]:
        """The flat answer to a tap; Refused when its code is not this one of some, separated by ``|``."""
        answer = self.session.post(
            f"{self.function.url}/manychat/{action}",
            json={"contact": contact, **fields},
            headers={"Authorization": f"Bearer {SECRET}"},
            timeout=30,
        )
        reply: dict[str, Any] = answer.json()
        if answer.status_code != requests.codes.ok or (expect and reply["code"] not in expect.split("|")):
            raise Refused(f"{action} {fields} of {contact['id']}: {reply}\n{self.function.last_lines()}")
        return reply

    def post(self, *orders: Mapping[str, object]) -> list[str]:
        """The shop posts orders; gives what became of each."""
        answer = self.session.post(
            f"{self.function.url}/orders",
            json=orders,
            headers={"Authorization": f"Bearer {ORDERS_SECRET}"},
            timeout=30,
        )
        if answer.status_code != requests.codes.ok:
            raise Refused(f"{answer.status_code} {answer.text}")
        return [order["result"] for order in answer.json()["orders"]]

    def night(self, day: str) -> Mapping[str, Any]:
        """The nightly run of a day; gives what it booked."""
        self.clock.set(f"{day} 03:10")
        return self.scheduler.run("tidy")

    def remind(self) -> Mapping[str, Any]:
        """The letters that are due now."""
        return self.scheduler.run("remind")

    def command(self, *arguments: str) -> str:
        """What a command of manage.py prints."""
        return self.version.command(self.variables, self.clock, *arguments)

    def type(self, tab: str, *rows: Mapping[str, object]) -> None:
        """The owner types rows under what is there, by English heading."""
        title = self.word(tab)
        headings = [str(cell) for cell in self.owner.google.tab(self.owner.spreadsheet, title)[0]]
        named = [{self.word(heading): value for heading, value in row.items()} for row in rows]
        self.owner.type(title, *([row.get(heading, "") for heading in headings] for row in named))

    def type_over(self, tab: str, key: str, heading: str, value: object) -> None:
        """The owner types over a cell, by English heading."""
        self.owner.type_over(self.word(tab), key, self.word(heading), value)

    def set(self, values: Mapping[str, object]) -> None:
        """The owner changes settings, by their English names."""
        for setting, value in values.items():
            self.type_over("Settings", self.word(setting), "Value", value)

    def rows(self, tab: str) -> list[dict[str, Any]]:
        """The rows of a tab by their English headings; blank cells are missing."""
        english = {self.word(heading): heading for heading in HEADINGS[tab].split(", ")}
        return [
            {english.get(heading, heading): cell for heading, cell in row.items()}
            for row in self.owner.tab(self.word(tab))
        ]

    def letters_to(self, email: str) -> list[EmailMessage]:
        """The letters that arrived at an address, the oldest first."""
        return [letter.message for letter in self.mailbox.letters if email in letter.recipients]

    def digits_sent_to(self, email: str) -> str:
        """The six digits of the last letter to an address."""
        body = self.letters_to(email)[-1].get_body(("plain",))
        found = re.search(r"\b\d{6}\b", body.get_content() if body else "")
        if found is None:
            raise Refused(f"no digits came to {email}")
        return found.group()

    def unsubscribe(self, email: str) -> None:
        """Whoever has this address follows the link of their last letter that has one, with one click."""
        links = [letter["List-Unsubscribe"] for letter in self.letters_to(email)]
        link = str(next(filter(None, reversed(links)))).strip("<>").replace(PUBLIC_URL, self.function.url)
        self.session.post(link, data={"List-Unsubscribe": "One-Click"}, timeout=30).raise_for_status()


@contextmanager
def open_shop(
    google: Google, language: str, version: Version, folder: Path, *, at: str, set_up: bool = False
) -> Iterator[Shop]:
    """The shop with this sheet, served by a version from an instant of its day on; ``set_up`` makes the sheet first."""
    clock = Clock.of(folder, ZONES[language])
    clock.set(at)
    credentials = folder / "service-account.json"
    with ExitStack() as stack:
        server = stack.enter_context(Server(google, credentials=credentials))
        mailbox = stack.enter_context(MailBox(fault=_no_such_mailbox))
        account = Scheduler("", credentials).account
        variables = {
            "GOOGLE_APPLICATION_CREDENTIALS": str(credentials),
            "GOOGLE_SHEETS_URL": server.url,
            "SPREADSHEET_ID": SPREADSHEET,
            "MANYCHAT_SECRET": SECRET,
            "ORDERS_SECRET": ORDERS_SECRET,
            "SMTP_URL": mailbox.url,
            "MAIL_FROM": "Marigold & Finch <hello@shop.example>",
            "TASKS_ACCOUNT": account,
            "TASKS_CERTS_URL": f"{server.url}/certs",
            "LINK_KEY": LINK_KEY,
            "PUBLIC_URL": PUBLIC_URL,
            "SHEETS_QUOTA": "60000/60000",
        }
        if set_up:
            version.command(variables, clock, "setup", "--language", language, "--average-order", "60")
        function = stack.enter_context(version.function(variables, clock))
        scheduler = Scheduler(function.url, credentials)
        yield Shop(language, Owner(google, SPREADSHEET), clock, version, variables, function, mailbox, scheduler)


def _no_such_mailbox(step: str, address: str) -> str | None:
    return "550 5.1.1 No such user here" if step == "RCPT" and address.startswith(NO_MAILBOX) else None
