"""What a spreadsheet's locale decides: signs in numbers, the order of days, names of months, money, words for true."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import babel
from babel import numbers

from sandbox.google.protocol.discovery import Json

BIDI_MARKS = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))
"""Marks of direction that CLDR puts into Arabic texts; Sheets is assumed to leave them out."""

NO_BREAK = "\u00a0"

NAMES = frozenset(
    """
    ar_EG az_AZ be_BY bg_BG bn_IN ca_ES cs_CZ cy_GB da_DK de_CH de_DE el_GR en_AU en_CA en_GB en_IE en_US es_AR es_BO
    es_CL es_CO es_EC es_ES es_MX es_PY es_UY es_VE fi_FI fil_PH fr_CA fr_FR gu_IN he_IL hi_IN hr_HR hu_HU hy_AM id_ID
    in_ID it_IT iw_IL ja_JP ka_GE kk_KZ kn_IN ko_KR lt_LT lv_LV ml_IN mn_MN mr_IN my_MM nb_NO nl_NL nn_NO no_NO pa_IN
    pl_PL pt_BR pt_PT ro_RO ru_RU sk_SK sl_SI sr_RS sv_SE ta_IN te_IN th_TH tr_TR uk_UA vi_VN zh_CN zh_HK zh_TW
    """.split()  # noqa: SIM905 - seventy-five names in quotes would fill the screen
)
"""Google's list in File > Settings > Locale, by code; old and new codes of a language are both taken.

The list was recorded by https://github.com/pffy/ramen and, as countries, in Stack Overflow's question 73767719.
"""

FIRST = MappingProxyType({"en": "en_US", "es": "es_ES", "fr": "fr_FR", "pt": "pt_BR", "zh": "zh_CN", "de": "de_DE"})
"""What a language alone means, where several countries have it; the reference's example is ``en``."""

CLDR = MappingProxyType({"iw": "he", "in": "id", "no": "nb"})
"""Google's old codes of languages, by what CLDR calls them."""

TRUTH = MappingProxyType(
    {
        "de": ("WAHR", "FALSCH"),
        "es": ("VERDADERO", "FALSO"),
        "fr": ("VRAI", "FAUX"),
        "it": ("VERO", "FALSO"),
        "nl": ("WAAR", "ONWAAR"),
        "pl": ("PRAWDA", "FAŁSZ"),
        "pt": ("VERDADEIRO", "FALSO"),
        "ru": ("ИСТИНА", "ЛОЖЬ"),
    }
)
"""The words for true and false; all other languages are assumed to say TRUE and FALSE, Arabic too."""

SPELLINGS = MappingProxyType({"RUB": ("руб.", "руб", "р."), "EGP": ("ج.م",)})
"""How people type a currency besides its sign."""

TWO_SETS_OF_NAMES = frozenset({"de", "ru"})
"""Languages whose months have other names or abbreviations when they stand alone: ноябрь, Dez."""


@dataclass(frozen=True, slots=True, eq=False)
class Locale:
    """One locale; there is one object for each name, so that what is compiled for it can be kept."""

    name: str
    language: str
    decimal: str
    group: str
    order: str
    """In which order day, month and year stand: ``mdy``, ``dmy`` or ``ymd``."""
    separator: str
    """What stands between them."""
    money: str
    """The pattern of an amount of the locale's money, with ``{}`` for that of its digits."""
    currencies: tuple[str, ...]
    """The currency's sign and how people type it otherwise."""
    truth: tuple[str, str]
    """The words for true and false."""
    months: tuple[tuple[str, ...], tuple[str, ...]]
    """Short and full names, from January on."""
    days: tuple[tuple[str, ...], tuple[str, ...]]
    """Short and full names, from Monday on."""
    halves: tuple[str, str]
    """The words for before and after noon."""
    month_numbers: Mapping[str, int]
    """Every name of a month as people type it, in lower case without a dot."""
    patterns: Mapping[str, str]
    """The pattern of each type of number format that names none."""
    signs: Mapping[int, str]
    """How a number of en_US is rewritten for this locale, for ``str.translate``; empty where nothing changes."""


def supported(name: str) -> bool:
    """True when Google takes this name for a spreadsheet's locale."""
    return _full(name) in NAMES


def of(properties: Json) -> Locale:
    """The locale in a spreadsheet's properties; en_US where it names none that is known."""
    return named(properties.get("locale", ""))


