"""Links into the chat that carry a word: a reward's id, the code of a member who recommends."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

REF, TEXT = "ref", "text"
CARRIES = {"m.me": REF, "www.m.me": REF, "ig.me": REF, "www.ig.me": REF, "wa.me": TEXT, "www.wa.me": TEXT}
"""What a link passes on to each chat: a ref that nobody sees, or the text of the first message."""
GLUE = {REF: "--", TEXT: " "}
"""ManyChat reads what comes after ``--`` in a ref as the payload of the ref before it."""


def carries(url: str) -> bool:
    """True when a link into this chat can carry a word."""
    return (urlsplit(url).hostname or "") in CARRIES


CONVERSATION = "loyalty"
"""The ref, or the text, of a link into the flow that leads the whole conversation (docs/decisions/0045)."""


def asking(url: str, word: str) -> str:
    """The link into the conversation that asks it with this word at once; unchanged where the link leads elsewhere."""
    parts = urlsplit(url)
    key, query = CARRIES.get(parts.hostname or "", ""), dict(parse_qsl(parts.query))
    if query.get(key) != CONVERSATION:
        return url
    query[key] = f"{CONVERSATION}{GLUE[REF]}{word}" if key == REF else word
    return parts._replace(query=urlencode(query, quote_via=quote)).geturl()


def confirming(url: str, token: str) -> str:
    """The link into the conversation that shows that an address is theirs; blank where the link leads elsewhere."""
    parts = urlsplit(url)
    key = CARRIES.get(parts.hostname or "", "")
    return into_chat(url, token, action="confirm") if dict(parse_qsl(parts.query)).get(key) == CONVERSATION else ""


def into_chat(url: str, word: str, *, action: str = "") -> str:
    """The link into the chat with this word; unchanged if this chat's links cannot carry one.

    Flows for one action each need no more than the word; in the conversation it stands behind its ``action``.
    """
    parts = urlsplit(url)
    key = CARRIES.get(parts.hostname or "", "")
    if not key or not word:
        return url
    query = dict(parse_qsl(parts.query))
    before = query.get(key)
    if before == CONVERSATION and action:
        word = f"{action}-{word}"
        before = before if key == REF else ""  # a text is seen, and the words alone are understood
    query[key] = GLUE[key].join(filter(None, (before, word)))
    return parts._replace(query=urlencode(query, quote_via=quote)).geturl()
