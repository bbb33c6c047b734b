"""The scene: the stand-in with the demo shop, the mail box and the running function, wired as in the cloud."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import assert_never
from zoneinfo import ZoneInfo

from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials

from commands.chat.pasted_texts import keywords
from commands.sheet.provision import set_up
from manychat.incoming import Channel
from manychat.say.letter_fields import FIELDS
from manychat.talk.command import Action
from manychat.talk.talk_reply import HUMAN_TAG
from sandbox.customers import CUSTOMERS, Customer
from sandbox.google.http.server import Server
from sandbox.localhost import LOCALHOST, free_port, local_session
from sandbox.mailbox import MailBox
from sandbox.manychat_api import ManyChat, Page
from sandbox.manychat_flows.flow import ASK, MESSAGE, DefaultReply, Flow, Triggers
from sandbox.manychat_flows.shop_chats import Address, ShopChats, contact_id, flow_of
from sandbox.owner import Owner
from sandbox.processes import Function, running_function
from sandbox.scheduler import Scheduler
from sandbox.shops.shop import Shop
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.shopify.store import Store
from sandbox.shops.stripe.shop import Stripe
from sandbox.shops.woocommerce.shop import WooCommerce
from sandbox.shops.woocommerce.site import Site
from sandbox.story import demo_shop
from service.container import chance
from sheets.google.client import SCOPES, Google

TRIGGERS = Triggers(
    keywords=keywords(), default_reply=DefaultReply.EVERY_TIME, menu={"Points and rewards": Action.MENU.value}
)
FIRST_ORDER = 2001
MAIL_FROM = "Marigold & Finch <hello@marigoldandfinch.example>"


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the story and the desk work with."""

    owner: Owner
    chats: ShopChats
    address: Address
    scheduler: Scheduler
    mailbox: MailBox
    function: Function
    sheets_url: str
    shop: Shop


class ShopKind(StrEnum):
    """The kinds of shops that can be connected, by the last part of their door's address."""

    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    STRIPE = "stripe"


@contextmanager
def open_scene(
    *,
    pictures: str = "",
    customers: Iterable[Customer] = CUSTOMERS.values(),
    plain: bool = False,
    kind: ShopKind = ShopKind.SHOPIFY,
) -> Iterator[Scene]:
    """Everything up and the shop filled, with its rewards' pictures at this address; raises FunctionSilent, and OSError
    where no file can be written.

    A ``plain`` scene has no mail server, no key for links, no way back into ManyChat, and its shop is not connected.
    """
    with TemporaryDirectory(prefix="regulars-") as folder:
        credentials, log = Path(folder) / "service-account.json", Path(folder) / "function.log"
        page = _page(customers)
        with (
            Server(credentials=credentials) as stand_in,
            MailBox() as mailbox,
            ManyChat(page) as many_chat,
            new_shop(kind) as shop,
        ):
            address = Address(f"http://{LOCALHOST}:{free_port()}", secrets.token_urlsafe(24))
            scheduler = Scheduler(address.function, credentials)
            variables = {
                "GOOGLE_APPLICATION_CREDENTIALS": str(credentials),
                "GOOGLE_SHEETS_URL": stand_in.url,
                "SHEETS_QUOTA": "60000/60000",  # the stand-in has none here, so nobody needs to wait for it
                "SPREADSHEET_ID": demo_shop.SPREADSHEET,
                "MANYCHAT_SECRET": address.secret,
                "TASKS_ACCOUNT": scheduler.account,
                "TASKS_AUDIENCE": scheduler.function_url,
                "TASKS_CERTS_URL": f"{stand_in.url}/certs",
                "PUBLIC_URL": scheduler.function_url,
            }
            webhook_secret = secrets.token_hex(32)
            variables |= {} if plain else {**_connections(many_chat, mailbox), **shop.variables(webhook_secret)}
            with running_function(variables, port=int(address.function.rpartition(":")[2]), log=log) as function:
                owner = _open_shop(stand_in, credentials, pictures)  # while the function is starting
                function.wait()
                chats = ShopChats(page, flows(address))
                if not plain:
                    shop.webhooks_to(f"{function.url}/shops/{kind}", webhook_secret)
                with shop.delivering():
                    yield Scene(owner, chats, address, scheduler, mailbox, function, stand_in.url, shop)


def new_shop(kind: ShopKind) -> Shop:
    """A shop of this kind, whose orders have other numbers than those that the owner has typed."""
    match kind:
        case ShopKind.SHOPIFY:
            return Shopify(Store(time_zone=demo_shop.ZONE, first_number=FIRST_ORDER))
        case ShopKind.WOOCOMMERCE:
            return WooCommerce(Site(time_zone=demo_shop.ZONE, posts=count(FIRST_ORDER)))
        case ShopKind.STRIPE:
            return Stripe()
        case _:
            assert_never(kind)


def flows(address: Address, *, by_request: bool = False) -> Mapping[Channel, Flow]:
    """The shop's flow as its owner has set it up in each channel."""
    return {channel: flow_of(channel, address, demo_shop.FLOW, TRIGGERS, by_request=by_request) for channel in Channel}


def _connections(many_chat: ManyChat, mailbox: MailBox) -> dict[str, str]:
    return {
        "MANYCHAT_TOKEN": many_chat.page.token,
        "MANYCHAT_URL": many_chat.url,
        "SMTP_URL": mailbox.url,
        "MAIL_FROM": MAIL_FROM,
        "LINK_KEY": secrets.token_urlsafe(24),
        "ORDER_LINK_KEY": demo_shop.ORDER_LINK_KEY,
    }


def _page(customers: Iterable[Customer]) -> Page:
    """The shop's page in ManyChat, made ready for the conversation and for letters by chat."""
    contacts: dict[str, dict[str, str]] = {contact_id(one, channel): {} for one in customers for channel in Channel}
    known = frozenset({*FIELDS, ASK, MESSAGE})
    return Page(f"1:{secrets.token_hex(16)}", contacts, known, frozenset({demo_shop.FLOW}), tags=[HUMAN_TAG])


def _open_shop(stand_in: Server, credentials: Path, pictures: str) -> Owner:
    stand_in.google.create(demo_shop.SPREADSHEET, title=demo_shop.TITLE, sheets=("Sheet1",), time_zone=demo_shop.ZONE)
    set_up(Google(demo_shop.SPREADSHEET, _session(credentials), url=stand_in.url), chance=chance())
    owner = Owner(stand_in.google, demo_shop.SPREADSHEET)
    demo_shop.fill_shop(owner, today=datetime.now(ZoneInfo(demo_shop.ZONE)).date(), pictures=pictures)
    return owner


def _session(credentials: Path) -> AuthorizedSession:
    signer = Credentials.from_service_account_file(str(credentials), scopes=SCOPES)
    session = AuthorizedSession(signer, auth_request=Request(session=local_session()))
    session.trust_env = False
    return session
