"""Links that letters carry: into the chat with a reward's id, and out of the letters with one click."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from mail.lines import link, one_line

REF, TEXT = "ref", "text"
CARRIES = {"m.me": REF, "www.m.me": REF, "ig.me": REF, "www.ig.me": REF, "wa.me": TEXT, "www.wa.me": TEXT}
"""What each chat's link hands on to the chat: a ref that nobody sees, or the words of the first message."""
GLUE = {REF: "--", TEXT: " "}
"""ManyChat reads what comes after ``--`` in a ref as the payload of the ref before it."""

LONGEST_UNSUBSCRIBE = 900  # a header's line has at most 998 octets, RFC 5322 2.1.1


def into_chat(chat: str, reward: str) -> str:
    """The link into the chat that names the reward; without one where the chat's links carry nothing."""
    url, reward = link(chat), one_line(reward)
    parts = urlsplit(url)
    key = CARRIES.get(parts.hostname or "", "")
    if not key or not reward:
        return url
    query = dict(parse_qsl(parts.query))
    query[key] = GLUE[key].join(filter(None, (query.get(key), reward)))
    return parts._replace(query=urlencode(query, quote_via=quote)).geturl()


def way_out(url: str) -> str:
    """The https link that ends the letters, when a header can carry it; else blank."""
    usable = link(url)
    fits = usable.isascii() and len(usable) <= LONGEST_UNSUBSCRIBE
    return usable if fits and usable.startswith("https://") else ""
