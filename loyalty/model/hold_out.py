"""Who is held out: the one rule by which a stable part of all members gets no emails of a kind, or no campaign.

The hash decides, and nothing else is stored: the same members are held out for as long as the share stays, a larger
share adds others to them, and of another email or campaign it is other members.
"""

from decimal import Decimal
from hashlib import sha256

PARTS = 100


def held_out(member: str, name: str, *, share: Decimal) -> bool:
    """True where the member with this code is held out of the emails, or the campaign, of this name.

    ``share`` is a fraction from 0, for nobody, to 1; a tenth is 0.1.
    """
    return int.from_bytes(sha256(f"{member}{name}".encode()).digest()) % PARTS < share * PARTS
