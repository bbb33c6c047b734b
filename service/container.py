"""The Container: all that acts, built once from the environment at the first request."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from threading import Thread
from typing import TYPE_CHECKING

import google.auth
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError

from loyalty.book.left_members import Marks
from loyalty.model import identifiers
from service.auth import Certificates
from service.environment import Environment, VariableMalformed, VariableMissing
from service.log_lines import ThrottledLog
from service.owner_alarm import OwnerAlarm
from service.rate_limit import AttemptLimit
from service.runs.throttle import Throttle
from service.shop.shop_variables import ShopAccess, ShopVariableWrong, shop_access
from service.signed_links import CardKind, card_link, unsubscribe_link
from sheets.engine.alarm_note import AlarmNote
from sheets.google.client import SCOPES, Google, authorized_session
from sheets.google.errors import NoAccess, WorkbookError
from sheets.schema.snapshot import Surroundings
from sheets.workbook import Workbook

if TYPE_CHECKING:
    from mail.smtp import MailServer
    from manychat.api import Api
    from service.shop.code_maker import CodeMaker
    from shops.api.order_shop import OrderShop

MAIL_SECONDS = 20.0
NOTE_SECONDS = 3.0
CHAT_SECONDS = 10.0
MOST_EXPORTS = 3
"""So often within an hour is what is stored about somebody sent to them."""


def now() -> datetime:
    """This instant in UTC, to the second, as cells hold it."""
    return datetime.now(UTC).replace(microsecond=0)


def chance() -> str:
    """Twenty characters that nobody has had, for commit tokens."""
    return secrets.token_hex(10)


def codes(length: int) -> Iterator[str]:
    """Codes without end, by the system's own chance."""
    return identifiers.codes(iter(lambda: secrets.randbelow(len(identifiers.CODE_LETTERS)), None), length)


