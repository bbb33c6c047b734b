"""Answers to joining."""

from dataclasses import dataclass

from loyalty.outcomes.member_standing import Standing


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
