"""The report as an email in each language: words twice, pictures in it with what they show, nothing to load."""

import re
from datetime import date
from email.message import EmailMessage
from html import unescape
from html.parser import HTMLParser

import pytest

from commands.preview.samples import NOW, SHOPS
from mail.owner.report_letter import FigureLine, Picture, ReportFacts, ReportPart, write_report_letter
from mail.smtp import Delivered, MailServer
from sandbox.mailbox import MailBox
from words.locales import LANGUAGES

every_language = pytest.mark.parametrize("language", LANGUAGES)
LIGHT, DARK = b"\x89PNG light", b"\x89PNG dark"
PICTURES = (Picture("4711", '28 "4712" <4713>', LIGHT, DARK), Picture("4714", "4715", LIGHT + b"2", DARK + b"2"))


def facts(language: str) -> ReportFacts:
    """With figures in the place of all words that come from the sheet."""
    shop = SHOPS[language]
    return ReportFacts(
        to="owner@shop.example",
        day=date(2026, 12, 1),
        title="1001 – 1002",
        sentences=["2001.", "2002.", "2003."],
        cards=[("5002", "54.9%")],
        parts=[
            ReportPart("4001", sentences=["4002."]),
            ReportPart("5001", lines=[FigureLine("5002", "54.9%", "49.1% – 60.6%"), FigureLine("5003", "–")]),
        ],
        notes=["6001."],
        program=shop.program,
        shop=shop.name,
        setting="7001",
        rhythm="7002",
        tab="7003",
        link="https://docs.google.com/spreadsheets/d/SHEET/edit#gid=1640010000",
    )


def kept(language: str, pictures: tuple[Picture, ...] = PICTURES) -> EmailMessage:
    message = write_report_letter(
        facts(language), language=language, sender="Bean & Co <hello@bean.example>", now=NOW, pictures=pictures
    )
    with MailBox() as box:
        with MailServer(box.url, timeout=5).connection() as connection:
            assert connection.deliver(message) == Delivered()
        return box.letters[0].message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


class Images(HTMLParser):
    """The pictures of a page, by their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all = list[dict[str, str]]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.all.append({name: value or "" for name, value in attrs})


def told(text: str) -> list[str]:
    """What an owner reads in it, in its order, by the numbers that stand for words."""
    seen = unescape(re.sub(r"(?s)<head>.*</head>|<!--.*?-->|<[^>]*>", " ", text))
    return re.findall(r"\b[1-7]00\d\b|\d\d\.\d%", seen)


@every_language
def test_plain_text_and_html_say_the_same(language: str) -> None:
    message = kept(language)

    plain, page = told(body(message, "plain")), told(body(message, "html"))
    assert set(plain) == set(page)
    assert plain[:2] == ["1001", "1002"]
    assert SHOPS[language].program in re.sub("[\u2066-\u2069]", "", message["Subject"])


@every_language
def test_each_picture_travels_with_the_email_by_light_and_by_night_and_says_what_it_shows(language: str) -> None:
    message = kept(language)
    page = body(message, "html")

    came = {part["Content-ID"].strip("<>"): part.get_content() for part in message.walk() if part["Content-ID"]}
    shown = Images(page).all
    assert [(image["class"], came[image["src"].removeprefix("cid:")], image["alt"]) for image in shown] == [
        ("by-day", LIGHT, PICTURES[0].told),
        ("by-night", DARK, PICTURES[0].told),
        ("by-day", LIGHT + b"2", PICTURES[1].told),
        ("by-night", DARK + b"2", PICTURES[1].told),
    ]
    assert len(came) == 4
    hidden = [image["class"] for image in shown if "display:none" in image["style"].replace(" ", "")]
    assert hidden == ["by-night", "by-night"]


@every_language
def test_it_loads_nothing_and_runs_nothing(language: str) -> None:
    page = body(kept(language), "html")

    assert not re.search(r'<script|src="(?!cid:)|url\(|@import', page)


def test_without_pictures_it_has_none_and_all_its_figures() -> None:
    message = kept("en", ())

    assert "<img" not in body(message, "html")
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert set(told(body(message, "html"))) == set(told(body(kept("en"), "html")))


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_nothing_in_it_is_left_in_english(language: str) -> None:
    plain = body(kept(language), "plain").replace(facts(language).link, "")

    assert set(re.findall(r"[A-Za-z]{3,}", plain)) == set()
