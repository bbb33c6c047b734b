"""The way out of letters: a page that changes nothing when looked at, one button, one click, and a way back."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sandbox.google.http.faults import DropBefore, Fault
from sandbox.owner import Owner
from service.signed_links import OF_NOBODY, member_of, unsubscribe_link

ROOT = Path(__file__).parent.parent
ADDRESS = "https://regulars.example"
KEY = "the-key-of-the-links-in-this-test"
ANA = "K7Q4ZD"


@pytest.fixture(autouse=True)
def ana(owner: Owner) -> None:
    owner.type("Members", [ANA, "ana@example.com", "Ana", "", "", "2026-01-01"])


def path(member: str = ANA, key: str = KEY) -> str:
    return unsubscribe_link(member, address=ADDRESS, key=key).removeprefix(ADDRESS)


def wish(owner: Owner) -> object:
    return owner.tab("Members")[0].get("Reminders now", "")


@pytest.mark.parametrize(
    ("language", "direction", "word"),
    [("en", "ltr", "You get emails"), ("ru-RU", "ltr", "Вы"), ("ar", "rtl", "تصلك ")],
)
def test_looking_shows_one_button_in_her_language_and_changes_nothing(
    client: FlaskClient, owner: Owner, language: str, direction: str, word: str
) -> None:
    owner.type_over("Members", ANA, "Language", language)

    answer = client.get(path())

    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert word in answer.text
    assert f'dir="{direction}"' in answer.text
    assert len(re.findall("<button", answer.text)) == 1
    assert "ana" not in answer.text.lower().replace("language", "")
    assert wish(owner) == ""


def test_the_page_carries_the_shop_s_name_link_and_colour_and_takes_no_html_from_them(
    client: FlaskClient, owner: Owner
) -> None:
    owner.type_over("Settings", "Shop name", "Value", "<b>Finch</b> & Co")
    owner.type_over("Settings", "Colour", "Value", "#005f73")

    page = client.get(path()).text

    assert '<a href="https://marigoldandfinch.example"><bdi>&lt;b&gt;Finch&lt;/b&gt; &amp; Co</bdi></a>' in page
    assert "#005f73" in page


@pytest.mark.parametrize("link", ["javascript:alert(1)", "", "marigold"])
def test_a_shop_link_that_leads_nowhere_is_left_out(client: FlaskClient, owner: Owner, link: str) -> None:
    owner.type_over("Settings", "Shop link", "Value", link)

    page = client.get(path()).text

    assert "<bdi>Marigold &amp; Finch</bdi>" in page
    assert "<a " not in page


def test_a_mail_program_s_one_click_ends_the_letters_and_the_button_brings_them_back(
    client: FlaskClient, owner: Owner
) -> None:
    ended = client.post(path(), data={"List-Unsubscribe": "One-Click"})
    after_one_click = wish(owner)
    back = client.post(path(), data={"letters": "yes"})

    assert (ended.status_code, after_one_click) == (200, "no")
    assert 'value="yes"' in ended.text
    assert (back.status_code, wish(owner)) == (200, "yes")
    assert "again" in back.text


def test_the_button_ends_the_letters_once_however_often_it_is_pressed(client: FlaskClient, owner: Owner) -> None:
    answers = [client.post(path(), data={"letters": "no"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert wish(owner) == "no"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "forged",
    [
        "/unsubscribe",
        "/unsubscribe?t=",
        "/unsubscribe?t=K7Q4ZD",
        path(key="another key altogether"),
        path() + "x",
        path()[:-1],
        path("NOBODY"),
        f"{path()}{'x' * 500}",
    ],
)
def test_a_forged_link_leads_nowhere(client: FlaskClient, owner: Owner, method: str, forged: str) -> None:
    answer = client.open(forged, method=method)

    assert answer.status_code == 404
    assert wish(owner) == ""


@pytest.mark.parametrize(
    ("language", "direction", "incomplete", "nobodys"),
    [
        ("en", "ltr", "This link is incomplete", "To end emails, use the link in the newest one."),
        ("ru", "ltr", "Ссылка неполная", "воспользуйтесь ссылкой в последнем письме"),
        ("ar-EG", "rtl", "هذا الرابط ناقص", "لإيقاف الرسائل"),
    ],
)
def test_a_link_that_leads_nowhere_is_a_page_in_the_language_of_the_browser(
    client: FlaskClient, outage: list[Fault], language: str, direction: str, incomplete: str, nobodys: str
) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": language}

    answers = [client.get(link, headers=browser) for link in ("/unsubscribe", path("NOBODY"))]
    outage.append(DropBefore())
    away = client.post(path(), data={"letters": "no"}, headers=browser)
    outage.clear()

    assert [answer.status_code for answer in (*answers, away)] == [404, 404, 503]
    assert {answer.mimetype for answer in (*answers, away)} == {"text/html"}
    assert incomplete in answers[0].text
    assert nobodys in answers[1].text
    assert all(f'dir="{direction}"' in answer.text and "<button" not in answer.text for answer in (*answers, away))


def test_a_mail_program_hears_of_a_dead_link_as_programs_do(client: FlaskClient) -> None:
    answer = client.post(path("NOBODY"), data={"List-Unsubscribe": "One-Click"}, headers={"Accept": "*/*"})

    assert answer.get_json() == {"error": OF_NOBODY}


def test_without_a_key_no_link_is_made_and_none_is_believed(
    client: FlaskClient, environment: pytest.MonkeyPatch
) -> None:
    environment.delenv("LINK_KEY")

    assert client.get(path()).status_code == 404
    assert path(key="") == ""
    assert member_of("WyJBIl0.x", key="") is None


def test_a_link_carries_nothing_but_the_code() -> None:
    token = path().partition("=")[2]

    assert member_of(token, key=KEY) == ANA
    assert path() == path()
    assert len(path()) < 80


def test_when_google_is_away_the_mail_program_may_try_again(client: FlaskClient, outage: list[Fault]) -> None:
    outage.append(DropBefore())

    answer = client.post(path(), data={"List-Unsubscribe": "One-Click"})

    outage.clear()
    assert answer.status_code == 503


def test_no_other_method_and_no_flood(client: FlaskClient) -> None:
    assert client.put(path()).status_code == 405
    assert client.post(path(), data={"letters": "x" * 70_000}).status_code == 413


def test_no_other_site_shows_the_page_in_a_frame_or_has_it_run_anything(client: FlaskClient) -> None:
    answers = [client.get(path()), client.post(path(), data={"letters": "yes"})]

    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        [style] = re.findall("<style>(.*?)</style>", answer.text, flags=re.DOTALL)
        digest = b64encode(sha256(style.encode()).digest()).decode()
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert f"style-src 'sha256-{digest}'" in policy
        assert "unsafe" not in policy
