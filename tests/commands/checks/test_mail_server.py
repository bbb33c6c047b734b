"""The check of the mail server: a real log-in, the sender's address, and nothing is sent."""

import pytest

from sandbox.mailbox import MailBox
from tests.commands.conftest import RunCheck


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("url", "key", "why"),
    [
        ("smtp://ana:wrong@127.0.0.1:{port}", "mail.server", "user or password is wrong (535)"),
        ("smtp://127.0.0.1:{port}", "mail.sender", "refuses the sender"),
        ("smtp://127.0.0.1:1", "mail.server", "cannot be reached"),
        ("smtps://127.0.0.1:{port}", "mail.server", "cannot be reached"),
    ],
)
def test_a_mail_server_that_does_not_let_us_in_is_named(
    run_check: RunCheck, environment: pytest.MonkeyPatch, url: str, key: str, why: str
) -> None:
    with MailBox(user="ana", password="right") as closed:
        environment.setenv("SMTP_URL", url.format(port=closed.port))

        found = run_check()

    assert found[key]["blocks"]
    assert why in found[key]["sentence"]
    assert "wrong@" not in str(found)


@pytest.mark.usefixtures("alone")
def test_a_log_in_that_is_right_is_really_made_and_nothing_is_sent(
    run_check: RunCheck, environment: pytest.MonkeyPatch
) -> None:
    with MailBox(user="ana", password="right") as box:
        environment.setenv("SMTP_URL", box.url.replace("://", "://ana:right@"))

        found = run_check()

    assert not [key for key in found if key.startswith("mail.")]
    assert (box.logins, box.letters) == (1, ())


@pytest.mark.usefixtures("alone")
def test_a_sender_whom_the_server_does_not_know_is_named(run_check: RunCheck, environment: pytest.MonkeyPatch) -> None:
    with MailBox(
        fault=lambda step, _address: "553 5.7.1 Not yours: hello@shop.example" if step == "MAIL" else None
    ) as box:
        environment.setenv("SMTP_URL", box.url)

        found = run_check()

    assert "553" in found["mail.sender"]["sentence"]
    assert "hello@" not in found["mail.sender"]["sentence"]
    assert "MAIL_FROM" in found["mail.sender"]["what_to_do"]
