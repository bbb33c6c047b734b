"""The member's card: what it shows to whom, from which link, in which words, and at what cost."""

import logging
import re
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256, sha512

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from manage import manage
from sandbox.google.http.faults import DropBefore, Fault
from sandbox.owner import Owner
from service.container import now
from service.pages.card_page import MOST_COUPONS, MOST_LINES, MOST_REWARDS
from service.signed_links import CARD_DAYS, CardKind, card_of, member_of, unsubscribe_link
from tests.cards.links import ADDRESS, ANA, CHAT_LINK, CODE, CONTACT, KEY, Looks, path

FROM_EMAIL = path(CardKind.EMAIL)
LONG = "Longword" * 625
BORIS = "B7R1S7"
LINKS_OF_BOTH = [(CardKind.CHAT, CONTACT), (CardKind.CHAT, "7002"), (CardKind.EMAIL, ANA), (CardKind.EMAIL, BORIS)]
TAGS = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def kinds(owner: Owner) -> list[str]:
    """What was asked of Google since the sheet was there."""
    return [request.kind for request in owner.google.requests]


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("en", "ltr", ["377 points", "Only 523 points to the Wool blanket.", "order 1042", "Your coupons"]),
        ("ru-RU", "ltr", ["377 баллов", "Ваши купоны", "заказ 1042", "До подарка"]),
        ("ar", "rtl", ["377 نقطة", "قسائمك", "1042"]),
    ],
)
def test_a_member_sees_points_the_next_reward_coupons_and_history_in_their_language(
    look: Looks, owner: Owner, language: str, direction: str, words: list[str]
) -> None:
    owner.type_over("Members", ANA, "Language", language)

    answer = look()

    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert f'dir="{direction}"' in answer.text
    assert [word for word in words if word not in answer.text] == []
    assert re.search(r'<progress max="900" value="377" aria-label="[^"]+"', answer.text)


def test_from_the_chat_the_codes_are_there_with_a_qr_code_and_from_an_email_they_are_not(look: Looks) -> None:
    in_chat, in_email = look().text, look(FROM_EMAIL).text

    assert CODE in in_chat
    assert in_chat.count('class="qr"') == 1  # the tote bag's is still to come from the shop
    assert "The shop will send it to you." in in_chat
    assert "Stoneware mug" in in_email
    assert "qr" not in re.sub("<style>.*?</style>", "", in_email, flags=re.DOTALL)
    assert not {CODE, "TOTE-ASK1"} & set(re.findall(r"[A-Z]+-\w+", in_email))
    assert "You see your codes only on the card that you open from the chat" in in_email
    assert f'href="{CHAT_LINK}"' in in_email


def test_a_link_with_a_place_for_the_code_has_it_only_in_the_chat(look: Looks, owner: Owner) -> None:
    owner.type_over("Rewards", "mug", "Product link", "https://shop.example/mug?discount={code}&for={email}&size=1")

    in_chat, in_email = look().text, look(FROM_EMAIL).text

    assert f"https://shop.example/mug?discount={CODE}&amp;for=ana%40example.com&amp;size=1" in in_chat
    assert "https://shop.example/mug?size=1" in in_email
    assert CODE not in in_email


def test_nobody_is_named_and_no_address_is_told(look: Looks) -> None:
    for link in (path(), FROM_EMAIL):
        page = look(link).text.lower()

        assert "ana@example.com" not in page
        assert "ana lima" not in page
        assert "example.com" not in page.replace("marigoldandfinch.example", "")


def test_what_can_be_taken_leads_into_the_chat_which_takes_it_for_whoever_is_there(look: Looks, owner: Owner) -> None:
    page = look().text

    assert page.count("Yours to take now") == 2
    assert 'href="https://m.me/marigold?ref=loyalty--take-tote"' in page
    assert "take-blanket" not in page
    assert "523 points to go" in page
    owner.type_over("Settings", "Chat link", "Value", "")
    assert "Take it in the chat" not in look().text


def test_only_an_https_picture_is_shown_and_else_the_first_letter(look: Looks, owner: Owner) -> None:
    page = look().text

    assert 'src="https://shop.example/tote.png" alt="" width="88" height="88" loading="lazy"' in page
    assert "http://shop.example" not in page
    owner.type_over("Rewards", "tote", "Image", "javascript:alert(1)")
    assert "javascript:" not in look().text


def test_the_card_carries_the_shops_name_link_logo_and_colour(look: Looks, owner: Owner) -> None:
    owner.type_over("Settings", "Colour", "Value", "#005f73")
    owner.type_over("Settings", "Logo", "Value", "https://shop.example/logo.png")

    page = look().text

    assert "#005f73" in page
    assert '<img class="logo" src="https://shop.example/logo.png" alt="Marigold &amp; Finch"' in page
    assert '<a href="https://marigoldandfinch.example"><bdi>Marigold &amp; Finch</bdi></a>' in page


