"""What an order's fields may hold, from a file and from JSON alike; UnreadableField says why not."""

import re
from collections.abc import Iterable

from loyalty.model.addresses import looks_like_email, written_email
from loyalty.model.identifiers import has_lost_digits
from loyalty.model.money.currencies import currencies_of, same_currency
from loyalty.model.written.unseen import seen
from shops.field_errors import UnreadableField
from words.amounts import currency_in

LONGEST_NUMBER = 100
LONGEST_LIST = 10_000
CURRENCY = re.compile(r"[A-Za-z]{3}")
NOT_CALCULATED = "#NOT CALCULATED!"
"""What stands in a workbook's cell for a formula that no program has ever calculated."""
FORMULA_ERRORS = frozenset(
    ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#ERROR!", NOT_CALCULATED)
)
"""What spreadsheets show for a formula without a value; with its first sign it would look like an order's number."""
_PARTS = re.compile(r"[,;\s]+")
_BETWEEN = re.compile(r"[,;\n]")


def clean(text: str) -> str:
    """The text without invisible characters, which Google may refuse, and with single blanks."""
    single = " ".join(text.split())
    return single if single.isprintable() else "".join(filter(str.isprintable, single))


def cell_number(written: str) -> str:
    """An order's number."""
    # An apostrophe before a number only says that it is text, as spreadsheets write it.
    number = seen(seen(written).lstrip("'"))
    if not any(map(str.isalnum, number)):  # blank, a mark alone, or a line of dashes
        raise UnreadableField("The number is missing.")
    if number.upper() in FORMULA_ERRORS:
        raise UnreadableField("The formula here has no value.")
    if len(number) > LONGEST_NUMBER or not number.isprintable():
        raise UnreadableField("This is no order number.")
    if has_lost_digits(number):
        raise UnreadableField("A spreadsheet has shortened this number. Format its column as text and export it again.")
    return number


def cell_email(written: str) -> str:
    """An address as the shop has it; blank for none."""
    address = written_email(written).lstrip("'")
    if address and not looks_like_email(address):
        raise UnreadableField("This is not an email address.")
    return address


def cell_currency(written: str, *amounts: str) -> str:
    """The currency of an order, as its own field and the marks beside its amounts say; blank for none.

    Three letters, or a mark of several currencies such as ``$`` where nothing says more.
    """
    written = seen(written)
    if written and not (CURRENCY.fullmatch(written) or currencies_of(written)):
        raise UnreadableField("A currency is three letters, such as USD.")
    said = same_currency((written, currency_in(*amounts)))
    if said is None:
        raise UnreadableField("The amount names another currency.")
    return said


def cell_products(names: Iterable[str]) -> tuple[str, ...]:
    """Products, each once; commas and semicolons in a name become blanks, as they separate names in a cell."""
    return _listed(_PARTS.sub(" ", name) for name in names)


def cell_coupons(written: Iterable[str]) -> tuple[str, ...]:
    """The codes of coupons, each once, whether commas, semicolons or line breaks stand between them."""
    return _listed(code for cell in written for code in _BETWEEN.split(cell))


def _listed(names: Iterable[str]) -> tuple[str, ...]:
    listed = tuple(dict.fromkeys(filter(None, map(clean, names))))
    if sum(map(len, listed)) > LONGEST_LIST:
        raise UnreadableField("This is too long for a cell.")
    return listed
