"""Links to the web: what counts as one, for the sheet, letters, chats and the environment alike."""

import unicodedata
from urllib.parse import urlsplit

HTTPS = ("https",)
WEB = ("http", "https")
_CONTROL = {"Cc", "Cs"}
"""Control characters, and halves of characters, which no UTF-8 can carry."""


def host_of(link: str, schemes: tuple[str, ...] = WEB) -> str:
    """The host of a link with one of these schemes; blank for anything else."""
    try:
        parts = urlsplit(link)
    except ValueError:  # "https://[" and the like
        return ""
    return (parts.hostname or "") if parts.scheme in schemes else ""


def web_link(text: str, schemes: tuple[str, ...] = WEB) -> str:
    """The link without outer blanks if it has one of these schemes, a host and no blanks inside; else blank."""
    link = text.strip()
    # Nearly every link is printable, which is quickly seen; emails and chats ask of a dozen each.
    plain = link.isprintable() and " " not in link
    whole = plain or not any(sign.isspace() or unicodedata.category(sign) in _CONTROL for sign in link)
    return link if whole and host_of(link, schemes) else ""


def sheet_link(spreadsheet: str, tab: int | None = None) -> str:
    """Where Google shows the spreadsheet with this id, at the tab with this number."""
    at = "" if tab is None else f"#gid={tab}"
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit{at}"


def html_link(text: str, schemes: tuple[str, ...] = WEB) -> str:
    """The same for a link in an HTML attribute or a header: also without quotes, angle brackets and invisible ones."""
    link = web_link(text, schemes)
    return link if link.isprintable() and not set(link) & set('<>"') else ""
