"""The post against a real mail server that takes, refuses, drops and falls silent."""

import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from threading import Thread

import pytest

from loyalty.letters.letter import LetterFacts
from mail.letters import write
from mail.smtp import Delivered, LetterRefused, MailServer, PostClosed, Unsure
from sandbox.mailbox import DROP, SILENCE, Fault, MailBox

ANA, BORIS, LAYLA = "ana@example.com", "boris@example.com", "layla@example.com"
MAY_HAVE_ARRIVED = Unsure("no answer after the letter was handed over, it may have arrived")


@pytest.fixture
def letters(reminder: LetterFacts, now: datetime) -> dict[str, EmailMessage]:
    def letter(email: str) -> EmailMessage:
        to = replace(reminder, letter=replace(reminder.letter, email=email, id=email))
        return write(to, language="en", sender="hello@shop.example", unsubscribe="", now=now)

    return {email: letter(email) for email in (ANA, BORIS, LAYLA)}


def once(step: str, address: str, answer: str, *, times: int = 1) -> Fault:
    """A fault at one step for one address, so often."""
    left = [answer] * times

    def fault(at: str, of: str) -> str | None:
        return left.pop() if left and (at, of) == (step, address) else None

    return fault


def send_all(box: MailBox, letters: Iterable[EmailMessage], *, timeout: float = 5) -> list[object]:
    with MailServer(box.url, timeout).connection() as connection:
        return [connection.deliver(letter) for letter in letters]


def who_got_letters(box: MailBox) -> list[str]:
    return [letter.recipients[0] for letter in box.letters]


@contextmanager
def scripted(*answers: str) -> Iterator[str]:
    """A server that says these lines to its one caller, one for each line that it hears."""

    def talk() -> None:
        caller, _ = server.accept()
        with caller, caller.makefile("rb") as heard:
            for answer in answers:
                caller.sendall(f"{answer}\r\n".encode())
                heard.readline()

    with socket.create_server(("127.0.0.1", 0)) as server:
        speaker = Thread(target=talk)
        speaker.start()
        yield f"smtp://owner:hush@127.0.0.1:{server.getsockname()[1]}"
        speaker.join()


def test_many_letters_go_over_one_connection(letters: dict[str, EmailMessage]) -> None:
    with MailBox() as box:
        assert send_all(box, letters.values()) == [Delivered()] * 3

        assert who_got_letters(box) == [ANA, BORIS, LAYLA]
        assert box.connections == 1


def test_a_line_with_a_dot_alone_does_not_end_the_letter(letters: dict[str, EmailMessage]) -> None:
    letters[ANA].clear_content()
    letters[ANA].set_content("before\n.\n..after\n")

    with MailBox() as box:
        assert send_all(box, [letters[ANA]]) == [Delivered()]

        assert box.letters[0].message.get_content().split() == ["before", ".", "..after"]


def test_a_long_link_in_a_header_arrives_unbroken(letters: dict[str, EmailMessage]) -> None:
    link = f"<https://function.example/unsubscribe?t={'x' * 150}>"
    letters[ANA]["List-Unsubscribe"] = link

    with MailBox() as box:
        send_all(box, [letters[ANA]])

        assert f"List-Unsubscribe: {link}\r\n".encode() in box.letters[0].raw


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("550 5.1.1 No such user", True), ("450 4.2.2 Mailbox full", False), ("452 4.3.1 No room", False)],
)
def test_a_refused_letter_does_not_stop_the_others(
    letters: dict[str, EmailMessage], step: str, answer: str, *, permanent: bool
) -> None:
    with MailBox(fault=once(step, BORIS, answer)) as box:
        refused = LetterRefused(permanent, answer, no_mailbox=permanent and step == "RCPT")
        assert send_all(box, letters.values()) == [Delivered(), refused, Delivered()]

        assert who_got_letters(box) == [ANA, LAYLA]
        assert box.connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 <boris@example.com>: no mailbox Boris here, see https://x.example/?to=boris%40example.com",
        "550 5.1.1 user boris\t(BORIS@EXAMPLE.COM) hello@shop.example",
    ],
)
def test_a_refusal_names_no_address(letters: dict[str, EmailMessage], answer: str) -> None:
    with MailBox(fault=once("RCPT", BORIS, answer)) as box:
        (refused,) = send_all(box, [letters[BORIS]])

    assert isinstance(refused, LetterRefused)
    assert refused.why.startswith("550 5.1.1 ")
    assert "boris" not in refused.why.casefold()
    assert "@" not in refused.why
    assert len(refused.why) <= 160


