"""The email to the owner in each language: what is wrong, what customers are told, what to do, and nobody's address."""

import re
from dataclasses import replace
from email.message import EmailMessage
from html import unescape

import pytest

from commands.preview.samples import NOW, SHEET, SHOPS, alarm_sample
from loyalty.letters.alarm_kind import AlarmKind
from mail.owner.alarm_letter import MOST_TOLD, AlarmFacts, Finding, write_alarm
from mail.smtp import Delivered, MailServer
from sandbox.mailbox import MailBox
from words.locales import LANGUAGES

SENDER = "Bean & Co <hello@bean.example>"
every_language = pytest.mark.parametrize("language", LANGUAGES)
MEANWHILE = {
    "en": ("Customers are asked to try again later", "rewards and coupons as before", "served as before"),
    "ru": ("Клиентов просят повторить попытку позже", "их баллы, награды и купоны", "всё работает как прежде"),
    "ar": ("يُطلب من العملاء المحاولة لاحقًا", "وقسائمهم كالمعتاد", "تستمر خدمة العملاء كالمعتاد"),
}


def kept(facts: AlarmFacts, language: str) -> EmailMessage:
    message = write_alarm(facts, language=language, sender=SENDER, now=NOW)
    with MailBox() as box:
        with MailServer(box.url, timeout=5).connection() as connection:
            assert connection.deliver(message) == Delivered()
        return box.letters[0].message


def said(message: EmailMessage) -> tuple[str, str]:
    """What is read in plain text and in HTML."""
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    page = re.sub(r"(?s)<head>.*</head>|<!--.*?-->", "", str(html.get_content()))
    return tuple(re.sub("[\u2066-\u2069]", "", text) for text in (str(plain.get_content()), unescape(page)))  # type: ignore[return-value]


SAID = {
    AlarmKind.CLOSED: 0,
    AlarmKind.PARTLY: 1,
    AlarmKind.COUNTED: 2,
    AlarmKind.SHOP: 2,
    AlarmKind.REFUSED: 2,
    AlarmKind.MISSED: 2,
    AlarmKind.WAITING: 2,
}
"""Which of the words of MEANWHILE stands in each."""


@every_language
@pytest.mark.parametrize("kind", AlarmKind)
def test_both_parts_say_what_is_wrong_and_what_customers_are_told(language: str, kind: AlarmKind) -> None:
    facts = alarm_sample(language, kind)
    message = kept(facts, language)

    for text in said(message):
        flat = " ".join(re.sub(r"<[^>]*>", "", text).split())
        assert " ".join(re.sub("[\u2066-\u2069]", "", facts.findings[0].why).split()) in flat
        assert [words in flat for words in MEANWHILE[language]] == [at == SAID[kind] for at in range(3)]
        assert facts.setting in flat
        assert SHOPS[language].program in flat
    assert SHOPS[language].program in message["Subject"]


@pytest.mark.parametrize("language", ["ru", "ar"])
@pytest.mark.parametrize("kind", AlarmKind)
def test_nothing_in_it_is_left_in_english(language: str, kind: AlarmKind) -> None:
    plain, _ = said(kept(alarm_sample(language, kind), language))

    assert set(re.findall(r"[A-Za-z]{3,}", plain.replace(SHEET, ""))) == set()


@every_language
def test_more_than_can_be_read_is_left_to_the_tab(language: str) -> None:
    facts = replace(alarm_sample(language), findings=[Finding(f"Sentence {number}.") for number in range(50)])
    plain, html = said(kept(facts, language))

    for text in (plain, html):
        assert f"Sentence {MOST_TOLD - 1}." in text
        assert f"Sentence {MOST_TOLD}." not in text
        assert facts.problems in text


def test_what_the_owner_has_typed_is_no_html_and_no_header() -> None:
    facts = replace(
        alarm_sample("en"),
        program="<b>Bean</b>\r\nBcc: someone@else.example",
        findings=[Finding("Look <here>.", "<i>Orders</i>", 1, "<u>Status</u>")],
    )
    message = write_alarm(facts, language="en", sender=SENDER, now=NOW)

    assert message["Bcc"] is None
    html = message.get_body(("html",))
    assert html is not None
    assert not re.findall("<(b|i|u|here)>", str(html.get_content()))