@pytest.mark.parametrize(
    ("tab", "key", "heading"),
    [
        ("Settings", "Program name", "Value"),
        ("Settings", "Shop name", "Value"),
        ("Settings", "Shop link", "Value"),
        ("Settings", "Colour", "Value"),
        ("Settings", "Logo", "Value"),
        ("Settings", "Chat link", "Value"),
        ("Rewards", "tote", "Name"),
        ("Rewards", "mug", "Name"),
        ("Rewards", "mug", "How to redeem"),
        ("Rewards", "mug", "Image"),
        ("Rewards", "mug", "Product link"),
        ("Coupons", CODE, "Reward"),
        ("Members", ANA, "Language"),
        ("Ledger", f"coupon:{CODE}", "For"),
        ("Ledger", "order:1042", "For"),
    ],
)
@pytest.mark.parametrize("text", [TAGS, LONG, f"{LONG}{TAGS}", "javascript:alert(1)//https://x.example", "\u202eabc"])
def test_whatever_stands_in_a_cell_is_text_of_a_length_that_a_page_bears(
    look: Looks, owner: Owner, tab: str, key: str, heading: str, text: str
) -> None:
    owner.type_over(tab, key, heading, text)

    answer = look()

    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "<img src=x" not in answer.text
    assert not re.search(r"""(?:href|src)=["']?\s*javascript:""", answer.text)
    assert LONG not in answer.text
    assert len(answer.data) < 60_000


def test_hundreds_of_everything_are_some_and_how_many_more(look: Looks, owner: Owner) -> None:
    last_day = (now().date() + timedelta(days=25)).isoformat()
    owner.type_over("Settings", "Coupons", "Value", "generate")
    owner.type(
        "Rewards", *[(f"gift{number}", f"Gift {number}", 1_000 + number, *[""] * 3, "yes") for number in range(100)]
    )
    owner.type(
        "Ledger",
        *[
            ("2026-02-01 09:00:00", ANA, "", "redemption", -1, "mug", "", f"coupon:MANY-{number:03}")
            for number in range(300)
        ],
    )
    owner.type(
        "Coupons",
        *[(f"MANY-{number:03}", "mug", "issued", ANA, "", "2026-02-01 09:00:00", last_day) for number in range(300)],
    )

    page = look().text

    assert page.count('class="qr"') == MOST_COUPONS - 1  # and one that is asked for
    assert f"and {302 - MOST_COUPONS} more" in page
    assert page.count('class="picture"') == MOST_REWARDS
    assert f"and {102 - MOST_REWARDS} more" in page  # of mugs none is left
    assert page.count('<b dir="ltr">') == MOST_LINES
    assert f"and {304 - MOST_LINES} more" in page
    assert page.index(CODE) < page.index("MANY-000")  # the soonest to end stands first


def test_a_code_too_long_to_be_shown_whole_is_not_shown(look: Looks, owner: Owner) -> None:
    owner.type_over("Coupons", CODE, "Code", "C" * 250)
    owner.type_over("Ledger", f"coupon:{CODE}", "Cause", f"coupon:{'C' * 250}")

    page = look().text

    assert "CCCC" not in page
    assert "Please ask the shop for its code." in page


@pytest.mark.parametrize("kind", CardKind)
def test_a_card_is_one_read_and_no_write(look: Looks, owner: Owner, kind: CardKind) -> None:
    look(path(kind))  # the first one reads the whole sheet
    owner.google.requests.clear()

    look(path(kind))
    look(path(kind), method="HEAD")

    assert kinds(owner) == ["read", "read"]


@pytest.mark.parametrize(
    "forged",
    [
        "/card",
        "/card?t=",
        f"/card?t={ANA}",
        f"/card?t={CONTACT}",
        path(key="another key altogether"),
        path(CardKind.EMAIL, key="another key altogether"),
        path() + "x",
        path()[:-1],
        path().replace("card?t=W", "card?t=V"),
        f"{path()}{'x' * 500}",
        f"/card?t={'A' * 3_000}",
        "/card?t=%ff%00%F0%9F%98%80",
        "/card?t=..%2F..%2Fetc",
        unsubscribe_link(ANA, address="", key=KEY) or "/card?t=" + unsubscribe_link(ANA, address="x", key=KEY)[15:],
    ],
)
def test_a_link_that_is_none_of_ours_shows_nothing_and_costs_no_read(look: Looks, owner: Owner, forged: str) -> None:
    answer = look(forged, Accept_Language="ru-RU,ru;q=0.9,en;q=0.8")

    assert answer.status_code == 404
    assert "Ссылка неполная или не наша." in answer.text
    assert kinds(owner) == []


def test_links_of_one_kind_open_nothing_of_another(client: FlaskClient, ana: Owner) -> None:
    tokens = {kind: path(kind).partition("=")[2] for kind in CardKind}
    leave = unsubscribe_link(ANA, address=ADDRESS, key=KEY).partition("=")[2]

    opened = {kind: card_of(token, key=KEY) for kind, token in tokens.items()}

    assert {kind: link.kind for kind, link in opened.items() if link} == {kind: kind for kind in CardKind}
    assert [member_of(token, key=KEY) for token in tokens.values()] == [None, None]
    assert card_of(leave, key=KEY) is None
    assert [client.post(f"/unsubscribe?t={token}").status_code for token in tokens.values()] == [404, 404]
    assert ana.tab("Members")[0].get("Reminders now", "") == ""


