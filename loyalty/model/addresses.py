"""Email addresses: which are valid, how two are compared, and what is accepted from a shop or put into a letter."""

import re

from loyalty.model.identifiers import fold
from loyalty.model.unseen import seen

LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, without the angle brackets
GMAIL = ("gmail.com", "googlemail.com")
_ATOMS = r"""[^\s@<>()\[\],;:\\".]+(?:\.[^\s@<>()\[\],;:\\".]+)*"""
_ADDRESS = re.compile(f"{_ATOMS}@{_ATOMS}")
_PLAIN = re.compile(r"[\w+.-]+@[\w-]+(?:\.[\w-]+)*", re.ASCII)
_IN_BRACKETS = re.compile(r"[^<>]*<([^<>@]+@[^<>@]+)>[^<>@]*")
_MAILTO = re.compile(r"mailto:([^?]*)(?:\?.*)?", re.IGNORECASE | re.DOTALL)
_AROUND = " \t\r\n\xa0,;:'\"()[]{}<>«»“”„’"


def valid_email(text: str) -> str | None:
    """The address in its normal form, or None for what no letter could be sent to."""
    from email_validator import EmailNotValidError, validate_email  # 37 ms, and only joining needs it

    address = written_email(text)
    if len(address) > LONGEST_ADDRESS:
        return None
    # A spreadsheet takes an apostrophe in front for its own mark, and the address would be read as another one.
    if text.strip().startswith("'"):
        return None
    try:
        return str(validate_email(address, check_deliverability=False).normalized)
    except EmailNotValidError:
        return None


def fold_email(address: str) -> str:
    """The address as it is compared with those of members and orders."""
    return fold(written_email(address))


def written_email(text: str) -> str:
    """The address in what was typed or pasted: ``Ana <a@b.example>,`` and ``mailto:a@b.example`` are a@b.example.

    Signs that nobody sees are left out. A text without an address stays as it is, without those signs.
    """
    if _PLAIN.fullmatch(text):
        return text
    cleaned = seen(text)
    if "@" not in cleaned:
        return cleaned
    found = _IN_BRACKETS.fullmatch(cleaned)
    cleaned = (found[1] if found else cleaned).strip(_AROUND)
    link = _MAILTO.fullmatch(cleaned)
    return (link[1] if link else cleaned).strip(_AROUND).rstrip(".")


def is_one_address(text: str) -> bool:
    """False for a text with several addresses, or with words beside one: nobody can say whose it is."""
    return text.count("@") == 1 and text.split() == [text] and not set(text) & set(",;<>")


def plain_email(address: str) -> str:
    """The mailbox behind an address: without what follows a plus, and without dots at Gmail, which ignores them.

    Gmail help, "Dots don't matter in Gmail addresses".
    """
    name, _, host = fold_email(address).rpartition("@")
    name = name.partition("+")[0]
    if host in GMAIL:
        return f"{name.replace('.', '')}@gmail.com"
    return f"{name}@{host}"


def looks_like_email(address: str) -> bool:
    """True for what a shop may have as the address of an order: more is accepted there than a member may join with."""
    return (
        address.isprintable()
        and "@" in address.strip("@")
        and len(address) <= LONGEST_ADDRESS
        and address.split() == [address]
    )


def fits_envelope(address: str) -> bool:
    """True for an address that can be put into a header and an SMTP command as it is, without quotes or brackets."""
    return len(address) <= LONGEST_ADDRESS and address.isprintable() and _ADDRESS.fullmatch(address) is not None
