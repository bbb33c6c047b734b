"""The report by email from the command: to the owner's own address, with each chart as a picture, once."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from click.testing import Result

from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from service.container import now
from sheets.codec.translation import said
from tests.commands.report.shown_tab import sheet, shown

Run = Callable[..., Result]
ADDRESS = "owner@shop.example"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def addressed(owner: Owner) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", ADDRESS)


def came(mailbox: MailBox) -> EmailMessage:
    (letter,) = mailbox.letters
    assert letter.recipients == (ADDRESS,)
    return letter.message


def pictures(message: EmailMessage) -> list[bytes]:
    return [part.get_content() for part in message.walk() if part.get_content_type() == "image/png"]


def sizes(picture: bytes) -> tuple[int, int]:
    """Width and height, as the first part of a PNG says them."""
    assert picture.startswith(PNG)
    return int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])


def test_it_stands_in_the_tab_and_goes_to_the_owner(owner: Owner, run: Run, mailbox: MailBox) -> None:
    result = run("report", "--email")

    assert result.exit_code == 0, result.output
    assert "Sent to the address under Owner e-mail." in result.output
    plain = came(mailbox).get_body(("plain",))
    assert plain
    text = " ".join(str(plain.get_content()).split())
    for row in shown(owner)[2:5]:
        assert " ".join(row[0].split()) in text


def test_each_chart_of_the_tab_is_a_picture_for_a_light_letter_and_for_a_dark_one(
    owner: Owner, run: Run, mailbox: MailBox
) -> None:
    assert owner
    assert run("report", "--email").exit_code == 0

    found = pictures(came(mailbox))
    assert len(found) == 2 * len([chart for chart in sheet(owner)["charts"] if "basicChart" in chart["spec"]])
    assert found
    for light, dark in zip(found[::2], found[1::2], strict=True):
        assert sizes(light) == sizes(dark)
        assert sizes(light)[0] > 1_000
        assert light != dark


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_it_is_in_the_language_of_the_sheet(server: Server, run: Run, mailbox: MailBox, language: str) -> None:
    named = f"email-{language}"
    server.google.create(named)
    assert run("setup", named, "--language", language).exit_code == 0
    tab, setting, value = (said(word, language) for word in ("Settings", "Owner e-mail", "Value"))
    Owner(server.google, named).type_over(tab, setting, value, ADDRESS)

    result = run("report", named, "--email")

    assert result.exit_code == 0, result.output
    message = came(mailbox)
    page = message.get_body(("html",))
    assert page
    assert f'<html lang="{language}"' in str(page.get_content())
    assert pictures(message)
    assert re.search(r"[\u0400-\u04ff\u0600-\u06ff]{4}", message["Subject"])


def test_who_has_no_address_is_told_so_and_nothing_is_written(owner: Owner, run: Run, mailbox: MailBox) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", "")
    before = owner.google.version(owner.spreadsheet)

    result = run("report", "--email")

    assert result.exit_code == 1
    assert "Owner e-mail" in result.output
    assert owner.google.version(owner.spreadsheet) == before
    assert mailbox.letters == ()


def test_a_mail_server_that_is_away_is_one_sentence(owner: Owner, run: Run, environment: pytest.MonkeyPatch) -> None:
    assert owner
    environment.setenv("SMTP_URL", "smtp://127.0.0.1:1")

    result = run("report", "--email")

    assert result.exit_code == 1
    assert "It was not sent: " in result.output


def test_of_a_year_that_is_not_over_it_says_what_there_is(owner: Owner, run: Run, mailbox: MailBox) -> None:
    assert owner
    result = run("report", "--email", "--year", str(now().year))

    assert result.exit_code == 0, result.output
    assert "No tab is made" in result.output
    plain = came(mailbox).get_body(("plain",))
    assert plain
    assert "docs.google.com" not in str(plain.get_content())


def test_it_is_printed_or_sent_but_not_both(owner: Owner, run: Run, mailbox: MailBox) -> None:
    assert owner

    assert run("report", "--email", "--json").exit_code == 1
    assert mailbox.letters == ()
