"""The conversation's answer as ManyChat takes it: a dynamic block for each channel, or the flat form."""

from dataclasses import dataclass, replace
from datetime import datetime

from loyalty.outcomes.asking import RewardsTold
from loyalty.outcomes.extra_points import SurveyQuestion
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.redeeming import UnknownReward
from loyalty.outcomes.stored_data import LeaveSure
from manychat.incoming import Channel
from manychat.reply_block import (
    GALLERIES,
    LONGEST_CAPTION,
    MOST_BUTTONS,
    Json,
    card,
    card_buttons,
    card_lines,
    fits,
    product_buttons,
)
from manychat.reply_flat import Flat, coupon_in, earned_by, flat_keys
from manychat.say.phrases import name
from manychat.talk.ask_field import FIELD_NAME, NOTHING
from manychat.talk.command import Action, Command
from manychat.talk.memory import MARK, Memory, Seal
from manychat.talk.next_steps import Program, Step, on_offer, steps
from manychat.talk.said import (
    AskedFor,
    DigitsAwaited,
    Dropped,
    HandedOver,
    HintGiven,
    MenuShown,
    NothingSaid,
    OwnWords,
    Said,
    Stayed,
)
from manychat.talk.talk_sentences import numbered, spoken
from manychat.text_fit import one_line, shortened, split
from words.locales import Locale

HUMAN_TAG = "Loyalty human"
"""The tag that tells the shop who wants to talk to a person."""
MOST_TO_PRODUCTS = MOST_BUTTONS - 1
"""However many coupons there are, a button is left that leads on."""


