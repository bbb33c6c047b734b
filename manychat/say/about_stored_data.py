"""What the chat says of everything that is stored about a member."""

from collections.abc import Iterator

from loyalty.outcomes.stored_data import Exported, ExportSent
from manychat.say.about_history import history_line
from manychat.say.phrases import LONGEST_NAME, stacked
from manychat.text_fit import one_line, shortened
from words.locales import Locale

STORED_LINES_ROOM, MOST_STORED_LINES = 350, 6


def stored(outcome: Exported | ExportSent, locale: Locale) -> tuple[str, ...]:
    """The member's row and the newest of their lines, or that a letter brings all of it."""
    if isinstance(outcome, ExportSent):
        return (locale.say("An email with everything we store about you is on its way."),)
    lines = stacked(
        (f"• {history_line(line, locale)}" for line in outcome.lines),
        locale,
        room=STORED_LINES_ROOM,
        most=MOST_STORED_LINES,
    )
    told = (
        locale.say("This is what we store about you:"),
        *_row(outcome, locale),
        lines,
        _why_no_letter(outcome, locale),
    )
    return tuple(filter(None, told))


def _why_no_letter(outcome: Exported, locale: Locale) -> str:
    if outcome.mailable or not outcome.member.email:
        return ""
    return locale.say("We can email this to you once your address is confirmed. To confirm it, claim an order.")


def _row(outcome: Exported, locale: Locale) -> Iterator[str]:
    member = outcome.member
    told = (
        (locale.say("Name"), member.name),
        (locale.say("Email"), member.email),
        (locale.say("Phone"), ", ".join(outcome.phones)),
        (locale.say("Member code"), member.code),
        (locale.say("Joined"), locale.day(outcome.joined) if outcome.joined else ""),
        (locale.say("Birthday"), _birthday(outcome, locale)),
        (locale.say("Points"), locale.number(outcome.standing.points)),
        (locale.say("Claimed orders"), locale.number(outcome.claimed)),
        (locale.say("Orders"), ", ".join(order.number for order in outcome.orders)),
        (locale.say("Coupons"), locale.number(len(outcome.coupons))),
        (locale.say("Emails"), locale.number(len(outcome.letters))),
        (locale.say("Survey answers"), locale.number(len(outcome.answers)) if outcome.answers else ""),
    )
    yield from (f"{what}: {locale.own(shortened(one_line(value), LONGEST_NAME))}" for what, value in told if value)


def _birthday(outcome: Exported, locale: Locale) -> str:
    return locale.day(outcome.member.birthday) if outcome.member.birthday else ""
