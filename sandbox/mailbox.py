"""The sandbox's mail box: a real SMTP server that keeps every letter, and can refuse or fall silent on request."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_string, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

LOCALHOST = "127.0.0.1"
DROP = "drop"
SILENCE = "silence"

Fault = Callable[[str, str], str | None]
"""Given the step (MAIL, RCPT or DATA) and the address: an SMTP answer, DROP, SILENCE, or None for no fault."""


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter as it came: the envelope, the very bytes, and what the standard library reads in them."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    encrypted: bool

    @property
    def message(self) -> EmailMessage:
        """The letter parsed anew, as text: the standard library does not read international headers in bytes."""
        return message_from_string(self.raw.decode(), EmailMessage, policy=policy.default)


class MailBox:
    """A mail server on this machine for as long as the ``with`` block runs; port 0 picks a free one.

    With a user and a password it takes letters only after a log-in.
    With ``tls`` it offers STARTTLS, or speaks TLS from the first byte when ``wrapped``.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        user: str = "",
        password: str = "",
        tls: ssl.SSLContext | None = None,
        wrapped: bool = False,
        international: bool = True,
        fault: Fault = lambda _step, _address: None,
    ) -> None:
        self.port = port or _free_port()
        self._scheme = "smtps" if wrapped else "smtp"
        self._desk = _Desk(fault, user, password)
        self._controller = Controller(
            self._desk,
            hostname=LOCALHOST,
            port=self.port,
            server_hostname="mailbox.example",
            ssl_context=tls if wrapped else None,
            tls_context=None if wrapped else tls,
            enable_SMTPUTF8=international,
            auth_require_tls=False,
            authenticator=self._desk.authenticate if user else None,
            auth_exclude_mechanism=None if user else ("LOGIN", "PLAIN"),
        )

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.hang_up()
        self._controller.stop()

    @property
    def url(self) -> str:
        """What SMTP_URL says to reach it, without user and password."""
        return f"{self._scheme}://{LOCALHOST}:{self.port}"

    @property
    def letters(self) -> tuple[KeptLetter, ...]:
        """Every letter so far, the oldest first."""
        return tuple(self._desk.kept)

    @property
    def logins(self) -> int:
        """How many passwords it was shown so far, right or wrong."""
        return self._desk.logins

    @property
    def connections(self) -> int:
        """How many connections said hello so far."""
        return len(self._desk.servers)

    def hang_up(self) -> None:
        """Drops every open connection without a word, as servers do with idle ones."""
        asyncio.run_coroutine_threadsafe(self._desk.hang_up(), self._controller.loop).result()


class _Desk:
    """What aiosmtpd asks at each step; its types are unknown here, as it ships none."""

    def __init__(self, fault: Fault, user: str, password: str) -> None:
        self.kept: list[KeptLetter] = []
        self.servers: list[Any] = []
        self.logins = 0
        self._fault = fault
        self._user = user
        self._password = password

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> Any:
        self.logins += 1
        expected = (self._user.encode(), self._password.encode())
        return AuthResult(success=(given.login, given.password) == expected, handled=False)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self, server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if server not in self.servers:
            self.servers.append(server)
        return responses

    async def handle_MAIL(  # noqa: N802 - as above
        self, server: Any, session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self._user and not session.authenticated:
            return "530 5.7.0 Authentication required"
        answer = await self._answer(server, "MAIL", address)
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802 - as above
        self, server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        answer = await self._answer(server, "RCPT", address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        answer = await self._answer(server, "DATA", envelope.rcpt_tos[0])
        if answer.startswith("250"):
            encrypted = server.transport.get_extra_info("ssl_object") is not None
            self.kept.append(KeptLetter(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content, encrypted))
        return answer

    async def hang_up(self) -> None:
        for server in self.servers:
            if server.transport is not None:
                server.transport.abort()
        await asyncio.sleep(0)

    async def _answer(self, server: Any, step: str, address: str) -> str:
        fault = self._fault(step, address)
        if fault == DROP:
            server.transport.abort()
        if fault in (DROP, SILENCE):
            await asyncio.Event().wait()  # aiosmtpd cancels it when the connection is gone
        return fault or "250 OK"


def _free_port() -> int:
    with socket.create_server((LOCALHOST, 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
