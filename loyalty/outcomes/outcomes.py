"""Every answer a rule can give, the expected "no" included; the chat has a sentence for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loyalty.letters.channels import ByChat
from loyalty.model.offers import Answer, Plan
from loyalty.model.values import Coupon, EntryKind, Letter, Member, Reward, TierBy


@dataclass(frozen=True, slots=True)
class Expiring:
    """Points that are good until the end of that day."""

    points: int
    day: date


@dataclass(frozen=True, slots=True)
class TierStanding:
    """A member's tier: its name (blank while she has none) and perks, the next one, and what keeps hers.

    ``missing`` is what she lacks for ``next_tier``, in what ``by`` says. ``until`` is the last day on which she reaches
    her tier if she orders nothing more (None for good), and ``to_keep`` what keeps it beyond that day. When ``lost_on``
    is set she reaches it no longer, and it is lost on that day unless she gets ``to_keep`` more.
    """

    name: str
    perks: str = ""
    next_tier: str = ""
    missing: Decimal = Decimal(0)
    by: TierBy = TierBy.POINTS
    currency: str = ""
    until: date | None = None
    to_keep: Decimal = Decimal(0)
    lost_on: date | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A paid membership that she has now; ``until`` is its last day, None for good."""

    plan: str
    perks: str
    until: date | None


@dataclass(frozen=True, slots=True)
class MembershipEnds:
    """A paid membership and its last day; ``sold``: it can be bought again."""

    plan: str
    perks: str
    day: date
    sold: bool


@dataclass(frozen=True, slots=True)
class TierAtRisk:
    """A tier and the last day of it, unless she gets ``missing`` more by then, in what ``by`` says."""

    tier: str
    perks: str
    day: date
    missing: Decimal
    by: TierBy


Loss = Expiring | MembershipEnds | TierAtRisk
"""What a member is about to lose; ``day`` is always the last one on which it is hers."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands: the points she can spend, the rewards she can take now (cheapest first) and the next one.

    ``points`` below zero are a deficit, which the next points settle. ``pending`` is what is hers too but cannot be
    spent yet; from the day ``pending_until`` on, all of it can. ``expiring`` is what expires next, when that is soon.
    ``tier`` is None where the program has no tiers.
    """

    points: int
    takeable: tuple[Reward, ...] = ()
    next_reward: Reward | None = None
    pending: int = 0
    pending_until: date | None = None
    expiring: Expiring | None = None
    tier: TierStanding | None = None
    membership: Membership | None = None

    @property
    def points_to_next(self) -> int:
        """Points missing to the next reward; 0 when there is none."""
        return 0 if self.next_reward is None else self.next_reward.points - self.points


@dataclass(frozen=True, slots=True)
class Joined:
    """She is a member now, with the sign-up bonus (0 for none)."""

    standing: Standing
    program: str
    bonus: int


@dataclass(frozen=True, slots=True)
class AlreadyMember:
    """She was a member before; nothing changed."""

    standing: Standing
    program: str


@dataclass(frozen=True, slots=True)
class EmailMissing:
    """Joining needs an e-mail address."""


@dataclass(frozen=True, slots=True)
class EmailInvalid:
    """No letter could be sent to what she wrote."""


@dataclass(frozen=True, slots=True)
class EmailTaken:
    """Another member has this address."""


@dataclass(frozen=True, slots=True)
class ConfirmEmail:
    """The address has to be proved before she is a member, by a code that a letter brings there."""

    email: str
    program: str


@dataclass(frozen=True, slots=True)
class CodeSent:
    """The letter with the code is on its way."""


@dataclass(frozen=True, slots=True)
class CodeWrong:
    """This is not the code that was sent, or no longer."""


@dataclass(frozen=True, slots=True)
class ContactAdded:
    """She was a member before, and is now by this contact, too."""

    standing: Standing
    program: str


@dataclass(frozen=True, slots=True)
class NotMember:
    """This contact has not joined."""

    program: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """The owner has blocked this member: she may ask, but gets and takes nothing."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class Claimed:
    """The order's points are hers.

    ``campaign`` is the name of the one that added to them. ``basket`` is an order of the same day with which this one
    counts as one; ``limit`` is how many points a day may bring, where that has ended them; blank and 0 for neither.
    ``rise`` is the tier that it brings her to, with ``bonus`` points for it, and ``plan`` the membership that it pays;
    blank for none.
    """

    standing: Standing
    order: str
    earned: int
    campaign: str = ""
    basket: str = ""
    limit: int = 0
    rise: str = ""
    bonus: int = 0
    plan: str = ""


@dataclass(frozen=True, slots=True)
class AlreadyClaimed:
    """She claimed this order before, for that many points, of which so many were taken back since.

    ``earned`` is None when the books of that time are closed.
    """

    standing: Standing
    order: str
    earned: int | None
    taken_back: int = 0


@dataclass(frozen=True, slots=True)
class UnknownOrder:
    """No order of hers has this number; also said for somebody else's. ``order`` is blank when she gave none."""

    standing: Standing
    order: str


