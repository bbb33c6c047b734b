"""Currencies by their three letters and by the marks that people write beside an amount, and which one is meant.

A mark such as ``$`` stands for several currencies. In a shop that counts in one of them it is the shop's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from loyalty.model.identifiers import fold

_CODES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
    "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
    "TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
CODES = frozenset(_CODES.split())
"""ISO 4217, what is in use."""
_DOLLARS = "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD"
_MARKS = {
    "$ ＄ ﹩ dollar dollars доллар доллара долларов долл دولار": _DOLLARS,
    "€ euro euros евро يورو": "EUR",
    "£ ￡ pound pounds": "GBP EGP FKP GIP LBP SDG SHP SSP SYP",
    "¥ ￥": "JPY CNY",
    "円": "JPY",
    "元 cn¥ rmb": "CNY",
    "₽ руб рубль рубля рублей р": "RUB",
    "br бел.руб": "BYN",
    "₴ грн": "UAH",
    "₸ тг": "KZT",
    "₹": "INR",
    "rs ₨": "INR PKR LKR NPR MUR SCR",
    "kr": "SEK NOK DKK ISK",
    "zł zl": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "lei": "RON MDL",
    "лв": "BGN",
    "fr sfr": "CHF",
    "₺ tl": "TRY",
    "₪": "ILS",
    "₩ ￦": "KRW",
    "₫": "VND",
    "₱": "PHP",
    "฿": "THB",
    "₦": "NGN",
    "₵ gh₵": "GHS",
    "₡": "CRC",
    "₲": "PYG",
    "₼": "AZN",
    "₾": "GEL",
    "֏": "AMD",
    "﷼ ريال": "SAR QAR OMR YER IRR",
    "⃁ رس sr": "SAR",
    "r": "ZAR",
    "r$": "BRL",
    "rp": "IDR",
    "rm": "MYR",
    "ksh": "KES",
    "s/": "PEN",
    "fcfa": "XAF XOF",
    "cfpf fcfp": "XPF",
    "us$ $us": "USD",
    "ca$ c$ $ca cdn$": "CAD",
    "a$ au$ $au": "AUD",
    "nz$ $nz": "NZD",
    "s$ $sg": "SGD",
    "hk$ $hk": "HKD",
    "nt$ $tw": "TWD",
    "mx$ $mx": "MXN",
    "$ar ar$": "ARS",
    "$cl clp$": "CLP",
    "$co col$": "COP",
    "$uy $u": "UYU",
    "ec$": "XCD",
    "$bm": "BMD",
    "$bn": "BND",
    "$bz": "BZD",
    "$fj": "FJD",
    "$na": "NAD",
    "$sb": "SBD",
    "$sr": "SRD",
    "$tt": "TTD",
    "$ws": "WST",
    "£gb uk£": "GBP",
    "£e e£ le": "EGP",
    "£fk": "FKP",
    "£gi": "GIP",
    "£lb": "LBP",
    "jp¥": "JPY",
    "cg": "XCG",
    "тмт": "TMT",
    "درهم dh dhs": "AED MAD",
    "دإ": "AED",
    "دك": "KWD",
    "دب": "BHD",
    "دج": "DZD",
    "جنيه": "EGP SDG",
    "جم": "EGP",
    "دع": "IQD",
    "رإ": "IRR",
    "دأ": "JOD",
    "لل": "LBP",
    "دل": "LYD",
    "دم": "MAD",
    "أم": "MRU",
    "رع": "OMR",
    "رق": "QAR",
    "جس": "SDG",
    "لس": "SYP",
    "دت": "TND",
    "ري": "YER",
}
"""What people write, without dots and case: the symbols of CLDR in en, de, fr, ru and ar, and what tills print."""


@lru_cache(maxsize=1024)
def _bare(written: str) -> str:
    """A mark as it is compared; not by ``fold``, in whose form a wide or a raised sign is another one."""
    return "".join(written.casefold().replace(".", "").split())


MARKS: Mapping[str, tuple[str, ...]] = {
    **{code.casefold(): (code,) for code in CODES},
    **{_bare(mark): tuple(codes.split()) for marks, codes in _MARKS.items() for mark in marks.split()},
}
"""Which currencies each mark can stand for. Two marks share all currencies of the one that has fewer, or none."""
FIRST_OF_ALL = frozenset({"USD", "GBP", "JPY"})
"""What ``$``, ``£`` and ``¥`` mean to most people, wherever they are."""
LONGEST_MARK = 20


def currencies_of(written: str) -> tuple[str, ...]:
    """The currencies that this mark can stand for; none for what is no mark of a currency."""
    return MARKS.get(_bare(written), ()) if len(written) <= LONGEST_MARK else ()


def same_currency(written: Iterable[str]) -> str | None:
    """What all of these marks together say of an order's currency: three letters where they say one, else a mark.

    Blank when there is no mark; None when they contradict each other. Three letters that are no currency of ours agree
    with themselves alone.
    """
    narrowest, said = tuple[str, ...](), ""
    for mark in filter(None, written):
        may = currencies_of(mark) or (mark.upper(),)
        both = tuple(code for code in may if code in narrowest) if said else may
        if not both:
            return None
        if both != narrowest:
            narrowest, said = both, both[0] if len(both) == 1 else _bare(mark)
    return said


def currencies_meant(written: str, own: str, rated: Sequence[str]) -> tuple[str, ...]:
    """The currency that is meant in a shop that counts in its ``own`` and has rates for some: one, if that is clear.

    A mark of several is the shop's own where it can be that, else the one that has a rate. Several where more have one,
    or where the one that everybody thinks of has none; none where none has. Three letters are always clear, also where
    they have no rate.
    """
    may = currencies_of(written) or (written.upper(),)
    if len(may) == 1:
        return may
    if own.upper() in may:
        return (own.upper(),)
    rated_ones = {fold(name).upper() for name in rated}
    found = tuple(code for code in may if code in rated_ones)
    return (may[0], *found) if found and may[0] in FIRST_OF_ALL - rated_ones else found
