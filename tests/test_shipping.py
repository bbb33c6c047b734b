"""What ships, by .gcloudignore: all that the function needs to work from an empty folder, and no more."""

import os
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from pathspec import GitIgnoreSpec

from sandbox.google.http.server import Server
from sandbox.localhost import free_port
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from sandbox.processes import Function, running_function
from sandbox.scheduler import Scheduler
from service.container import now
from service.signed_links import CardKind, card_link, unsubscribe_link
from service.version import VERSION
from tests.deploy.upload import uploaded

ROOT = Path(__file__).parent.parent
SECRET = "the-secret-of-this-test"
SHIPS = {
    "main.py",
    "requirements.txt",
    "loyalty",
    "words",
    "locales",
    "sheets",
    "manychat",
    "mail",
    "shops",
    "service",
    "templates",
}
LEFT_LYING = (
    ".env",
    "sa.json",
    "customers.csv",
    "letters/ana.html",
    "deploy/config",
    "commands/check.py",
    "sandbox/mailbox.py",
    "manage.py",
    "shops/orders_export.csv",
    "service/.env",
    "mail/customers.xlsx",
    "locales/ru/LC_MESSAGES/chat.po",
    "loyalty/__pycache__/fault.cpython-311.pyc",
    "service/id_rsa",
    "templates/customers.txt",
    "templates/coupon/ana.html",
)


def test_what_the_function_never_needs_stays_here() -> None:
    files = set(uploaded(ROOT))

    assert {"main.py", "requirements.txt", "locales/ru/LC_MESSAGES/letters.mo", "templates/layout.html"} <= files
    assert {path.partition("/")[0] for path in files} == SHIPS
    assert {Path(path).suffix for path in files} == {".py", ".txt", ".mo", ".html", ".css"}


@pytest.mark.parametrize("path", LEFT_LYING)
def test_what_lies_about_on_the_owners_machine_is_not_uploaded(path: str) -> None:
    ignored = GitIgnoreSpec.from_lines((ROOT / ".gcloudignore").read_text().splitlines())

    assert ignored.match_file(path)


def test_the_version_that_is_told_is_the_one_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == VERSION
    assert project["license"] == "MIT"


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    """An empty folder with nothing in it but what ships."""
    folder = tmp_path / "upload"
    for path in uploaded(ROOT):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    return folder


@pytest.fixture
def function(owner: Owner, upload: Path, tmp_path: Path) -> Iterator[Function]:  # noqa: ARG001 - the sheet is first
    log = tmp_path / "function.log"
    with running_function(os.environ, port=free_port(), log=log, folder=upload) as function:
        function.wait()
        yield function


def test_what_ships_answers_in_arabic_writes_in_russian_and_shows_the_way_out(
    function: Function, owner: Owner, upload: Path, mailbox: MailBox, credentials: Path, server: Server
) -> None:
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "Ана", "7001", "ru", "2026-01-01"])
    owner.type("Ledger", ["2026-01-03 09:00:00", "K7Q4ZD", "", "redemption", -1, "mug", "", "coupon:MUG-OWN1"])
    owner.type("Coupons", ["MUG-OWN1", "mug", "issued", "K7Q4ZD", "", "2026-01-03 09:00:00", "2099-01-03"])
    owner.type_over("Settings", "Letters", "Value", "reminder coupon_expiring")
    account, audience = Scheduler(function.url, credentials).account, os.environ["TASKS_AUDIENCE"]
    token = server.access.id_token(audience, now().timestamp(), email=account)

    told = post(function, "/manychat/points", SECRET, {"contact": {"id": "7003", "locale": "ar_AR"}})
    ran = post(function, "/tasks/remind", token, {})
    link = unsubscribe_link("K7Q4ZD", address=function.url, key=os.environ["LINK_KEY"])
    page = requests.get(link, timeout=20)
    card = card_link(CardKind.CHAT, "7001", today=now().date(), address=function.url, key=os.environ["LINK_KEY"])
    shown = requests.get(card, timeout=20)

    assert Path(f"/proc/{function.process.pid}/cwd").resolve() == upload.resolve()
    assert "بريدك" in str(told["message"])
    assert ran["sent"] == 1
    [letter] = mailbox.letters
    text, html = (letter.message.get_body((kind,)) for kind in ("plain", "html"))
    assert text
    assert "Здравствуйте, Ана!" in text.get_content()
    assert html
    assert 'lang="ru"' in html.get_content()
    assert page.status_code == 200
    assert "Вы получаете" in page.text
    assert shown.status_code == 200
    assert 'class="qr"' in shown.text
    assert "/card?t=" in text.get_content()


def post(function: Function, path: str, proof: str, body: object) -> dict[str, object]:
    headers = {"Authorization": f"Bearer {proof}"}
    answer = requests.post(f"{function.url}{path}", json=body, headers=headers, timeout=20)
    assert answer.status_code == 200, function.last_lines()
    found: dict[str, object] = answer.json()
    return found
