"""What the owner may write as the value of a setting, each kind read from its cell; UnreadableCell says why not."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal
from enum import StrEnum

from loyalty.model.addresses import valid_email
from loyalty.model.email_log import LetterName
from loyalty.model.program_settings import ConfirmAddress, RemindersBy
from sheets.codec import cells
from sheets.codec.cells import UnreadableCell
from sheets.codec.limits import Limits, whole_number
from sheets.codec.owner_sentences import ONE_OF, Sentence, Words
from sheets.codec.time_zone import UnknownZone, read_zone
from sheets.codec.translation import fold_name, meaning
from sheets.google.grid import Cell
from words.amounts import LARGEST_AMOUNT, UnreadableAmount, read_plain_number
from words.locales import LANGUAGES
from words.web_links import HTTPS, html_link

HOURS = re.compile(r"(\d{1,2})(?::00)?\s*(?:-|–|to)\s*(\d{1,2})(?::00)?")
MONTH_AND_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
RATE = re.compile(r"([A-Za-z]{3})[\s=:]*(\d+(?:[.,]\d+)?)[\s,;]*")
COLOUR = re.compile(r"#[0-9a-f]{6}")
FLOW = re.compile(r"content\d{14}_\d+")

NO_ZONE = Sentence("This is not a time zone. Write one such as Europe/Berlin or America/New_York.")
NO_CURRENCY = Sentence("This is not a currency. Write its three letters, such as USD.")
NO_DAY_OF_YEAR = Sentence("This is not a day of the year. Write a month and a day, such as 12-31.")
NOT_BETWEEN = Sentence("This number is too small or too large. Write a whole number from %(lowest)s to %(most)s.")
NOT_THAT_MUCH = Sentence("This number is too small. Write a whole number, %(lowest)s or more.")
NOT_ABOVE_ZERO = Sentence("This has to be above zero. Write a number such as 1 or 0.50.")
NO_RATES = Sentence("These are not rates. Write what one of each currency is worth, such as EUR 1.10, GBP 1.27.")
NO_SHARE = Sentence("This is not a part of your members. Write a percentage from 0 to 50, such as 20.")
NO_LETTERS = Sentence("One of these is not an email of the program. Write some of these: %(words)s.")
NO_HOURS = Sentence("This is not a time of the day. Write two hours, such as 9 to 20.")
NO_WEB_ADDRESS = Sentence("This is not a web address. Write one that begins with https://.")
NO_COLOUR = Sentence("This is not a colour. Write # and six characters from 0 to 9 and a to f, such as #8a4b2a.")
NO_FLOW_NAME = Sentence(
    "This is not a flow's name. Copy it from the flow's address in ManyChat; it looks like "
    "content20260101120000_123456."
)


def text(cell: Cell) -> str:
    """Any text."""
    return cells.text(cell)


def language(cell: Cell) -> str:
    """A language that we speak."""
    language = fold_name(cells.text(cell))
    if language not in LANGUAGES:
        raise UnreadableCell(ONE_OF.of(words=Words(LANGUAGES)))
    return language


def zone(cell: Cell) -> tzinfo:
    """A time zone by its name."""
    try:
        return read_zone(cells.text(cell))
    except UnknownZone:
        raise UnreadableCell(NO_ZONE) from None


def currency(cell: Cell) -> str:
    """A currency by its three letters."""
    currency = cells.text(cell).upper()
    if len(currency) != 3 or not currency.isalpha() or not currency.isascii():
        raise UnreadableCell(NO_CURRENCY)
    return currency


def one_of(kinds: type[StrEnum]) -> Callable[[Cell], StrEnum]:
    """Reads one word of these kinds."""

    def read(cell: Cell) -> StrEnum:
        try:
            return kinds(meaning(cells.text(cell)))
        except ValueError:
            raise UnreadableCell(ONE_OF.of(words=Words(tuple(kinds)))) from None

    return read


def day(cell: Cell) -> date | None:
    """A day, None for an empty cell."""
    return cells.day(cell)


def day_of_year(cell: Cell) -> tuple[int, int]:
    """Month and day, typed as ``12-31`` or as any date."""
    found = MONTH_AND_DAY.fullmatch(cells.text(cell))
    day = date(2024, 1, 1) if found else cells.day(cell)  # 2024 has a 29th of February
    try:
        day = day.replace(month=int(found[1]), day=int(found[2])) if day and found else day
    except ValueError:
        day = None
    if day is None:
        raise UnreadableCell(NO_DAY_OF_YEAR)
    return day.month, day.day


MOST_DAYS, MOST_MONTHS = 36_500, 1_200
"""A hundred years: what ends later ends on a day that no cell is believed to hold."""


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """Reads a whole number, that low at the least and that high at the most."""

    lowest: int
    most: int | None = None

    @property
    def limits(self) -> Limits:
        """The same for Google."""
        return whole_number(self.lowest, self.most)

    def __call__(self, cell: Cell) -> int:
        """The number; UnreadableCell."""
        number = cells.whole(cell)
        if self.most is not None and (number is None or not self.lowest <= number <= self.most):
            raise UnreadableCell(NOT_BETWEEN.of(lowest=str(self.lowest), most=str(self.most)))
        if number is None or number < self.lowest:
            raise UnreadableCell(NOT_THAT_MUCH.of(lowest=str(self.lowest)))
        return number


def whole(lowest: int, most: int | None = None) -> WholeNumber:
    """Reads a whole number within these limits."""
    return WholeNumber(lowest, most)


def days(lowest: int) -> WholeNumber:
    """Reads a number of days."""
    return WholeNumber(lowest, MOST_DAYS)


def amount(cell: Cell) -> Decimal:
    """An amount."""
    amount = cells.money(cell)
    if amount is None:
        raise UnreadableCell(cells.NOT_A_NUMBER)
    return amount


def rate(cell: Cell) -> Decimal:
    """An amount above zero."""
    rate = amount(cell)
    if not rate:
        raise UnreadableCell(NOT_ABOVE_ZERO)
    return rate


def points_rate(cell: Cell) -> Decimal:
    """The same for points, which are no day."""
    cells.factor(cell)
    return rate(cell)


def rates(cell: Cell) -> tuple[tuple[str, Decimal], ...]:
    """Currencies, and what one of each is worth."""
    written = cells.text(cell)
    found = [(name.upper(), read_plain_number(rate)) for name, rate in RATE.findall(written)]
    if RATE.sub("", written).strip() or not all(0 < rate <= LARGEST_AMOUNT for _, rate in found):
        raise UnreadableCell(NO_RATES)
    return tuple(found)


PERCENT_SIGNS = "%٪"
LARGEST_SHARE = Decimal("0.5")
"""Who holds out more than a half sees less, not more."""


def share(cell: Cell) -> Decimal:
    """A part of all members as a fraction, a half at the most; ``20 %``, of which the cell holds 0.2, ``20`` or 0.2."""
    written = cells.text(cell)
    bare = written.strip(PERCENT_SIGNS).strip()
    try:
        number = read_plain_number(bare)
    except UnreadableAmount:
        raise UnreadableCell(NO_SHARE) from None
    # A cell holds 150 % as 1.5, and 100 % as 1: neither is so many of a hundred.
    in_percent = bare != written or (number > 1 and number == number.to_integral_value())
    share = number / 100 if in_percent else number
    if not 0 <= share <= LARGEST_SHARE:
        raise UnreadableCell(NO_SHARE)
    return share


def yes_no(cell: Cell) -> bool:
    """Yes or no."""
    return bool(cells.yes_no(cell))


def letters(cell: Cell) -> tuple[LetterName, ...]:
    """The names of letters, in any order."""
    names = fold_name(cells.text(cell)).replace(",", " ").split()
    try:
        return tuple(dict.fromkeys(map(LetterName, names)))
    except ValueError:
        raise UnreadableCell(NO_LETTERS.of(words=Words(tuple(LetterName)))) from None


def hours(cell: Cell) -> tuple[int, int]:
    """From the first hour to the last; ``9-20`` can be typed, but Google Sheets likes to take it for a day."""
    found = HOURS.fullmatch(fold_name(cells.text(cell)))
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not first < last <= 24:
        raise UnreadableCell(NO_HOURS)
    return first, last


def owner_email(cell: Cell) -> str:
    """An e-mail address."""
    address = valid_email(cells.text(cell))
    if address is None:
        raise UnreadableCell(cells.NOT_ONE_ADDRESS)
    return address


def web_address(cell: Cell) -> str:
    """An https address."""
    address = cells.text(cell)
    if not address or html_link(address, HTTPS) != address:
        raise UnreadableCell(NO_WEB_ADDRESS)
    return address


def colour(cell: Cell) -> str:
    """A colour as HTML writes it."""
    colour = fold_name(cells.text(cell))
    if not COLOUR.fullmatch(colour):
        raise UnreadableCell(NO_COLOUR)
    return colour


def confirm_address(cell: Cell) -> ConfirmAddress:
    """When an address has to be proved; ``yes`` of older sheets asks at joining."""
    word = meaning(cells.text(cell))
    with suppress(UnreadableCell):
        return ConfirmAddress.AT_JOINING if cells.yes_no(cell) else ConfirmAddress.NO
    try:
        return ConfirmAddress(word)
    except ValueError:
        raise UnreadableCell(ONE_OF.of(words=Words(tuple(ConfirmAddress)))) from None


def reminders_by(cell: Cell) -> RemindersBy:
    """How letters go."""
    try:
        return RemindersBy(meaning(cells.text(cell)))
    except ValueError:
        raise UnreadableCell(ONE_OF.of(words=Words(tuple(RemindersBy)))) from None


def flow(cell: Cell) -> str:
    """The name space of a flow."""
    flow = fold_name(cells.text(cell))
    if not FLOW.fullmatch(flow):
        raise UnreadableCell(NO_FLOW_NAME)
    return flow
