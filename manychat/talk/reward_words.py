"""The word that takes a reward: its id where that can stand in a link, else a mark of it."""

import re
from collections.abc import Iterable
from hashlib import sha256

from loyalty.model.identifiers import fold
from loyalty.model.reward import Reward
from manychat.talk.command import Action, Command

_SHORT = re.compile(r"\w[\w.-]{0,23}")
_MARKED = "~"


def taking(reward: Reward) -> Command:
    """The command that takes this reward, short enough for the field whatever the owner calls it."""
    return Command(Action.TAKE, reward.id if _SHORT.fullmatch(reward.id) else _mark(reward.id))


def reward_meant(about: str, rewards: Iterable[Reward]) -> str:
    """The id of the reward that a word has a mark of; other words as they are."""
    if not about.startswith(_MARKED):
        return about
    return next((reward.id for reward in rewards if _mark(reward.id) == about), about)


def _mark(reward: str) -> str:
    return _MARKED + sha256(fold(reward).encode(errors="replace")).hexdigest()[:8]
