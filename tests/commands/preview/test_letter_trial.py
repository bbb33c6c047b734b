"""Emails that an owner sends to themselves to try their words: they go nowhere else and leave no trace."""

import pytest
from click.testing import CliRunner, Result

from loyalty.model.email_log import LetterName
from manage import manage
from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.owner import Owner


def send_test(*more: str) -> Result:
    return CliRunner().invoke(manage, ["letters", "send-test", *more])


@pytest.fixture
def ana(owner: Owner) -> Owner:
    """Ana has 110 points and nothing else; the owner has an address."""
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "", "", "2026-01-01"])
    owner.type("Ledger", ["2026-01-01 09:00:00", "K7Q4ZD", "", "adjustment", 110])
    owner.type_over("Settings", "Owner e-mail", "Value", "owner@shop.example")
    return owner


def test_the_owner_s_words_come_to_the_owner_alone_and_nothing_is_written(
    ana: Owner, server: Server, mailbox: MailBox, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("PUBLIC_URL", "https://regulars.example")
    ana.type_over("Texts", "reminder", "Subject", "{points}, and counting")
    server.google.requests.clear()

    result = send_test("--letter", "reminder")

    assert result.exit_code == 0, result.output
    assert result.output == "reminder: sent, as K7Q4ZD would get it.\n"
    [letter] = mailbox.letters
    assert letter.recipients == ("owner@shop.example",)
    assert letter.message["Subject"] == "110 points, and counting"
    assert b"List-Unsubscribe: <https://regulars.example/unsubscribe?t=trial>" in letter.raw
    assert [request.kind for request in server.google.requests if request.kind != "read"] == []
    assert ana.tab("Emails") == []


def test_each_email_that_suits_nobody_is_sent_with_a_made_up_member(ana: Owner, mailbox: MailBox) -> None:
    result = send_test("--to", "me@example.com", "--language", "ru", ana.spreadsheet)

    assert result.exit_code == 0, result.output
    assert len(mailbox.letters) == len(result.output.splitlines()) == len(LetterName)
    assert {letter.recipients for letter in mailbox.letters} == {("me@example.com",)}
    assert "reminder: sent, as K7Q4ZD would get it." in result.output
    assert "coupon: sent, with a made-up member." in result.output
    assert len({letter.message["Message-ID"] for letter in mailbox.letters}) == len(LetterName)


def test_sent_twice_it_arrives_twice(ana: Owner, mailbox: MailBox) -> None:
    for _ in range(2):
        assert send_test("--letter", "welcome", ana.spreadsheet).exit_code == 0

    first, second = mailbox.letters
    assert first.message["Message-ID"] != second.message["Message-ID"]


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c d"])
def test_without_an_address_nothing_is_sent(ana: Owner, mailbox: MailBox, address: str) -> None:
    ana.type_over("Settings", "Owner e-mail", "Value", "")

    result = send_test("--letter", "welcome", *(["--to", address] if address else []))

    assert result.exit_code == 1
    assert "There is no address to send to." in result.output
    assert mailbox.letters == ()


def test_without_a_mail_server_it_says_which_variable_is_missing(ana: Owner, environment: pytest.MonkeyPatch) -> None:
    environment.delenv("SMTP_URL")

    result = send_test("--letter", "welcome", ana.spreadsheet)

    assert result.exit_code == 1
    assert "SMTP_URL" in result.output
