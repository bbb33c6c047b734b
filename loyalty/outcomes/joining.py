"""Answers to joining."""

from dataclasses import dataclass
from typing import ClassVar

from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import Blocked


@dataclass(frozen=True, slots=True)
class Joined:
    """They are a member now, with the sign-up bonus (0 for none).

    ``to_prove`` is the address that an email will ask them to prove; blank where it is proved, or need not be.
    """

    answer_code: ClassVar[str] = "joined"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    program: str
    bonus: int
    to_prove: str = ""


@dataclass(frozen=True, slots=True)
class AlreadyMember:
    """They were a member before; nothing changed."""

    answer_code: ClassVar[str] = "already_member"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    program: str


@dataclass(frozen=True, slots=True)
class EmailMissing:
    """Joining needs an e-mail address."""

    answer_code: ClassVar[str] = "email_missing"
    answer_status: ClassVar[AnswerStatus] = "no"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class EmailInvalid:
    """What they wrote is no address that a letter could be sent to."""

    answer_code: ClassVar[str] = "email_invalid"
    answer_status: ClassVar[AnswerStatus] = "no"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class EmailTaken:
    """Another member has this address."""

    answer_code: ClassVar[str] = "email_taken"
    answer_status: ClassVar[AnswerStatus] = "no"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class ConfirmEmail:
    """The address has to be proved first, by what a letter brings there.

    ``chat`` is the link into the chat, which a button leads to.
    """

    answer_code: ClassVar[str] = "confirm_email"
    answer_status: ClassVar[AnswerStatus] = "no"
    standing: ClassVar[None] = None

    email: str
    program: str
    chat: str = ""


@dataclass(frozen=True, slots=True)
class CodeSent:
    """The letter with the code is on its way to ``email``."""

    answer_code: ClassVar[str] = "code_sent"
    answer_status: ClassVar[AnswerStatus] = "no"
    standing: ClassVar[None] = None

    email: str


@dataclass(frozen=True, slots=True)
class CodeWrong:
    """This is not the code that was sent, or no longer."""

    answer_code: ClassVar[str] = "code_wrong"
    answer_status: ClassVar[AnswerStatus] = "no"
    standing: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class ContactAdded:
    """They were a member before, and now are by this contact, too."""

    answer_code: ClassVar[str] = "contact_added"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    program: str


@dataclass(frozen=True, slots=True)
class AddressProved:
    """They are a member, and have shown that their address is theirs."""

    answer_code: ClassVar[str] = "address_proved"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    program: str


JoinOutcome = (
    Joined
    | AddressProved
    | Blocked
    | ContactAdded
    | ConfirmEmail
    | CodeSent
    | CodeWrong
    | AlreadyMember
    | EmailMissing
    | EmailInvalid
    | EmailTaken
)
