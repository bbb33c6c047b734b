"""The conversation in any order: taps, words, doubles, silences, time that passes; nothing is stuck or booked twice."""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty.outcomes.extra_points import SurveyQuestion
from manychat.incoming import Channel, Contact, Incoming
from manychat.talk.ask_field import Remembered, read_ask
from manychat.talk.command import Action, Command
from manychat.talk.memory import HINT_EVERY, Memory, Question, Seal
from manychat.talk.talk_reply import HUMAN_TAG, TalkReply
from manychat.talk.understanding import understand
from sandbox.owner import Owner
from service.chat.talking import talked
from service.container import Container, now
from sheets.google.client import Spent

FLOW = "content20260101120000_123456"
NUMBERS = count(1)

TYPED = (
    *("menu", "меню", "القائمة", "points", "rewards", "coupons", "history", "join", "order", "order 1042", "1042", "1"),
    *("2", "3", "take tote", "take", "survey", "tea", "birthday", "24.12.1990", "tier", "refer", "leave", "yes", "no"),
    *("export", "human", "is it in stock?", "hello", "@", "me@@example.com", "123456", "friend-AB12CD", "", "👍"),
)
EMPTY = ("-", "{{cuf_1}}")
LINKS = (
    *("join", "order-1042", "order--1051", "friend-AB12CD", "take-mug", "confirm-abc", "points", "menu", "leave"),
    *("survey", "birthday", "human", *EMPTY, "garbage", "?leave;at=9999999999", "yes"),
)
TYPES, LINK, TAPS, OLDER, WAITS, DOUBLES = "types", "link", "taps", "older", "waits", "doubles"
Event = tuple[str, Any]
PATHS: tuple[tuple[Event, ...], ...] = (
    ((TYPES, "join"), (TYPES, "THE ADDRESS")),
    ((LINK, "order-THE ORDER"), (TYPES, "THE ADDRESS")),
    ((TYPES, "THE ORDER"), (DOUBLES, 0)),
    ((TYPES, "survey"), (TYPES, "tea"), (DOUBLES, 0), (TYPES, "because")),
    ((TYPES, "survey"), (TAPS, 0), (DOUBLES, 0)),
    ((TYPES, "birthday"), (TYPES, "24.12.1990")),
    ((TYPES, "leave"), (TYPES, "yes")),
    ((TYPES, "leave"), (TAPS, 0)),
    ((TYPES, "rewards"), (TYPES, "1"), (DOUBLES, 0)),
    ((TYPES, "take"), (TYPES, "tote bag"), (DOUBLES, 0)),
    ((TYPES, "hello"), (TAPS, 0), (TYPES, "hello")),
    ((TYPES, "hello"), (OLDER, 5), (TYPES, "is it in stock?")),
    ((TYPES, "human"), (TYPES, "points"), (TYPES, "1042")),
    ((TYPES, "survey"), (TAPS, 0), (OLDER, 0), (TYPES, "because")),
)
"""What customers do in one go; other events come before, between and after."""
ONE = st.one_of(
    st.tuples(st.just(TYPES), st.sampled_from([*TYPED, "THE ADDRESS", "THE ORDER"])),
    st.tuples(st.just(LINK), st.sampled_from(LINKS)),
    st.tuples(st.just(TAPS), st.integers(0, 3)),
    st.tuples(st.just(OLDER), st.integers(0, 30)),
    st.tuples(st.just(WAITS), st.sampled_from([1, 9, 11, 61])),
    st.just((DOUBLES, 0)),
)
STEPS = st.lists(ONE.map(lambda event: (event,)) | st.sampled_from(PATHS), min_size=3, max_size=12)
EVENTS = st.tuples(st.sampled_from([(), PATHS[0], PATHS[1]]), STEPS).map(
    lambda parts: [*parts[0], *(event for path in parts[1] for event in path)]
)


@dataclass(frozen=True)
class Button:
    """What a tap puts into the field, and the survey's question that it was shown below, blank for none."""

    value: str
    asked: str


