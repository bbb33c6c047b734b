"""Email addresses: which are valid, how two are compared, and what is accepted from a shop or put into a letter."""

import re

from loyalty.model.identifiers import fold

LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, without the angle brackets
GMAIL = ("gmail.com", "googlemail.com")
_ATOMS = r"""[^\s@<>()\[\],;:\\".]+(?:\.[^\s@<>()\[\],;:\\".]+)*"""
_ADDRESS = re.compile(f"{_ATOMS}@{_ATOMS}")


def valid_email(text: str) -> str | None:
    """The address in its normal form, or None for what no letter could be sent to."""
    from email_validator import EmailNotValidError, validate_email  # 37 ms, and only joining needs it

    if len(text) > LONGEST_ADDRESS:
        return None
    # A spreadsheet takes an apostrophe in front for its own mark, and the address would be read as another one.
    if text.strip().startswith("'"):
        return None
    try:
        return str(validate_email(text.strip(), check_deliverability=False).normalized)
    except EmailNotValidError:
        return None


def fold_email(address: str) -> str:
    """The address as it is compared with those of members and orders."""
    return fold(address)


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
