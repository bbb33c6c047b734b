"""The catalogs: each message of the code and the templates is said in each language, and what is written is read."""

import re
import shutil
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from commands.translations import DOMAINS, ROOT, TRANSLATED, compiled, found, path_of, read, renew

FORMS = {"ru": 3, "ar": 6}
every_catalog = pytest.mark.parametrize(
    ("language", "domain"), [(language, domain) for language in TRANSLATED for domain in DOMAINS]
)


def messages(language: str, domain: str) -> Iterator[Message]:
    return (message for message in read(language, domain) if message.id)


def sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def placeholders(text: str) -> list[str]:
    return sorted(set(re.findall(r"%\(\w+\)s|%(?!\()\S?", text)))


def says_the_number_in_words(language: str, domain: str, message: Message, form: int) -> bool:
    """Whether a form is said of one number alone, as Arabic's of none, one and two: it needs no digits."""
    chosen = c2py(read(language, domain).plural_expr)
    return len(forms(message)) > 1 and sum(chosen(number) == form for number in range(1000)) == 1


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """All that has words in it, to be changed at will."""
    for room in ("manychat", "mail", "sheets", "service", "commands", "templates", "locales"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@every_catalog
def test_every_message_is_translated_and_none_is_only_guessed(language: str, domain: str) -> None:
    unsaid = [message.id for message in messages(language, domain) if message.fuzzy or not all(forms(message) or [""])]

    assert unsaid == []


@every_catalog
def test_every_form_has_the_places_of_its_message_and_no_others(language: str, domain: str) -> None:
    wrong = [
        (form, places)
        for message in messages(language, domain)
        for places in [placeholders(sources(message)[-1])]
        for place, form in enumerate(forms(message))
        if placeholders(form) != places
        and not (
            says_the_number_in_words(language, domain, message, place)
            and placeholders(form) == [each for each in places if each != "%(number)s"]
        )
    ]

    assert wrong == []


@every_catalog
def test_what_is_counted_has_all_the_forms_of_its_language(language: str, domain: str) -> None:
    counted = [message for message in messages(language, domain) if len(sources(message)) > 1]

    assert read(language, domain).num_plurals == FORMS[language]
    assert all(len(forms(message)) == FORMS[language] for message in counted)


@every_catalog
def test_the_program_reads_what_people_wrote(language: str, domain: str) -> None:
    written = compiled(read(language, domain))

    assert path_of(language, domain, "mo").read_bytes() == written, "make translations has not been run"


@every_catalog
def test_no_message_of_the_code_or_the_templates_lacks_its_place_in_a_catalog(language: str, domain: str) -> None:
    said = {message.id for message in found(domain) if message.id}

    assert said == {message.id for message in messages(language, domain)}, "make translations has not been run"


def test_translations_that_are_up_to_date_stay_as_they_are(copy: Path) -> None:
    assert renew(copy) == ()


def test_a_new_sentence_waits_in_each_catalog_for_its_translation(copy: Path) -> None:
    with (copy / "manychat" / "say" / "phrases.py").open("a", encoding="utf-8") as code:
        code.write('\n\ndef goodbye(locale: Locale) -> str:\n    return locale.say("Goodbye, %(name)s!", name="Ana")\n')

    changed = renew(copy)

    assert {path.relative_to(copy).as_posix() for path in changed} == {
        f"locales/{language}/LC_MESSAGES/chat.po" for language in TRANSLATED
    }
    for language in TRANSLATED:
        waiting = read(language, "chat", copy / "locales").get("Goodbye, %(name)s!")
        assert waiting is not None
        assert waiting.string == ""
    assert renew(copy) == ()


def test_a_corrected_translation_is_compiled_and_kept(copy: Path) -> None:
    path = path_of("ru", "chat", "po", copy / "locales")
    path.write_text(path.read_text(encoding="utf-8").replace("Ваши купоны:", "Купоны:"), encoding="utf-8")

    assert renew(copy) == (path_of("ru", "chat", "mo", copy / "locales"),)
    assert "Купоны:" in path.read_text(encoding="utf-8")


TO_A_MAN = {
    "ar": re.compile(
        # Verbs in the form for a man: present (you order), future, imperative; and what has his ending written out.
        r"(?<!\w)[وف]?(?:س?(?:تطلب|ترسل|تريد|تفقد|تكتب|تحصل|تدعو|تفعل|تجد|تختار|تستخدم|تضغط|تضيف|تنضم|تغادر|تملك)ه?"
        r"|(?:اكتب|اطلب|افتح|أرسل|ارسل|خذ|سجّل|اختر|اضغط|أضف|استخدم|تحقق|أكّد|انتظر|جرّب)(?:ه|ها)?)(?!\w)"
        r"|تَ(?!\w)|متأكدًا|مستعدًا"
    ),
    "ru": re.compile(r"\b[Вв]ы (?:\w+ ){0,2}(?:\w+(?:[аиеуё]л|[аи]лся)|согласен|уверен|должен|рад)\b"),
}


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("domain", ["chat", "letters", "pages"])
def test_no_customer_is_addressed_as_a_man(language: str, domain: str) -> None:
    gendered = [
        form for message in messages(language, domain) for form in forms(message) if TO_A_MAN[language].search(form)
    ]

    assert gendered == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_meant_by_addressing_a_man_is_found(language: str) -> None:
    to_a_man = {"ar": "اكتبه هنا من فضلك.", "ru": "Вы уже получил баллы."}

    assert TO_A_MAN[language].search(to_a_man[language])
