"""What the chat says of a member's history: a line for each thing that brought or took points."""

from typing import Literal, assert_never

from loyalty.model.entry import EntryKind
from loyalty.outcomes.asking import HistoryTold
from loyalty.outcomes.member_standing import HistoryLine
from manychat.say.phrases import name, stacked, total
from manychat.text_fit import one_line, shortened
from words.locales import Locale

HISTORY_ROOM, MOST_HISTORY_LINES = 600, 12


def history_told(outcome: HistoryTold, locale: Locale) -> tuple[str, ...]:
    """The member's points and the newest lines that add up to them."""
    stands = total(outcome.standing, locale)
    if not outcome.lines:
        return (stands,)
    lines = stacked(
        (f"• {history_line(line, locale)}" for line in outcome.lines),
        locale,
        room=HISTORY_ROOM,
        most=MOST_HISTORY_LINES,
    )
    return stands, locale.say("This is how they add up, newest first:"), lines


def history_line(line: HistoryLine, locale: Locale) -> str:
    """One line of it: the day, what for, and how many points."""
    day = locale.own(locale.day(line.day)) if line.day else locale.say("earlier")
    points = locale.own(signed(line.points, locale))
    return locale.say("%(day)s: %(what)s, %(points)s", day=day, what=what_for(line, locale), points=points)


def signed(points: int, locale: Locale) -> str:
    """``+60``, ``−200``."""
    return f"{'−' if points < 0 else '+'}{locale.number(abs(points))}"


def what_for(line: HistoryLine, locale: Locale) -> str:
    """What brought or took the points, as it stands behind the day: ``order 1042``, ``for your birthday``."""
    about = locale.own(name(line.about))
    match line.kind:
        case EntryKind.CLAIM | EntryKind.REFUND | EntryKind.CORRECTION:
            return _of_order(line.kind, line, locale)
        case EntryKind.REDEMPTION:
            return locale.say("you took %(reward)s", reward=about)
        case EntryKind.CANCELLATION:
            return locale.say("points back for %(reward)s", reward=about)
        case EntryKind.TIER:
            return locale.say("tier %(tier)s", tier=about)
        case EntryKind.MEMBERSHIP:
            return locale.say("membership %(plan)s", plan=about)
        case EntryKind.SURVEY:
            return locale.say("survey %(survey)s", survey=about)
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
            return _by_itself(line.kind, locale)
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
    locale: Locale,
) -> str:
    """What the kind alone says."""
    match kind:
        case EntryKind.SIGN_UP:
            return locale.say("for joining")
        case EntryKind.ADJUSTMENT | EntryKind.USE:
            return locale.say("changed by the shop")
        case EntryKind.EXPIRY:
            return locale.say("expired")
        case EntryKind.OPENING:
            return locale.say("points you already had")
        case EntryKind.REFERRAL:
            return locale.say("for an invitation")
        case EntryKind.BIRTHDAY:
            return locale.say("for your birthday")
        case _:
            assert_never(kind)


def _of_order(
    kind: Literal[EntryKind.CLAIM, EntryKind.REFUND, EntryKind.CORRECTION], line: HistoryLine, locale: Locale
) -> str:
    order = locale.own(shortened(one_line(line.about), 40))
    match kind:
        case EntryKind.CLAIM:
            return locale.say("order %(order)s", order=order)
        case EntryKind.REFUND if line.points > 0:
            return locale.say("order %(order)s counts again", order=order)
        case EntryKind.REFUND:
            return locale.say("order %(order)s returned", order=order)
        case EntryKind.CORRECTION:
            return locale.say("order %(order)s, corrected", order=order)
        case _:
            assert_never(kind)
