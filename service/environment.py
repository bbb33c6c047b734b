"""The environment: each variable read once, and what is wrong with it in one sentence that names it."""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from loyalty.model.program_settings import ConfirmAddress, CouponSource, RemindersBy, Settings
from service.secrets_in_use import (
    EndingSecret,
    UnclearEnd,
    good_ones,
    last_day,
    read_secrets,
    soon_without,
    what_has_ended,
    what_is_unclear,
)
from service.shop.shop_variables import (
    WOO_URL,
    ShopVariableWrong,
    has_both,
    shop_access,
    shop_variables,
    shopify_access,
    shopify_shop,
    stripe_access,
    woocommerce_access,
)
from words.web_links import host_of

SHEETS_URL = "https://sheets.googleapis.com"
CERTS_URL = "https://www.googleapis.com/oauth2/v1/certs"
MANYCHAT_URL = "https://api.manychat.com"
NEEDED = {
    "SPREADSHEET_ID": "the spreadsheet's address, or the long part of it between /d/ and /edit",
    "MANYCHAT_SECRET": "the secret that ManyChat sends; two separated by a comma while one is being replaced",
    "SMTP_URL": "how letters leave, such as smtp://user:password@host:587",
    "MAIL_FROM": "the address that letters come from",
    "TASKS_ACCOUNT": "the service account of Cloud Scheduler's jobs",
    "TASKS_AUDIENCE": "the audience of their tokens, usually the function's own address",
}
WANTED = {
    "MANYCHAT_TOKEN": "the key of ManyChat's public API, for letters by chat",
    "LINK_KEY": "32 random characters, which sign links and codes",
}
LINKS = {
    "PUBLIC_URL": "It is the function's own address.",
    "LINK_KEY": "It signs the links in emails: 32 random characters, which never change.",
}
ADDRESSES = ("GOOGLE_SHEETS_URL", "TASKS_CERTS_URL", "PUBLIC_URL", "MANYCHAT_URL")
ORDERS_SECRET = "ORDERS_SECRET"  # noqa: S105 - a variable's name
ORDER_LINK_KEY = "ORDER_LINK_KEY"
CODE_KEYS = "CODE_KEYS"
WEBHOOK_SECRETS = {
    "shopify": "SHOPIFY_WEBHOOK_SECRET",
    "woocommerce": "WOOCOMMERCE_WEBHOOK_SECRET",
    "stripe": "STRIPE_WEBHOOK_SECRET",
}
"""What each shop signs its webhooks with, by the shop's door."""
SHOP_NAMES = {"shopify": "Shopify", "woocommerce": "WooCommerce", "stripe": "Stripe"}
"""What the owner calls them."""
SECRETS = ("MANYCHAT_SECRET", ORDERS_SECRET, ORDER_LINK_KEY, CODE_KEYS, *WEBHOOK_SECRETS.values())
"""Each of them one, or two separated by a comma, each with or without its last day."""
SHORTEST_SECRET = 16
ENDS_SOON_DAYS = 14
"""For so long before the last secret of a variable ends, the check says so."""
QUOTA = "60/60"
_ADDRESS = re.compile(r"/spreadsheets/(?:u/\d+/)?d/(?!e/)([A-Za-z0-9_-]+)")
_ACCOUNT = re.compile(r"[^@\s]+@[^@\s]+\.gserviceaccount\.com")
_TOKEN = re.compile(r"\d+:[!-~]+")
_QUOTA = re.compile(r"\s*([1-9]\d{0,6})\s*/\s*([1-9]\d{0,6})\s*")


class VariableMalformed(Exception):
    """A variable cannot be what it is; names it."""


class VariableMissing(Exception):
    """A variable that this request needs is not set; names it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The variable {name} is not set: {(NEEDED | WANTED)[name]}.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a variable, in one sentence that names it and tells no secret, and what to do."""

    variable: str
    sentence: str
    to_do: str