@dataclass(frozen=True, slots=True)
class NotPaid:
    """The order is not paid, or no longer."""

    standing: Standing
    order: str


@dataclass(frozen=True, slots=True)
class OrderTooOld:
    """The order was placed more than ``days`` days ago."""

    standing: Standing
    order: str
    days: int


@dataclass(frozen=True, slots=True)
class OrderTooSmall:
    """The order is below the minimum, or too small for a single point."""

    standing: Standing
    order: str
    minimum: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class DayIsFull:
    """Her orders have brought all the points that one day may bring; tomorrow this one counts."""

    standing: Standing
    order: str
    limit: int


@dataclass(frozen=True, slots=True)
class PointsTold:
    """Her points."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class RewardsTold:
    """Every reward that can be had, cheapest first."""

    standing: Standing
    rewards: tuple[Reward, ...]


@dataclass(frozen=True, slots=True)
class TierTold:
    """Her tier and membership, and the memberships that can be bought."""

    standing: Standing
    plans: tuple[Plan, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Points that came or went on that day (None where nobody knows), and what for.

    ``about`` is the order's number or the reward's name, blank where the kind says it all.
    """

    day: date | None
    kind: EntryKind
    points: int
    about: str


@dataclass(frozen=True, slots=True)
class HistoryTold:
    """All that her points are made of, the newest first."""

    standing: Standing
    lines: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class HeldCoupon:
    """A coupon she can use and its reward (None when the owner deleted that); ``asked``: the shop will send it."""

    coupon: Coupon
    reward: Reward | None
    asked: bool


@dataclass(frozen=True, slots=True)
class CouponsTold:
    """Her coupons that are good today, the soonest to expire first."""

    standing: Standing
    coupons: tuple[HeldCoupon, ...]


@dataclass(frozen=True, slots=True)
class Redeemed:
    """She took a reward and has its coupon; ``again`` when this is the coupon of a tap just before.

    ``currency`` is that of a reward which is an amount of money, blank for any other.
    """

    standing: Standing
    reward: Reward
    code: str
    expires: date
    again: bool
    currency: str = ""


@dataclass(frozen=True, slots=True)
class AskedOwner:
    """She took a reward and the shop will write to her; ``again`` when she asked just before."""

    standing: Standing
    reward: Reward
    again: bool


@dataclass(frozen=True, slots=True)
class PointsShort:
    """The reward costs more points than she has."""

    standing: Standing
    reward: Reward
    missing: int


@dataclass(frozen=True, slots=True)
class UnknownReward:
    """There is no such reward, or not now. ``asked`` is blank when she named none."""

    standing: Standing
    asked: str


@dataclass(frozen=True, slots=True)
class NotForHer:
    """The reward is for members of some tiers, plans or segments, and she is in none of them."""

    standing: Standing
    reward: Reward


@dataclass(frozen=True, slots=True)
class TakenBefore:
    """Each member can take this reward once, and she has."""

    standing: Standing
    reward: Reward


@dataclass(frozen=True, slots=True)
class OutOfStock:
    """None of this reward is left."""

    standing: Standing
    reward: Reward


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing happened; she may tap again."""


@dataclass(frozen=True, slots=True)
class Prize:
    """A reward that a member has taken, and how often."""

    name: str
    times: int


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter that was taken, with all that it may say; ``name`` may be blank.

    ``language`` is the member's own; ``program_language`` holds where that is blank or unknown. ``orders_to_next`` is
    how many orders of the shop's usual size the next reward is away, None where nobody can say; ``worth`` what she has
    won so far is worth in ``currency``, None where the owner has not said; ``subject`` the coupon that the letter is
    about, ``loss`` what it warns her of. ``chat`` is the link into the chat, to which a reward's id may be added as its
    ref; ``colour`` and ``logo`` are the shop's own. ``by_chat`` is None where the letter goes by e-mail alone.
    """

    letter: Letter
    name: str
    program: str
    shop: str
    shop_link: str
    standing: Standing
    won: tuple[Prize, ...]
    redeemed: int
    coupons: tuple[HeldCoupon, ...]
    language: str = ""
    program_language: str = ""
    orders_to_next: int | None = None
    worth: Decimal | None = None
    currency: str = ""
    subject: HeldCoupon | None = None
    loss: Loss | None = None
    chat: str = ""
    colour: str = ""
    logo: str = ""
    by_chat: ByChat | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whether a member gets letters of the program; ``language`` is her own, blank where the program's holds, and
    ``shop``, ``shop_link`` and ``colour`` are the owner's, blank where she has not said.
    """

    program: str
    language: str
    programs_language: str
    wanted: bool
    shop: str = ""
    shop_link: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class ActionBooked:
    """The owner's action has brought her ``points``; ``again`` when it did just before."""

    standing: Standing
    action: str
    points: int
    again: bool


@dataclass(frozen=True, slots=True)
class ActionLimit:
    """She has had this action as often as she may; ``after`` is the day from which she may again, None for never."""

    standing: Standing
    action: str
    after: date | None


