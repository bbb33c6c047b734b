"""What joining can come to."""

from dataclasses import dataclass
from typing import ClassVar

from loyalty.outcomes.anywhere import Status
from loyalty.outcomes.standing import Standing


@dataclass(frozen=True, slots=True)
class Joined:
    """She is a member now, with the sign-up bonus (0 for none)."""

    code: ClassVar[str] = "joined"
    status: ClassVar[Status] = "ok"

    standing: Standing
    program: str
    bonus: int


@dataclass(frozen=True, slots=True)
class AlreadyMember:
    """She was a member before; nothing changed."""

    code: ClassVar[str] = "already_member"
    status: ClassVar[Status] = "ok"

    standing: Standing
    program: str


@dataclass(frozen=True, slots=True)
class EmailMissing:
    """Joining needs an e-mail address."""

    code: ClassVar[str] = "email_missing"
    status: ClassVar[Status] = "no"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class EmailInvalid:
    """No letter could be sent to what she wrote."""

    code: ClassVar[str] = "email_invalid"
    status: ClassVar[Status] = "no"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class EmailTaken:
    """Another member has this address."""

    code: ClassVar[str] = "email_taken"
    status: ClassVar[Status] = "no"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class ConfirmEmail:
    """The address has to be proved before she is a member, by a code that a letter brings there."""

    code: ClassVar[str] = "confirm_email"
    status: ClassVar[Status] = "no"
    standing: ClassVar[None] = None

    email: str
    program: str


@dataclass(frozen=True, slots=True)
class CodeSent:
    """The letter with the code is on its way."""

    code: ClassVar[str] = "code_sent"
    status: ClassVar[Status] = "no"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class CodeWrong:
    """This is not the code that was sent, or no longer."""

    code: ClassVar[str] = "code_wrong"
    status: ClassVar[Status] = "no"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class ContactAdded:
    """She was a member before, and is now by this contact, too."""

    code: ClassVar[str] = "contact_added"
    status: ClassVar[Status] = "ok"

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
