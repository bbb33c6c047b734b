"""Google and a mail server on sockets of this machine, and the function's variables that point at them."""

import gc
import logging
import os
import re
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import functions_framework
import pytest
from flask import Flask
from flask.testing import FlaskClient
from google.auth.credentials import AnonymousCredentials
from hypothesis import settings

from commands.preview.chromium import Chromium, chromium, find_chromium
from commands.sheet.provision import set_up
from sandbox.dns_server import Names
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.http.faults import Fault, Faults
from sandbox.google.http.server import Server
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from sandbox.localhost import free_port
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from sandbox.processes import Function, running_function
from sandbox.scheduler import Scheduler
from sandbox.story.demo_shop import fill_shop
from service.container import now
from sheets.google.client import SHEETS_URL, Google, authorized_session
from tests.taps import Night, Shop

# A deadline is an assertion about time, which a busy machine breaks. The same examples each time: what is green stays
# green until somebody changes it. HYPOTHESIS_PROFILE=explore draws others, by hand.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

FUNCTION = "https://regulars.example"
SHOP_SECRET = "the-secret-of-the-shop"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-letters", action="store_true", help="approve of the letters as they read now")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: it is not looked through for garbage, which took a fifth of a simulation."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture
def update_letters(request: pytest.FixtureRequest) -> bool:
    """True when the letters as they read now are approved."""
    return bool(request.config.getoption("--update-letters"))


@pytest.fixture
def outage() -> list[Fault]:
    """What happens to each request to Google while it is in here."""
    return []


@pytest.fixture(scope="session")
def credentials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("google") / "service-account.json"


@pytest.fixture(scope="session")
def shared_server(credentials: Path) -> Iterator[Server]:
    """Google for all tests here; what a test may change of it is to be put back by ``server``."""
    with Server(credentials=credentials) as server:
        yield server


@pytest.fixture
def server(shared_server: Server, outage: list[Fault]) -> Iterator[Server]:
    """Google for this test, which has a spreadsheet of its own; however it ends, the next one finds nothing of it.

    A fault that nobody has met, or what was to be done before the next write, would meet whichever test comes next.
    """
    shared_server.google.faults.follow(lambda _request, _kind, _number: next(iter(outage), None))
    yield shared_server
    shared_server.google.forget()
    shared_server.access.revoked = False


@pytest.fixture
def sockets_faults(server: Server) -> Faults:
    """What goes wrong at Google's behind the socket."""
    return server.google.faults


@pytest.fixture(scope="session")
def loyalty_fields() -> frozenset[str]:
    """The fields that docs/letters.md tells the owner to make in ManyChat."""
    told = (Path(__file__).parent.parent / "docs" / "letters.md").read_text()
    return frozenset(re.findall(r"^\| `(Loyalty [a-z ]+)` \|", told, flags=re.MULTILINE))


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """A headless Chromium, where one is installed."""
    program = find_chromium()
    if program is None:
        pytest.skip("Chromium is not installed here")
    with chromium(program) as browser:
        yield browser


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    with MailBox() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def names() -> Iterator[Names]:
    """A name server that knows what the shop's domain says about its letters."""
    records = {
        "shop.example": ["v=spf1 include:mail.example -all", "some-other-proof=1"],
        "_dmarc.shop.example": ["v=DMARC1; p=none"],
        "k1._domainkey.shop.example": ["v=DKIM1; k=rsa; p=" + "A" * 400],
    }
    with Names(records) as names:
        yield names


