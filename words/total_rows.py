"""Totals that owners and shops write below the rows of a tab or a file: a row that is named like one is nobody's."""

import re

from loyalty.model.identifiers import fold

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
    "(общий|общая) (итог|сумма)",
    "среднее",
    "المجموع",
    "مجموع",
    "الإجمالي",
    "إجمالي",
    "اجمالي",
    "الاجمالي",
    "المتوسط",
    "(gesamt|end|zwischen)?summe",
    "gesamt(betrag)?",
    "insgesamt",
    "somme",
    "suma",
    "totale",
    "totaux",
    "totales",
    "totaal",
    "razem",
    "toplam",
    "σ|∑",
)
_TOTAL = re.compile(rf"({'|'.join(_WORDS)})( .*|[:=.].*|)")


def names_a_total(text: str) -> bool:
    """True for ``Total``, ``Total 2026`` or ``Итого:``; False for a number such as ``Sum-1042``, and for nothing."""
    return _TOTAL.fullmatch(" ".join(fold(text).split())) is not None
