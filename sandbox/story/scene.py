"""The scene: the stand-in with the demo shop, the mail box and the running function, wired as in the cloud."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials

from commands.sheet.provision import set_up
from manychat.say.letter_fields import FIELDS
from sandbox.chat_client import CUSTOMERS, Chat
from sandbox.google.http.server import Server
from sandbox.localhost import LOCALHOST, free_port, local_session
from sandbox.mailbox import MailBox
from sandbox.manychat_api import ManyChat, Page
from sandbox.owner import Owner
from sandbox.processes import Function, running_function
from sandbox.scheduler import Scheduler
from sandbox.story import demo_shop
from service.container import chance
from sheets.google.client import SCOPES, Google

FLOW = "content20260101120000_123456"
MAIL_FROM = "Marigold & Finch <hello@marigoldandfinch.example>"


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the story and the desk work with."""

    owner: Owner
    chat: Chat
    scheduler: Scheduler
    mailbox: MailBox
    function: Function
    sheets_url: str


@contextmanager
def open_scene(*, pictures: str = "") -> Iterator[Scene]:
    """Everything up and the shop filled, with its rewards' pictures at this address; raises FunctionSilent, and OSError
    where no file can be written.
    """
    with TemporaryDirectory(prefix="regulars-") as folder:
        credentials, log = Path(folder) / "service-account.json", Path(folder) / "function.log"
        with Server(credentials=credentials) as stand_in, MailBox() as mailbox, ManyChat(_page()) as many_chat:
            secret, port = secrets.token_urlsafe(24), free_port()
            scheduler = Scheduler(f"http://{LOCALHOST}:{port}", credentials)
            variables = {
                "GOOGLE_APPLICATION_CREDENTIALS": str(credentials),
                "GOOGLE_SHEETS_URL": stand_in.url,
                "SHEETS_QUOTA": "60000/60000",  # the stand-in has none here, so nobody needs to wait for it
                "SPREADSHEET_ID": demo_shop.SPREADSHEET,
                "MANYCHAT_SECRET": secret,
                "MANYCHAT_TOKEN": many_chat.page.token,
                "MANYCHAT_URL": many_chat.url,
                "SMTP_URL": mailbox.url,
                "MAIL_FROM": MAIL_FROM,
                "TASKS_ACCOUNT": scheduler.account,
                "TASKS_AUDIENCE": scheduler.function_url,
                "TASKS_CERTS_URL": f"{stand_in.url}/certs",
                "PUBLIC_URL": scheduler.function_url,
                "LINK_KEY": secrets.token_urlsafe(24),
            }
            with running_function(variables, port=port, log=log) as function:
                owner = _open_shop(stand_in, credentials, pictures)  # while the function is starting
                function.wait()
                yield Scene(owner, Chat(function.url, secret), scheduler, mailbox, function, stand_in.url)


def _page() -> Page:
    """The shop's page in ManyChat, made ready for letters by chat as docs/letters.md says."""
    contacts: dict[str, dict[str, str]] = {str(customer.contact["id"]): {} for customer in CUSTOMERS.values()}
    return Page(f"1:{secrets.token_hex(16)}", contacts, frozenset(FIELDS), frozenset({FLOW}))


def _open_shop(stand_in: Server, credentials: Path, pictures: str) -> Owner:
    stand_in.google.create(demo_shop.SPREADSHEET, title=demo_shop.TITLE, sheets=("Sheet1",), time_zone=demo_shop.ZONE)
    set_up(Google(demo_shop.SPREADSHEET, _session(credentials), url=stand_in.url), chance=chance())
    owner = Owner(stand_in.google, demo_shop.SPREADSHEET)
    owner.edit({"deleteSheet": {"sheetId": owner.sheet_id("Sheet1")}})
    demo_shop.fill_shop(owner, today=datetime.now(ZoneInfo(demo_shop.ZONE)).date(), pictures=pictures)
    return owner


def _session(credentials: Path) -> AuthorizedSession:
    signer = Credentials.from_service_account_file(str(credentials), scopes=SCOPES)
    session = AuthorizedSession(signer, auth_request=Request(session=local_session()))
    session.trust_env = False
    return session
