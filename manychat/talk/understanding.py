"""What somebody typed, understood: a command, an address, a number, a yes; or nothing that is meant for us.

A text is only understood when each of its words is: "are points valid on sale items?" asks the shop, not us.
"""

import re
from dataclasses import dataclass

from loyalty.model.addresses import AT_SIGNS, written_email
from loyalty.model.identifiers import ORDER_MARKS, looks_like_member_code
from manychat.talk.command import Action, Command, command_of, order_in
from manychat.talk.command_words import BOTH_MEANT, KEYWORDS, PHRASES, YES
from manychat.talk.filler_words import ADDRESS_WORDS, COURTESY, FILLERS, TAKE_WORDS
from manychat.talk.spelling import folded, nearly, tokens

LONGEST_TYPED = 300
"""Who writes more tells the shop a story."""
MOST_WORDS = 12
MOST_WORDS_OF_A_REWARD = 5
_ORDER_NUMBER = re.compile(r"#?[^\W\d_]{0,6}[-–]?\d[\w–-]{0,39}")
_BARE_ORDER = re.compile(r"(?:#[^\W\d_]{0,6}[-–]?|[a-zA-Z]{1,5}[-–]?(?=\d{3}))?(\d{1,20})")
_AROUND_A_WORD, _ENDS = "\"“”«»()*~'", ".,;:!?…،؛؟"
_BESIDE_ADDRESS = re.compile(r"[\s,;:،؛]+")
_ADDRESS = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\"]+")


@dataclass(frozen=True, slots=True)
class Address:
    """An address, alone or among words that add nothing."""

    email: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number alone: an order, the digits of a proof, a choice; ``plain`` when it is nothing but digits."""

    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Yes:
    """A plain yes."""


@dataclass(frozen=True, slots=True)
class NotForUs:
    """Nothing of ours."""


Understood = Command | Address | Number | Yes | NotForUs


def understand(typed: str, *, slips: bool = True) -> Understood:
    """What is meant; without ``slips`` only what is spelled as we know it."""
    if len(typed) > LONGEST_TYPED:
        return NotForUs()
    if command := command_of(typed):
        return command
    words = tokens(typed)
    plain = tuple(map(folded, words))
    if not words or len(words) > MOST_WORDS:
        return NotForUs()
    if len(plain) == 1 and plain[0] in YES:
        return Yes()
    if any(sign in typed for sign in AT_SIGNS):
        return _address(typed)
    if len(plain) == 2 and KEYWORDS.get(plain[0]) is Action.REFER and looks_like_member_code(words[1].upper()):
        return Command(Action.FRIEND, words[1].upper())
    if phrase := _phrase(plain):
        return Command(phrase)
    return _number(words, plain) or _taking(words, plain) or _named(words, plain, slips=slips) or NotForUs()


def _address(typed: str) -> Understood:
    """The one address; words beside it have to be of those that add nothing, or say that somebody joins.

    It is read as it was typed: the form in which words are compared would make another address of some.
    """
    parts = [part for part in _BESIDE_ADDRESS.split(typed) if part]
    found = [part for part in parts if any(sign in part for sign in AT_SIGNS)]
    others = tokens(" ".join(part for part in parts if part not in found))
    email = written_email(_unmarked(found[0])) if len(found) == 1 else ""
    if _ADDRESS.fullmatch(email) and all(_beside_address(folded(other)) for other in others):
        return Address(email)
    return NotForUs()


def _unmarked(word: str) -> str:
    """Without what chats show as bold or slanted, and without the end of a sentence."""
    word = word.rstrip("!?؟…/|")
    return word[1:-1] if len(word) > 1 and word[0] in "*_~|" and word[0] == word[-1] else word


def _beside_address(word: str) -> bool:
    return word in FILLERS or word in ADDRESS_WORDS or KEYWORDS.get(word) is Action.JOIN


def _phrase(plain: tuple[str, ...]) -> Action | None:
    bare = tuple(word for word in plain if word not in FILLERS)
    return PHRASES.get(plain) or PHRASES.get(_without_courtesy(plain)) or (PHRASES.get(bare) if bare else None)


def _without_courtesy(plain: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in plain if word not in COURTESY)


def _number(words: tuple[str, ...], plain: tuple[str, ...]) -> Number | None:
    rest = [word for word, bare in zip(words, plain, strict=True) if bare not in FILLERS]
    if len(rest) == 1 and (found := _BARE_ORDER.fullmatch(order_in(rest[0]))):
        return Number(rest[0].removeprefix("#"), plain=rest[0] == found[1])
    return None


def order_named(text: str) -> str:
    """The order's number in what somebody wrote for one: ``1044`` for ``No. 1044, thanks``; else the text as it is.

    It is taken as it was written, for a shop's number may begin with a sign, and a proof is for its very digits.
    """
    words = tokens(text) if len(text) <= LONGEST_TYPED else ()
    rest = [word for word in words if not _beside_order(folded(word))]
    if len(words) > MOST_WORDS or len(rest) != 1 or not _ORDER_NUMBER.fullmatch(order_in(rest[0])):
        return text
    written = next((part for part in text.split() if rest[0] in tokens(part)), rest[0])
    return rest[0] if len(tokens(written)) > 1 else written.strip(_AROUND_A_WORD).rstrip(_ENDS)


def _beside_order(word: str) -> bool:
    """A single letter is no word that adds nothing here: ``A 1044`` may be another order than ``1044``."""
    return word in ORDER_MARKS or (len(word) > 1 and (word in FILLERS or KEYWORDS.get(word) is Action.ORDER))


def _taking(words: tuple[str, ...], plain: tuple[str, ...]) -> Command | None:
    """``take`` and the reward's name; the words before it have to add nothing."""
    at = next((place for place, word in enumerate(plain) if word in TAKE_WORDS), None)
    if at is None or any(word not in FILLERS for word in plain[:at]):
        return None
    rest = [
        (word, bare)
        for word, bare in zip(words[at + 1 :], plain[at + 1 :], strict=True)
        if bare not in FILLERS and KEYWORDS.get(bare) not in (Action.REWARDS, Action.POINTS)
    ]
    named = {KEYWORDS[bare] for _, bare in rest if bare in KEYWORDS}
    if len(named) == 1 and all(bare in KEYWORDS for _, bare in rest):
        return Command(named.pop())
    if len(rest) > MOST_WORDS_OF_A_REWARD:
        return None
    return Command(Action.TAKE, " ".join(word for word, _ in rest))


def _named(words: tuple[str, ...], plain: tuple[str, ...], *, slips: bool) -> Command | None:
    """The one action that all words speak of, with the number of an order where one stands among them."""
    wanted, numbers = set[Action](), list[str]()
    for word, bare in zip(words, plain, strict=True):
        action = KEYWORDS.get(bare) or (_with_a_slip(bare) if slips and bare not in FILLERS else None)
        if action:
            wanted.add(action)
        elif _ORDER_NUMBER.fullmatch(word):
            numbers.append(word)
        elif bare not in FILLERS:
            return None
    action = wanted.pop() if len(wanted) == 1 else BOTH_MEANT.get(frozenset(wanted))
    if action is Action.ORDER:
        return Command(action, numbers[0].removeprefix("#") if len(numbers) == 1 else "")
    return Command(action) if action and not numbers else None


def _with_a_slip(word: str) -> Action | None:
    near = {action for known, action in KEYWORDS.items() if nearly(word, known)}
    return near.pop() if len(near) == 1 else None
