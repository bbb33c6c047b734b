"""The encoding of a file that does not say it: told by words that are known, then by how languages use their letters.

Old programs write each language in an encoding of its own, and the same bytes are other letters in each of them. A file
with an address in it is often so short that only a word or two are not ASCII, so what is looked at is whether these are
words: letters of one language, capitals where capitals stand. Two readings that are equally good are refused in words,
for a guess would stand in the spreadsheet for good.
"""

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

HEAD = 64 * 1024
"""So many bytes are looked at for words that are known."""
MOST_WORDS = 5_000
"""So many words that are not ASCII are looked at, each once."""
GOOD = 0.9
"""Of the words of a file so many must be words in the encoding: names from abroad stand in each file."""
CLEARLY_BETTER = 0.02
CLEARLY_SMOOTHER = 2
MOST_ACCENTS = 3
"""A Latin word of so many letters has one without an accent."""
LEAST_LETTERS = 3
LEAST_ARABIC = 0.15
"""The share of the most frequent letters in any Arabic text; it is 0.6 in usual ones."""
ENOUGH_LETTERS = 12
SURE = 0.3
"""The coherence from which charset-normalizer is believed about an encoding that is not in our table."""

NO_ENCODING = "it is not text in any encoding that is usual; say which it is with --encoding"
_ENDS = "“”„‟‘’‚‹›«»–—…•·€£§©®™°№¿¡´\xa0\xad\u200e\u200f"
_UNITS = "²³¹½¼¾ªº×±µ"
_TOKEN = re.compile(rb"[A-Za-z\x80-\xff]+")
_WORD_ENDS = re.compile(r"[\t\r\n,;|\"]+")
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœąęěůűőăıаеёиоуыэюяіїє")
_VISITORS = frozenset("äçéëöüßšž")
"""Letters of names from abroad, which Western and Central European encodings have at the same place."""


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """The letters of a language that are not ASCII, and the ASCII letters that it does not use beside them."""

    letters: str
    without: str = ""


_LATIN: Mapping[str, tuple[_Alphabet, ...]] = {
    "cp1252": (
        _Alphabet("àâæçéèêëîïôœùûüÿ"),  # French
        _Alphabet("áéíóúüñ", "kw"),  # Spanish
        _Alphabet("áâãàçéêíóôõúü", "kwy"),  # Portuguese
        _Alphabet("àèéìíîòóùú", "jkwxy"),  # Italian
        _Alphabet("åäöæøé"),  # Danish, Norwegian, Swedish, and German with the visitors
        _Alphabet("àèéíïòóúüç", "kwy"),  # Catalan
        _Alphabet("éëïóöüè"),  # Dutch
    ),
    "cp1250": (
        _Alphabet("ąćęłńóśźż", "qvx"),  # Polish
        _Alphabet("áčďéěíňóřšťúůýž"),  # Czech
        _Alphabet("áäčďéíĺľňóôŕšťúýž"),  # Slovak
        _Alphabet("áéíóöőúüű"),  # Hungarian
        _Alphabet("ăâîşţ", "kqwy"),  # Romanian
        _Alphabet("čćđšž"),  # Croatian, Slovene
    ),
    "cp1254": (_Alphabet("çğıöşüâîû", "qwx"),),
    "cp1257": (_Alphabet("āčēģīķļņšūž"), _Alphabet("ąčęėįšųūž"), _Alphabet("äöõüšž")),
}
_CYRILLIC = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяґєіїўђјљњћџ")
_ARABIC = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيًٌٍَُِّْ")
_FREQUENT_ARABIC = frozenset("المنهوي")
_GREEK = frozenset("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ")
_HEBREW = frozenset("אבגדהוזחטיךכלםמןנסעףפץצקרשת")
_SCRIPTS = {
    "cp1251": _CYRILLIC,
    "cp1256": _ARABIC,
    "cp1253": _GREEK,
    "cp1255": _HEBREW,
    "koi8-r": _CYRILLIC,
    "cp866": _CYRILLIC,
}
USUAL = ("cp1252", "cp1250", "cp1251", "cp1256", "cp1254")
RARER = ("cp1257", "cp1253", "cp1255", "koi8-r", "cp866")
NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    **{f"cp{page}": f"Windows-{page}" for page in range(1250, 1258)},
    "koi8-r": "KOI8-R",
    "cp866": "DOS-866",
}


class UnclearEncoding(Exception):
    """The bytes are text in no encoding that is usual, or in two equally well; the message says so."""


