"""An email as it is put together: its headers, and its text and HTML encoded so that any server can carry them."""

from base64 import encodebytes
from binascii import b2a_qp
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from typing import Any

BOUNDARY = "=_body"
"""What stands between the text and the HTML: ``=_`` is in nothing that is encoded, RFC 2045 6.7 advises it."""
SHARED_HEADERS = 64
"""So many headers are kept that are the same in one email after the other; each has about ten."""


class _Headers(HeaderRegistry):
    """Makes the class of each header once: Python makes one for each header of each email, a tenth of its time.

    A header that is the same in all emails of a run, such as its List-Id, is taken apart once.
    """

    def __init__(self) -> None:
        super().__init__()
        self._classes: dict[str, type[BaseHeader]] = {}
        self._shared = lru_cache(SHARED_HEADERS)(super().__call__)

    def __getitem__(self, name: str) -> type[BaseHeader]:
        made = self._classes.get(name.lower())
        if made is None:
            made = self._classes[name.lower()] = super().__getitem__(name)
        return made

    def __call__(self, name: str, value: Any) -> BaseHeader:
        return self._shared(name, value) if isinstance(value, str) else super().__call__(name, value)


_POLICY = SMTP.clone(cte_type="7bit", header_factory=_Headers())


def addressed(from_: Address, to: Address) -> EmailMessage:
    """An empty email that any server can carry: 7-bit, except for addresses beyond ASCII, which need RFC 6532."""
    international = not (from_.addr_spec + to.addr_spec).isascii()
    message = EmailMessage(policy=_POLICY.clone(utf8=international))
    message["From"], message["To"] = from_, to
    return message


def set_text(message: EmailMessage, text: str) -> None:
    """Gives the email its one body, in plain text."""
    message["MIME-Version"] = "1.0"
    _encode(message, text, "plain")


def set_text_and_html(message: EmailMessage, text: str, html: str) -> None:
    """Gives the email its two bodies, of which a mail program shows the last one that it can."""
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = f'multipart/alternative; boundary="{BOUNDARY}"'
    for body, subtype in ((text, "plain"), (html, "html")):
        part = EmailMessage(policy=message.policy)
        _encode(part, body, subtype)
        message.attach(part)


def _encode(part: EmailMessage, body: str, subtype: str) -> None:
    """Quoted-printable, or base64 where that is shorter: of Russian and Arabic text it is less than half.

    ``EmailMessage.set_content`` does the same in Python instead of C, which takes ten times as long, and with lines of
    78 characters where RFC 2045 6.7 allows 76.
    """
    plain = body.encode()
    encoding, encoded = "quoted-printable", b2a_qp(plain)
    if len(encoded) > len(plain) * 4 / 3:
        # RFC 2045 6.8: lines end with CRLF before they are encoded.
        encoding, encoded = "base64", encodebytes(plain.replace(b"\n", b"\r\n"))
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(encoded.decode("ascii"))
