"""What somebody typed, understood: a command, an address, a number, a yes; or nothing that is meant for us.

A text is only understood when each of its words is: "are points valid on sale items?" asks the shop, not us.
"""

import re
from dataclasses import dataclass

from loyalty.model.addresses import AT_SIGNS, written_email
from loyalty.model.identifiers import ORDER_MARKS, looks_like_member_code
from loyalty.model.written.written_days import written_day
from manychat.talk.command import Action, Command, command_of, order_in
from manychat.talk.command_words import BOTH_MEANT, CANCELS, KEYWORDS, NO, NUMBER_WORDS, PHRASES, YES
from manychat.talk.filler_words import ADDRESS_WORDS, BESIDE_A_DAY, COURTESY, DOUBTFUL, FILLERS, TAKE_WORDS, WISH_WORDS
from manychat.talk.spelling import folded, nearly, split_number, tokens

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
class No:
    """A plain no."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """They do not want to answer what was asked."""


@dataclass(frozen=True, slots=True)
class Wish:
    """They want something that may be a reward: "i want the tote". The shop sells things, too."""

    name: str


@dataclass(frozen=True, slots=True)
class NotForUs:
    """Nothing of ours."""


Understood = Command | Address | Number | Yes | No | Cancel | Wish | NotForUs


def understand(typed: str, *, slips: bool = True) -> Understood:
    """What is meant; without ``slips`` only what is spelled as we know it."""
    if len(typed) > LONGEST_TYPED:
        return NotForUs()
    if command := command_of(typed):
        return command
    words = tuple(part for token in tokens(typed) for part in _parted(token))
    plain = tuple(map(folded, words))
    if not words or len(words) > MOST_WORDS:
        return NotForUs()
    if reply := _reply(plain):
        return reply
    if any(sign in typed for sign in AT_SIGNS):
        return _address(typed)
    if len(plain) == 2 and KEYWORDS.get(plain[0]) is Action.REFER and looks_like_member_code(words[1].upper()):
        return Command(Action.FRIEND, words[1].upper())
    if day := _birthday(typed, plain):
        return Command(Action.BIRTHDAY, day)
    if phrase := _phrase(plain):
        return Command(phrase)
    if not DOUBTFUL.isdisjoint(plain):
        asked = _asked(words, plain, slips=slips)
        return asked if asked and not (asked.action is Action.TAKE and asked.about) else NotForUs()
    # Most of what comes are numbers: they are not compared with all words that we know.
    return _number(words, plain) or _asked(words, plain, slips=slips) or _wished(words, plain) or NotForUs()


def day_alone(typed: str) -> str:
    """``3 May 1990`` of "my birthday is on 3 May, 1990"; what has other words keeps them, and is no day then."""
    return " ".join(token for token in tokens(typed) if not _beside_a_day(folded(token))) or typed


def _beside_a_day(word: str) -> bool:
    return word in BESIDE_A_DAY or KEYWORDS.get(word) is Action.BIRTHDAY


def _birthday(typed: str, plain: tuple[str, ...]) -> str:
    """The day, where they say that it is their birthday; blank for none."""
    if not any(KEYWORDS.get(word) is Action.BIRTHDAY for word in plain):
        return ""
    day = day_alone(typed)
    return day if written_day(day) else ""


def _parted(token: str) -> tuple[str, ...]:
    """``Order1042`` as two words; EN-1047 and ABC123 are whole, as the letters are no word for an order.

    No slip is forgiven in it: orderEN-1047 has two letters of its number before the digits.
    """
    word, number = split_number(token)
    known = folded(word) in NUMBER_WORDS or KEYWORDS.get(folded(word)) is Action.ORDER
    return (word, number) if known else (token,)


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


def _reply(plain: tuple[str, ...]) -> Yes | No | Cancel | None:
    """What says no more than whether they want what was asked."""
    if len(plain) == 1 and plain[0] in YES:
        return Yes()
    if len(plain) == 1 and plain[0] in NO:
        return No()
    return None if CANCELS.isdisjoint((plain, _without_courtesy(plain), _bare(plain))) else Cancel()


def _phrase(plain: tuple[str, ...]) -> Action | None:
    bare = _bare(plain)
    return PHRASES.get(plain) or PHRASES.get(_without_courtesy(plain)) or (PHRASES.get(bare) if bare else None)


def _bare(plain: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in plain if word not in FILLERS)


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


def _asked(words: tuple[str, ...], plain: tuple[str, ...], *, slips: bool) -> Command | None:
    return _taking(words, plain) or _named(words, plain, slips=slips)


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


def _wished(words: tuple[str, ...], plain: tuple[str, ...]) -> Wish | None:
    """What they want, where nothing but words that add nothing stands before it and no word of ours in it."""
    at = next((place for place, word in enumerate(plain) if word in WISH_WORDS), None)
    if at is None or any(word not in FILLERS for word in plain[:at]):
        return None
    rest = [(word, bare) for word, bare in zip(words, plain, strict=True) if bare not in FILLERS | WISH_WORDS]
    if not 0 < len(rest) <= MOST_WORDS_OF_A_REWARD or any(bare in KEYWORDS for _, bare in rest):
        return None
    return Wish(" ".join(word for word, _ in rest))


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
