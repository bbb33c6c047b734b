"""The owner's own subject and first sentence of an email, filled with its reader's values."""

from dataclasses import dataclass

from loyalty.letters.letter import LetterFacts
from loyalty.model.written.letter_texts import LetterText, Placeholder, filled
from mail.sanitise import one_line
from mail.template_values import LetterValues
from words.locales import Locale, language_of


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The owner's words on one line each, as plain text; blank where the program's own stay."""

    subject: str = ""
    first: str = ""


NONE = OwnWords()


def own_words(facts: LetterFacts, values: LetterValues, spoken: Locale) -> OwnWords:
    """What the owner has written for this email to readers of this language."""
    texts = {
        text.language or language_of(facts.program_language): text for text in sorted(facts.texts, key=_blank_first)
    }
    text = texts.get(spoken.language)
    if text is None:
        return NONE
    fills = _fills(values, spoken)
    return OwnWords(one_line(filled(text.subject, fills)), one_line(filled(text.first, fills)))


def _blank_first(text: LetterText) -> bool:
    """A row that names the program's language goes before one that means it."""
    return bool(text.language)


def _fills(values: LetterValues, spoken: Locale) -> dict[str, str]:
    """What the placeholders stand for; blank where this reader has nothing of it."""
    coupon, loss, late, ahead = values.coupon, values.loss, values.late, values.next_reward
    reward = coupon.name if coupon else values.refused.name if values.refused else _first_reward(values)
    last_day = coupon.last_day if coupon else loss.last_day if loss else None
    named = loss.name if loss else ""
    own: dict[str, str] = {
        Placeholder.PROGRAM: values.program,
        Placeholder.SHOP: values.shop,
        Placeholder.REWARD: reward,
        Placeholder.NEXT: ahead.reward.name if ahead else "",
        Placeholder.CODE: coupon.code if coupon else "",
        Placeholder.ORDER: late.order if late else "",
        Placeholder.PLAN: named,
        Placeholder.TIER: named,
    }
    counted: dict[str, int] = {
        Placeholder.POINTS: values.points,
        Placeholder.MISSING: ahead.missing if ahead else 0,
        Placeholder.EARNED: (late.points or 0) if late else 0,
        Placeholder.EXPIRING: loss.points if loss else 0,
    }
    day: dict[str, str] = {Placeholder.DAY: spoken.day(last_day) if last_day else ""}
    points = {name: _points(number, spoken) for name, number in counted.items() if number or name == Placeholder.POINTS}
    return {**{name: spoken.own(text) for name, text in own.items()}, **points, **day}


def _first_reward(values: LetterValues) -> str:
    return values.rewards[0].name if values.rewards else ""


def _points(number: int, spoken: Locale) -> str:
    return spoken.count("%(number)s point", "%(number)s points", number)
