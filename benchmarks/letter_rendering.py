"""Letters written one after the other, not sent: how many a second, each kind in each language in turn."""

from dataclasses import replace
from itertools import cycle, islice, product
from time import perf_counter

from commands.preview.samples import LETTERS, NOW, sample
from loyalty.letters.letter import LetterFacts
from mail.envelope import envelope_of
from mail.letters import write
from words.locales import LANGUAGES

SENDER = "Bean & Co <hello@bean.example>"
WAY_OUT = "https://bean.example/unsubscribe?t=sample"


def render(number: int) -> float:
    """Seconds for so many letters, from facts to the bytes that a mail server gets; templates are loaded before."""
    kinds = [(sample(letter, language), language) for letter, language in product(LETTERS, LANGUAGES)]
    for facts, language in kinds:
        _render(facts, language)
    begun = perf_counter()
    for place, (facts, language) in enumerate(islice(cycle(kinds), number)):
        _render(replace(facts, letter=replace(facts.letter, id=f"{facts.letter.id}-{place}")), language)
    return perf_counter() - begun


def _render(facts: LetterFacts, language: str) -> None:
    envelope_of(write(facts, language=language, sender=SENDER, unsubscribe=WAY_OUT, now=NOW))
