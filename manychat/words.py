"""The small words of the chat: points, days, names and lists as a person writes them."""

from collections.abc import Iterable
from datetime import date

from loyalty.outcomes import Standing
from loyalty.values import Reward
from manychat.texts import listed, one_line, shortened, web_link

LONGEST_NAME = 60
LONGEST_CODE = 200
"""In bytes, as the next: a line with a code or a link has to fit into one message of Instagram's 1000 bytes."""
LONGEST_LINK = 400
SHOWN = 3
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Written out, for the host's locale would change what strftime says."""


def points(number: int) -> str:
    """``1 point``, ``110 points``."""
    return f"{number} point" if abs(number) == 1 else f"{number} points"


def days(number: int) -> str:
    """``1 day``, ``90 days``."""
    return f"{number} day" if number == 1 else f"{number} days"


def day(value: date) -> str:
    """``22 December 2026``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def name(text: str) -> str:
    """A name on one line, of a length that a sentence bears."""
    return shortened(one_line(text), LONGEST_NAME)


def titled(program: str) -> str:
    """What the program is called."""
    return name(program) or "our program"


def called(reward: Reward) -> str:
    """What a reward is called: its name, else its id."""
    return name(reward.name) or name(reward.id) or "this reward"


def code(text: str) -> str:
    """The coupon's code as it is typed at the till; never shortened, so a monstrous one has to come from the shop."""
    whole = one_line(text)
    return whole if 0 < len(whole.encode()) <= LONGEST_CODE else "please ask the shop for it"


def link(reward: Reward) -> str:
    """The reward's product page, blank where it has none that a chat can show in full."""
    whole = web_link(reward.link)
    return whole if len(whole.encode()) <= LONGEST_LINK else ""


def priced(reward: Reward) -> str:
    """``Tote bag (200 points)``."""
    return f"{called(reward)} ({points(reward.points)})"


def names(rewards: Iterable[Reward]) -> str:
    """The first few rewards with their prices, and how many more there are."""
    return listed(map(priced, rewards), glue=", ", room=300, most=SHOWN)


def total(standing: Standing) -> str:
    """Her points in a sentence."""
    return f"You have {points(standing.points)} now."


def prospects(standing: Standing) -> tuple[str, ...]:
    """What she can take now and what is next, a sentence each; nothing where there is nothing to hope for."""
    takeable, upcoming = standing.takeable, standing.next_reward
    now = (f"You can take now: {names(takeable)}.",) if takeable else ()
    then = (f"Only {points(standing.points_to_next)} to the {called(upcoming)}.",) if upcoming else ()
    return now + then
