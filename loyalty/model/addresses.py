"""Email addresses: which are valid, how two are compared, and what is accepted from a shop or put into a letter.

Two are one address when their keys are the same (docs/decisions/0049-what-an-address-is.md). What is stored stays as it
was typed; only ``fold_email`` makes keys, for sheet, files, JSON and chat alike.
"""

import re
import unicodedata
from functools import lru_cache

from loyalty.model.written.unseen import seen

LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, without the angle brackets
GMAIL = ("gmail.com", "googlemail.com")
_AT_GMAIL = tuple(f"@{host}" for host in GMAIL)
_ATOMS = r"""[^\s@<>()\[\],;:\\".]+(?:\.[^\s@<>()\[\],;:\\".]+)*"""
_ADDRESS = re.compile(f"{_ATOMS}@{_ATOMS}")
_PLAIN = re.compile(r"[\w+.-]+@[\w-]+(?:\.[\w-]+)*", re.ASCII)
_IN_BRACKETS = re.compile(r"[^<>]*<([^<>@]+@[^<>@]+)>[^<>@]*")
_MAILTO = re.compile(r"mailto:([^?]*)(?:\?.*)?", re.IGNORECASE | re.DOTALL)
_ENCODED_WORD = "=?"
"""How RFC 2047 begins one; Python decodes it wherever a header is read, line breaks within it included."""
AT_SIGNS = "@＠﹫"
"""What is typed between a name and a domain: keyboards for Chinese and Japanese give wide ones."""
_ONE_AT = str.maketrans(dict.fromkeys(AT_SIGNS, "@"))
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
    if _ENCODED_WORD in address:
        return None
    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return None
    local, key = found.local_part, _local_key(found.local_part)
    # Some domains are read as others once the signs are gone that nobody sees: those stay as the net writes them.
    stable = fold_email(found.normalized) == f"{key}@{found.ascii_domain}"
    return found.normalized if stable else f"{local}@{found.ascii_domain}"


def fold_email(address: str) -> str:
    """The key by which the address is compared with those of members and orders.

    Its local part in NFC and lower case, its domain as the net writes it (IDNA 2008, mapped as in UTS 46): straße.de
    and strasse.de are two, müller.de and xn--mller-kva.de one. A text that is no address has a key, too.
    """
    text = written_email(address)
    if text.isascii():
        folded = text.lower()
        return text if folded == text else folded  # a large book holds the same text once
    local, at, domain = text.rpartition("@")
    return f"{_local_key(local)}@{fold_domain(domain)}" if at else _local_key(text)


def _local_key(local: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", local).lower())


@lru_cache(maxsize=1024)  # a shop's customers have few domains, and each beyond ASCII takes 50 µs
def fold_domain(domain: str) -> str:
    """The key by which a domain is compared, as the net writes it."""
    if domain.isascii():
        return domain.lower()
    import idna  # hardly any address needs its tables

    if len(domain) <= LONGEST_ADDRESS:
        try:
            return idna.encode(domain, uts46=True).decode().rstrip(".")
        except idna.IDNAError:
            pass  # no such domain can be: it is only ever equal to itself
    return _local_key(domain)


def written_email(text: str) -> str:
    """The address in what was typed or pasted: ``Ana <a@b.example>,`` and ``mailto:a@b.example`` are a@b.example.

    Invisible characters are left out. A text without an address stays as it is, without those characters.
    """
    if is_plain_address(text):
        return text
    cleaned = seen(text)
    if "@" not in cleaned:
        cleaned = cleaned.translate(_ONE_AT)
    if "@" not in cleaned:
        return cleaned
    found = _IN_BRACKETS.fullmatch(cleaned)
    cleaned = (found[1] if found else cleaned).strip(_AROUND)
    link = _MAILTO.fullmatch(cleaned)
    return (link[1] if link else cleaned).strip(_AROUND).rstrip(".")


def is_plain_address(text: str) -> bool:
    """True for one address of plain characters, with nothing around it: as nearly all are, and read as they stand."""
    return _PLAIN.fullmatch(text) is not None


def is_one_address(text: str) -> bool:
    """False for a text with several addresses, or with words beside one: nobody can say whose it is."""
    if is_plain_address(text):
        return True
    return text.count("@") == 1 and text.split() == [text] and not set(text) & set(",;<>") and _ENCODED_WORD not in text


def mailbox(address: str) -> str:
    """The key of the mailbox behind an address: for what nobody may get twice, never for whose an account is.

    Without what follows a plus, which not every server leaves out, and at Gmail without dots, which it ignores (Gmail
    help, "Dots don't matter in Gmail addresses"). Blank for what is no address.
    """
    return mailbox_of(fold_email(address))


def mailbox_of(key: str) -> str:
    """The same of an address's key."""
    name, _, host = key.rpartition("@")
    name = name.partition("+")[0] or name
    if not name:
        return ""
    return f"{name.replace('.', '')}@{GMAIL[0]}" if host in GMAIL else f"{name}@{host}"


def same_gmail(address: str, other: str) -> bool:
    """True for two addresses that Google delivers to one mailbox, however its owner has written dots and plus words."""
    return fold_email(address).endswith(_AT_GMAIL) and mailbox(address) == mailbox(other)


def looks_like_email(address: str) -> bool:
    """True for what a shop may have as the address of an order: more is accepted there than a member may join with."""
    return (
        address.isprintable()
        and "@" in address.strip("@")
        and len(address) <= LONGEST_ADDRESS
        and address.split() == [address]
        and _ENCODED_WORD not in address
    )


def fits_envelope(address: str) -> bool:
    """True for an address that can be put into a header and an SMTP command as it is, without quotes or brackets."""
    return (
        len(address) <= LONGEST_ADDRESS
        and address.isprintable()
        and _ENCODED_WORD not in address
        and _ADDRESS.fullmatch(address) is not None
    )
