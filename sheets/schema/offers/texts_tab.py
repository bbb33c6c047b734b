"""The tab Texts: the owner's own subject and first sentence of an email, each row for readers of one language."""

from collections.abc import Iterator
from functools import partial

from loyalty.model.email_log import LetterName
from loyalty.model.written.letter_texts import EDITABLE, IN_BRACES, PLACEHOLDERS, LetterText, named_in
from sheets.codec.column import TEXT, WORD, Cells, Column, Tab
from sheets.codec.owner_sentences import ONE_OF, Sentence, Words
from sheets.codec.table import NobodysRow, Problem, Reader, Row, Table, read_list
from words.locales import LANGUAGES

LONGEST_SUBJECT, LONGEST_FIRST = 120, 600
"""A header shows no more, and a first sentence is no letter of its own."""

NO_PLACEHOLDER = Sentence(
    "This email cannot fill in %(found)s. It can fill in %(known)s. Correct it; until then the program's "
    "own words go out."
)
LONE_BRACE = Sentence(
    "A brace is missing its partner. Write placeholders such as %(example)s; until then the program's own words go out."
).of(example="{points}")
TOO_LONG = Sentence(
    "This is too long. Write no more than %(most)s characters; until then the program's own words go out."
)


class Texts(Tab):
    """A row is an email in one language; what is blank stays in the program's own words."""

    title = "Texts"
    what = "Your own words for emails: the subject and the first sentence. What is empty stays as the program says it."
    optional = True

    # No choices: names of emails and languages are the same in every sheet, and choices are words of its language.
    email = Column("Email", WORD, "Which email, such as reminder.", key=True, width=160)
    language = Column(
        "Language",
        WORD,
        "For readers of which language: en, ru or ar. Empty: of the one in the setting Language.",
    )
    subject = Column("Subject", TEXT, "The subject, up to 120 characters.", width=320, wrapped=True)
    first = Column(
        "First sentence", TEXT, "What stands below the headline, up to 600 characters.", width=420, wrapped=True
    )
    placeholders = Column(
        "Placeholders", TEXT, "What you may write in both; each reader gets their own.", width=320, wrapped=True
    )


TEXTS = Texts()


def read_texts(table: Table, reader: Reader) -> tuple[tuple[LetterText, ...], tuple[Problem, ...]]:
    """The owner's words, and what is wrong with them; of two rows for one email and language the same one counts
    however they are sorted.
    """
    return read_list(table, reader, partial(_text, reader), TEXTS.email, _key, _words)


def first_rows() -> Iterator[Cells]:
    """The rows that set-up writes: every email, without words, and what its words may fill in."""
    for name in EDITABLE:
        yield {TEXTS.email: name.value, TEXTS.placeholders: _in_braces(name)}


def _text(reader: Reader, row: Row) -> LetterText:
    name, language = row.required(TEXTS.email).replace(" ", "_"), row.read(TEXTS.language)
    if name not in EDITABLE:
        raise row.bad(TEXTS.email, ONE_OF.of(words=Words(tuple(EDITABLE))))
    if language and language not in LANGUAGES:
        raise row.bad(TEXTS.language, ONE_OF.of(words=Words(LANGUAGES)))
    letter = LetterName(name)
    subject = reader.attempt(partial(_words_in, TEXTS.subject, letter, LONGEST_SUBJECT), row, "")
    first = reader.attempt(partial(_words_in, TEXTS.first, letter, LONGEST_FIRST), row, "")
    if not (subject or first or reader.problems):
        raise NobodysRow
    return LetterText(letter, language, subject, first)


def _words_in(column: Column[str], letter: LetterName, most: int, row: Row) -> str:
    words = " ".join(row.read(column).split())
    if len(words) > most:
        raise row.bad(column, TOO_LONG.of(most=most))
    unknown = [name for name in named_in(words) if name not in PLACEHOLDERS[letter]]
    if unknown:
        raise row.bad(column, NO_PLACEHOLDER.of(found=f"{{{unknown[0]}}}", known=_in_braces(letter)))
    if set("{}") & set(IN_BRACES.sub("", words)):
        raise row.bad(column, LONE_BRACE)
    return words


def _in_braces(letter: LetterName) -> str:
    return " ".join(f"{{{placeholder}}}" for placeholder in PLACEHOLDERS[letter])


def _key(text: LetterText) -> str:
    return f"{text.letter}\n{text.language}"


def _words(text: LetterText) -> tuple[str, str]:
    return text.subject, text.first
