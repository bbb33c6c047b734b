"""What the chat says of all that is stored about a member."""

from collections.abc import Iterator

from loyalty.outcomes.stored_data import Exported, ExportSent
from manychat.say.about_history import history_line
from manychat.say.phrases import LONGEST_NAME, stacked
from manychat.text_fit import one_line, shortened
from words.tongue import Tongue

STORED_LINES_ROOM, MOST_STORED_LINES = 350, 6


def stored(outcome: Exported | ExportSent, tongue: Tongue) -> tuple[str, ...]:
    """The member's row and the newest of their lines, or that a letter brings all of it."""
    if isinstance(outcome, ExportSent):
        return (tongue.say("A letter with all that we store about you is on its way to you."),)
    lines = stacked(
        (f"• {history_line(line, tongue)}" for line in outcome.lines),
        tongue,
        room=STORED_LINES_ROOM,
        most=MOST_STORED_LINES,
    )
    return tuple(filter(None, (tongue.say("This is what we store about you:"), *_row(outcome, tongue), lines)))


def _row(outcome: Exported, tongue: Tongue) -> Iterator[str]:
    member = outcome.member
    told = (
        (tongue.say("Name"), member.name),
        (tongue.say("E-mail"), member.email),
        (tongue.say("Member code"), member.code),
        (tongue.say("Joined"), tongue.day(outcome.joined) if outcome.joined else ""),
        (tongue.say("Birthday"), _birthday(outcome, tongue)),
        (tongue.say("Points"), tongue.number(outcome.standing.points)),
        (tongue.say("Claimed orders"), tongue.number(outcome.orders)),
        (tongue.say("Coupons"), tongue.number(len(outcome.coupons))),
        (tongue.say("Letters"), tongue.number(len(outcome.letters))),
        (tongue.say("Answers in surveys"), tongue.number(len(outcome.answers)) if outcome.answers else ""),
    )
    yield from (f"{what}: {tongue.own(shortened(one_line(value), LONGEST_NAME))}" for what, value in told if value)


def _birthday(outcome: Exported, tongue: Tongue) -> str:
    return tongue.day(outcome.member.birthday) if outcome.member.birthday else ""
