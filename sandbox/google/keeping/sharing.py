"""Whom a spreadsheet is shared with: kept beside it, since Google keeps it in Drive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sandbox.google.http.exchange import Kind
from sandbox.google.protocol.google_errors import permission_denied

Role = Literal["reader", "writer", "owner"]
"""Drive's names for who may look, who may write, and whose it is."""
_RANK: tuple[Role, ...] = ("reader", "writer", "owner")

EVERYONE = "anyone"
"""Drive's word for whoever has the link; here it is all who have a token."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """The role of each email, in small letters, and of EVERYONE."""

    roles: Mapping[str, Role] = field(default_factory=dict)

    def role(self, email: str) -> Role | None:
        """What this account may do, the most that it or EVERYONE was given; None when nothing."""
        found = [self.roles[who] for who in (email.casefold(), EVERYONE) if who in self.roles]
        return max(found, key=_RANK.index, default=None)

    def given(self, email: str, role: Role) -> "Sharing":
        """The sharing with this role for this account."""
        return Sharing({**self.roles, email.casefold(): role})

    def taken(self, email: str) -> "Sharing":
        """The sharing without this account."""
        return Sharing({who: role for who, role in self.roles.items() if who != email.casefold()})

    def check(self, email: str, kind: Kind) -> None:
        """A 403 Refusal when this account may not read, or not write."""
        role = self.role(email)
        if role is None or (kind == "write" and role == "reader"):
            raise permission_denied()


OPEN = Sharing({EVERYONE: "writer"})
"""A spreadsheet that nobody shared with anybody in particular: all may write."""
