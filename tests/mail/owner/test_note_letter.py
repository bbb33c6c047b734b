"""The owner's note in each language: one screen at the most, a quiet week in a few lines, nobody's personal data."""

import re
from dataclasses import replace
from email.message import EmailMessage
from html import unescape

import pytest

from commands.preview.samples import NOW, SHEET, SHOPS, note_sample, quiet_note
from mail.owner.note_letter import NoteFacts, NoteItem, NoteLine, write_note
from mail.smtp import Delivered, MailServer
from sandbox.mailbox import MailBox
from words.locales import LANGUAGES

SENDER = "Bean & Co <hello@bean.example>"
MOST_LINES = 45
FEW_LINES = 12
every_language = pytest.mark.parametrize("language", LANGUAGES)


def kept(facts: NoteFacts, language: str) -> EmailMessage:
    message = write_note(facts, language=language, sender=SENDER, now=NOW)
    with MailBox() as box:
        with MailServer(box.url, timeout=5).connection() as connection:
            assert connection.deliver(message) == Delivered()
        return box.letters[0].message


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return re.sub("[\u2066-\u2069]", "", str(part.get_content()))


def page(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    shown = re.sub(r"(?s)<head>.*</head>|<!--.*?-->|<[^>]*>", "", str(part.get_content()))
    return " ".join(re.sub("[\u2066-\u2069]", "", unescape(shown)).split())


@every_language
def test_the_fullest_week_fits_on_a_page_of_plain_text(language: str) -> None:
    text = plain(kept(note_sample(language), language))

    assert len(text.splitlines()) <= MOST_LINES
    assert max(len(run) for run in re.findall(r"(?:\r?\n)+", text)) <= len("\r\n" * 3)


@every_language
def test_both_parts_say_all_of_it(language: str) -> None:
    facts = note_sample(language)
    message = kept(facts, language)
    flat = " ".join(plain(message).split())
    items = [*facts.waits, *facts.wrong]
    figures = [part for line in facts.came for part in (line.label, line.value, line.beside)]
    texts = [*figures, facts.suggestion, *(item.what for item in items), *(item.to_do for item in items)]

    assert (len(facts.came), len(facts.waits), len(facts.wrong)) == (4, 8, 1)
    for said in (" ".join(re.sub("[\u2066-\u2069]", "", text).split()) for text in texts):
        assert said in flat
        assert said in page(message)
    assert facts.setting in flat
    assert SHOPS[language].program in message["Subject"]
    assert message["List-Unsubscribe"] is None


@every_language
def test_a_quiet_week_is_short_and_has_no_empty_parts(language: str) -> None:
    text = plain(kept(quiet_note(language), language))
    headings = [line for line in text.splitlines() if line.isupper()]

    assert len(text.splitlines()) <= FEW_LINES
    assert headings == []
    assert "Bean" not in text or language == "en"


@every_language
@pytest.mark.parametrize("only", ["came", "waits", "wrong", "suggestion"])
def test_what_there_is_nothing_of_has_no_heading(language: str, only: str) -> None:
    full = note_sample(language)
    text = plain(kept(replace(quiet_note(language), **{only: getattr(full, only)}), language))
    all_of_them = plain(kept(full, language))
    blocks = len(re.split(r"(?:\r?\n){2,}", all_of_them.strip()))

    assert len(text.splitlines()) < len(all_of_them.splitlines())
    assert len(re.split(r"(?:\r?\n){2,}", text.strip())) <= blocks


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_nothing_in_it_is_left_in_english(language: str) -> None:
    text = plain(kept(note_sample(language), language))
    names = r"[A-Z]+_[A-Z_]+|Shopify|WooCommerce|Stripe|manage\.py check|deploy/deploy\.sh --new"
    ours = re.sub(names, "", text.replace(SHEET, ""))

    assert set(re.findall(r"[A-Za-z]{3,}", ours)) == set()


@pytest.mark.parametrize(
    ("days", "said"), [(1, "Bean Regulars, 21 November 2026"), (7, "15 November 2026 to 21 November 2026")]
)
def test_it_says_of_which_days_it_is(days: int, said: str) -> None:
    facts = note_sample("en")
    first = facts.last if days == 1 else facts.first

    assert said in plain(kept(replace(facts, first=first), "en"))


@pytest.mark.parametrize(
    ("more", "subject"),
    [
        ({}, "Bean Regulars: nothing new"),
        ({"came": [NoteLine("Points given", "5")]}, "Bean Regulars: what is new"),
        ({"wrong": [NoteItem("One thing", "Do it.")]}, "Bean Regulars: 1 thing is waiting for you"),
        ({"waits": [NoteItem("One thing", "Do it.")] * 2}, "Bean Regulars: 2 things are waiting for you"),
    ],
)
def test_the_subject_says_whether_anything_waits(more: dict[str, object], subject: str) -> None:
    message = kept(replace(quiet_note("en"), **more), "en")  # type: ignore[arg-type]

    assert re.sub("[\u2066-\u2069]", "", str(message["Subject"])) == subject


def test_what_the_owner_has_typed_is_no_html_and_no_header() -> None:
    facts = replace(
        note_sample("en"),
        program="<b>Bean</b>\r\nBcc: someone@else.example",
        came=[NoteLine("<i>1</i>", "<b>2</b>", "<u>3</u>")],
        waits=[NoteItem("<u>Mug</u>", "Look <here>.")],
    )
    message = write_note(facts, language="en", sender=SENDER, now=NOW)

    assert message["Bcc"] is None
    html = message.get_body(("html",))
    assert html is not None
    assert not re.findall("<(b|i|u|here)>", str(html.get_content()))


def test_one_note_has_one_id_and_another_day_another_one() -> None:
    facts = note_sample("en")
    ids = [
        write_note(note, language="en", sender=SENDER, now=NOW)["Message-ID"]
        for note in (facts, facts, replace(facts, letter=replace(facts.letter, id="owner_note:OWNER:2026-11-29")))
    ]

    assert ids[0] == ids[1] != ids[2]
    assert "OWNER" not in ids[0]