def test_a_refusal_names_no_secret_and_is_short(letters: dict[str, EmailMessage]) -> None:
    fault = once("RCPT", BORIS, f"550 owner said hush {'and ' * 90}")
    with MailBox(user="owner", password="hush", fault=fault) as box:
        url = box.url.replace("//", "//owner:hush@")
        with MailServer(url, timeout=5).connection() as connection:
            refused = connection.deliver(letters[BORIS])

    assert isinstance(refused, LetterRefused)
    assert "hush" not in refused.why
    assert "owner" not in refused.why
    assert len(refused.why) == 160


def test_a_connection_that_dropped_between_letters_is_opened_again(letters: dict[str, EmailMessage]) -> None:
    with MailBox() as box, MailServer(box.url, timeout=5).connection() as connection:
        assert connection.deliver(letters[ANA]) == Delivered()
        box.hang_up()
        assert connection.deliver(letters[BORIS]) == Delivered()

        assert who_got_letters(box) == [ANA, BORIS]
        assert box.connections == 2


TAKES_NO_MORE = (
    "421 4.7.28 Unusual rate of mail, <boris@example.com>; see https://mail.example/rate",
    "421 Too many messages in this connection",
    "421 4.4.2 Message submission rate for this client has exceeded the configured limit",
    "432 4.3.2 Concurrent connections limit exceeded",
    "454 Throttling failure: Daily message quota exceeded",
)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("MAIL", DROP),
        ("MAIL", SILENCE),
        ("RCPT", DROP),
        ("RCPT", SILENCE),
        ("MAIL", "421 4.4.2 post.example Error: timeout exceeded"),
        ("MAIL", "421 4.4.1 Connection timed out"),
        ("MAIL", "421 idle for too long"),
    ],
)
def test_a_letter_not_yet_handed_over_goes_over_a_second_connection(
    letters: dict[str, EmailMessage], step: str, answer: str
) -> None:
    address = BORIS if step == "RCPT" else "hello@shop.example"
    with MailBox(fault=once(step, address, answer)) as box:
        assert send_all(box, letters.values(), timeout=0.2) == [Delivered()] * 3

        assert who_got_letters(box) == [ANA, BORIS, LAYLA]
        assert box.connections == 2


@pytest.mark.parametrize("answer", TAKES_NO_MORE)
@pytest.mark.parametrize(("step", "tried"), [("MAIL", False), ("RCPT", True), ("DATA", True)])
def test_a_server_that_takes_no_more_ends_the_run_in_its_own_words(
    letters: dict[str, EmailMessage], step: str, answer: str, *, tried: bool
) -> None:
    address = "hello@shop.example" if step == "MAIL" else BORIS
    with (
        MailBox(fault=once(step, address, answer)) as box,
        MailServer(box.url, timeout=5).connection() as connection,
        pytest.raises(PostClosed) as closed,
    ):
        connection.deliver(letters[BORIS])

    said = answer.replace("<boris@example.com>;", "…")
    assert (str(closed.value), closed.value.tried) == (f"the mail server takes no more now: {said}", tried)
    assert box.letters == ()
    assert box.connections == 1


@pytest.mark.parametrize("answer", ["450 4.1.8 Sender domain not found", "451 4.3.0 Out of order", "452 4.3.1 Full"])
def test_what_a_server_will_not_take_from_this_sender_now_it_takes_for_nobody(
    letters: dict[str, EmailMessage], answer: str
) -> None:
    with (
        MailBox(fault=once("MAIL", "hello@shop.example", answer)) as box,
        MailServer(box.url, timeout=5).connection() as connection,
        pytest.raises(PostClosed, match=answer) as closed,
    ):
        connection.deliver(letters[ANA])

    assert not closed.value.tried