@pytest.fixture
def environment(
    monkeypatch: pytest.MonkeyPatch,
    server: Server,
    mailbox: MailBox,
    names: Names,
    credentials: Path,
    request: pytest.FixtureRequest,
) -> pytest.MonkeyPatch:
    """The function's variables, each pointing at something on this machine."""
    variables = {
        "GOOGLE_APPLICATION_CREDENTIALS": str(credentials),
        "GOOGLE_SHEETS_URL": server.url,
        "SPREADSHEET_ID": sha256(request.node.nodeid.encode()).hexdigest(),
        "MANYCHAT_SECRET": "the-old-secret-of-it,the-secret-of-this-test",
        "SMTP_URL": mailbox.url,
        "MAIL_FROM": "Marigold & Finch <hello@shop.example>",
        "TASKS_ACCOUNT": Scheduler(FUNCTION, credentials).account,
        "TASKS_AUDIENCE": FUNCTION,
        "TASKS_CERTS_URL": f"{server.url}/certs",
        "PUBLIC_URL": FUNCTION,
        "LINK_KEY": "the-key-of-the-links-in-this-test",
        "SHEETS_QUOTA": "60000/60000",
        "THREADS": "500",
        "DNS_SERVER": names.address,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


SHOPS_ZONE = ZoneInfo("America/New_York")


def shops_today() -> date:
    """The day in the spreadsheet's zone, where it is yesterday for some hours."""
    return now().astimezone(SHOPS_ZONE).date()


@pytest.fixture(scope="session")
def newly_set_up() -> Spreadsheet:
    """A spreadsheet as set-up leaves it; made once, for it never changes."""
    session = authorized_session(AnonymousCredentials())
    session.mount(SHEETS_URL, Adapter(google := StandIn()))
    google.create("new", time_zone=SHOPS_ZONE.key)
    set_up(Google("new", session), chance="chance0")
    return google.spreadsheet("new")


@pytest.fixture
def owner(server: Server, environment: pytest.MonkeyPatch, newly_set_up: Spreadsheet) -> Owner:  # noqa: ARG001 - Google is reached through it
    """The owner with the demo shop's spreadsheet; what comes on some days alone is asked for by whose subject it is."""
    spreadsheet = os.environ["SPREADSHEET_ID"]
    server.google.put(replace(newly_set_up, id=spreadsheet))
    owner = Owner(server.google, spreadsheet)
    owner.type_over("Settings", "Confirm e-mail", "Value", "no")
    owner.type_over("Settings", "Claim waits days", "Value", 0)
    owner.type_over("Settings", "Reports", "Value", "no")
    fill_shop(owner, today=now().date())
    server.google.requests.clear()
    return owner


@pytest.fixture
def app(owner: Owner) -> Iterator[Flask]:  # noqa: ARG001 - the sheet is there before the function starts
    logger = logging.getLogger("regulars")
    logger.handlers.clear()  # they are set up anew, on this test's own output
    logger.propagate = False  # as they will have it: pytest must know before the test, to listen there itself
    app = functions_framework.create_app("loyalty", str(Path(__file__).parent.parent / "main.py"))
    assert isinstance(app, Flask)
    yield app
    logger.handlers.clear()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def shop(environment: pytest.MonkeyPatch, client: FlaskClient) -> Shop:
    """The shop's own program at its door."""
    environment.setenv("ORDERS_SECRET", SHOP_SECRET)

    def tell(number: str, **what: object) -> None:
        told = {"order": number, "email": "ana@example.com", **what}
        answer = client.post("/orders", json=told, headers={"Authorization": f"Bearer {SHOP_SECRET}"})
        assert answer.status_code == 200

    return tell


@pytest.fixture
def night(client: FlaskClient, credentials: Path, server: Server) -> Night:
    """Lets the nightly run do its work."""
    account = Scheduler(FUNCTION, credentials).account
    token = server.access.id_token(FUNCTION, now().timestamp(), email=account)

    def run() -> None:
        assert client.post("/tasks/tidy", headers={"Authorization": f"Bearer {token}"}).status_code == 200

    return run


@pytest.fixture
def two_functions(owner: Owner, tmp_path: Path) -> Iterator[tuple[Function, Function]]:  # noqa: ARG001 - the sheet is first
    with ExitStack() as stack:
        functions = [
            stack.enter_context(running_function(os.environ, port=free_port(), log=tmp_path / f"{name}.log"))
            for name in ("one", "two")
        ]
        for function in functions:
            function.wait()
        yield functions[0], functions[1]