def test_a_link_ends_after_sixty_days_and_its_page_leads_into_the_chat(look: Looks) -> None:
    today = now().date()
    last = look(path(made=today - timedelta(days=CARD_DAYS)))
    ended = [look(path(kind, made=today - timedelta(days=CARD_DAYS + 1))) for kind in CardKind]

    assert last.status_code == 200
    for answer in ended:
        assert answer.status_code == 410
        assert "This link to your card has expired." in answer.text
        assert f'href="{CHAT_LINK}"' in answer.text
        assert CODE not in answer.text
        assert "377" not in answer.text


def test_who_has_left_has_no_card_any_more(look: Looks, client: FlaskClient) -> None:
    before = look().status_code
    body = {"contact": {"id": CONTACT}, "confirm": "yes"}
    left = client.post("/manychat/leave", json=body, headers={"Authorization": "Bearer the-secret-of-this-test"})

    assert (before, left.get_json()["code"]) == (200, "left")
    for link in (path(), FROM_EMAIL):
        answer = look(link)
        assert answer.status_code == 410
        assert "This link no longer opens a card." in answer.text
        assert CODE not in answer.text


def test_two_members_who_were_joined_have_one_card(look: Looks, owner: Owner) -> None:
    owner.type("Members", [BORIS, "boris@example.com", "Boris", "7002", "", "2026-01-01"])
    owner.type("Ledger", ["2026-01-01 09:00:00", BORIS, "", "adjustment", 5])
    joined = CliRunner().invoke(manage, ["merge", ANA, BORIS])

    assert joined.exit_code == 0
    pages = [look(path(kind, whose)).text for kind, whose in LINKS_OF_BOTH]

    assert all("382 points" in page for page in pages)
    assert [CODE in page for page in pages] == [True, True, False, False]


def test_a_contact_that_the_owner_gives_to_somebody_else_opens_nothing_of_hers(look: Looks, owner: Owner) -> None:
    owner.type_over("Members", ANA, "Contact", "7003")

    assert look().status_code == 410
    assert CODE in look(path(whose="7003")).text


def test_while_google_is_away_a_kind_page_says_when_to_come_again(look: Looks, outage: list[Fault]) -> None:
    outage.append(DropBefore())

    answer = look(Accept_Language="ar")

    outage.clear()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert 'dir="rtl"' in answer.text
    assert "بطاقتك" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_no_other_method(look: Looks, owner: Owner, method: str) -> None:
    assert look(method=method).status_code == 405
    assert kinds(owner) == []


def test_a_head_has_what_the_page_has_but_for_the_page(look: Looks) -> None:
    whole, head = look(), look(method="HEAD")

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Security-Policy"] == whole.headers["Content-Security-Policy"]


def test_without_a_key_or_an_address_no_link_is_made_and_none_is_believed(
    look: Looks, environment: pytest.MonkeyPatch
) -> None:
    environment.delenv("LINK_KEY")

    assert look().status_code == 404
    assert (path(key=""), path(address="")) == ("", "")
    assert card_of(path().partition("=")[2], key="") is None
    assert path(whose=sha512(b"7").hexdigest() + sha512(b"8").hexdigest()) == ""


def test_no_other_site_has_the_card_in_a_frame_and_it_runs_nothing(look: Looks, outage: list[Fault]) -> None:
    answers = [look(), look(FROM_EMAIL), look("/card?t=x"), look(path(made=now().date() - timedelta(days=90)))]
    outage.append(DropBefore())
    answers.append(look())
    outage.clear()

    assert [answer.status_code for answer in answers] == [200, 200, 404, 410, 503]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        [style] = re.findall("<style>(.*?)</style>", answer.text, flags=re.DOTALL)
        digest = b64encode(sha256(style.encode()).digest()).decode()
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert f"style-src 'sha256-{digest}'" in policy
        assert not re.search("unsafe|script-src|connect-src|http:|[*]", policy)
        assert "<script" not in answer.text
        assert " style=" not in answer.text


def test_the_log_tells_that_a_card_was_shown_and_neither_whose_nor_by_which_link(
    look: Looks, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], outage: list[Fault]
) -> None:
    caplog.set_level(logging.DEBUG)
    links = [path(), FROM_EMAIL, path() + "x", path(made=now().date() - timedelta(days=90))]
    for link in links:
        look(link)
    outage.append(DropBefore())
    look()
    outage.clear()

    said = caplog.text + "".join(capsys.readouterr())

    assert "card shown by a card in the chat" in said
    assert "card ended" in said
    assert not [link for link in links if link.partition("=")[2][:20] in said]
    assert not {ANA, CONTACT, CODE, "ana@example.com"} & set(re.findall(r"[\w@.-]+", said))
