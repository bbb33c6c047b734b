"""The ways of letters: how one can go to a member, and which ways are open."""

from dataclasses import dataclass
from typing import assert_never

from loyalty.model.member import Member
from loyalty.model.program_settings import RemindersBy, Settings


@dataclass(frozen=True, slots=True)
class ByChat:
    """A letter's way by chat: the ManyChat contact, the owner's flow, and whether it goes by e-mail as well."""

    contact: str
    flow: str
    email_too: bool


@dataclass(frozen=True, slots=True)
class OpenChannels:
    """Which ways are open."""

    email: bool = True
    chat: bool = True


ALL_CHANNELS_OPEN = OpenChannels()


@dataclass(frozen=True, slots=True)
class Route:
    """How a letter can go: the address and the way by chat; blank and None where there is none."""

    email: str
    by_chat: ByChat | None = None

    def open_to(self, ways: OpenChannels) -> bool:
        """True when the letter can go by one of these ways at least."""
        return bool(ways.email and self.email) or (ways.chat and self.by_chat is not None)


def route_to(member: Member, settings: Settings) -> Route:
    """How letters can go to the member; a mailbox that does not exist is no address."""
    email = "" if member.bounced else member.email
    match settings.reminders_by:
        case RemindersBy.EMAIL:
            return Route(email)
        case RemindersBy.CHAT | RemindersBy.BOTH as by if member.contacts:
            return Route(
                email, ByChat(member.contacts[0], settings.letter_flow or settings.chat_flow, by is RemindersBy.BOTH)
            )
        case RemindersBy.CHAT | RemindersBy.BOTH:
            return Route(email)
        case _:
            assert_never(settings.reminders_by)
