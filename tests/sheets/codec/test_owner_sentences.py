"""What the owner is told: no sentence can be forgotten in a language, and each reads well with what is put into it."""

import ast
import re
from collections.abc import Collection, Iterator
from decimal import Decimal

import pytest

from commands.translations import ROOT, TRANSLATED, found, read
from sheets.codec.cells import TOO_LARGE
from sheets.codec.owner_sentences import MUST_NOT_BE_EMPTY, ONE_OF, Sentence, Words
from sheets.codec.table import TWICE, Problem
from sheets.codec.translation import DOMAIN
from sheets.schema.settings_tab import UNTIL_THEN
from words.locales import locale_for

COMMANDS = ("commands/sheet/advice/cost_sentences.py", "commands/sheet/advice/membership_sentences.py")
"""Sentences of figures that commands say and the sheet does not."""
FIGURES = (
    *COMMANDS,
    "sheets/engine/reports/report_commit.py",
    "sheets/schema/reports/figures_said.py",
    "sheets/schema/reports/headline_sentences.py",
    "sheets/schema/reports/note_sentences.py",
    "sheets/schema/reports/page_tables.py",
    "sheets/schema/reports/page_writing.py",
)
"""What is said of figures: nothing is wrong there that is to be mended."""
HINTS = ("sheets/codec/limits.py", "sheets/schema/start/start_tab.py")
"""What stands beside a cell before anything is wrong there."""
SHIPPED = ("loyalty", "words", "sheets", "manychat", "mail", "shops", "service", "commands")


def calls_of(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Each call of this name in what ships, and in which file it stands."""
    for path in (path for room in SHIPPED for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield path.relative_to(ROOT).as_posix(), node


def messages(*, but: Collection[str] = ()) -> list[str]:
    written = (call.args[0] for place, call in calls_of("Sentence") if place not in but)
    return [
        message.value for message in written if isinstance(message, ast.Constant) and isinstance(message.value, str)
    ]


def test_every_sentence_is_written_out_where_the_translators_look_for_it() -> None:
    there = {message.id for message in found("sheet")}

    composed = [place for place, call in calls_of("Sentence") if not isinstance(call.args[0], ast.Constant)]
    found_in = [place for place, _ in calls_of("Sentence") if place not in COMMANDS]
    elsewhere = {place for place in found_in if not place.startswith("sheets/")}
    assert composed == []
    assert elsewhere == set()
    assert set(messages()) <= there
    assert len(messages()) > 40


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_said_in_every_language(language: str) -> None:
    catalog = read(language, "sheet")

    unsaid = [message for message in messages() if catalog[message].string in ("", message)]

    assert unsaid == []


def test_every_sentence_says_what_to_do_as_well_as_what_is_wrong() -> None:
    said = [Sentence(message) for message in messages(but=(*FIGURES, *HINTS))]
    one_thing_alone = [one.message for one in said if len(re.findall(r"[.;:](?: |$)|\.$|%\(this\)s$", one.message)) < 2]

    # What is wrong stands before it, in a sentence of its own.
    assert {message for message in one_thing_alone if not message.startswith("%(why)s ")} == set()


def test_a_problem_takes_no_text_that_nobody_has_translated() -> None:
    assert Problem.__annotations__["why"] in (Sentence, "Sentence")


@pytest.mark.parametrize(
    ("sentence", "language", "told"),
    [
        (ONE_OF.of(words=Words(("paid", "refunded"))), "en", "Write one of these: paid, refunded."),
        (ONE_OF.of(words=Words(("paid", "refunded"))), "ru", "одно из этих: оплачен, возвращён."),
        (ONE_OF.of(words=Words(("paid", "refunded"))), "ar", "واحدة من هذه: مدفوع، مسترد."),
        (TWICE.of(row="1204"), "ru", "В строке 1204 стоит то же самое"),
        (
            UNTIL_THEN.of(why=MUST_NOT_BE_EMPTY),
            "ru",
            "или удалите строку. До тех",
        ),
        (TOO_LARGE.of(most=10**9), "en", "1,000,000,000."),
    ],
)
def test_what_goes_into_a_sentence_is_said_as_the_language_says_it(
    sentence: Sentence, language: str, told: str
) -> None:
    assert told in sentence.in_language(language)


def test_in_arabic_a_minus_stands_before_its_digits_and_a_dollar_behind_its_letters() -> None:
    difference = Sentence("The points in Members are not those of the Ledger, by %(points)s.").of(points=-29_600)

    assert "\u200e-29,600." in difference.in_language("ar")
    assert "-29,600" in difference.in_language("en")
    assert locale_for("ar", DOMAIN).money(Decimal("13.50"), "USD").endswith("US$\u200e")
    assert locale_for("ru", DOMAIN).money(Decimal("13.50"), "USD").endswith("$")