@dataclass(frozen=True, slots=True)
class Environment:
    """The variables; blank where one is not set. Secrets are left out of its text."""

    variables: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Environment({', '.join(sorted(self.variables))})"

    def needed(self, name: str) -> str:
        """The variable; VariableMissing when it is not set."""
        value = self.variables.get(name, "").strip()
        if not value:
            raise VariableMissing(name)
        return value

    @property
    def spreadsheet(self) -> str:
        """The id of the owner's spreadsheet, also where its whole address was given; VariableMissing."""
        return spreadsheet_id(self.needed("SPREADSHEET_ID"))

    def secrets(self, name: str, today: date) -> tuple[str, ...]:
        """The secrets of this variable that are good today, in UTC; none where it is not set or all have ended."""
        return good_ones(self._written_secrets(name), today)

    def takes_orders(self) -> bool:
        """True when the owner has asked for the door for orders, also when its secrets have ended since."""
        return bool(self._written_secrets(ORDERS_SECRET))

    def hears(self, shop: str) -> bool:
        """True when the owner has asked for the door of this shop's webhooks, as with the one for orders."""
        return shop in WEBHOOK_SECRETS and bool(self._written_secrets(WEBHOOK_SECRETS[shop]))

    @property
    def shops_heard(self) -> Mapping[str, str]:
        """The names of the shops that have a door for their webhooks, by their doors."""
        return {shop: name for shop, name in SHOP_NAMES.items() if self.hears(shop)}

    @property
    def shopify_shop(self) -> str:
        """The shop's own address at Shopify, ``name.myshopify.com``; blank when it is not set, or is another one."""
        try:
            return shopify_shop(self.variables)
        except ShopVariableWrong:
            return ""

    @property
    def woocommerce_site(self) -> str:
        """The address of the shop with WooCommerce; blank when it is not set."""
        return self.variables.get(WOO_URL, "").strip()

    def secrets_amiss(self, name: str, today: date) -> tuple[str, ...]:
        """What is wrong today with the secrets of this variable that is set, a sentence for each; none is told."""
        written = self._written_secrets(name)
        return tuple(filter(None, (*what_is_unclear(name, written), what_has_ended(name, written, today))))

    def secrets_end_soon(self, name: str, today: date) -> str:
        """A sentence when the last secret of this variable ends within two weeks, else blank."""
        return soon_without(name, self._written_secrets(name), today, days=ENDS_SOON_DAYS)

    def secrets_ending(self, today: date) -> Mapping[str, date]:
        """The last days of the variables after which nobody gets in, where they are over or come within two weeks."""
        ends = {name: last_day(self._written_secrets(name)) for name in SECRETS}
        return {name: end for name, end in ends.items() if end and end <= today + timedelta(days=ENDS_SOON_DAYS)}

    def _written_secrets(self, name: str) -> tuple[EndingSecret | UnclearEnd, ...]:
        return read_secrets(self.variables.get(name, ""))

    @property
    def manychat_token(self) -> str:
        """The key of ManyChat's public API; VariableMissing and VariableMalformed, which do not repeat it."""
        token = self.needed("MANYCHAT_TOKEN")
        if not _TOKEN.fullmatch(token):
            raise VariableMalformed(
                "The variable MANYCHAT_TOKEN is no key of ManyChat's API: it looks like 123456:0a1b2c3d4e5f."
            )
        return token

    @property
    def manychat_url(self) -> str:
        """Where ManyChat's public API is."""
        return (self.variables.get("MANYCHAT_URL") or MANYCHAT_URL).rstrip("/")

    @property
    def sender(self) -> str:
        """The address that letters come from, blank when it is not set."""
        return self.variables.get("MAIL_FROM", "").strip()

    @property
    def sheets_url(self) -> str:
        """Where the Sheets API is."""
        return (self.variables.get("GOOGLE_SHEETS_URL") or SHEETS_URL).rstrip("/")

    @property
    def quota(self) -> tuple[int, int]:
        """Google's reads and writes a minute; VariableMalformed."""
        found = _QUOTA.fullmatch(self.variables.get("SHEETS_QUOTA") or QUOTA)
        if not found:
            raise VariableMalformed(
                "The variable SHEETS_QUOTA is no quota: it looks like 60/60, reads and writes a minute."
            )
        return int(found[1]), int(found[2])

    @property
    def certs_url(self) -> str:
        """Where the certificates are that sign the scheduler's tokens."""
        return self.variables.get("TASKS_CERTS_URL") or CERTS_URL

    @property
    def public_url(self) -> str:
        """The function's own address, blank when it is not set."""
        return self.variables.get("PUBLIC_URL", "").rstrip("/")

    def proves(self, today: date) -> bool:
        """True when something can prove an address: the shop's signed order links, or emails with digits."""
        mail = all(self.variables.get(name, "").strip() for name in ("SMTP_URL", "MAIL_FROM"))
        return bool(self.secrets(ORDER_LINK_KEY, today) or (mail and self.code_keys(today)))

    def code_keys(self, today: date) -> tuple[str, ...]:
        """The keys of the digits and tokens that prove an address, good today; the first one makes them.

        Of the key that signs links where none is set; no key where that is not set either.
        """
        own = self.secrets(CODE_KEYS, today)
        if own or not self.link_key:
            return own
        return (hmac.digest(self.link_key.encode(), b"code keys", "sha256").hex(),)

    @property
    def link_key(self) -> str:
        """The key that signs the links in letters, blank when it is not set."""
        return self.variables.get("LINK_KEY", "").strip()


