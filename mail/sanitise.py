"""Other people's words made fit for one line, a header or an address."""

import re
import unicodedata
from email.headerregistry import Address
from email.utils import parseaddr

from loyalty.model.addresses import fits_envelope
from loyalty.model.written.unseen import UNSEEN, UNSEEN_IN_PROSE

UNPRINTABLE = {"Cc", "Cs"}
"""Control characters and halves of characters; format characters stay, as emoji and Persian names need them."""

LONGEST_HEADER = 120
LONGEST_NAME = 40
MOST_NAMES = 4
LONGEST_SHORT_FORM = 4
"""A word of a name that ends with a dot, such as ``Prof.``; after more letters a dot is the end of a sentence."""
_SPACES = re.compile(r"[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
_IN_NAMES = dict.fromkeys(map(ord, "-‐–'’‘ʼ`״׳·"))
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_JOINERS = "\u200c\u200d"


class BadSender(Exception):
    """MAIL_FROM cannot be the sender of a letter."""

    def __init__(self) -> None:
        super().__init__("MAIL_FROM is not an address: it looks like Name <name@example.com> or name@example.com")


class BadRecipient(Exception):
    """No letter could go to the member's address; the message does not repeat it, as it goes into the log."""

    def __init__(self) -> None:
        super().__init__("the member's e-mail address is not one that a letter could go to")


def one_line(text: str) -> str:
    """The text without line breaks and control characters; "1 240,50 ₽" stays on one line."""
    spaced = _SPACES.sub(" ", text).strip()
    if spaced.isprintable():  # which nearly every text is, and is quickly seen
        return spaced
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in UNPRINTABLE)


def greeted_name(text: str) -> str:
    """What somebody is called, as an email may say it; blank where that is no plain name.

    Whoever types somebody else's address chooses what stands beside it in the shop's own email. So all is left out that
    could be a link, a domain, an address, a number or a sentence; pictures alone are left out of what stays.
    """
    pictured = (sign for sign in one_line(text) if not _is_picture(sign))
    words = [word.strip(_JOINERS) for word in "".join(pictured).translate(UNSEEN_IN_PROSE).split()]
    names = [word for word in words if word.translate(UNSEEN)]
    named = " ".join(names)
    plain = len(named) <= LONGEST_NAME and len(names) <= MOST_NAMES and all(map(_is_name, names))
    return named if plain and any(map(str.isalpha, named)) else ""


def _is_picture(sign: str) -> bool:
    return unicodedata.category(sign) == "So" or ord(sign) in _SKIN_TONES


def _is_name(word: str) -> bool:
    """True for letters, initials, a short form with its dot, and the ``&`` between two people."""
    parts = word.split(".")
    initials = all(len(part) <= 1 for part in parts)
    short_form = len(parts) == 2 and not parts[1] and len(parts[0]) <= LONGEST_SHORT_FORM
    letters = "".join(parts).translate(_IN_NAMES)
    in_letters = all(unicodedata.category(sign)[0] in "LM" or sign in _JOINERS for sign in letters)
    return word == "&" or (in_letters and (len(parts) == 1 or initials or short_form))


def header(text: str) -> str:
    """The text as a header shows it.

    Python decodes encoded words in what it is given to write, line breaks in them included, so none may remain:
    ``=?`` gets a space.
    """
    return " ".join(one_line(text).split())[:LONGEST_HEADER].replace("=?", "= ?")


def read_sender(text: str) -> Address:
    """The sender in MAIL_FROM, with or without a name; raises BadSender."""
    name, email = parseaddr(text.strip())
    if not text.strip().isprintable() or not fits_envelope(email):
        raise BadSender
    return _address(name, email)


def read_recipient(name: str, email: str) -> Address:
    """The member's address with their name, where that is a plain one; raises BadRecipient."""
    if not fits_envelope(email.strip()):
        raise BadRecipient
    return _address(greeted_name(name), email.strip())


def _address(name: str, email: str) -> Address:
    local, _, domain = email.rpartition("@")
    return Address(header(name), local, domain)
