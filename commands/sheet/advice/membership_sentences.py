"""What customers say who did not buy, and what a paid membership could bundle, in the language of the sheet."""

from collections.abc import Iterator, Mapping

from loyalty.model.written.hindrances import Hindrance
from loyalty.owner.membership_wishes import FEW, NobodyAsked, Wish, Wishes
from sheets.codec.owner_sentences import Sentence

MOST_WORDS, MOST_OTHERS = 5, 30
NOBODY = Sentence(
    "No answer says why somebody did not buy. Ask it in the tab Survey, such as: Why did you not buy? Or name another "
    "question with --question."
)
ANSWERED = Sentence("Answered questions: %(questions)s.")
ASKED = Sentence("%(questions)s Answers: %(answers)s, members: %(members)s.")
TOO_FEW = Sentence("These are too few to go by (n = %(answers)s): it takes %(few)s.")
WORDS_ALONE = Sentence(
    "This goes by words alone, and an answer may be in several groups: read the answers before you rely on it."
)
GROUP = Sentence("%(count)s: %(what)s Words: %(words)s.")
OTHERS = Sentence("Not grouped: %(count)s. Read these yourself:")
MORE = Sentence("And others: %(count)s. They are in the tab Answers.")
BUNDLES: Mapping[Hindrance, Sentence] = {
    Hindrance.SHIPPING: Sentence("shipping. A membership could include free shipping."),
    Hindrance.PRICE: Sentence(
        "the price. A membership could include prices of its own, or more points for each order."
    ),
    Hindrance.CHOICE: Sentence(
        "choice and size. A membership could include first choice and goods kept for its members."
    ),
    Hindrance.WAITING: Sentence("waiting and time. With a membership, orders could go out first."),
    Hindrance.TRUST: Sentence("trust and returns. A membership could include longer and free returns."),
    Hindrance.PAYMENT: Sentence("ways to pay. No membership helps here; look at your checkout."),
    Hindrance.NO_NEED: Sentence("no need. No membership helps here; these may come later by themselves."),
}
"""Complete over the enum; a test says so."""


def nobody_asked(found: NobodyAsked) -> Iterator[Sentence]:
    """That there is nothing to group, and which questions there are."""
    yield NOBODY
    if found.questions:
        yield ANSWERED.of(questions=" · ".join(found.questions))


def told(found: Wishes) -> Iterator[Sentence]:
    """The counts, the words, and what could not be grouped."""
    yield ASKED.of(questions=" · ".join(found.questions), answers=found.answers, members=found.members)
    if found.answers < FEW:
        yield TOO_FEW.of(answers=found.answers, few=FEW)
    yield from map(_group, found.groups)
    if found.groups:
        yield WORDS_ALONE
    if found.others:
        yield OTHERS.of(count=sum(times for _, times in found.others))


def others(found: Wishes) -> Iterator[str]:
    """The answers that could not be grouped, as they were given."""
    for said, times in found.others[:MOST_OTHERS]:
        yield f"  {times} × {said}"


def more(found: Wishes) -> Iterator[Sentence]:
    """How many others there are."""
    left = sum(times for _, times in found.others[MOST_OTHERS:])
    if left:
        yield MORE.of(count=left)


def _group(wish: Wish) -> Sentence:
    words = ", ".join(f"{word} {times}" for word, times in wish.words[:MOST_WORDS])
    return GROUP.of(count=wish.answers, what=BUNDLES[wish.hindrance], words=words)