@dataclass
class Phone:
    """A customer's phone, with what ManyChat keeps of them, and what the sheet holds of them after each answer."""

    container: Container
    owner: Owner
    channel: Channel | None
    """None for the flat form, which has no buttons."""
    now: datetime
    id: str = field(default_factory=lambda: str(9000 + next(NUMBERS)))
    ask: str = ""
    typed: str = ""
    buttons: list[Button] = field(default_factory=list)
    older: list[Button] = field(default_factory=list)
    """Those of all messages, which stay in the chat."""
    tapped: Button | None = None
    asked: str = ""
    """The survey's question that was shown last."""
    tags: set[str] = field(default_factory=set)
    last: tuple[str, str] | None = None
    code: str = ""
    requests: int = 0
    rows_moved: bool = False
    """Somebody has left, and nobody has read the sheet since."""

    @property
    def address(self) -> str:
        return f"c{self.id}@example.com"

    def does(self, kind: str, what: Any) -> None:
        match kind:
            case "types":
                self.typed = self.address if what == "THE ADDRESS" else what.replace("THE ORDER", self.id)
            case "link":
                self.ask = what.replace("THE ORDER", self.id)
            case "taps" if what < len(self.buttons):
                self.taps(self.buttons[what])
            case "older" if self.older:
                self.taps(self.older[what % len(self.older)])
            case "waits":
                self.now += timedelta(minutes=what)
                self.last = None
                return
            case "doubles" if self.last:
                self.ask, self.typed = self.last
            case _:
                return
        self.hears()

    def taps(self, button: "Button") -> None:
        self.tapped, self.ask = button, button.value

    def hears(self) -> None:
        self.requests += 1
        self.last = (self.ask, self.typed)
        spent = Spent()
        waited = self.waits_for()
        contact = Contact(self.id, "Ana", "en", self.channel or Channel.MESSENGER)
        incoming = Incoming(contact, "", "", "", ask=self.ask, text=self.typed)
        reply = talked(self.container, incoming, self.now, spent)
        self.code = reply.code
        self.asked = reply.said.question if isinstance(reply.said, SurveyQuestion) else self.asked
        says = self.reads_flat(reply) if self.channel is None else self.reads_block(reply, self.channel)
        # Leaving looks at the tabs that there are and at what is still there, and who comes next has the whole sheet
        # read: rows have moved.
        assert spent.reads <= (3 if self.rows_moved or self.code == "left" else 1)
        assert spent.writes <= (2 if self.code == "left" else 1)
        self.rows_moved = self.code == "left" or (self.rows_moved and not spent.reads)
        assert says == (reply.code != "silence")
        assert reply.code != "silence" or not spent.reads or waited is Question.ANSWER
        assert reply.code != "email_invalid" or "@" in self.typed

    def reads_flat(self, reply: TalkReply) -> bool:
        """Maps the answer into the field; true when something is said."""
        flat = reply.flat()
        self.ask = str(flat["ask"])
        return flat["message"] != "-"

    def reads_block(self, reply: TalkReply, channel: Channel) -> bool:
        """Shows the answer and does its actions; true when something is said."""
        content: Any = reply.block(channel)["content"]
        messages = content["messages"]
        shown = [*messages, *(card for message in messages for card in message.get("elements", ()))]
        asked = reply.said.question if isinstance(reply.said, SurveyQuestion) else ""
        flows = (button for part in shown for button in part.get("buttons", ()) if button["type"] == "flow")
        found = [Button(button["actions"][0]["value"], asked) for button in flows]
        self.buttons, self.older = found or self.buttons, [*self.older, *found]
        *tagging, last = content["actions"]
        for action in tagging:
            (self.tags.add if action["action"] == "add_tag" else self.tags.discard)(action["tag_name"])
        self.ask = last.get("value", "")
        return bool(messages)

    def waits_for(self) -> Question | None:
        """What waits before the next request, as nothing but the field can say it."""
        keys = (
            self.container.environment.link_key,
            *self.container.environment.secrets("MANYCHAT_SECRET", self.now.date()),
        )
        stands = read_ask(self.ask, Seal(keys, self.id), self.now)
        memory = stands.memory if isinstance(stands, Remembered) else Memory()
        return memory.waits