@dataclass(frozen=True, slots=True)
class UnknownAction:
    """The owner has no such action, or not now."""

    standing: Standing
    action: str


@dataclass(frozen=True, slots=True)
class BirthdayTold:
    """Her birthday is kept, with or without its year; ``points`` are what each brings, 0 for none."""

    standing: Standing
    day: date
    with_year: bool
    points: int


@dataclass(frozen=True, slots=True)
class BirthdayKnown:
    """She has told it before; only the owner can change it."""

    standing: Standing
    day: date
    with_year: bool


@dataclass(frozen=True, slots=True)
class BirthdayInvalid:
    """What she wrote is no birthday, or could be two."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """The question to ask now, the so-and-so-many-th of so many; ``refused``: what she said is none of the choices."""

    standing: Standing
    question: str
    choices: tuple[str, ...]
    number: int
    of: int
    refused: bool
    survey: str


@dataclass(frozen=True, slots=True)
class SurveyDone:
    """All questions are answered, for ``points``; ``again`` when the survey has brought its points before."""

    standing: Standing
    survey: str
    points: int
    again: bool


@dataclass(frozen=True, slots=True)
class NoSurvey:
    """There is nothing to ask."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class ReferTold:
    """Her code and the link into the chat to which it is added; what she and a friend get, and for how many friends
    she had points. The friend's first order has to be of the ``minimum``.
    """

    standing: Standing
    code: str
    chat: str
    points: int
    friend_points: int
    minimum: Decimal
    currency: str
    friends: int


@dataclass(frozen=True, slots=True)
class NoReferrals:
    """Nobody gets points for friends in this program."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class LeaveSure:
    """What she loses when she leaves; nothing has happened."""

    standing: Standing
    coupons: int


@dataclass(frozen=True, slots=True)
class Left:
    """She is no member any more, and nothing of her is stored."""

    program: str


@dataclass(frozen=True, slots=True)
class Exported:
    """All that is stored about a member: her row, the day she joined, how many orders she claimed, and all lines."""

    standing: Standing
    program: str
    member: Member
    joined: date | None
    orders: int
    lines: tuple[HistoryLine, ...]
    coupons: tuple[Coupon, ...]
    letters: tuple[Letter, ...]
    answers: tuple[Answer, ...]

    def as_words(self) -> Mapping[str, object]:
        """The same for a file that she can read, in words and numbers."""
        member = self.member
        return {
            "code": member.code,
            "email": member.email,
            "name": member.name,
            "contacts": list(member.contacts),
            "language": member.language,
            "joined": str(self.joined or ""),
            "birthday": str(member.birthday or ""),
            "referred by": member.referred_by,
            "segments": list(member.segments),
            "tier": self.standing.tier.name if self.standing.tier else "",
            "points": self.standing.points,
            "history": [
                {"day": str(one.day or ""), "what": one.kind.value, "for": one.about, "points": one.points}
                for one in self.lines
            ],
            "coupons": [
                {"code": one.code, "reward": one.reward, "status": one.status.value, "until": str(one.expires or "")}
                for one in self.coupons
            ],
            "letters": [
                {"time": str(one.time), "letter": one.letter, "status": one.status.value} for one in self.letters
            ],
            "answers": [
                {"time": str(one.time), "survey": one.survey, "question": one.question, "answer": one.answer}
                for one in self.answers
            ],
        }


@dataclass(frozen=True, slots=True)
class ExportSent:
    """A letter with all that is stored about her is on its way to her."""

    standing: Standing


ExportOutcome = Exported | ExportSent | NotMember
LeaveOutcome = LeaveSure | Left | NotMember
BookOutcome = ActionBooked | ActionLimit | UnknownAction | Blocked | NotMember
BirthdayOutcome = BirthdayTold | BirthdayKnown | BirthdayInvalid | Blocked | NotMember
SurveyOutcome = SurveyQuestion | SurveyDone | NoSurvey | Blocked | NotMember
JoinOutcome = (
    Joined
    | ContactAdded
    | ConfirmEmail
    | CodeSent
    | CodeWrong
    | AlreadyMember
    | EmailMissing
    | EmailInvalid
    | EmailTaken
)
ClaimOutcome = (
    Blocked | Claimed | AlreadyClaimed | NotMember | UnknownOrder | NotPaid | OrderTooOld | OrderTooSmall | DayIsFull
)
RedeemOutcome = (
    Redeemed | AskedOwner | Blocked | NotMember | UnknownReward | OutOfStock | PointsShort | NotForHer | TakenBefore
)
AskOutcome = PointsTold | TierTold | ReferTold | NoReferrals | RewardsTold | CouponsTold | HistoryTold | NotMember
Outcome = (
    JoinOutcome
    | ClaimOutcome
    | RedeemOutcome
    | AskOutcome
    | BookOutcome
    | BirthdayOutcome
    | SurveyOutcome
    | LeaveOutcome
    | ExportOutcome
    | Later
)
