"""What the chat says of a member's history: a line for each thing that brought or took points."""

from typing import Literal, assert_never

from loyalty.model.entry import EntryKind
from loyalty.outcomes.asking import HistoryTold
from loyalty.outcomes.member_standing import HistoryLine
from manychat.say.phrases import name, stacked, total
from manychat.text_fit import one_line, shortened
from words.tongue import Tongue

HISTORY_ROOM, MOST_HISTORY_LINES = 600, 12


def history_told(outcome: HistoryTold, tongue: Tongue) -> tuple[str, ...]:
    """The member's points and the newest lines that add up to them."""
    stands = total(outcome.standing, tongue)
    if not outcome.lines:
        return (stands,)
    lines = stacked(
        (f"• {history_line(line, tongue)}" for line in outcome.lines),
        tongue,
        room=HISTORY_ROOM,
        most=MOST_HISTORY_LINES,
    )
    return stands, tongue.say("This is how they came together, the newest first:"), lines


def history_line(line: HistoryLine, tongue: Tongue) -> str:
    """One line of it: the day, what for, and how many points."""
    day = tongue.own(tongue.day(line.day)) if line.day else tongue.say("earlier")
    points = tongue.own(f"{'−' if line.points < 0 else '+'}{tongue.number(abs(line.points))}")
    return tongue.say("%(day)s: %(what)s, %(points)s", day=day, what=_what(line, tongue), points=points)


def _what(line: HistoryLine, tongue: Tongue) -> str:
    about = tongue.own(name(line.about))
    match line.kind:
        case EntryKind.CLAIM:
            return tongue.say("order %(order)s", order=_order(line, tongue))
        case EntryKind.REFUND:
            return tongue.say("order %(order)s went back", order=_order(line, tongue))
        case EntryKind.REDEMPTION:
            return tongue.say("you took %(reward)s", reward=about)
        case EntryKind.CANCELLATION:
            return tongue.say("points back for %(reward)s", reward=about)
        case EntryKind.TIER:
            return tongue.say("tier %(tier)s", tier=about)
        case EntryKind.MEMBERSHIP:
            return tongue.say("membership %(plan)s", plan=about)
        case EntryKind.SURVEY:
            return tongue.say("survey %(survey)s", survey=about)
        case EntryKind.ACTION:
            return about
        case (
            EntryKind.SIGN_UP
            | EntryKind.ADJUSTMENT
            | EntryKind.USE
            | EntryKind.EXPIRY
            | EntryKind.OPENING
            | EntryKind.REFERRAL
            | EntryKind.BIRTHDAY
        ):
            return _by_itself(line.kind, tongue)
        case _:
            assert_never(line.kind)


def _by_itself(
    kind: Literal[
        EntryKind.SIGN_UP,
        EntryKind.ADJUSTMENT,
        EntryKind.USE,
        EntryKind.EXPIRY,
        EntryKind.OPENING,
        EntryKind.REFERRAL,
        EntryKind.BIRTHDAY,
    ],
    tongue: Tongue,
) -> str:
    """What the kind alone says."""
    match kind:
        case EntryKind.SIGN_UP:
            return tongue.say("for joining")
        case EntryKind.ADJUSTMENT | EntryKind.USE:
            return tongue.say("booked by the shop")
        case EntryKind.EXPIRY:
            return tongue.say("expired")
        case EntryKind.OPENING:
            return tongue.say("all that was before")
        case EntryKind.REFERRAL:
            return tongue.say("for a recommendation")
        case EntryKind.BIRTHDAY:
            return tongue.say("for your birthday")
        case _:
            assert_never(kind)


def _order(line: HistoryLine, tongue: Tongue) -> str:
    return tongue.own(shortened(one_line(line.about), 40))
