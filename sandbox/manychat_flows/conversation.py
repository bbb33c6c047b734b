"""A customer's chat with the page: they open links, type and tap, and what they do starts the flow, or does not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from manychat.incoming import Channel
from sandbox.manychat_api import Page
from sandbox.manychat_flows.assumptions import EXPECTED, Assumptions
from sandbox.manychat_flows.bubbles import Bubble, Button, Json
from sandbox.manychat_flows.field_actions import carry_out
from sandbox.manychat_flows.flow import LINKED_CHANNELS, DefaultReply, Flow
from sandbox.manychat_flows.flow_run import Shown, run
from sandbox.manychat_flows.outgoing import ANSWER_SECONDS, filled_in
from sandbox.manychat_flows.person import Person, full_contact_data

A_DAY = timedelta(hours=24)
LONGEST_REF = 2_083
LINK_HOSTS = {"m.me": Channel.MESSENGER, "ig.me": Channel.INSTAGRAM, "wa.me": Channel.WHATSAPP}


class LinkUnknown(Exception):
    """A link that does not lead into this chat: says why."""


class NothingToTap(Exception):
    """Nothing in the chat has this caption, or what has it does not lead into a flow."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the customer did and what they saw then; ``failed`` and ``dropped`` are what ManyChat's log would tell.

    ``started`` is false where nothing of ours heard of it: the shop's own people read it in their inbox.
    """

    did: str
    time: datetime
    started: bool
    bubbles: tuple[Bubble, ...] = ()
    dropped: tuple[str, ...] = ()
    failed: str = ""

    @property
    def text(self) -> str:
        """All that was said, bubble by bubble."""
        return "\n".join(bubble.text for bubble in self.bubbles)

    @property
    def captions(self) -> tuple[str, ...]:
        """What can be tapped below it."""
        return tuple(button.caption for bubble in self.bubbles for button in bubble.buttons)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Conversation:
    """One contact and the page's flow for their channel."""

    person: Person
    flow: Flow
    page: Page
    assumed: Assumptions = EXPECTED
    clock: Callable[[], datetime] = _now
    seconds: float = ANSWER_SECONDS
    turns: list[Turn] = field(default_factory=list)
    _late: list[Json] = field(default_factory=list)
    """Actions of the last answer that are still to be done."""

    def open(self, link: str) -> Turn:
        """Opens a link into this chat; raises LinkUnknown."""
        channel, ref, text = link_parts(link)
        if channel is not self.person.channel:
            raise LinkUnknown(f"{link} does not lead into {self.person.channel}.")
        if text:
            return self.type(text)
        if channel not in LINKED_CHANNELS:
            return self._unheard(link)
        starters = self.flow.triggers.conversation_starters
        if channel is Channel.INSTAGRAM and not self.person.wrote_at and not starters:
            return self._unheard(link)
        name, _, value = ref.partition("--")
        if name != self.flow.triggers.ref:
            return self._unheard(link)
        return self._started(link, self._saving(value), first=self.assumed.ref_is_saved_before_request)

    def type(self, text: str) -> Turn:
        """Sends a message; it starts the flow where a keyword is in it, or by the Default Reply."""
        self.person.last_input = text
        return self._started(text) if self._is_met(text) else self._unheard(text)

    def tap(self, caption: str, on: str = "") -> Turn:
        """Taps the newest button with this caption, below a bubble that has the text ``on``; raises NothingToTap.

        The buttons of old messages stay.
        """
        button = self._button(caption, on)
        if button.kind != "flow":
            raise NothingToTap(f"“{caption}” is a {button.kind} button to {button.target}.")
        if self.assumed.tap_is_last_input:
            self.person.last_input = caption
        if button.target != self.flow.name_space:
            # Another flow of the page: its first message belongs to another channel, so that nothing is shown here.
            carry_out(button.actions, self.person)
            return self._unheard(caption)
        if not self.assumed.buttons_may_start_their_own_flow:
            return self._unheard(caption)
        return self._started(caption, list(button.actions), first=self.assumed.tap_acts_before_request)

    def choose(self, title: str) -> Turn:
        """Taps an item of the Main Menu or a Conversation Starter; raises NothingToTap."""
        word = self.flow.triggers.menu.get(title)
        if word is None:
            raise NothingToTap(f"The menu has no “{title}”.")
        return self._started(title, self._saving(word))

    def _is_met(self, text: str) -> bool:
        triggers = self.flow.triggers
        usable = [word for word in triggers.keywords if self.assumed.at_sign_is_a_keyword or word.strip("@")]
        if any(word.casefold() in text.casefold() for word in usable):
            return True
        before, now = self.person.default_reply_at, self.clock()
        match triggers.default_reply:
            case DefaultReply.NEVER:
                return False
            case DefaultReply.ONCE_A_DAY if before and now - before < A_DAY:
                return False
            case _:
                self.person.default_reply_at = now
                return True

    def _button(self, caption: str, on: str) -> Button:
        bubbles = (bubble for turn in reversed(self.turns) for bubble in reversed(turn.bubbles) if on in bubble.text)
        found = (button for bubble in bubbles for button in bubble.buttons if button.caption == caption)
        button = next(found, None)
        if button is None:
            raise NothingToTap(f"There is no button “{caption}”{' on ' + on if on else ''}.")
        return button

    def _saving(self, word: str) -> list[Json]:
        saved = {"action": "set_field_value", "field_name": self.flow.triggers.ref_field, "value": word}
        return [saved] if word else []

    def _started(self, did: str, acts: list[Json] | None = None, *, first: bool = True) -> Turn:
        """Starts the flow; ``acts`` are what the tap or the link does to the contact, before or after the request."""
        self.person.wrote_at = self.clock()
        if first:
            carry_out(acts or (), self.person)
        body = filled_in(self.flow.step.request, full_contact_data(self.person, self._custom_fields()))
        if not first:
            carry_out(acts or (), self.person)
        carry_out(self._late, self.person)
        self._late = []
        shown = run(self.flow, self.person, self.page, body, self.assumed, self.seconds)
        self._act(shown)
        return self._kept(
            Turn(did, self.clock(), started=True, bubbles=shown.bubbles, dropped=shown.dropped, failed=shown.failed)
        )

    def _act(self, shown: Shown) -> None:
        if self.assumed.answer_acts_before_next_trigger or shown.failed:
            carry_out(shown.acts, self.person)
        else:
            self._late = list(shown.acts)

    def _unheard(self, did: str) -> Turn:
        self.person.wrote_at = self.clock()
        return self._kept(Turn(did, self.clock(), started=False))

    def _kept(self, turn: Turn) -> Turn:
        self.turns.append(turn)
        return turn

    def _custom_fields(self) -> dict[str, str | None] | None:
        filled = self.person.fields
        if self.assumed.empty_fields_are_null:
            return {name: filled.get(name) or None for name in sorted(self.page.fields)}
        return {name: value for name, value in filled.items() if value} or None


def link_parts(link: str) -> tuple[Channel, str, str]:
    """The channel that a link leads to, its ref and the text that it fills in; raises LinkUnknown."""
    parts = urlsplit(link)
    channel = LINK_HOSTS.get(parts.hostname or "")
    if channel is None or parts.scheme != "https":
        raise LinkUnknown(f"{link} leads into no chat that is known here.")
    named = parse_qs(parts.query)
    ref = named.get("ref", [""])[0]
    if len(ref) > LONGEST_REF:
        raise LinkUnknown(f"The ref of the link is longer than {LONGEST_REF} characters.")
    return channel, ref, named.get("text", [""])[0]
