"""The URL of the mail server: what may be written there, and that an error never repeats the password."""

import traceback

import pytest

from mail.smtp import MailServer
from mail.smtp_url import BadAddress, ServerAddress, read_server

SECRET = "hush"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", ServerAddress("mail.example", 587, wrapped=False)),
        ("smtps://mail.example", ServerAddress("mail.example", 465, wrapped=True)),
        ("smtp://mail.example:2525/\n", ServerAddress("mail.example", 2525, wrapped=False)),
        ("SMTP://127.0.0.1:25", ServerAddress("127.0.0.1", 25, wrapped=False)),
        ("smtp://[::1]:25", ServerAddress("::1", 25, wrapped=False)),
        (
            "smtp://u:hush@mail.example:587",
            ServerAddress("mail.example", 587, wrapped=False, user="u", password=SECRET),
        ),
        (
            "smtps://ana%40shop.example:h%2Fu%3As%25h%20@mail.example",
            ServerAddress("mail.example", 465, wrapped=True, user="ana@shop.example", password="h/u:s%h "),
        ),
    ],
)
def test_a_url_names_a_server(url: str, server: ServerAddress) -> None:
    assert read_server(url) == server


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "does not begin with smtp://"),
        ("mail.example:587", "does not begin with smtp://"),
        ("https://u:hush@mail.example", "does not begin with smtp://"),
        ("smtp:u:hush@mail.example", "does not begin with smtp://"),
        ("smtp://u:hush@[::1", "does not begin with smtp://"),
        ("smtp://u:hush℀@mail.example", "does not begin with smtp://"),
        ("smtp://u:hu/hush@mail.example", "goes on after the port"),
        ("smtp://u:hush@mail.example/?x=1", "goes on after the port"),
        ("smtp://u:#hush@mail.example", "goes on after the port"),
        ("smtp://u:hush@", "names no host"),
        ("smtp://u:hush@a..b", "names no host"),
        ("smtp://u:hush@mail example", "names no host"),
        ("smtp://u:hush@mail.example:hush", "has a port"),
        ("smtp://u:hush@mail.example:0", "has a port"),
        ("smtp://u:hush@mail.example:70000", "has a port"),
        ("smtp://hush@mail.example", "a user without a password"),
        ("smtp://:hush@mail.example", "a user without a password"),
        ("smtp://u:hush%C3%A9@mail.example", "characters beyond plain ASCII"),
        ("smtp://u:hush%FF@mail.example", "characters beyond plain ASCII"),
        ("smtp://u:hush%0A@mail.example", "characters beyond plain ASCII"),
    ],
)
def test_a_malformed_url_is_one_sentence_without_the_password(url: str, why: str) -> None:
    with pytest.raises(BadAddress, match=why) as bad:
        MailServer(url, timeout=1)

    assert SECRET not in "".join(traceback.format_exception(bad.value))
    assert bad.value.__context__ is None
    assert "\n" not in str(bad.value)


def test_a_post_does_not_show_its_password() -> None:
    post = MailServer("smtp://owner:hush@mail.example:587", timeout=5)

    assert SECRET not in repr(post)
    assert "owner" not in repr(post)
    assert "mail.example" in repr(post)


@pytest.mark.parametrize(("host", "is_loopback"), [("localhost", True), ("127.1.2.3", True), ("[::1]", True)])
def test_this_machine_is_known_as_such(host: str, *, is_loopback: bool) -> None:
    assert read_server(f"smtp://{host}").is_loopback is is_loopback


@pytest.mark.parametrize("host", ["mail.example", "10.0.0.1", "localhost.example"])
def test_another_machine_is_not_this_one(host: str) -> None:
    assert not read_server(f"smtp://{host}").is_loopback
