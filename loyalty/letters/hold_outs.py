"""Which emails members may be held out of, and whether one is; docs/report.md says what for."""

from typing import assert_never

from loyalty.model.email_log import LetterName
from loyalty.model.hold_out import held_out
from loyalty.model.program_settings import Settings


def is_held_out(member: str, name: LetterName, settings: Settings) -> bool:
    """True where the member with this code is due an email of this name and is not to get it."""
    return may_be_held_out(name) and held_out(member, name.value, share=settings.hold_out)


def may_be_held_out(name: LetterName) -> bool:
    """True for emails that only want to bring somebody back; nobody misses what is theirs without them."""
    match name:
        case LetterName.REMINDER | LetterName.WIN_BACK:
            return True
        case (
            LetterName.CONFIRM
            | LetterName.WELCOME
            | LetterName.COUPON
            | LetterName.COUPON_REFUSED
            | LetterName.POINTS_EARNED
            | LetterName.CLAIM_ENDED
            | LetterName.COUPON_EXPIRING
            | LetterName.POINTS_EXPIRING
            | LetterName.MEMBERSHIP_ENDING
            | LetterName.TIER_WARNING
            | LetterName.OWNER_TASK
        ):
            return False
        case _:
            assert_never(name)