@dataclass(frozen=True)
class Sheet:
    """What the sheet holds, by kind."""

    members: int
    entries: Counter[str]
    causes: Counter[str]
    answers: tuple[str, ...]
    """The question of each."""
    birthdays: int

    @classmethod
    def of(cls, owner: Owner) -> "Sheet":
        ledger = owner.tab("Ledger")
        return cls(
            sum(1 for row in owner.tab("Members") if row["Email"]),
            Counter(str(row["Entry"]) for row in ledger),
            Counter(str(row["Cause"]).casefold() for row in ledger),
            tuple(str(row["Question"]) for row in owner.tab("Answers")),
            sum(1 for row in owner.tab("Log") if row["What"] == "member birthday"),
        )


@pytest.fixture
def container(owner: Owner) -> Container:
    owner.type_over("Settings", "Chat flow", "Value", FLOW)
    owner.type_over("Settings", "Coupons", "Value", "generate")
    owner.type_over("Settings", "Sign-up bonus", "Value", 800)
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    owner.type_over("Settings", "Birthday points", "Value", 10)
    owner.type("Survey", ("tea", "Tea or coffee?", "tea, coffee", 10, "yes"), ("tea", "Why?", "", 10, "yes"))
    container = Container.of(os.environ)
    container.workbook.open()
    return container


@dataclass
class Promises:
    """What holds from one answer to the next: one hint an hour, and silence while the shop talks."""

    phone: Phone
    hinted: datetime | None = None
    with_shop: bool = False

    def kept(self, kind: str, *, said: bool) -> None:
        """Looks at what the phone has heard; ``said`` is whether it asked at all."""
        phone = self.phone
        if not said or kind == DOUBLES:
            return
        if kind == LINK and phone.last and phone.last[0] in EMPTY:
            # what is overwritten with no word tells nobody of a tag
            phone.tags = {HUMAN_TAG} if phone.code == "human" else set()
        if self.with_shop and kind == TYPES and understand(phone.typed) != Command(Action.MENU):
            assert phone.code == "silence"
        else:
            self.with_shop = phone.code == "human"
        if phone.channel:
            assert phone.tags == ({HUMAN_TAG} if self.with_shop else set())
        else:
            assert phone.ask.startswith("?human") == self.with_shop
        if phone.code == "hint":
            assert self.hinted is None or phone.now - self.hinted >= HINT_EVERY
            self.hinted = phone.now


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS, channel=st.sampled_from([*Channel, None]))
def test_in_whatever_order_nothing_is_stuck_nothing_answers_another_question_nothing_is_booked_twice(
    container: Container, owner: Owner, events: list[Event], channel: Channel | None
) -> None:
    phone = Phone(container, owner, channel, now())
    promises = Promises(phone)
    owner.type("Orders", (phone.id, phone.address, "$60.00", "USD", now().date().isoformat(), "paid"))
    container.workbook.open()
    before = Sheet.of(owner)
    for kind, what in events:
        waited, asked, heard = phone.waits_for(), phone.asked, phone.requests
        phone.does(kind, what)
        promises.kept(kind, said=phone.requests > heard)
        after = Sheet.of(owner)
        assert max(after.causes.values(), default=1) == 1, "a cause counts once"
        if kind == "doubles":
            assert after == before, "the same request again books nothing"
        if kind == "types":
            left = waited is Question.LEAVE and what == "yes"  # which takes out what they had answered
            assert len(after.answers) == len(before.answers) or waited is Question.ANSWER or left
            assert after.members >= before.members or left
            assert after.birthdays <= before.birthdays or waited is Question.BIRTHDAY
        if kind in (TYPES, TAPS, OLDER) and len(after.answers) > len(before.answers):
            answered = phone.tapped.asked if kind != TYPES and phone.tapped else asked
            assert after.answers == (*before.answers, answered)
        if after.members > before.members:
            assert phone.typed == phone.address
        if kind == "link":
            assert (after.answers, after.members, after.birthdays) == (before.answers, before.members, before.birthdays)
        before = after

    phone.does("types", "menu")
    assert phone.code == "menu"
    for word, codes in (("points", {"points", "ask_email"}), ("order", {"ask_order"}), ("human", {"human"})):
        phone.does("types", word)
        assert phone.code in codes
    phone.does("types", "القائمة")
    assert phone.code == "menu"
