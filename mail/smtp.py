"""Hands letters to the mail server: the only module that opens a mail connection."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from email.message import EmailMessage

from mail.envelope import INTERNATIONAL, Envelope, envelope_of, server_answer
from mail.smtp_url import ServerAddress, read_server

REPLY_OK, REPLY_WILL_FORWARD, REPLY_CLOSING = 250, 251, 421
_IDLE = re.compile(rb"time(?:d|s)?[ -]?out|idle|inactiv", re.IGNORECASE)
"""How Postfix, Exim, Sendmail, Gmail and Exchange say with 421 that nobody has spoken to them for too long."""
_NONE_NOW = re.compile(rb"\s*(?:4\.3\.2\b|(?:\d\.\d+\.\d+\s+)?throttling failure)", re.IGNORECASE)
NO_MAILBOX_REPLIES = (550, 551, 553)

# Python would ask DNS for this machine's name, without a time limit; RFC 5321 4.1.3 allows an address instead.
OWN_NAME = "[127.0.0.1]"


class PostClosed(Exception):
    """The server cannot be reached or takes nothing from us now: this letter was not sent, and no other would be.

    ``tried``: the server had been asked about this very letter, so that it may be the reason.
    """

    def __init__(self, why: str, *, tried: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.tried = tried


@dataclass(frozen=True, slots=True)
class Delivered:
    """The server took the letter."""


@dataclass(frozen=True, slots=True)
class LetterRefused:
    """The server did not take the letter; ``permanent`` when trying again is no use.

    ``no_mailbox`` when it says that there is no such mailbox.
    """

    permanent: bool
    why: str
    no_mailbox: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """The letter was handed over and no answer came: nobody knows whether it will arrive."""

    why: str


class MailServer:
    """A mail server by its URL, with a limit in seconds for each step; raises BadAddress for a malformed URL."""

    def __init__(self, url: str, timeout: float) -> None:
        self._server = read_server(url)
        self._timeout = timeout

    def __repr__(self) -> str:
        return f"MailServer({self._server}, timeout={self._timeout})"

    @contextmanager
    def connection(self) -> Iterator["Connection"]:
        """One connection for many letters; raises PostClosed when it cannot be opened."""
        connection = Connection(self._server, self._timeout)
        try:
            yield connection
        finally:
            connection.close()


class Connection:
    """An open connection; ``MailServer.connection`` gives one."""

    def __init__(self, server: ServerAddress, timeout: float) -> None:
        self._server = server
        self._timeout = timeout
        self._smtp = _open(server, timeout)
        self._ended: PostClosed | None = None
        self._asked = False

    def deliver(self, message: EmailMessage) -> Delivered | LetterRefused | Unsure:
        """Hands one letter over, at most once.

        A connection that dropped before the letter was handed over, as idle ones do, is opened again, once.
        After a drop or a time-out once it was handed over it is not tried again: nobody knows whether it arrived.
        Raises PostClosed when the connection cannot be opened again, drops once more, or the server says that it takes
        no letters now.
        """
        if self._ended:
            raise self._ended
        envelope = envelope_of(message)
        try:
            return self._attempt(envelope)
        except smtplib.SMTPException:
            self._smtp.close()
            self._smtp = _open(self._server, self._timeout)
        try:
            return self._attempt(envelope)
        except smtplib.SMTPException:
            self._smtp.close()
            why = "the connection dropped twice before the letter was handed over"
            raise PostClosed(why, tried=self._asked) from None

    def introduce(self, sender: str) -> None:
        """Names the sender of a letter that does not follow; PostClosed when the server does not take it."""
        options = INTERNATIONAL if not sender.isascii() else ()
        envelope = Envelope(sender, "", b"", options)
        try:
            code, reply = self._smtp.mail(sender, options)
            if code != REPLY_OK:
                raise PostClosed(f"the mail server refuses the sender: {self._saying(code, reply, envelope)}")
            self._smtp.rset()
        except smtplib.SMTPNotSupportedError:
            raise PostClosed("the mail server takes no international addresses") from None
        except smtplib.SMTPException as error:
            raise PostClosed(f"the mail server does not take the sender: {_why(error, self._server)}") from None

    def close(self) -> None:
        """Says goodbye and closes; a server that is gone already is no problem."""
        with suppress(OSError):
            self._smtp.quit()
        self._smtp.close()

    def _attempt(self, envelope: Envelope) -> Delivered | LetterRefused | Unsure:
        """Raises SMTPException when the connection drops, and that only before the letter itself is on its way."""
        self._asked = False
        try:
            code, reply = self._smtp.mail(envelope.sender, envelope.options)
        except smtplib.SMTPNotSupportedError:
            return LetterRefused(permanent=True, why="the mail server takes no international addresses")
        if code == REPLY_CLOSING and _IDLE.search(reply):
            raise smtplib.SMTPServerDisconnected  # it has closed what was idle, and takes letters
        if 400 <= code < 500:  # all letters have the same sender
            raise self._closed(code, reply, envelope)
        if code >= 500 and not envelope.options:  # with options the refusal may be about this one letter
            raise PostClosed(f"the mail server refuses the sender: {self._saying(code, reply, envelope)}")
        if code == REPLY_OK:
            self._asked = True
            code, reply = self._smtp.rcpt(envelope.recipient)
        if _takes_none(code, reply):
            raise self._closed(code, reply, envelope, tried=True)
        if code not in (REPLY_OK, REPLY_WILL_FORWARD):
            return replace(self._refused(code, reply, envelope), no_mailbox=_no_mailbox(code, reply))
        return self._hand_over(envelope)

    def _hand_over(self, envelope: Envelope) -> Delivered | LetterRefused | Unsure:
        try:
            code, reply = self._smtp.data(envelope.raw)
        except smtplib.SMTPDataError as error:
            return self._refused(error.smtp_code, error.smtp_error, envelope)
        except smtplib.SMTPException:
            return Unsure("no answer after the letter was handed over, it may have arrived")
        return Delivered() if code == REPLY_OK else self._refused(code, reply, envelope)

    def _refused(self, code: int, reply: bytes | str, envelope: Envelope) -> LetterRefused:
        if _takes_none(code, reply):
            raise self._closed(code, reply, envelope, tried=True)
        refused = LetterRefused(permanent=code >= 500, why=self._saying(code, reply, envelope))
        with suppress(smtplib.SMTPServerDisconnected):
            code, reply = self._smtp.rset()
            if _takes_none(code, reply):
                self._ended = self._closed(code, reply, envelope)
        return refused

    def _closed(self, code: int, reply: bytes | str, envelope: Envelope, *, tried: bool = False) -> PostClosed:
        """What ends the run, in the server's own words; nothing more is said over this connection."""
        self._smtp.close()
        return PostClosed(f"the mail server takes no more now: {self._saying(code, reply, envelope)}", tried=tried)

    def _saying(self, code: int, reply: bytes | str, envelope: Envelope) -> str:
        return server_answer(code, reply, about=envelope, secrets=(self._server.password, self._server.user))