@lru_cache(maxsize=128)
def named(name: str) -> Locale:
    """The locale with this name, by CLDR's data; en_US where Google has no such locale."""
    full = _full(name)
    if full != name:
        return named(full if full in NAMES else "en_US")
    language, _, territory = name.partition("_")
    return _from_cldr(name, babel.Locale.parse(f"{CLDR.get(language, language)}_{territory}"))


def _full(name: str) -> str:
    """The name with a country; "" where Google has no such locale."""
    if name in NAMES:
        return name
    return FIRST.get(name) or min((known for known in NAMES if known.partition("_")[0] == name), default="")


def _from_cldr(name: str, cldr: babel.Locale) -> Locale:
    # Sheets writes the digits 0 to 9 everywhere, so the signs are those that go with them
    signs = cldr.number_symbols["latn"]
    date = _pattern(cldr.date_formats["short"].pattern)
    code = numbers.get_territory_currencies(name.partition("_")[2])[0]
    currency = numbers.get_currency_symbol(code, cldr).translate(BIDI_MARKS)
    money = _money(cldr.currency_formats["standard"].pattern, currency)
    months = _names(cldr, "months", range(1, 13))
    return Locale(
        name=name,
        language=cldr.language,
        decimal=signs["decimal"],
        group=signs["group"],
        order="".join(sorted("dmy", key=date.lower().index)),
        separator=next((sign for sign in ".-" if sign in date), "/"),
        money=money,
        currencies=(currency, *SPELLINGS.get(code, ())),
        truth=TRUTH.get(cldr.language, ("TRUE", "FALSE")),
        months=months,
        days=_names(cldr, "days", range(7)),
        halves=_halves(cldr),
        month_numbers=_month_numbers(cldr, months),
        patterns=_patterns(date, _pattern(cldr.time_formats["medium"].pattern), money),
        signs={ord(own): sign for own, sign in ((".", signs["decimal"]), (",", signs["group"])) if own != sign},
    )


def _patterns(date: str, time: str, money: str) -> Mapping[str, str]:
    day_long = re.sub(r'("[^"]*")|(h)', lambda part: part[1] or "H", re.sub(r" ?am/pm ?", "", time))
    return {
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": money.format("#,##0.00"),
        "DATE": date,
        "TIME": time,
        "DATE_TIME": f"{date} {day_long}",
        "SCIENTIFIC": "0.00E+00",
    }


def _pattern(cldr: str) -> str:
    """A date or time pattern of CLDR as Sheets writes it: four digits for the year, am/pm, literals in quotes."""
    tokens = {"y": "yyyy", "a": "am/pm", "B": "am/pm"}
    text = cldr.translate(BIDI_MARKS).replace("\u202f", " ")
    found = re.findall(r"'([^']*)'|([yaB])+|(.)", text)
    return "".join(f'"{quoted}"' if quoted else tokens.get(token, plain) for quoted, token, plain in found)


def _money(cldr: str, currency: str) -> str:
    """Where CLDR's pattern has the sign, before or after the digits, with or without a space between."""
    pattern = cldr.partition(";")[0].translate(BIDI_MARKS)
    space = NO_BREAK if NO_BREAK in pattern else ""
    return f'"{currency}"{space}{{}}' if pattern.startswith("¤") else f'{{}}{space}"{currency}"'


def _names(
    cldr: babel.Locale, kind: str, keys: range, context: str = "format"
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    # Google's guide has months of three letters in English; CLDR has "Sept" in Britain
    source = EN if cldr.language == "en" else cldr
    names: Any = getattr(source, kind)[context]
    short, full = (tuple(names[width][key] for key in keys) for width in ("abbreviated", "wide"))
    return short, full


def _halves(cldr: babel.Locale) -> tuple[str, str]:
    words: Any = (EN if cldr.language == "en" else cldr).day_periods["format"]["abbreviated"]
    return words["am"], words["pm"]


def _month_numbers(cldr: babel.Locale, months: tuple[tuple[str, ...], tuple[str, ...]]) -> Mapping[str, int]:
    sets = months + (_names(cldr, "months", range(1, 13), "stand-alone") if cldr.language in TWO_SETS_OF_NAMES else ())
    found = {name.casefold().rstrip("."): month for names in sets for month, name in enumerate(names, 1)}
    return found | ({"sept": 9} if cldr.language == "en" else {})


EN = babel.Locale("en", "US")
EN_US = named("en_US")