@dataclass(frozen=True, slots=True)
class TalkReply:
    """All that is needed to say an answer in any form.

    ``command`` is what a tap on "Try again" does, ``heard`` the mark of what was typed last, ``now`` the time,
    ``returned`` whether the shop may have been talking to them until now, ``card_page`` the address of their own card.
    """

    said: Said
    memory: Memory
    program: Program
    locale: Locale
    seal: Seal
    now: datetime
    command: Command | None = None
    heard: str = ""
    returned: bool = False
    card_page: str = ""

    @property
    def code(self) -> str:
        """The answer's code, as the flat form has it."""
        return self.said.answer_code

    def flat(self) -> Flat:
        """The flat keys and ``ask``, the field's new value; ``"-"`` for none."""
        choices, text = self._in_words(), spoken(self.said, self.locale)
        shown = numbered(text, choices) if text else NOTHING
        return {**self._keys(shown), "ask": self._field(choices) or NOTHING}

    def _keys(self, shown: str) -> Flat:
        match self.said:
            case JoinedThen(joined, then):
                earned = earned_by(joined) + earned_by(then)
                return flat_keys(self.said, shown, self.locale, earned=earned, coupon=coupon_in(then))
            case (
                AskedFor()
                | MenuShown()
                | HintGiven()
                | DigitsAwaited()
                | Stayed()
                | Dropped()
                | HandedOver()
                | NothingSaid()
            ):
                return flat_keys(self.said, shown, self.locale)
            case outcome:
                earned, coupon = earned_by(outcome), coupon_in(outcome)
                return flat_keys(outcome, shown, self.locale, earned=earned, coupon=coupon)

    def block(self, channel: Channel) -> Json:
        """The answer as a dynamic block, version 2; silence has no messages."""
        gallery, choices = self._gallery(channel), self._choices()
        to_card = card_buttons(self.said, channel, self.card_page, self.locale)
        leads_out = [*self._to_products()[: MOST_TO_PRODUCTS - len(to_card)], *to_card]
        # The card shows the history, too, so that there is room for the menu.
        steps_left = tuple(step for step in choices if not (to_card and step.word == Action.HISTORY.value))
        taps = () if gallery else self._fitting(self._answers() or steps_left, room=MOST_BUTTONS - len(leads_out))
        if taps and not self._lists_rewards():
            choices = ()  # the buttons say it
        elif not taps and not gallery:
            choices = self._in_words()
        lines = card_lines(self.said, channel, self.card_page, self.locale)
        text = numbered("\n".join((spoken(self.said, self.locale), *lines)), () if gallery else choices)
        buttons = [] if gallery else [*leads_out, *taps]
        shown = [] if isinstance(self.said, NothingSaid) else _texts(text, channel, buttons)
        content: Json = {} if channel is Channel.MESSENGER else {"type": channel.value}
        content["messages"] = [*shown, *gallery]
        content["actions"] = self._actions(choices)
        return {"version": "v2", "content": content}

    def _lists_rewards(self) -> bool:
        """True for a list that is shown beside its buttons: a button has no room for what a reward costs."""
        return isinstance(self.said, RewardsTold | UnknownReward) and bool(on_offer(self.said))

    def _in_words(self) -> tuple[Step, ...]:
        """The numbered choices; none while somebody of the shop talks, as a number is meant for them."""
        return () if isinstance(self.said, HandedOver) else self._choices()

    def _choices(self) -> tuple[Step, ...]:
        return steps(self.said, self.memory, self.command, self.program, self.locale)

    def _field(self, listed: tuple[Step, ...]) -> str:
        asks = bool(listed) or self.memory.waits is not None
        choices = tuple(step.word for step in listed)
        heard, shown = self.heard if asks else "", self.now if listed else None
        return self.seal.written(replace(self.memory, choices=choices, heard=heard, listed=shown))

    def _actions(self, listed: tuple[Step, ...]) -> list[Json]:
        value = self._field(listed)
        tag: list[Json] = []
        if isinstance(self.said, HandedOver):
            tag = [{"action": "add_tag", "tag_name": HUMAN_TAG}]
        elif self.returned and not self.memory.human:
            tag = [{"action": "remove_tag", "tag_name": HUMAN_TAG}]
        if value:
            return [*tag, {"action": "set_field_value", "field_name": FIELD_NAME, "value": value}]
        return [*tag, {"action": "unset_field_value", "field_name": FIELD_NAME}]

    def _to_products(self) -> list[Json]:
        """Buttons to the products of coupons."""
        return [] if isinstance(self.said, OwnWords | JoinedThen) else product_buttons(self.said, self.locale)

    def _fitting(self, wanted: tuple[Step, ...], *, room: int) -> tuple[Json, ...]:
        """Buttons into the flow; none where it is not known, or where they are too many: a list in words says those."""
        if not self.program.flow or not wanted or len(wanted) > MOST_BUTTONS:
            return ()
        # The last step is the menu, which leads everywhere.
        shown = wanted[:room] if room > 1 else wanted[-1:]
        return tuple(self._tap(step) for step in shown)

    def _answers(self) -> tuple[Step, ...]:
        """Buttons that answer a question: sealed, because nobody else may answer it."""
        match self.said:
            case SurveyQuestion(choices=choices):
                named = [(name(choice) or str(number), str(number)) for number, choice in enumerate(choices, start=1)]
            case LeaveSure():
                stay = self.locale.say("No, stay")
                yes = self._answer(self.locale.say("Yes, leave"), Action.LEAVE.value)
                return yes, Step(stay, stay, Action.MENU.value)
            case _:
                return ()
        return tuple(self._answer(caption, picked) for caption, picked in named)

    def _answer(self, caption: str, picked: str) -> Step:
        return Step(caption, caption, self.seal.written(replace(self.memory, picked=picked)))

    def _tap(self, step: Step, caption: str = "") -> Json:
        return {
            "type": "flow",
            "caption": shortened(one_line(caption or step.caption), LONGEST_CAPTION),
            "target": self.program.flow,
            "actions": [{"action": "set_field_value", "field_name": FIELD_NAME, "value": self._tapped(step.word)}],
        }

    def _tapped(self, word: str) -> str:
        """What the tap puts into the field: the word alone, or sealed with what else must not be forgotten."""
        if word.startswith(MARK):
            return word
        return self.seal.written(self.memory.tapped(word)) or word

    def _gallery(self, channel: Channel) -> list[Json]:
        """The rewards with their pictures, where the channel has galleries and a tap can take one."""
        told = self.said
        if not (self.program.flow and channel in GALLERIES and isinstance(told, RewardsTold | UnknownReward)):
            return []
        take = self.locale.say("Take it")
        shown = zip(on_offer(told), self._choices(), strict=False)
        cards = [
            card(reward, self._tap(step, take), self.locale, number=number)
            for number, (reward, step) in enumerate(shown, start=1)
        ]
        return [{"type": "cards", "image_aspect_ratio": "horizontal", "elements": cards}] if cards else []


def _texts(text: str, channel: Channel, buttons: list[Json]) -> list[Json]:
    pieces = split(text, fits(channel, with_buttons=bool(buttons)))
    messages: list[Json] = [{"type": "text", "text": piece} for piece in pieces]
    if buttons:
        messages[-1]["buttons"] = buttons
    return messages
