"""The invisible characters, described once: pasting from a chat, a web page or a letter leaves them around a word.

They are those that Unicode lets a program leave out (its property Default_Ignorable_Code_Point), and the controls.
"""

from collections.abc import Mapping

_CONTROLS = (*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0))
_WITHIN_WORDS = (0x034F, 0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000))
"""Between two other characters these change what is seen: letters of Persian and Hindi, and faces made of several."""
_BETWEEN_WORDS = (
    0xAD,
    0x061C,
    0x115F,
    0x1160,
    0x17B4,
    0x17B5,
    *range(0x180B, 0x1810),
    0x200B,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0x3164,
    0xFEFF,
    0xFFA0,
    *range(0xFFF0, 0xFFFC),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
)
UNSEEN_IN_PROSE: Mapping[int, None] = dict.fromkeys((*_CONTROLS, *_BETWEEN_WORDS))
"""What is left out of people's own words, for ``str.translate``."""
UNSEEN: Mapping[int, None] = {**UNSEEN_IN_PROSE, **dict.fromkeys(_WITHIN_WORDS)}
"""What is left out of identifiers and addresses, and wherever two texts are compared."""


def seen(text: str) -> str:
    """The text as somebody sees it who reads an identifier aloud: without invisible characters and outer blanks."""
    return text.strip() if text.isascii() and text.isprintable() else text.translate(UNSEEN).strip()
