"""Where a spreadsheet is at home: which time zones and locales Google takes for it."""

import re
from functools import lru_cache
from zoneinfo import available_timezones

from sandbox.google.cell_text import locales
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

_CUSTOM = re.compile(r"GMT[+-](?:[01]?[0-9]|2[0-3]):[0-5][0-9]")
"""The reference's example is ``GMT-07:00``."""


def settled(old: Json, new: Json) -> Json:
    """The new properties with a locale and a time zone, the old ones where none is given; a 400 for unknown ones.

    What stays as it was is not looked at. Google's words for the refusal are recorded nowhere, so these are ours.
    """
    kept = {name: old[name] for name in ("locale", "timeZone") if old.get(name) and not new.get(name)}
    settled = new | kept
    locale, zone = settled.get("locale", ""), settled.get("timeZone", "")
    if locale != old.get("locale", "") and not locales.supported(locale):
        raise invalid(f"Unsupported locale: {locale}")
    if zone != old.get("timeZone", "") and zone not in _zones() and not _CUSTOM.fullmatch(zone):
        raise invalid(f"Invalid time zone: {zone}")
    return settled


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
