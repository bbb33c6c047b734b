"""Links that letters carry: into the chat with a reward's id, and out of the letters with one click."""

from mail.sanitise import one_line
from words import ref_links
from words.web_links import html_link

LONGEST_UNSUBSCRIBE = 900  # a header's line has at most 998 octets, RFC 5322 2.1.1


def into_chat(chat: str, reward: str) -> str:
    """The link into the chat that names the reward; blank for what is no link."""
    return ref_links.into_chat(html_link(chat), one_line(reward), action="take")


def way_out(url: str) -> str:
    """The https link that ends the letters, when a header can carry it; else blank."""
    usable = html_link(url)
    fits = usable.isascii() and len(usable) <= LONGEST_UNSUBSCRIBE
    return usable if fits and usable.startswith("https://") else ""