@pytest.mark.parametrize(("step", "tried"), [("MAIL", False), ("RCPT", True)])
def test_a_second_drop_ends_the_run(letters: dict[str, EmailMessage], step: str, *, tried: bool) -> None:
    address = BORIS if step == "RCPT" else "hello@shop.example"
    with (
        MailBox(fault=once(step, address, DROP, times=2)) as box,
        MailServer(box.url, timeout=5).connection() as connection,
        pytest.raises(PostClosed, match="dropped twice before the letter was handed over") as closed,
    ):
        connection.deliver(letters[BORIS])

    assert closed.value.tried is tried


def test_a_server_that_shuts_the_channel_after_a_refusal_is_asked_nothing_more(
    letters: dict[str, EmailMessage],
) -> None:
    answers = ("220 hello", "250 hello", "250 sender", "550 5.1.1 No such user", "421 4.7.0 Enough for now")
    with scripted(*answers) as url, MailServer(url.replace("owner:hush@", ""), timeout=5).connection() as connection:
        refused = connection.deliver(letters[ANA])
        with pytest.raises(PostClosed, match=r"421 4\.7\.0 Enough for now") as closed:
            connection.deliver(letters[BORIS])

    assert refused == LetterRefused(permanent=True, why="550 5.1.1 No such user", no_mailbox=True)
    assert not closed.value.tried


@pytest.mark.timeout(5)
@pytest.mark.parametrize("answer", [DROP, SILENCE])
def test_a_letter_handed_over_without_an_answer_is_not_sent_twice(
    letters: dict[str, EmailMessage], answer: str
) -> None:
    tries: list[str] = []

    def fault(step: str, address: str) -> str | None:
        if (step, address) != ("DATA", BORIS):
            return None
        tries.append(address)
        return answer

    with MailBox(fault=fault) as box:
        assert send_all(box, letters.values(), timeout=0.2) == [Delivered(), MAY_HAVE_ARRIVED, Delivered()]

        assert tries == [BORIS]
        assert who_got_letters(box) == [ANA, LAYLA]


def test_a_server_that_goes_down_in_the_middle_closes_the_post(letters: dict[str, EmailMessage]) -> None:
    with ExitStack() as opened:
        box = opened.enter_context(MailBox())
        with MailServer(box.url, timeout=5).connection() as connection:
            connection.deliver(letters[ANA])
            opened.close()

            with pytest.raises(PostClosed, match="cannot be reached: Connection refused"):
                connection.deliver(letters[BORIS])


def test_a_refused_sender_closes_the_post(letters: dict[str, EmailMessage]) -> None:
    fault = once("MAIL", "hello@shop.example", "550 5.7.60 hello@shop.example may not send")
    with MailBox(fault=fault) as box:
        with pytest.raises(PostClosed) as closed:
            send_all(box, [letters[ANA]])

        assert closed.value.why == "the mail server refuses the sender: 550 5.7.60 … may not send"


def test_an_international_letter_needs_a_server_that_takes_it(reminder: LetterFacts, now: datetime) -> None:
    abroad = replace(reminder, letter=replace(reminder.letter, email="борис@почта.example"))
    letter = write(abroad, language="en", sender="hello@shop.example", unsubscribe="", now=now)

    with MailBox(international=False) as box:
        refused = LetterRefused(permanent=True, why="the mail server takes no international addresses")
        assert send_all(box, [letter]) == [refused]


