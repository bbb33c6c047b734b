"""A time zone by the name that Google or the owner gives it; the only place where such a name becomes a zone."""

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from loyalty.model.identifiers import MINUSES

LONGEST_NAME = 100
_OFFSET = re.compile(r"(?:GMT|UTC)([+-])([0-9]{1,2})(?::?([0-5][0-9]))?", re.IGNORECASE)


class UnknownZone(Exception):
    """No zone has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def read_zone(name: str) -> tzinfo:
    """The zone of a name such as ``Europe/Berlin``, or of a fixed distance from UTC such as ``GMT-07:00``.

    Google has the second form for zones that are in no list (its API reference, SpreadsheetProperties.timeZone).
    Raises UnknownZone.
    """
    name = name[:LONGEST_NAME].strip()
    found = _OFFSET.fullmatch("".join(name.translate(MINUSES).split()))
    if found:
        shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if shift < timedelta(days=1):
            return timezone(shift if found[1] == "+" else -shift)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(name) from None
