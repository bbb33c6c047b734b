"""The words of the contract: what a link or a button puts into the field, and people may write as well."""

import re
from dataclasses import dataclass
from enum import StrEnum

from manychat.text_fit import one_line

LONGEST_WORD_OF_OURS = 120
"""A longer word is none of ours: no order, code or reward is that long."""
_SIGNED_ORDER = re.compile(r"(.+)_([0-9a-f]{20})", re.IGNORECASE)


class Action(StrEnum):
    """What a contact can want; the values are the contract's words."""

    JOIN = "join"
    ORDER = "order"
    FRIEND = "friend"
    TAKE = "take"
    CONFIRM = "confirm"
    POINTS = "points"
    REWARDS = "rewards"
    COUPONS = "coupons"
    HISTORY = "history"
    REFER = "refer"
    SURVEY = "survey"
    BIRTHDAY = "birthday"
    TIER = "tier"
    LEAVE = "leave"
    EXPORT = "export"
    MENU = "menu"
    HUMAN = "human"


NAMES_SOMETHING = frozenset({Action.ORDER, Action.FRIEND, Action.TAKE, Action.CONFIRM})
"""The words that have something behind them: which order, friend, reward or proof."""


@dataclass(frozen=True, slots=True)
class Command:
    """An action and what it is about: an order's number (with its proof, where a link has one), a member's code, a
    reward's id; blank where not named.
    """

    action: Action
    about: str = ""

    @property
    def word(self) -> str:
        """As it stands in the field: ``order-1042``."""
        return f"{self.action.value}-{self.about}" if self.about else self.action.value


def command_of(word: str) -> Command | None:
    """The command that a word of the contract stands for; the older ``order--1042`` counts too. None for others."""
    text = one_line(word)
    if len(text) > LONGEST_WORD_OF_OURS:
        return None
    name, dash, about = text.partition("-")
    folded = name.strip().casefold()
    if folded not in set(Action):
        return None
    action, about = Action(folded), about.lstrip("-").strip()
    if dash and about and action not in NAMES_SOMETHING:
        return None
    return Command(action, about)


def order_in(about: str) -> str:
    """The order's number alone, without the proof behind a signed one."""
    signed = _SIGNED_ORDER.fullmatch(about)
    return signed[1] if signed else about


def signature_in(about: str) -> str:
    """The proof behind a signed number, in lower case; blank where there is none."""
    signed = _SIGNED_ORDER.fullmatch(about)
    return signed[2].lower() if signed else ""
