"""What the simulator itself knows of a run: every tap and what was answered, the owner's edits, the letters sent."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from loyalty.outcomes.joining import Joined


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The caller was told ``later`` or heard nothing: whether the tap was booked is not known."""

    why: str


IN_FLIGHT = Unanswered("in flight")


@dataclass(slots=True, eq=False)
class Tap:
    """One request of a customer; ``outcome`` is Unanswered until there is one."""

    number: int
    contact: str
    action: str
    subject: str
    started: float
    outcome: object = IN_FLIGHT
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class HandRow:
    """A Ledger row that the owner wrote; its note is like no other."""

    note: str
    contact: str
    points: int


@dataclass(frozen=True, slots=True)
class TypingMistake:
    """Nonsense that the owner typed into a cell (blank: emptied) and will correct; the remark finds the row."""

    title: str
    heading: str
    nonsense: str
    remark: str
    before: object


@dataclass(slots=True)
class RunLog:
    """``reduced`` is what the owner took away, in any way, by contact; ``remarks`` what they wrote, by tab and key.

    ``called_off`` are the orders that they ever refunded or cancelled, ``cancelled`` the codes of the coupons that they
    ever cancelled, ``taken`` the orders that the web shop was told are there, ``refunds`` the ids of refunds, each
    with the shop's own id of its order, that the signing shop was told are there. ``typings`` are, by contact,
    what numbers that the owner typed over Points changed them by.

    ``lost`` are the words by which Problems has to tell of what was lost on purpose, ``stands`` those of gestures that
    stood at the end; ``forgotten`` the numbers of the
    taps that a restored version does not know, ``deleted`` what the causes of deleted lines named, ``left`` the codes
    of guests whose line that they have left was deleted. By contact,
    points may be lacking or too many of typed numbers that nobody can prove any more. ``broken`` says what gestures
    found when they were taken back, and what was seen on the way to Google. ``restored`` counts how often the owner
    went back to an older version; who taps up to ``forgets_until`` may be told of what that does not know, by an older
    read.
    """

    taps: list[Tap] = field(default_factory=list)
    joined: set[str] = field(default_factory=set)
    typings: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    reduced: Counter[str] = field(default_factory=Counter)
    hand_rows: list[HandRow] = field(default_factory=list)
    remarks: dict[tuple[str, str], str] = field(default_factory=dict)
    mistakes: dict[str, TypingMistake] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    called_off: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    refunds: set[tuple[str, str]] = field(default_factory=set)
    lost: set[tuple[str, ...]] = field(default_factory=set)
    stands: list[tuple[str, ...]] = field(default_factory=list)
    forgotten: set[int] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    may_lack: Counter[str] = field(default_factory=Counter)
    may_exceed: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    restored: int = 0
    forgets_until: float = float("-inf")

    @property
    def typed(self) -> Counter[str]:
        """By contact, the sum of what the owner's numbers changed Points by."""
        return Counter({contact: sum(typings) for contact, typings in self.typings.items()})

    def tap(self, contact: str, action: str, subject: str, now: float) -> Tap:
        """A tap that begins now."""
        tap = Tap(len(self.taps) + 1, contact, action, subject, now)
        self.taps.append(tap)
        if now <= self.forgets_until:
            self.forgotten.add(tap.number)
        return tap

    def answer(self, tap: Tap, outcome: object, now: float) -> None:
        """What the tap was told, and when."""
        tap.outcome, tap.seconds = outcome, now - tap.started
        if isinstance(outcome, Joined):
            self.joined.add(tap.contact)

    def type(self, contact: str, change: int) -> None:
        """The owner typed a number over this member's Points."""
        self.typings[contact].append(change)
        self.reduced[contact] += max(0, -change)
