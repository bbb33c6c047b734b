"""The owner's words for emails: a subject and a first sentence, with placeholders that each reader's values fill."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from loyalty.model.email_log import LetterName

IN_BRACES = re.compile(r"\{([^{}]*)\}")


class Placeholder(StrEnum):
    """What an owner may write in braces, such as ``{points}``."""

    PROGRAM = "program"
    SHOP = "shop"
    POINTS = "points"
    REWARD = "reward"
    NEXT = "next"
    MISSING = "missing"
    CODE = "code"
    DAY = "day"
    ORDER = "order"
    EARNED = "earned"
    EXPIRING = "expiring"
    PLAN = "plan"
    TIER = "tier"


_ALL = (Placeholder.PROGRAM, Placeholder.SHOP)
_STANDING = (*_ALL, Placeholder.POINTS, Placeholder.REWARD, Placeholder.NEXT, Placeholder.MISSING)
_COUPON = (*_ALL, Placeholder.POINTS, Placeholder.REWARD, Placeholder.CODE, Placeholder.DAY)

PLACEHOLDERS: Mapping[LetterName, tuple[Placeholder, ...]] = {
    LetterName.CONFIRM: _ALL,
    LetterName.WELCOME: _STANDING,
    LetterName.REMINDER: _STANDING,
    LetterName.COUPON: _COUPON,
    LetterName.COUPON_REFUSED: (*_ALL, Placeholder.POINTS, Placeholder.REWARD),
    LetterName.POINTS_EARNED: (*_ALL, Placeholder.POINTS, Placeholder.ORDER, Placeholder.EARNED),
    LetterName.CLAIM_ENDED: (*_ALL, Placeholder.POINTS, Placeholder.ORDER),
    LetterName.COUPON_EXPIRING: _COUPON,
    LetterName.POINTS_EXPIRING: (*_ALL, Placeholder.POINTS, Placeholder.EXPIRING, Placeholder.DAY),
    LetterName.MEMBERSHIP_ENDING: (*_ALL, Placeholder.POINTS, Placeholder.PLAN, Placeholder.DAY),
    LetterName.TIER_WARNING: (*_ALL, Placeholder.POINTS, Placeholder.TIER, Placeholder.DAY),
    LetterName.WIN_BACK: _STANDING,
    LetterName.OWNER_TASK: (),
}
"""What each email can fill in; the one to the owner has no words of theirs."""
EDITABLE = tuple(name for name, placeholders in PLACEHOLDERS.items() if placeholders)
"""The emails whose words are the owner's to change."""


@dataclass(frozen=True, slots=True)
class LetterText:
    """The owner's words for one email to readers of one ``language``, blank for the program's own.

    ``subject`` and ``first``, the first sentence, are blank where the program's own words stay. Their placeholders are
    those of PLACEHOLDERS.
    """

    letter: LetterName
    language: str = ""
    subject: str = ""
    first: str = ""


def named_in(text: str) -> tuple[str, ...]:
    """What stands in braces in it, in order, each without blanks around it and in small letters."""
    return tuple(name.strip().lower() for name in IN_BRACES.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with these values in place of its placeholders; blank where one of them is missing or blank.

    So an email never says "Your  is waiting": who has no reward within reach gets the program's own words.
    """
    if not all(values.get(name) for name in named_in(text)):
        return ""
    return IN_BRACES.sub(lambda found: values[found[1].strip().lower()], text)
