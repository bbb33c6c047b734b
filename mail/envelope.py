"""A letter as it travels, and what a mail server says about it without the addresses on it."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

LONGEST_SAYING = 160
LONGEST_LINE = 998
_ADDRESS = re.compile(r"(?<!\S)\S*(?:@|%40)\S*")
INTERNATIONAL = ("SMTPUTF8", "BODY=8BITMIME")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One letter to one address: the envelope, the bytes and the options that MAIL FROM needs for them."""

    sender: str
    recipient: str
    raw: bytes
    options: tuple[str, ...] = ()


class _LongLines(EmailPolicy):
    """Headers are folded at 998 octets (RFC 5322 2.1.1), not at Python's 78: folding there turns long links into
    encoded words. What fits is written as it stands, without being taken apart to find where it could be folded.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        line = f"{name}: {value}"
        fits = len(line) <= LONGEST_LINE and line.isascii() and line.isprintable() and "=?" not in line
        return f"{line}{self.linesep}".encode() if fits else super().fold_binary(name, value)


_ORDINARY = _LongLines(linesep="\r\n", max_line_length=LONGEST_LINE)
_INTERNATIONAL = _ORDINARY.clone(utf8=True)


def envelope_of(message: EmailMessage) -> Envelope:
    """The letter from its From to its only To.

    An address beyond ASCII makes the letter an international one (RFC 6531).
    """
    (sender,), (recipient,) = message["From"].addresses, message["To"].addresses
    international = not (sender.addr_spec + recipient.addr_spec).isascii()
    raw = message.as_bytes(policy=_INTERNATIONAL if international else _ORDINARY)
    return Envelope(sender.addr_spec, recipient.addr_spec, raw, INTERNATIONAL if international else ())


def server_answer(code: int, reply: bytes | str, *, about: Envelope | None = None, secrets: tuple[str, ...]) -> str:
    """A server's answer, short and on one line, without addresses and secrets, which servers like to repeat."""
    text = reply if isinstance(reply, str) else reply.decode(errors="replace")
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    text = _ADDRESS.sub("…", text)
    for address in (about.recipient, about.sender) if about else ():
        local = re.escape(address.rpartition("@")[0])
        text = re.sub(rf"(?<!\w){local}(?!\w)", "…", text, flags=re.IGNORECASE)
    words = "".join(sign if sign.isprintable() else " " for sign in text).split()
    return " ".join([str(code), *words])[:LONGEST_SAYING]
