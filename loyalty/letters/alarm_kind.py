"""What an email to the owner is about."""

from enum import StrEnum


class AlarmKind(StrEnum):
    """The more urgent first: an email that is about several is of the first of them."""

    CLOSED = "closed"
    """Nothing is booked."""
    PARTLY = "partly"
    """What has to stand in one tab is not booked."""
    COUNTED = "counted"
    """The books do not add up."""
    SHOP = "shop"
    """The shop makes no codes."""
    REFUSED = "refused"
    """The shop has refused codes for good."""
    MISSED = "missed"
    """The shop has not told of its orders, or could not be asked for them."""
    WAITING = "waiting"
    """Something waits for the owner's yes or no."""
