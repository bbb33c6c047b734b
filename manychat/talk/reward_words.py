"""The word that takes a reward: its id where that can stand in a link, else a mark of it."""

import re
from collections.abc import Iterable
from hashlib import sha256

from loyalty.model.identifiers import fold
from loyalty.model.reward import Reward
from manychat.talk.command import Action, Command
from manychat.talk.spelling import folded, tokens

_SHORT = re.compile(r"\w[\w.-]{0,23}")
_MARKED = "~"
SHORTEST_STEM, LONGEST_ENDING = 3, 2
"""Letters of a word that has to stay the same, and of an ending that may be another one."""


def taking(reward: Reward) -> Command:
    """The command that takes this reward, short enough for the field whatever the owner calls it."""
    return Command(Action.TAKE, reward.id if _SHORT.fullmatch(reward.id) else _mark(reward.id))


def reward_meant(about: str, rewards: Iterable[Reward]) -> str:
    """The id of the reward that a word has a mark of, or that it names with other endings; other words as they are."""
    if about.startswith(_MARKED):
        return next((reward.id for reward in rewards if _mark(reward.id) == about), about)
    known = tuple(rewards)
    if any(fold(about) in (fold(reward.id), fold(reward.name)) for reward in known):
        return about
    named = [reward.id for reward in known if _inflected(_words(about), _words(reward.name))]
    return named[0] if len(named) == 1 else about


def may_be_meant(wish: str, reward: Reward) -> bool:
    """True where every word of a wish stands in the reward's name or id, with whatever endings: "a mug", Stoneware mug.

    That is enough to show the rewards, and too little to take one.
    """
    known = (*_words(reward.name), *_words(reward.id))
    wanted = _words(wish)
    return bool(wanted) and all(any(_alike(word, other) for other in known) for word in wanted)


def _words(name: str) -> tuple[str, ...]:
    return tuple(folded(word).removeprefix("ال") for word in tokens(name.replace("-", " ")))


def _inflected(words: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    return len(words) == len(meant) > 0 and all(map(_alike, words, meant))


def _alike(word: str, other: str) -> bool:
    """True for one word in two forms: кружку and Кружка. What has digits has to be the same."""
    if word == other:
        return True
    if not (word.isalpha() and other.isalpha()) or abs(len(word) - len(other)) > LONGEST_ENDING:
        return False
    stem = max(SHORTEST_STEM, max(len(word), len(other)) - LONGEST_ENDING)
    return word[:stem] == other[:stem]


def _mark(reward: str) -> str:
    return _MARKED + sha256(fold(reward).encode(errors="replace")).hexdigest()[:8]
