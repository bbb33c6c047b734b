"""The buttons of an email: into the shop and into the chat, the one that helps first; the owner's, into their sheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from loyalty.letters.letter import LetterFacts, MembershipEnds
from loyalty.model.email_log import LetterName
from words.ref_links import asking
from words.web_links import html_link

REWARDS = "rewards"
"""The word that the chat answers with what they can take."""


class Button(StrEnum):
    """What a button does; ``templates/phrases.txt`` has its words."""

    SHOP = "shop"
    USE = "use"
    RENEW = "renew"
    CHAT = "chat"
    CHOOSE = "choose"
    SHEET = "sheet"


@dataclass(frozen=True)
class ButtonValues:
    """A button: what it does, and where it leads."""

    what: str
    link: str


SELLS, ANSWERS, SPENDS = (Button.SHOP, Button.CHAT), (Button.CHAT, Button.SHOP), (Button.CHOOSE, Button.SHOP)
USES, RENEWS = (Button.USE, Button.CHAT), (Button.RENEW, Button.CHAT)

BUTTONS: Mapping[str, tuple[Button, ...]] = {
    LetterName.CONFIRM: (),  # it has the one button that proves the address
    LetterName.WELCOME: SELLS,
    LetterName.REMINDER: SELLS,
    LetterName.COUPON: USES,
    LetterName.COUPON_REFUSED: SPENDS,
    LetterName.POINTS_EARNED: SELLS,
    LetterName.CLAIM_ENDED: ANSWERS,
    LetterName.COUPON_EXPIRING: USES,
    LetterName.POINTS_EXPIRING: SELLS,
    LetterName.MEMBERSHIP_ENDING: SELLS,
    LetterName.TIER_WARNING: SELLS,
    LetterName.WIN_BACK: SELLS,
    LetterName.OWNER_TASK: (Button.SHEET,),
}
"""The buttons of each email while nothing is within reach."""
SPENDING: frozenset[str] = frozenset(
    {LetterName.REMINDER, LetterName.POINTS_EARNED, LetterName.POINTS_EXPIRING, LetterName.WIN_BACK, LetterName.WELCOME}
)
"""Where a reward that is within reach goes before the next order."""


def to_sheet(sheet: str) -> tuple[ButtonValues, ...]:
    """The button of an email to the owner; none where nobody knows the address of their spreadsheet."""
    link = html_link(sheet)
    return (ButtonValues(Button.SHEET.value, link),) if link else ()


def buttons(facts: LetterFacts, sheet: str) -> Iterator[ButtonValues]:
    """The buttons of the email, the right one first; without the one that leads nowhere.

    ``sheet`` is the address of the owner's spreadsheet, where an email to them leads.
    """
    for button in _wanted(facts):
        link = _link(button, facts, sheet)
        if link:
            yield ButtonValues(button.value, link)


def _wanted(facts: LetterFacts) -> tuple[Button, ...]:
    name = facts.letter.letter
    if name in SPENDING and facts.standing.takeable:
        return SPENDS
    if isinstance(facts.loss, MembershipEnds) and facts.loss.sold:
        return RENEWS
    return BUTTONS.get(name, ())


def _link(button: Button, facts: LetterFacts, sheet: str) -> str:
    match button:
        case Button.SHOP | Button.RENEW:
            return html_link(facts.shop_link)
        case Button.USE:
            return html_link(facts.subject.link if facts.subject else "") or html_link(facts.shop_link)
        case Button.CHAT:
            return html_link(facts.chat)
        case Button.CHOOSE:
            return asking(html_link(facts.chat), REWARDS)
        case Button.SHEET:
            return html_link(sheet)
        case _:
            assert_never(button)
