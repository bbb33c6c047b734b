"""What the emails' CSS asks of mail programs: nothing that docs/letters/css.md does not know of, and no more there."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from commands.preview.samples import LETTERS, NOW, alarm_sample, note_sample, sample
from mail.letters import write
from mail.owner.alarm_letter import write_alarm
from mail.owner.note_letter import write_note
from words.locales import LANGUAGES

TABLE = Path(__file__).parents[2] / "docs" / "letters" / "css.md"
SENDER = "hello@bean.example"
KNOWN = re.compile(r"^\| `([^`]+)` \| (.*) \|$", re.MULTILINE)
NOT_PROPERTIES = {"@media (max-width)", "@media (prefers-color-scheme)", "[attribute]", "!important"}


def pages() -> Iterator[str]:
    """Every email in every language, as HTML."""
    for letter, language in product((*LETTERS, "confirm"), LANGUAGES):
        message = write(sample(letter, language), language=language, sender=SENDER, unsubscribe="", now=NOW)
        yield message.get_body(("html",)).get_content()  # type: ignore[union-attr]  # each has one, or the test fails
    alarm = write_alarm(alarm_sample("en"), language="en", sender=SENDER, now=NOW)
    note = write_note(note_sample("en"), language="en", sender=SENDER, now=NOW)
    for message in (alarm, note):
        yield message.get_body(("html",)).get_content()  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def used() -> dict[str, set[str]]:
    """The values of each property, on tags and in blocks."""
    found = defaultdict[str, set[str]](set)
    for page in pages():
        rules = re.findall(r'style="([^"]*)"', page)
        for block in re.findall(r"(?s)<style[^>]*>(.*?)</style>", page):
            rules += re.findall(r"\{([^{}]*)\}", block)
        for declaration in ";".join(rules).split(";"):
            name, _, value = declaration.partition(":")
            if name.strip():
                found[name.strip()].add(value.replace("!important", "").strip())
    return found


def test_every_property_of_an_email_is_in_the_table_and_no_other(used: dict[str, set[str]]) -> None:
    told = {name for name, _ in KNOWN.findall(TABLE.read_text())}

    assert told == set(used) | NOT_PROPERTIES


def test_what_some_program_does_not_know_says_what_is_seen_instead() -> None:
    rows = [cells.split(" | ") for _, cells in KNOWN.findall(TABLE.read_text())]
    in_can_i_email = [cells for cells in rows if len(cells) == 7]

    assert len(in_can_i_email) > 25
    for *support, instead, source in in_can_i_email:
        assert set(support) <= {"yes", "partly", "no"}
        assert bool(instead.strip()) is (set(support) != {"yes"})
        assert re.search(r"\(https://www\.caniemail\.com/features/[a-z-]+/\)$", source)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("font-size", r"0|\d+px"),
        ("font-weight", "bold"),
        ("display", "block|none"),
        ("text-align", "left|right|center"),
        ("text-decoration", "underline|none"),
        ("margin", r"(?:\d+(?:px)?\s?)+"),
        ("border", r"0|[1-7]px (?:solid|dashed) #[0-9a-f]{6}"),
        ("border-radius", r"(?:\d+(?:px)?\s?)+"),
    ],
)
def test_only_values_that_the_table_speaks_of_are_used(used: dict[str, set[str]], name: str, values: str) -> None:
    assert [value for value in used[name] if not re.fullmatch(values, value)] == []


def test_dark_colours_are_the_same_for_who_asks_by_the_query_and_for_outlook() -> None:
    *_, query, outlook = re.findall(r"(?s)<style[^>]*>(.*?)</style>", next(pages()))

    colours = re.findall(r"\{[^{}]*!important; \}", query)
    assert "@media (prefers-color-scheme: dark)" in query
    assert len(colours) > 10
    assert re.findall(r"\{[^{}]*\}", outlook) == colours
    selectors = re.findall(r"(?m)^([^{]+)\{", outlook)
    assert all(one.strip().startswith(("[data-ogsc] .", "[data-ogsb] ")) for s in selectors for one in s.split(","))


def test_an_email_says_that_it_has_dark_colours_before_it_is_drawn() -> None:
    head = next(pages()).partition("<style")[0]

    assert '<meta name="color-scheme" content="light dark">' in head
    assert '<meta name="supported-color-schemes" content="light dark">' in head


def test_a_rule_that_gmail_does_not_know_costs_no_other() -> None:
    for page in pages():
        blocks = re.findall(r"(?s)<style[^>]*>(.*?)</style>", page)
        assert [("max-width" in block, "prefers-color" in block, "data-ogs" in block) for block in blocks] == [
            (True, False, False),
            (False, True, False),
            (False, False, True),
        ]
