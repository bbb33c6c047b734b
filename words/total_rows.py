"""Totals that owners and shops write below the rows of a tab or a file: a row that is named like one is nobody's."""

import re

from loyalty.model.identifiers import fold

_WORDS = (
    *(
        f"{before}{between}{total}"
        for before in ("", "grand", "overall", "sub")
        for between in ("", " ", "-")
        for total in ("total", "totals")
    ),
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
    "σ",
    "∑",
)
_FIRST_SIGNS = frozenset(word[0] for word in _WORDS)
_TOTAL = re.compile(rf"({'|'.join(_WORDS)})( .*|[:=.].*|)")


def names_a_total(text: str) -> bool:
    """True for ``Total``, ``Total 2026`` or ``Итого:``; False for a number such as ``Sum-1042``, and for nothing."""
    first = text[:1]
    if first.isalnum() and first.isascii() and first.lower() not in _FIRST_SIGNS:
        return False  # as of most codes and addresses: each row of a large shop is asked
    return _TOTAL.fullmatch(" ".join(fold(text).split())) is not None
