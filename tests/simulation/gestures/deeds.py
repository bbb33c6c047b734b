"""What a gesture of the owner's leaves behind: a deed that they take back later, and what must be told of it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.simulation.actors.shopkeeper import Shopkeeper

Told = tuple[str, ...]
"""Words of which one row of Problems must have all, whatever else it says."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something that the owner does at any moment; ``weight`` is how often, beside 10 of each everyday activity.

    ``act`` does it, keeps the simulator's own truth in step, and says in words what it was.
    """

    act: Callable[[Shopkeeper], str]
    weight: int = 3


@dataclass(frozen=True, slots=True)
class Deed:
    """A gesture that stands until ``undo``; ``told`` is blank where nothing needs to be said of it.

    ``place`` is what it is done to: nothing else that stands is done there at the same time. ``may_end`` is False while
    no hand can have come to it yet. While one stands that ``closes`` the program, Problems tells of nothing but what
    closes it.
    """

    name: str
    place: str
    undo: Callable[[], object]
    told: Told = ()
    may_end: Callable[[], bool] = lambda: True
    closes: bool = False


def is_free(keeper: Shopkeeper, *places: str) -> bool:
    """True when no deed stands at any of these places."""
    return not {deed.place for deed in keeper.deeds} & set(places)


def end_one(keeper: Shopkeeper) -> str:
    """Takes one deed back."""
    if not keeper.deeds:
        return "nothing stands"
    deed = keeper.chance.choice(keeper.deeds)
    if not deed.may_end():
        return f"{deed.name}: not so soon"
    keeper.deeds.remove(deed)
    deed.undo()
    return deed.name


def end_at(keeper: Shopkeeper, place: str) -> None:
    """Takes back what stands at this place."""
    for deed in [deed for deed in keeper.deeds if deed.place == place]:
        keeper.deeds.remove(deed)
        deed.undo()


def end_what_closes(keeper: Shopkeeper) -> None:
    """Takes back what closes the program, the last deed first."""
    for deed in [deed for deed in reversed(keeper.deeds) if deed.closes]:
        keeper.deeds.remove(deed)
        deed.undo()


def end_all(keeper: Shopkeeper) -> None:
    """Takes all deeds back, the last one first."""
    while keeper.deeds:
        keeper.deeds.pop().undo()
