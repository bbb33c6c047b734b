"""Secrets that somebody shows us: one or several in a variable, each of which may end on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DATE_SIGN = "@"
HOW_TO_END = "secret@2027-01-31 is good to the end of that day in UTC"


@dataclass(frozen=True, slots=True)
class EndingSecret:
    """A secret and the last day, in UTC, on which it opens anything; None for one without an end."""

    text: str
    last_day: date | None = None

    def __repr__(self) -> str:
        return f"EndingSecret(last_day={self.last_day})"

    def good_on(self, today: date) -> bool:
        """True until its last day is over."""
        return self.last_day is None or today <= self.last_day


@dataclass(frozen=True, slots=True)
class UnclearEnd:
    """A secret with something after its last @ that is no day: it opens nothing, as nobody knows when it ends."""

    place: int


def read_secrets(variable: str) -> tuple[EndingSecret | UnclearEnd, ...]:
    """The secrets of a variable's value, in its order; places count from 1."""
    written = (part for text in variable.split(",") if (part := text.strip()))
    return tuple(_read(text, place) for place, text in enumerate(written, 1))


def good_ones(secrets: Iterable[EndingSecret | UnclearEnd], today: date) -> tuple[str, ...]:
    """Those that open something on this day in UTC."""
    return tuple(secret.text for secret in secrets if isinstance(secret, EndingSecret) and secret.good_on(today))


def what_is_unclear(name: str, secrets: Iterable[EndingSecret | UnclearEnd]) -> tuple[str, ...]:
    """A sentence for each secret of this variable whose end cannot be read; none tells the secret."""
    return tuple(
        f"Secret {secret.place} in the variable {name} opens nothing: what stands after its {DATE_SIGN} is no day; "
        f"{HOW_TO_END}."
        for secret in secrets
        if isinstance(secret, UnclearEnd)
    )


def last_day(secrets: Iterable[EndingSecret | UnclearEnd]) -> date | None:
    """The last day on which one of them opens anything, also when it is over; None where one has no end.

    A secret whose end is unclear opens nothing, and says nothing of the others.
    """
    ends = [secret.last_day for secret in secrets if isinstance(secret, EndingSecret)]
    days = [day for day in ends if day is not None]
    return max(days, default=None) if len(days) == len(ends) else None


def what_has_ended(name: str, secrets: Iterable[EndingSecret | UnclearEnd], today: date) -> str:
    """A sentence when all secrets of this variable have ended, else blank."""
    end = last_day(secrets)
    if end is None or end >= today:
        return ""
    return f"No secret in the variable {name} is good any more: the last one ended on {end}, in UTC."


def soon_without(name: str, secrets: Iterable[EndingSecret | UnclearEnd], today: date, *, days: int) -> str:
    """A sentence when the last secret of this variable ends within so many days, else blank."""
    end = last_day(secrets)
    if end is None or not today <= end <= today + timedelta(days=days):
        return ""
    return f"The last secret in the variable {name} ends on {end}, in UTC; from the next day on nobody gets in."


def _read(text: str, place: int) -> EndingSecret | UnclearEnd:
    secret, sign, day = text.rpartition(DATE_SIGN)
    if not sign:
        return EndingSecret(text)
    try:
        last_day = date.fromisoformat(day.strip())
    except ValueError:
        return UnclearEnd(place)
    # Only the one way to write a day that everybody reads alike: fromisoformat also takes 20270131 and weeks.
    is_clear = str(last_day) == day.strip() and secret.strip()
    return EndingSecret(secret.strip(), last_day) if is_clear else UnclearEnd(place)
