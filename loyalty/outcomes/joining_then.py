"""The answer to joining with something in hand: an order or a reward that led a newcomer here."""

from dataclasses import dataclass

from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.claiming import ClaimOutcome
from loyalty.outcomes.joining import AddressProved, AlreadyMember, ContactAdded, Joined
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.redeeming import RedeemOutcome


@dataclass(frozen=True, slots=True)
class JoinedThen:
    """They are a member, and this is what came of what had led them here, decided on the same book."""

    joined: Joined | ContactAdded | AddressProved | AlreadyMember
    then: ClaimOutcome | RedeemOutcome

    @property
    def standing(self) -> Standing | None:
        """Where they stand after both; an order that waits for the digits tells of none, and has changed nothing."""
        return self.then.standing or self.joined.standing

    @property
    def answer_code(self) -> str:
        """That of what led them here where it was done, else that of joining, which was done in any case."""
        return self.then.answer_code if self.then.answer_status == "ok" else self.joined.answer_code

    @property
    def answer_status(self) -> AnswerStatus:
        """They are a member whatever came of the rest."""
        return self.joined.answer_status