def test_a_letter_refused_before_it_is_on_its_way_is_refused_with_the_servers_words(
    letters: dict[str, EmailMessage],
) -> None:
    answers = ("220 hello", "250 hello", "250 sender", "250 recipient", "451 4.3.0 Not now", "250 reset", "221 bye")
    with scripted(*answers) as url, MailServer(url.replace("owner:hush@", ""), timeout=5).connection() as connection:
        assert connection.deliver(letters[ANA]) == LetterRefused(permanent=False, why="451 4.3.0 Not now")


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (["554 hush, no"], "cannot be reached: it answered 554 …, no"),
        (["421 4.7.0 hush: come again later"], "cannot be reached: it answered 421 4.7.0 …: come again later"),
        (["220 hello", "421 4.3.2 not now", "421 4.3.2 not now"], "does not let us in: it answered 421 4.3.2 not now"),
        (["220 hello", "250-hello\r\n250 AUTH PLAIN", "454 4.7.0 hush"], r"it takes no log-in now \(454\)"),
        (["220 hello", "250 hello"], "does not let us in: it offers no STARTTLS or no log-in that we know"),
        (
            ["220 hello", "250-hello\r\n250 AUTH CRAM-MD5", "334 a"],
            "does not let us in: its answer to the log-in cannot be read",
        ),
        (["220 hello", "250-hello\r\n250 STARTTLS", "454 hush"], "does not let us in: it answered 454"),
        (["220 hello", "250-hello\r\n250 AUTH PLAIN", "535 hush"], r"user or password is wrong \(535\)"),
    ],
)
def test_a_server_that_does_not_let_us_in_closes_the_post(answers: list[str], why: str) -> None:
    with (
        scripted(*answers) as url,
        pytest.raises(PostClosed, match=why) as closed,
        MailServer(url, timeout=5).connection(),
    ):
        pass

    assert "hush" not in str(closed.value)


def test_a_server_that_is_down_closes_the_post() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    with (
        pytest.raises(PostClosed, match=f"127.0.0.1:{port} cannot be reached: Connection refused"),
        MailServer(f"smtp://owner:hush@127.0.0.1:{port}", timeout=1).connection(),
    ):
        pass


@pytest.mark.timeout(5)
def test_a_server_that_never_speaks_closes_the_post_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"smtp://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(PostClosed, match="dropped or timed out"), MailServer(url, timeout=0.1).connection():
            pass


@pytest.mark.parametrize("user", ["owner", "shop@example.com"])
def test_the_right_password_lets_letters_through(letters: dict[str, EmailMessage], user: str) -> None:
    with MailBox(user=user, password="hu/sh: %") as box:
        url = box.url.replace("//", f"//{user.replace('@', '%40')}:hu%2Fsh%3A%20%25@")
        with MailServer(url, timeout=5).connection() as connection:
            assert connection.deliver(letters[ANA]) == Delivered()


def test_a_wrong_password_closes_the_post_and_is_not_repeated() -> None:
    with MailBox(user="owner", password="right") as box:
        url = box.url.replace("//", "//owner:hush@")
        with (
            pytest.raises(PostClosed, match=r"user or password is wrong \(535\)") as closed,
            MailServer(url, 5).connection(),
        ):
            pass

    assert "hush" not in repr(closed.value)
    assert closed.value.__cause__ is None
    assert closed.value.__suppress_context__


def test_no_password_where_one_is_asked_closes_the_post(letters: dict[str, EmailMessage]) -> None:
    with (
        MailBox(user="owner", password="right") as box,
        pytest.raises(PostClosed, match=r"refuses the sender: 530 5\.7\.0 Authentication required"),
    ):
        send_all(box, [letters[ANA]])


@pytest.mark.parametrize("wrapped", [True, False])
def test_letters_go_through_tls(
    letters: dict[str, EmailMessage], trusted_tls: ssl.SSLContext, *, wrapped: bool
) -> None:
    with MailBox(user="owner", password="hush", tls=trusted_tls, wrapped=wrapped) as box:
        with MailServer(box.url.replace("//", "//owner:hush@"), timeout=5).connection() as connection:
            assert connection.deliver(letters[ANA]) == Delivered()

        assert box.url.startswith("smtps://" if wrapped else "smtp://")
        assert [letter.encrypted for letter in box.letters] == [True]


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_certificate_that_nobody_trusts_closes_the_post(unknown_tls: ssl.SSLContext, *, wrapped: bool) -> None:
    with (
        MailBox(tls=unknown_tls, wrapped=wrapped) as box,
        pytest.raises(PostClosed, match="certificate verify failed"),
        MailServer(box.url, timeout=5).connection(),
    ):
        pass


def test_a_password_never_leaves_this_machine_in_the_clear() -> None:
    with MailBox(user="owner", password="hush") as box:
        # 0.0.0.0 reaches the box, too, but is no loopback address
        url = f"smtp://owner:hush@0.0.0.0:{box.port}"
        with pytest.raises(PostClosed, match="offers no STARTTLS"), MailServer(url, timeout=5).connection():
            pass

        assert box.logins == 0