def spreadsheet_id(given: str) -> str:
    """The spreadsheet's id, from the id or from its address in the browser."""
    found = _ADDRESS.search(given)
    return found[1] if found else given.strip()


SET_IT = "Set it for the function and where you run this."
CORRECT_IT = "Correct it."
ROTATE = "Put a new secret in front, such as deploy/deploy.sh --new makes, and set it where it is sent from."
FOR_CODES = ("LINK_KEY", "SMTP_URL", "MAIL_FROM")


def advice(environment: Environment) -> list[Complaint]:
    """What is missing or odd without keeping the program from working."""
    missing = [name for name in LINKS if not environment.variables.get(name, "").strip()]
    found = [
        Complaint(name, f"The variable {name} is not set: letters have no link to end them. {LINKS[name]}", SET_IT)
        for name in missing
    ]
    audience = environment.variables.get("TASKS_AUDIENCE", "").strip()
    if audience and environment.public_url and audience.rstrip("/") != environment.public_url:
        found.append(
            Complaint(
                "TASKS_AUDIENCE",
                "The variable TASKS_AUDIENCE is another address than PUBLIC_URL.",
                "Give each job of Cloud Scheduler this very audience (--oidc-token-audience), or set both alike.",
            )
        )
    try:
        both = has_both(environment.variables)
    except ShopVariableWrong:
        both = False  # told as what it is
    if both:
        sentence = "The variables of both Shopify and WooCommerce are set: codes are made in Shopify alone."
        found.append(Complaint("WOOCOMMERCE_KEY", sentence, "Take away those of the shop that has no rewards."))
    return found


def wanted_by(environment: Environment, settings: Settings) -> list[Complaint]:
    """What the owner's settings need and the environment lacks."""
    wanted = list[Complaint]()
    if settings.confirm_email is not ConfirmAddress.NO:
        lacking = [name for name in FOR_CODES if not environment.variables.get(name, "").strip()]
        why = "The setting Confirm e-mail is on, but no code can be sent."
        wanted += [Complaint(name, f"{why} {VariableMissing(name)}", SET_IT) for name in lacking]
    by_chat = settings.reminders_by is not RemindersBy.EMAIL
    if by_chat and not environment.variables.get("MANYCHAT_TOKEN", "").strip():
        name = "MANYCHAT_TOKEN"
        why = f"The setting Reminders by is {settings.reminders_by}, but no letter goes by chat."
        wanted.append(Complaint(name, f"{why} {VariableMissing(name)}", SET_IT))
    if settings.coupons is CouponSource.SHOP and not _makes_codes(environment):
        sentence = (
            "The setting Coupons is shop, but the program has no shop to make codes in: the owner is asked for each."
        )
        to_do = f"Set {shop_variables()} for the function and where you run this."
        wanted.append(Complaint("SHOPIFY_SHOP", sentence, to_do))
    return wanted


