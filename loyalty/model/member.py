"""A customer in the program."""

import re
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A customer in the program.

    ``contact`` is their ManyChat contact's id; of several, separated by commas, the first gets letters by chat.
    ``reminders`` is None where the cell is blank: the program's own setting then decides; ``bounced`` when a mail
    server has said that their mailbox does not exist.
    ``points_shown`` is what the owner sees in Points, ``points_booked`` what the service last wrote there, in the
    commit with the number ``display`` (blank where it never wrote); when they differ, the owner has typed a number.
    With ``points_unclear`` that number is none to the owner, who sees a day or money: it is neither booked nor written
    over.
    ``referred_by`` is the code of the member who brought them; ``segments`` are the owner's own words for them, folded;
    ``plan`` is the membership that the owner gave them by hand, good until the day ``plan_until``, or without an end.
    ``email_unclear`` is a cell whose address cannot be read: the one that the Ledger had last holds until it can.
    ``proved`` is when they showed that this very address is theirs, as far as a line of the Log says so.
    ``other_emails`` are further addresses that the owner has written down, ``others_proved`` those of them, folded, of
    which the same is known. ``phone`` is the number that WhatsApp has named for them last, blank for none.
    ``row`` is the member as the row in Members says, where the Log says more (``loyalty/book/learned_members.py``).
    """

    code: str
    email: str = ""
    name: str = ""
    contact: str = ""
    language: str = ""
    joined: datetime | None = None
    reminders: bool | None = None
    bounced: bool = False
    last_reminder: datetime | None = None
    points_shown: int | None = None
    points_booked: int | None = None
    display: str = ""
    points_unclear: bool = False
    birthday: date | None = None
    referred_by: str = ""
    segments: tuple[str, ...] = ()
    plan: str = ""
    plan_until: date | None = None
    blocked: bool = False
    email_unclear: bool = False
    proved: datetime | None = None
    other_emails: tuple[str, ...] = ()
    others_proved: tuple[str, ...] = ()
    phone: str = ""
    row: "Member | None" = None

    @property
    def own_row(self) -> "Member":
        """The member as the row in Members says: what the owner reads and writes there."""
        return self.row or self

    @property
    def contacts(self) -> tuple[str, ...]:
        """The ids of their contacts, one for each channel that they have joined by."""
        if self.contact.isalnum():  # as nearly every one is, and a large shop's are looked at again and again
            return (self.contact,)
        return tuple(re.split(r"[\s,;،]+", self.contact.strip(" ,;،"))) if self.contact else ()

    @property
    def points_typed(self) -> int:
        """The difference that the owner typed over Points; 0 when nothing was typed."""
        return 0 if self.points_shown is None else self.points_shown - (self.points_booked or 0)