def decoded(content: bytes, *, known: Collection[str] = (), encoding: str = "") -> tuple[str, str]:
    """What the encoding is called, and the text; UnclearEncoding.

    ``known`` are headings and other words, folded by ``fold_word``, that files of shops have; ``encoding`` is said by
    the owner, and any that Python has.
    """
    if encoding:
        return _as_said(content, encoding)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16", _as("utf-16", content)
    if _is_utf16(content[:HEAD]):
        first, second = content[:HEAD:2].count(0), content[1:HEAD:2].count(0)
        return "UTF-16", _as("utf-16-be" if first > second else "utf-16-le", content)
    try:
        return "UTF-8", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _guessed(content, known)


def _is_utf16(head: bytes) -> bool:
    """True without its mark, too: one of the two bytes of separators and line ends is zero, and of nearly all of them.

    A single zero byte in a file of another encoding says nothing; it is left out like other invisible characters.
    """
    ends = sum(map(head.count, (b"\n", b"\r"))) or 1
    return head.count(b"\0") > 0 and 2 * sum(map(head.count, (b"\n\0", b"\r\0", b"\0\n", b"\0\r"))) >= ends


def fold_word(text: str) -> str:
    """A word as it is compared with those that are known."""
    return " ".join(text.casefold().split())


def known_encoding(encoding: str) -> bool:
    """True for the name of an encoding of text."""
    try:
        b"0".decode(encoding)
    except UnicodeDecodeError:
        return True  # half a character of UTF-16
    except (LookupError, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    head: str
    sample: tuple[str, ...]
    """Its words that are not ASCII, each once."""
    good: float
    """The share of these that are words, from 0 to 1."""
    rough: int
    """How often two vowels or two consonants meet in them."""


def _guessed(content: bytes, known: Collection[str]) -> tuple[str, str]:
    tokens = tuple(_tokens(content))
    readings = [reading for encoding in (*USUAL, *RARER) if (reading := _reading(content[:HEAD], tokens, encoding))]
    evidence = {reading.encoding: _evidence(reading, known) for reading in readings}
    most = max(evidence.values(), default=0)
    told = [reading for reading in readings if most and evidence[reading.encoding] == most]
    for encodings in (USUAL, RARER):
        by_words = [reading for reading in told if reading.encoding in encodings]
        by_letters = [reading for reading in readings if reading.encoding in encodings and _is_text(reading)]
        if by_words or (by_letters and not told):
            chosen = _the_one(by_words or by_letters).encoding
            return NAMES[chosen], _as(chosen, content)
    return _by_charset_normalizer(content)


def _is_text(reading: _Reading) -> bool:
    """True when its words are words; in an encoding that is rare, two letters are none."""
    long = any(len(word) >= LEAST_LETTERS for word in reading.sample)
    return reading.good >= GOOD and (long or reading.encoding in USUAL)


def _the_one(readings: Collection[_Reading]) -> _Reading:
    """The best of these; where two are equally good and not the same text, the owner has to say it."""
    best = max(reading.good for reading in readings)
    good = [reading for reading in readings if reading.good >= best - CLEARLY_BETTER]
    first = min(good, key=lambda reading: reading.rough)
    for other in good:
        if other.sample != first.sample and other.rough - first.rough < CLEARLY_SMOOTHER:
            shown = next((pair for pair in zip(first.sample, other.sample, strict=False) if len(set(pair)) == 2), None)
            ours, theirs = shown or (first.sample[0], other.sample[0])
            raise UnclearEncoding(
                f"it can be read as {NAMES[first.encoding]} (“{ours}”) and as {NAMES[other.encoding]} (“{theirs}”); "
                "say which it is with --encoding"
            )
    if _is_odd_arabic(list(filter(None, map(_without_marks, first.sample))), first.encoding):
        raise UnclearEncoding(NO_ENCODING)
    return next(reading for reading in good if reading.sample == first.sample)


def _reading(start: bytes, tokens: Iterable[bytes], encoding: str) -> _Reading | None:
    try:
        head = start.decode(encoding)
        sample = tuple(token.decode(encoding) for token in tokens)
    except UnicodeDecodeError:
        return None
    words = [word for word in map(_without_marks, sample) if word]
    return _Reading(encoding, head, sample, _goodness(words, encoding), sum(map(_rough, words)))


def _goodness(words: Collection[str], encoding: str) -> float:
    """The share of these that are words of the language that has most of them."""
    if alphabets := _LATIN.get(encoding):
        return max(_share(words, partial(_is_latin_word, alphabet=alphabet)) for alphabet in alphabets)
    if all(len(word) == 1 for word in words) or (_is_odd_arabic(words, encoding) and not _is_short(words)):
        return 0.0
    return _share(words, partial(_is_script_word, letters=_SCRIPTS[encoding]))


def _is_odd_arabic(words: Collection[str], encoding: str) -> bool:
    return encoding == "cp1256" and _frequent(words) < LEAST_ARABIC


def _is_short(words: Iterable[str]) -> bool:
    """True for so few letters that the frequent ones may be lacking."""
    return sum(map(len, words)) < ENOUGH_LETTERS


def _frequent(words: Collection[str]) -> float:
    """The share of the most frequent letters; other scripts fall on the rarer ones."""
    text = "".join(words)
    return sum(sign in _FREQUENT_ARABIC for sign in text) / len(text) if text else 1.0


def _tokens(content: bytes) -> Iterable[bytes]:
    seen = dict[bytes, None]()
    for found in _TOKEN.finditer(content):
        if found[0].isascii():
            continue
        seen[found[0]] = None
        if len(seen) == MOST_WORDS:
            break
    return seen


def _without_marks(token: str) -> str:
    """The token without quotation marks, dashes and units around it; blank if nothing of it is a letter."""
    word = token.strip(_ENDS).rstrip(_UNITS).rstrip(_ENDS)
    return word if not word.isascii() else ""


def _share(words: Collection[str], is_word: Callable[[str], bool]) -> float:
    return sum(map(is_word, words)) / len(words) if words else 1.0


def _is_latin_word(word: str, alphabet: _Alphabet) -> bool:
    low = word.lower().replace("i̇", "i")
    others = {sign for sign in low if not sign.isascii()}
    if not word.isalpha() or not others <= {*alphabet.letters, *_VISITORS}:
        return False
    # A name from abroad has its own letters, and says nothing about the language.
    if others - _VISITORS and not set(alphabet.without).isdisjoint(low):
        return False
    if not _has_usual_case(word) or not _VOWELS.intersection(low):
        return False
    if len(word) >= MOST_ACCENTS and not any(map(str.isascii, word)):
        return False
    around = zip(f" {low}", low, f"{low[1:]} ", strict=False)
    return not any(_never(sign, before, after) for before, sign, after in around if not sign.isascii())


def _never(sign: str, before: str, after: str) -> bool:
    """True for a letter that never stands there in any language of its encoding: the same two bytes are another one."""
    match sign:
        case "ñ":
            return after not in _VOWELS
        case "ń":
            return after in _VOWELS  # that is written ni
        case "õ":
            return after != "e"
        case "ă":
            return after in "oe"  # Portuguese ão and ãe
        case "è":
            return before in "aeoy" or (before == " " and after != " ")
        case "ê":
            return before == "i"
    return False


def _is_script_word(word: str, letters: frozenset[str]) -> bool:
    low = word.lower()
    if not letters.issuperset(low) or not _has_usual_case(word):
        return False
    return letters is not _CYRILLIC or _is_cyrillic_word(low)


def _is_cyrillic_word(word: str) -> bool:
    before = dict.fromkeys(zip(f" {word}", word, strict=False))
    return (len(word) < LEAST_LETTERS or bool(_VOWELS.intersection(word))) and not any(
        (sign == "й" and last not in _VOWELS and last != " ") or (sign in "ьъы" and (last in _VOWELS or last == " "))
        for last, sign in before
    )


def _has_usual_case(word: str) -> bool:
    """True for small letters, capitals, and a capital before small letters."""
    return (
        word in (word.lower(), word.upper()) or word[1:] == word[1:].lower() or word.upper() == word.replace("ß", "SS")
    )


def _rough(word: str) -> int:
    kinds = [sign in _VOWELS for sign in word.lower()]
    return sum(one == two for one, two in pairwise(kinds))


def _evidence(reading: _Reading, known: Collection[str]) -> int:
    """How many of the known words that are not ASCII stand in it."""
    cells = set(map(fold_word, _WORD_ENDS.split(reading.head)))
    return len(cells & _telling(frozenset(known)))


@cache
def _telling(known: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in known if not word.isascii())


def _by_charset_normalizer(content: bytes) -> tuple[str, str]:
    """What is in none of our encodings, such as Chinese or Japanese, if it is clear."""
    from charset_normalizer import from_bytes  # 30 ms, and hardly any file needs it

    excluded = [*USUAL, *RARER]
    found = from_bytes(content[:HEAD], cp_exclusion=excluded, enable_fallback=False).best()
    if found is None or found.coherence < SURE:
        raise UnclearEncoding(NO_ENCODING)
    return found.encoding, _as(found.encoding, content)


def _as_said(content: bytes, encoding: str) -> tuple[str, str]:
    name = codecs.lookup(encoding).name
    text = _as("utf-8-sig" if name == "utf-8" else name, content)
    return NAMES.get(name, encoding), text.removeprefix("\ufeff")


def _as(encoding: str, content: bytes) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnclearEncoding(f"it is not text in {NAMES.get(encoding.removesuffix('-sig'), encoding)}") from None
