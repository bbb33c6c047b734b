"""Text that a spreadsheet could take for a formula, and how it is written so that it stays text wherever it is opened.

Google never runs a text cell. But a CSV file has no text cells: Excel, Sheets and LibreOffice take each field that
begins with one of these characters for a formula, and a customer who is called ``=HYPERLINK(…)`` would have the owner's
machine call them (OWASP, "CSV Injection"). So the text begins with an apostrophe that is really part of it; whoever
reads cells or files of ours takes it off again (docs/decisions/0050).
"""

import re

from loyalty.model.written.unseen import seen

MARK = "'"
"""Says that what follows is text."""
_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]")
"""How a formula begins, also as Chinese and Japanese keyboards type it, behind any blanks and marks."""
_BLANKS = frozenset("\t\r\n")
"""Programs leave them out in front of a formula, or begin a new cell or row with them."""


def literal(text: str) -> str:
    """The text as it may stand in a cell or a file; without_mark of that is the text again.

    What already begins with the mark gets another one where a formula would be left when one is taken off.
    """
    return MARK + text if _may_be_formula(text) else text


def without_mark(text: str) -> str:
    """The text that was meant by one of a file's: the mark goes where it keeps a formula away, as in ``'Ana'`` not."""
    return text.removeprefix(MARK) if text.startswith(MARK) and _may_be_formula(text) else text


def _may_be_formula(text: str) -> bool:
    first = text[:1]
    if first.isascii() and first.isalnum():  # as nearly every text begins
        return False
    return text.lstrip(MARK)[:1] in _BLANKS or _FORMULA.match(seen(text)) is not None
