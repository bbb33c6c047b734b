"""Answers to a contact whom a rule does not serve: no member, blocked, or the sheet does not answer."""

from dataclasses import dataclass

from loyalty.outcomes.member_standing import Standing


@dataclass(frozen=True, slots=True)
class NotMember:
    """This contact has not joined."""

    program: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """The owner has blocked this member: she may ask, but gets and takes nothing."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing happened; she may tap again."""