def _takes_none(code: int, reply: bytes | str) -> bool:
    """True where the server says that it takes no letters from us now, whoever they are for.

    421 is RFC 5321 4.2.2, 3.8: it shuts the channel. X.3.2 of RFC 3463 is a system that takes no messages now, which
    Microsoft says of too many connections with 432. Amazon says ``454 Throttling failure`` of its rate and daily quota.
    """
    text = reply if isinstance(reply, bytes) else reply.encode()
    return code == REPLY_CLOSING or (400 <= code < 500 and _NONE_NOW.match(text) is not None)


def _no_mailbox(code: int, reply: bytes) -> bool:
    """True when the answer to RCPT TO says that the mailbox does not exist, and not that it is full or we are unwanted.

    The codes are those of RFC 5321 4.2.3 and RFC 3463 3; 5.4.1 is what Exchange says of an unknown recipient.
    """
    status = re.match(rb"\s*(\d\.\d+\.\d+)", reply)
    if code not in NO_MAILBOX_REPLIES:
        return False
    return status is None or re.match(rb"5\.(1\.\d+|2\.[01]|4\.1)$", status[1]) is not None


def _open(server: ServerAddress, timeout: float) -> smtplib.SMTP:
    where = f"the mail server {server.host}:{server.port}"
    try:
        smtp = _connect(server, timeout)
    except OSError as error:
        raise PostClosed(f"{where} cannot be reached: {_why(error, server)}") from None
    try:
        _log_in(smtp, server)
    except (OSError, ValueError) as error:  # a garbled challenge is a ValueError
        smtp.close()
        raise PostClosed(f"{where} does not let us in: {_why(error, server)}") from None
    return smtp


def _connect(server: ServerAddress, timeout: float) -> smtplib.SMTP:
    if server.wrapped:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, OWN_NAME, timeout=timeout, context=context)
    return smtplib.SMTP(server.host, server.port, OWN_NAME, timeout=timeout)


def _log_in(smtp: smtplib.SMTP, server: ServerAddress) -> None:
    smtp.ehlo_or_helo_if_needed()
    # Only on this very machine a password may go in the clear: elsewhere a server without STARTTLS is an error.
    if smtp.has_extn("starttls") or (server.user and not server.wrapped and not server.is_loopback):
        smtp.starttls(context=ssl.create_default_context())
    if server.user:
        smtp.login(server.user, server.password)


def _why(error: Exception, server: ServerAddress) -> str:
    """What went wrong; after a log-in never in the server's words, which may repeat the password in other letters."""
    match error:
        case smtplib.SMTPAuthenticationError() if error.smtp_code >= 500:
            return f"user or password is wrong ({error.smtp_code})"
        case smtplib.SMTPAuthenticationError():
            return f"it takes no log-in now ({error.smtp_code})"
        case smtplib.SMTPResponseException():
            saying = server_answer(error.smtp_code, error.smtp_error, secrets=(server.password, server.user))
            return f"it answered {saying}"
        case smtplib.SMTPServerDisconnected() | TimeoutError():
            return "the connection dropped or timed out"
        case smtplib.SMTPException():
            return "it offers no STARTTLS or no log-in that we know"
        case OSError(strerror=str(reason)):
            return reason
        case ValueError():
            return "its answer to the log-in cannot be read"
    return type(error).__name__
