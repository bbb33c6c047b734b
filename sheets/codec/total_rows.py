"""Totals that owners write below a tab's rows: a row that is named like one is nobody's."""

import re

from sheets.codec.translation import fold_name

_WORDS = (
    "(grand|overall|sub)?[ -]?totals?",
    "sum",
    "sums",
    "average",
    "count",
    "итого",
    "всего",
    "итог",
    "сумма",
    "среднее",
    "المجموع",
    "مجموع",
    "الإجمالي",
    "إجمالي",
    "اجمالي",
    "الاجمالي",
    "المتوسط",
    "gesamt",
    "summe",
    "somme",
    "suma",
    "totale",
    "totaal",
    "toplam",
    "σ|∑",
)
_TOTAL = re.compile(rf"({'|'.join(_WORDS)})( .*|[:=.].*|)")


def names_a_total(text: str) -> bool:
    """True for ``Total``, ``Total 2026`` or ``Итого:``; False for a number such as ``Sum-1042``, and for nothing."""
    return _TOTAL.fullmatch(fold_name(text)) is not None
