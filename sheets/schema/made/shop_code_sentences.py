"""What the owner is told of codes in the shop: that it has refused one for good, or that some wait for it."""

from collections.abc import Iterable, Iterator, Mapping

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, Change
from loyalty.model.causes import coupon_cause
from loyalty.model.entry import Entry
from loyalty.model.fact import Fact, FactKind
from loyalty.model.shop.wanted_code import AwayReason, CodeState, Refusal
from loyalty.points.shop_codes.code_states import state_in
from sheets.codec.owner_sentences import Sentence, Words
from sheets.codec.table import Problem
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.offers.rewards_tab import REWARDS

REFUSED = Sentence("%(why)s No code was made for the reward %(reward)s, so %(member)s has the points back.")
WHY: Mapping[Refusal, Sentence] = {
    Refusal.NO_PRODUCT: Sentence(
        "Your shop has no product with the number %(said)s. Write the number that it has under %(product_id)s."
    ),
    Refusal.NO_PRICE: Sentence(
        "The product %(said)s has no price in your shop. Give it one, or take the reward off the list."
    ),
    Refusal.OTHER_CURRENCY: Sentence(
        "Your shop's currency is %(said)s. Write that one into the setting %(currency)s, or take the reward off the "
        "list."
    ),
    Refusal.NO_VALUE: Sentence("No code can give what this reward is. Look at %(kind)s and %(value)s."),
    Refusal.CODE_TAKEN: Sentence(
        "Your shop has another discount with the very same code. There is nothing to do: it will not happen again."
    ),
    Refusal.TOO_LATE: Sentence(
        "Your shop made no code until the coupon's last day was over. Run manage.py check, which says why."
    ),
    Refusal.SHOP_SAYS: Sentence(
        "Your shop refuses it and says: %(said)s. Correct the reward, or ask who looks after the shop."
    ),
}
OUR_WORDS = {
    "product_id": Words((REWARDS.product_id.heading,)),
    "currency": Words(("Currency",)),
    "kind": Words((REWARDS.kind.heading,)),
    "value": Words((REWARDS.value.heading,)),
}
AWAY: Mapping[AwayReason, Sentence] = {
    AwayReason.UNREACHABLE: Sentence("%(shop)s cannot be reached (%(detail)s). Check whether the shop is open."),
    AwayReason.BUSY: Sentence("%(shop)s takes no more calls for now (%(detail)s). That passes by itself."),
    AwayReason.OUT_OF_ORDER: Sentence(
        "%(shop)s does not answer as it should (%(detail)s). Check whether the shop works."
    ),
    AwayReason.CLOSED: Sentence(
        "%(shop)s does not let the program in, or does not let it make discounts (%(detail)s): manage.py check says "
        "what to do."
    ),
}
WAITING_CODES = Sentence(
    "Your shop could not be asked for codes. %(why)s Still to be made: %(count)s; to be switched off: %(off)s. "
    "The program tries again with the customer's next answer and every night."
)
NO_SHOP_FOR_CODES = Sentence(
    "The program has no shop to make codes in any more. Still to be made: %(count)s; to be switched off: %(off)s. "
    "Run manage.py check, which says what is missing."
)
UNCLEAR_REWARDS = Sentence(
    "Codes that cannot be made in your shop, because their rewards are gone or lack something: %(count)s. "
    "Put the rewards right in the tab %(tab)s; Problems names what is missing."
)


def refused_codes(changes: Iterable[Change], after: Book) -> Iterator[Problem]:
    """What the owner is told of codes that the shop refuses for good among these changes; ``after`` has them."""
    for change in changes:
        if isinstance(change, AddFact) and change.fact.kind is FactKind.SHOP_CODE:
            fact = change.fact
            given = after.caused_by(coupon_cause(fact.about)) if state_in(fact) is CodeState.REFUSED else None
            if given:
                yield Problem(COUPONS.title, 0, COUPONS.code.heading, fact.about, refusal_told(given, fact))


def refusal_told(given: Entry, said: Fact) -> Sentence:
    """What the owner reads of a redemption whose code the shop has refused: why, and what to do."""
    return REFUSED.of(reward=given.subject, member=given.member, why=_why(said.value))


def _why(value: str) -> Sentence:
    _, _, rest = value.partition(": ")
    name, _, said = rest.partition(": ")
    try:
        return WHY[Refusal(name)].of(said=said, **OUR_WORDS)
    except ValueError:
        return WHY[Refusal.SHOP_SAYS].of(said=rest)
