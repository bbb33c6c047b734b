"""What the owner says of products: what some give more, less or not at all, by name, SKU or category."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from loyalty.model.bought.order_lines import OrderLine, fold_product

ANY = "*"


@dataclass(frozen=True, slots=True)
class ProductRule:
    """Lines that ``product`` fits give ``multiplier`` times the points of their amount, or ``fixed`` for each unit.

    ``product`` is a name, a SKU or a category; ``*`` in it stands for any characters.
    """

    product: str
    multiplier: Decimal = Decimal(1)
    fixed: int | None = None
    active: bool = True

    @property
    def changes_anything(self) -> bool:
        """False for one that gives what a line gives without it."""
        return self.fixed is not None or self.multiplier != 1

    @property
    def gives_more(self) -> bool:
        """True for one that customers are glad of."""
        return self.multiplier > 1 if self.fixed is None else self.fixed > 0


@dataclass(frozen=True, slots=True)
class ProductRules:
    """The owner's rules, found by what a line says of its product; false without any."""

    rules: tuple[ProductRule, ...] = ()
    _exact: dict[str, ProductRule] = field(init=False, repr=False, compare=False)
    _open: tuple[tuple[str, ProductRule], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        folded = [(fold_product(rule.product), rule) for rule in self.rules if rule.active]
        object.__setattr__(self, "_exact", dict(folded))  # how a frozen dataclass sets its own fields
        open_ended = [known for known in folded if ANY in known[0]]
        object.__setattr__(self, "_open", tuple(sorted(open_ended, key=_rank)))

    def __bool__(self) -> bool:
        return bool(self._exact)

    def rule_for(self, line: OrderLine) -> ProductRule | None:
        """The most exact rule for this line: by name or SKU, else by category, else by ``*``; None without one."""
        words = _words(line)
        exact = next((self._exact[word] for word in words if word in self._exact), None)
        return exact or next((rule for pattern, rule in self._open if _fits_any(pattern, words)), None)


def is_one_of(line: OrderLine, products: Sequence[str]) -> bool:
    """True for a line that one of these folded names, SKUs or categories fits; ``*`` in them fits any characters."""
    words = _words(line)
    return any(_fits_any(pattern, words) for pattern in products)


def _words(line: OrderLine) -> Sequence[str]:
    """What the line says of its product: first what is its own, then what it shares with others."""
    return [word for text in (line.name, line.sku, line.category) if (word := fold_product(text))] or [""]


def _rank(known: tuple[str, ProductRule]) -> tuple[int, Decimal, int, str]:
    """The smaller counts: a longer one is more exact; of two alike the one that gives less, as everywhere."""
    pattern, rule = known
    return -len(pattern.replace(ANY, "")), rule.multiplier, rule.fixed or 0, pattern


def _fits_any(pattern: str, words: Iterable[str]) -> bool:
    return any(fits(pattern, word) for word in words)


def fits(pattern: str, word: str) -> bool:
    """True when the pattern means this word, with ``*`` in it for any characters.

    Each part between the ``*`` is looked for once, from the left: the time grows with the two texts alone.
    """
    if ANY not in pattern:
        return pattern == word
    first, *between, last = pattern.split(ANY)
    if len(word) < len(first) + len(last) or not (word.startswith(first) and word.endswith(last)):
        return False
    at, end = len(first), len(word) - len(last)
    for part in between:
        at = word.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


NO_RULES = ProductRules()