def _makes_codes(environment: Environment) -> bool:
    try:
        return shop_access(environment.variables) is not None
    except ShopVariableWrong:
        return False


def complaints(environment: Environment) -> list[Complaint]:
    """What is missing or malformed, and keeps the program from working."""
    found = []
    for name in NEEDED:
        try:
            environment.needed(name)
        except VariableMissing as missing:
            found.append(Complaint(name, str(missing), SET_IT))
    secrets = {name: environment.secrets(name, date.min) for name in SECRETS}
    secrets["LINK_KEY"] = (environment.link_key,)
    for name, values in secrets.items():
        if any(0 < len(value) < SHORTEST_SECRET for value in values):
            to_do = f"Take {SHORTEST_SECRET} characters or more."
            found.append(Complaint(name, f"The variable {name} is too easy to guess.", to_do))
    found += _malformed("SHEETS_QUOTA", lambda: environment.quota)
    found += _malformed("MANYCHAT_TOKEN", lambda: environment.manychat_token)
    found += _mail_complaints(environment)
    found += _shop_complaints(environment)
    account = environment.variables.get("TASKS_ACCOUNT", "").strip()
    if account and not _ACCOUNT.fullmatch(account):
        sentence = (
            "The variable TASKS_ACCOUNT is no service account: it looks like name@project.iam.gserviceaccount.com."
        )
        found.append(Complaint("TASKS_ACCOUNT", sentence, CORRECT_IT))
    for name in ADDRESSES:
        address = environment.variables.get(name, "").strip()
        if address and not host_of(address):
            sentence = f"The variable {name} is no address: it begins with https://."
            found.append(Complaint(name, sentence, CORRECT_IT))
    return found


def ended_secrets(environment: Environment, today: date) -> list[Complaint]:
    """The secrets that open nothing on this day, in UTC, for a reason that their variable shows."""
    return [
        Complaint(name, sentence, ROTATE) for name in SECRETS for sentence in environment.secrets_amiss(name, today)
    ]


def secrets_soon_ended(environment: Environment, today: date) -> list[Complaint]:
    """The variables whose last secret ends within two weeks of this day, in UTC."""
    return [
        Complaint(name, sentence, ROTATE) for name in SECRETS if (sentence := environment.secrets_end_soon(name, today))
    ]


def _malformed(name: str, read: Callable[[], object]) -> list[Complaint]:
    try:
        read()
    except VariableMalformed as malformed:
        return [Complaint(name, str(malformed), CORRECT_IT)]
    except VariableMissing:
        return []  # whoever cannot do without it says so
    return []


def _shop_complaints(environment: Environment) -> list[Complaint]:
    found = dict[Complaint, None]()
    readers: tuple[Callable[[Mapping[str, str]], object], ...] = (
        shopify_shop,
        shopify_access,
        woocommerce_access,
        stripe_access,
    )
    for read in readers:
        try:
            read(environment.variables)
        except ShopVariableWrong as wrong:
            found[Complaint(wrong.variable, str(wrong), CORRECT_IT)] = None
    return list(found)


def _mail_complaints(environment: Environment) -> list[Complaint]:
    from mail.sanitise import BadSender, read_sender  # the chat sends no letters
    from mail.smtp_url import BadAddress, read_server

    readers: dict[str, Callable[[str], object]] = {"SMTP_URL": read_server, "MAIL_FROM": read_sender}
    found = []
    for name, read in readers.items():
        value = environment.variables.get(name, "").strip()
        try:
            if value:
                read(value)
        except (BadAddress, BadSender) as error:
            found.append(Complaint(name, f"The variable {name} cannot be used: {error}.", CORRECT_IT))
    return found
