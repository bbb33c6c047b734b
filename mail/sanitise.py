"""Other people's words made fit for one line, a header or an address."""

import unicodedata
from email.headerregistry import Address
from email.utils import parseaddr

from loyalty.model.addresses import fits_envelope

UNPRINTABLE = {"Cc", "Cs"}
"""Control characters and halves of characters; format characters stay, as emoji and Persian names need them."""

LONGEST_HEADER = 120


class BadSender(Exception):
    """MAIL_FROM cannot be the sender of a letter."""

    def __init__(self) -> None:
        super().__init__("MAIL_FROM is not an address: it looks like Name <name@example.com> or name@example.com")


class BadRecipient(Exception):
    """No letter could go to the member's address; the message does not repeat it, as it goes into the log."""

    def __init__(self) -> None:
        super().__init__("the member's e-mail address is not one that a letter could go to")


def one_line(text: str) -> str:
    """The text without line breaks and control characters."""
    spaced = " ".join(text.split())
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in UNPRINTABLE)


def header(text: str) -> str:
    """The text as a header shows it.

    Python decodes encoded words in what it is given to write, line breaks in them included, so none may remain:
    ``=?`` gets a space.
    """
    return one_line(text)[:LONGEST_HEADER].replace("=?", "= ?")


def read_sender(text: str) -> Address:
    """The sender in MAIL_FROM, with or without a name; raises BadSender."""
    name, email = parseaddr(text.strip())
    if not text.strip().isprintable() or not fits_envelope(email):
        raise BadSender
    return _address(name, email)


def read_recipient(name: str, email: str) -> Address:
    """The member's address with their name; raises BadRecipient."""
    if not fits_envelope(email.strip()):
        raise BadRecipient
    return _address(name, email.strip())


def _address(name: str, email: str) -> Address:
    local, _, domain = email.rpartition("@")
    return Address(header(name), local, domain)