@dataclass
class Container:
    """What the doors work with; each part is made when it is first needed. VariableMissing names what it lacks."""

    environment: Environment
    clock: Callable[[], datetime] = now
    throttled_log: ThrottledLog = field(default_factory=ThrottledLog)
    exports_sent: AttemptLimit = field(default_factory=partial(AttemptLimit, MOST_EXPORTS))
    hints_given: AttemptLimit = field(default_factory=partial(AttemptLimit, 1))

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> "Container":
        """The Container of these variables."""
        return cls(Environment(dict(variables)))

    @cached_property
    def google(self) -> Google:
        """The owner's spreadsheet behind Google's API, with application default credentials."""
        return open_google(self.environment.spreadsheet, self.environment.sheets_url)

    @cached_property
    def workbook(self) -> Workbook:
        """The owner's spreadsheet as a store."""
        access = self.shop_access
        surroundings = Surroundings(
            proves=self.environment.proves(self.clock().date()),
            makes_codes=access is not None,
            cart=access.cart if access else None,
        )
        quota = self.environment.quota
        return Workbook(self.google, clock=self.clock, chance=chance, quota=quota, surroundings=surroundings)

    @cached_property
    def shop_access(self) -> ShopAccess | None:
        """The shop in which codes are made; None without one. What is wrong with its variables goes into the log."""
        try:
            return shop_access(self.environment.variables)
        except ShopVariableWrong as wrong:
            self.throttled_log.error(f"no codes are made in the shop: {wrong}")
            return None

    @cached_property
    def code_maker(self) -> "CodeMaker | None":
        """How codes are made in the shop; None without one."""
        if self.shop_access is None:
            return None
        from service.shop.code_maker import CodeMaker  # most programs have no shop that makes codes
        from sheets.google.deadline_transport import deadline_session

        shop = self.shop_access.opened(deadline_session())
        return CodeMaker(shop, throttled_log=self.throttled_log)

    @cached_property
    def order_shops(self) -> "Mapping[str, OrderShop]":
        """The shops that are asked for what their webhooks have not told: those whose doors are open."""
        from service.shop.order_shops import order_shops  # the chat asks no shop
        from sheets.google.deadline_transport import deadline_session

        found = order_shops(self.environment.variables, deadline_session())
        return {name: shop for name, shop in found.items() if self.environment.hears(name.lower())}

    @cached_property
    def opening(self) -> Thread:
        """A thread that reads the spreadsheet before anybody needs an answer: a large one takes a while."""
        return Thread(target=self._open, name="opening", daemon=True)

    def begin_reading(self) -> None:
        """Starts the opening, once."""
        with suppress(RuntimeError):  # it was started before
            self.opening.start()

    def _open(self) -> None:
        with suppress(WorkbookError, VariableMissing, VariableMalformed):  # told to the first who wants an answer
            self.workbook.open()

    @cached_property
    def mail_server(self) -> "MailServer":
        """How letters leave; BadAddress for a malformed SMTP_URL."""
        from mail.smtp import MailServer  # the chat sends no letters

        return MailServer(self.environment.needed("SMTP_URL"), timeout=MAIL_SECONDS)

    @cached_property
    def quick_mail_server(self) -> "MailServer":
        """How a letter leaves while somebody waits in the chat."""
        from mail.smtp import MailServer

        return MailServer(self.environment.needed("SMTP_URL"), timeout=NOTE_SECONDS)

    @property
    def marks(self) -> Marks:
        """How somebody who has left is known again."""
        return Marks(self.environment.link_key)

    @property
    def mail_server_or_why(self) -> "MailServer | Exception":
        """How letters leave, or what keeps them from it."""
        from mail.smtp_url import BadAddress  # the chat sends no letters

        try:
            self.environment.needed("MAIL_FROM")
            return self.mail_server
        except (VariableMissing, BadAddress) as error:
            return error

    @property
    def chat_or_why(self) -> "Api | Exception":
        """How letters go by chat, or what keeps them from it."""
        from manychat.api import FIELDS_A_MINUTE, FLOWS_A_MINUTE, Api  # the chat itself only answers

        try:
            token = self.environment.manychat_token
        except (VariableMissing, VariableMalformed) as error:
            return error
        fields_turn, flow_turn = partial(Throttle().keep, FIELDS_A_MINUTE), partial(Throttle().keep, FLOWS_A_MINUTE)
        url = self.environment.manychat_url
        return Api(url, token, CHAT_SECONDS, fields_turn=fields_turn, flow_turn=flow_turn)

    @cached_property
    def owner_alarm(self) -> OwnerAlarm:
        """How the owner is written to about what closes the program, with a connection of its own."""
        return OwnerAlarm(
            self.environment,
            note=lambda: AlarmNote(
                open_google(self.environment.spreadsheet, self.environment.sheets_url), chance=chance
            ),
            mail_server=lambda: self.mail_server_or_why,
            clock=self.clock,
            throttled_log=self.throttled_log,
        )

    def unsubscribe_link(self, member: str) -> str:
        """Where the member with this code ends their letters; blank where that is not set up."""
        return unsubscribe_link(member, address=self.environment.public_url, key=self.environment.link_key)

    def card_in_chat(self, contact: str) -> str:
        """The link to this contact's card, with the codes of their coupons; blank where that is not set up."""
        return self._card_link(CardKind.CHAT, contact)

    def card_in_email(self, member: str) -> str:
        """The link to this member's card, without codes; blank where that is not set up."""
        return self._card_link(CardKind.EMAIL, member)

    def _card_link(self, kind: CardKind, whose: str) -> str:
        address, key = self.environment.public_url, self.environment.link_key
        return card_link(kind, whose, today=self.clock().date(), address=address, key=key)

    def confirm_link(self, address: str, chat: str) -> str:
        """The link into the chat that proves this address; blank where no letter can have one."""
        from service.email_codes import token_for  # the chat sends no letters
        from words.ref_links import confirming

        keys = self.environment.code_keys(self.clock().date())
        return confirming(chat, token_for(address, key=keys[0], now=self.clock())) if keys else ""

    @cached_property
    def certificates(self) -> Certificates:
        """Google's certificates for the scheduler's tokens."""
        return Certificates(self.environment.certs_url)


def open_google(spreadsheet: str, url: str) -> Google:
    """The spreadsheet through application default credentials; NoAccess when there are none that can be used."""
    return Google(spreadsheet, authorized_session(credentials_here()), url=url)


def credentials_here() -> Credentials:
    """Application default credentials; NoAccess."""
    try:
        credentials, _ = google.auth.default(scopes=SCOPES)
    except (GoogleAuthError, AttributeError, OSError, TypeError, ValueError) as error:  # it trips over odd files
        raise NoAccess("there are no Google credentials here, or none that can be read") from error
    return credentials
