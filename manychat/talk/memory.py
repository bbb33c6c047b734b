"""What the conversation remembers: one value of the field "Loyalty ask", sealed, so that nobody else can write it.

A link can put any word into the field, but not a question that waits: it would answer that for the customer
(docs/decisions/0045). The seal binds the value to the contact and needs no more than a key of the environment.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import quote, unquote

MARK = "?"
"""What we remember begins with it, which no word of the contract does."""
WAITS_FOR = timedelta(minutes=10)
"""A question that is not answered in this time has ended."""
HINT_EVERY = timedelta(hours=1)
CLOCKS_DIFFER = timedelta(minutes=1)
"""So much two instances' clocks may differ; what comes from later than that nobody of us has written."""
LONGEST_VALUE = 2000
SEAL_LENGTH = 16
_PLAIN_SIGNS = "@+-_.~,"
_NOTE = "note"


class Question(StrEnum):
    """What we can wait for; the values stand behind the mark."""

    EMAIL = "email"
    ORDER = "order"
    CODE = "code"
    REWARD = "reward"
    ANSWER = "answer"
    BIRTHDAY = "birthday"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a conversation until the next answer.

    ``waits`` is the question that was asked at ``since``, ``about`` what it is about (the address that digits prove,
    the token for an address that is asked for, the mark of a survey's question), ``nudged`` whether it was asked again
    already. ``picked`` is the answer that a button of ours gives, or its word where nothing waits. ``order``,
    ``friend`` and ``reward`` led a newcomer here. ``choices`` are the words of the numbered list, ``hinted`` is when
    the hint was given, ``human`` whether somebody of the shop talks now. ``taken`` marks the typed words that had a
    reward taken, ``heard`` those that were typed last when we asked, and ``listed`` is when the list was shown.
    """

    waits: Question | None = None
    since: datetime | None = None
    about: str = ""
    nudged: bool = False
    picked: str = ""
    order: str = ""
    friend: str = ""
    reward: str = ""
    choices: tuple[str, ...] = ()
    hinted: datetime | None = None
    human: bool = False
    taken: str = ""
    heard: str = ""
    listed: datetime | None = None

    def asking(self, question: Question, now: datetime, about: str = "") -> "Memory":
        """The same, with this question waiting from now on."""
        return replace(self, waits=question, since=now, about=about, nudged=False, picked="", choices=())

    def without_question(self) -> "Memory":
        """The same, with nothing that waits and no list; what led here stays."""
        return replace(self, waits=None, since=None, about="", nudged=False, picked="", choices=())

    def without_lead(self) -> "Memory":
        """The same, when what led here is dealt with."""
        return replace(self, order="", friend="", reward="")

    def tapped(self, word: str) -> "Memory":
        """What a button of ours with this word carries, as a tap overwrites the field; empty where a word will do."""
        kept = Memory(order=self.order, friend=self.friend, reward=self.reward, hinted=self.hinted, human=self.human)
        return kept if kept == Memory() else replace(kept, picked=word)


@dataclass(frozen=True, slots=True)
class Seal:
    """How what we wrote is known again: by any of the keys, for this contact alone; the first key seals."""

    keys: tuple[str, ...]
    contact: str

    def written(self, memory: Memory) -> str:
        """The field's value; blank for nothing to remember."""
        if memory == Memory():
            return ""
        body = ";".join((MARK + _head(memory), *_pairs(memory)))
        return f"{body};{self._seal(self.keys[0], body)}"

    def read(self, value: str, now: datetime) -> Memory | None:
        """What we had written, as far as it still holds; None for what is not ours or comes from the future."""
        if not value.startswith(MARK) or len(value) > LONGEST_VALUE:
            return None
        body, _, seal = value.rpartition(";")
        given = seal.encode(errors="replace")
        if not any(hmac.compare_digest(self._seal(key, body).encode(), given) for key in self.keys):
            return None
        memory = _parsed(body)
        times = (memory.since, memory.hinted)
        return None if any(at and at > now + CLOCKS_DIFFER for at in times) else _still(memory, now)

    def _seal(self, key: str, body: str) -> str:
        message = f"loyalty ask\n{self.contact}\n{body}".encode(errors="replace")
        return hmac.digest(key.encode(), message, "sha256").hex()[:SEAL_LENGTH]


def word_of_button(value: str) -> str:
    """The word that a button of ours has, whatever has become of its seal: any link may bring a word; blank for none.

    Keys are replaced, and the buttons of old messages stay.
    """
    if not value.startswith(MARK) or len(value) > LONGEST_VALUE:
        return ""
    pairs = (pair.partition("=") for pair in value.split(";"))
    return next((unquote(word) for key, _, word in pairs if key == "picked"), "")


def _head(memory: Memory) -> str:
    if memory.waits:
        return memory.waits.value
    return "human" if memory.human else _NOTE


def _pairs(memory: Memory) -> Iterator[str]:
    values = {
        "at": _seconds(memory.since),
        "about": memory.about,
        "again": "1" if memory.nudged else "",
        "picked": memory.picked,
        "order": memory.order,
        "friend": memory.friend,
        "reward": memory.reward,
        "list": ",".join(quote(word, safe=_PLAIN_SIGNS.replace(",", "")) for word in memory.choices),
        "hint": _seconds(memory.hinted),
        "taken": memory.taken,
        "heard": memory.heard,
        "shown": _seconds(memory.listed),
    }
    yield from (f"{key}={quote(value, safe=_PLAIN_SIGNS)}" for key, value in values.items() if value)


def _parsed(body: str) -> Memory:
    head, *pairs = body.split(";")
    values = {key: unquote(value) for key, _, value in (pair.partition("=") for pair in pairs)}
    asked = head.removeprefix(MARK)
    listed = values.get("list", "")
    return Memory(
        waits=Question(asked) if asked in set(Question) else None,
        since=_instant(values.get("at", "")),
        about=values.get("about", ""),
        nudged="again" in values,
        picked=values.get("picked", ""),
        order=values.get("order", ""),
        friend=values.get("friend", ""),
        reward=values.get("reward", ""),
        choices=tuple(map(unquote, listed.split(","))) if listed else (),
        hinted=_instant(values.get("hint", "")),
        human=asked == "human",
        taken=values.get("taken", ""),
        heard=values.get("heard", ""),
        listed=_instant(values.get("shown", "")),
    )


def _still(memory: Memory, now: datetime) -> Memory:
    """What of it still holds: a button of a survey as long as its question does, anything else its time."""
    if memory.hinted and now - memory.hinted >= HINT_EVERY:
        memory = replace(memory, hinted=None)
    over = memory.waits and (memory.since is None or now - memory.since >= WAITS_FOR)
    if over and memory.picked:
        return memory if memory.waits is Question.ANSWER else replace(memory, waits=None, since=None)
    return replace(memory.without_question(), choices=memory.choices) if over else memory


def _seconds(instant: datetime | None) -> str:
    return str(int(instant.timestamp())) if instant else ""


def _instant(seconds: str) -> datetime | None:
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() else None
