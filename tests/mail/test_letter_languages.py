"""Every letter in every language, out of a real mail box: whole, in that language, and as it was approved."""

import re
from dataclasses import replace
from decimal import Decimal
from email.message import EmailMessage
from html import unescape
from itertools import product
from pathlib import Path

import pytest

from commands.preview.samples import LAST_DAY, LETTERS, LOST_AFTER, NOW, SHEET, SHOPS, sample
from loyalty.letters.letter import LetterFacts, Loss, MembershipEnds, TierAtRisk
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.program_settings import TierBy
from loyalty.model.reward import Reward
from loyalty.outcomes.member_standing import HeldCoupon, Membership, Standing, TakenReward, TierStanding
from mail.envelope import envelope_of
from mail.letters import LetterBroken, write
from mail.smtp import Delivered, MailServer
from sandbox.mailbox import KeptLetter, MailBox
from sheets.codec.translation import said as in_the_sheet
from words.locales import LANGUAGES

GOLDEN = Path(__file__).parent / "golden"
SENDER = "Bean & Co <hello@bean.example>"
WAY_OUT = "https://regulars.example/unsubscribe?t=" + "4x" * 60
CLIPPED = 100 * 1024  # Gmail shows no more than 102 KB
MEMBERS_LETTERS = tuple(letter for letter in LETTERS if letter != "owner_task")
WARNINGS = ("points_expiring", "membership_ending", "tier_warning")
ABOUT_A_COUPON = ("coupon", "coupon_expiring", "owner_task")
POINTS = {"en": ("50 points", "310 points"), "ru": ("50 баллов", "310 баллов"), "ar": ("50 نقطة", "310 نقاط")}
DAYS = {"en": "14 December 2026", "ru": "14 декабря 2026", "ar": "14 ديسمبر 2026"}
DIRECTIONS = {"en": "ltr", "ru": "ltr", "ar": "rtl"}
KEPT_ENGLISH = ("MUG-7F2K", "K7Q4ZD", "STOP")
"""A code, a member, and what is to be answered so."""

every_letter = pytest.mark.parametrize(("letter", "language"), list(product(LETTERS, LANGUAGES)))
every_language = pytest.mark.parametrize("language", LANGUAGES)


def kept(facts: LetterFacts, language: str, unsubscribe: str = WAY_OUT) -> KeptLetter:
    message = write(facts, language=language, sender=SENDER, unsubscribe=unsubscribe, now=NOW)
    with MailBox() as box:
        with MailServer(box.url, timeout=5).connection() as connection:
            assert connection.deliver(message) == Delivered()
        return box.letters[0]


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def said(message: EmailMessage) -> tuple[str, str]:
    """What is read in plain text and in HTML, without the characters that keep names apart."""
    html = re.sub(r"(?s)<head>.*</head>|<!--.*?-->", "", part(message, "html"))
    html = re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:bdi|strong|a|span|b)\b[^>]*>", "", html))
    return _plain(part(message, "plain")), _plain(unescape(html))


def _plain(text: str) -> str:
    return " ".join(re.sub("[\u2068\u2069\u200c\u034f]", "", text).split())


@every_letter
def test_both_parts_say_what_the_letter_is_for(letter: str, language: str) -> None:
    message, shop = kept(sample(letter, language), language).message, SHOPS[language]

    for text in said(message):
        assert shop.mug in text
        assert shop.program in text
        if letter in MEMBERS_LETTERS:
            assert POINTS[language][letter != "welcome"] in text
            assert shop.member in text
            assert shop.name in text
        if letter != "welcome":
            assert "MUG-7F2K" in text
            assert DAYS[language] in text
        if letter in ("reminder", "win_back", *WARNINGS):
            assert shop.beans in text
            assert shop.tote in text
        if letter in ("coupon", "coupon_expiring"):
            assert shop.how_to_redeem in text


@every_letter
def test_the_subject_and_the_preheader_are_lines_of_that_language(letter: str, language: str) -> None:
    message, shop = kept(sample(letter, language), language).message, SHOPS[language]
    found = re.search(r'<div class="hidden"[^>]*>([^<]*)', part(message, "html"))

    assert found
    preheader = unescape(found[1]).strip("\u034f\u200c\xa0 ")
    assert 10 < len(preheader) < 120
    assert preheader not in message["Subject"]
    assert shop.member not in message["Subject"]
    assert any(name in message["Subject"] for name in (shop.name, shop.program, shop.mug))


@every_letter
def test_the_page_knows_its_language_and_its_direction(letter: str, language: str) -> None:
    page = part(kept(sample(letter, language), language).message, "html")

    assert f'<html lang="{language}" dir="{DIRECTIONS[language]}"' in page
    assert re.findall('<table[^>]* dir="([a-z]*)"', page) == [DIRECTIONS[language]] * 3
    assert ("text-align: right" in page) == (language == "ar")
    assert ("text-align: left" in page) == (language != "ar")


@pytest.mark.parametrize(("letter", "language"), list(product(LETTERS, ("ru", "ar"))))
def test_no_english_is_left(letter: str, language: str) -> None:
    message = kept(sample(letter, language), language).message

    for text in (message["Subject"], *said(message)):
        own = re.sub(r"\S*(?:https?:|@)\S*|" + "|".join(KEPT_ENGLISH), "", text)
        assert not re.findall("[A-Za-z]+", own)


@every_letter
def test_a_letter_is_short_enough_to_be_shown_whole(letter: str, language: str) -> None:
    assert len(kept(sample(letter, language), language).raw) < CLIPPED / 2


@every_language
def test_a_member_who_has_everything_gets_a_letter_that_is_not_clipped(language: str) -> None:
    rewards = tuple(
        Reward(f"r{n}", f"{SHOPS[language].beans} {n}", n, f"https://bean.example/{n}") for n in range(1, 51)
    )
    coupons = tuple(HeldCoupon(Coupon(f"C-{n}", "r1", CouponStatus.ISSUED), rewards[0], asked=False) for n in range(50))
    facts = replace(
        sample("reminder", language),
        standing=Standing(9000, rewards),
        coupons=coupons,
        won=tuple(TakenReward(reward.name, 1) for reward in rewards),
    )
    letter = kept(facts, language)

    assert len(part(letter.message, "html").encode()) < CLIPPED
    assert len(letter.raw) < CLIPPED
    for text in said(letter.message):
        assert f"{SHOPS[language].beans} 50" in text
        assert text.count("46") >= 3


@every_letter
def test_a_letter_reads_as_it_was_approved(letter: str, language: str, *, update_letters: bool) -> None:
    message = kept(sample(letter, language), language).message
    reads = {"txt": f"{message['Subject']}\n\n{part(message, 'plain')}", "html": part(message, "html")}

    for kind, text in reads.items():
        approved = GOLDEN / f"{letter}.{language}.{kind}"
        if update_letters:
            approved.write_text(text, encoding="utf-8")
        assert text == approved.read_text(encoding="utf-8"), "pytest --update-letters approves of the change"


@every_language
def test_the_way_out_is_one_click(language: str) -> None:
    letter = kept(sample("reminder", language), language)

    assert f"\r\nList-Unsubscribe: <{WAY_OUT}>\r\n".encode() in letter.raw
    assert b"\r\nList-Id: <regulars.bean.example>\r\n" in letter.raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in letter.raw
    assert WAY_OUT in part(letter.message, "plain")
    assert f'href="{WAY_OUT}"' in part(letter.message, "html")
    assert "STOP" not in " ".join(said(letter.message))


def test_the_list_of_a_sender_beyond_ascii_has_its_name_as_the_net_writes_it() -> None:
    facts = sample("reminder", "ru")
    message = write(facts, language="ru", sender="shop@зерно.example", unsubscribe=WAY_OUT, now=NOW)

    assert b"\r\nList-Id: <regulars.xn--e1adtei.example>\r\n" in envelope_of(message).raw


@pytest.mark.parametrize(("letter", "language"), list(product((*MEMBERS_LETTERS, "confirm"), LANGUAGES)))
def test_a_members_email_ends_with_the_way_out_and_the_shops_postal_address(letter: str, language: str) -> None:
    shop = SHOPS[language]
    comma = "،" if language == "ar" else ","
    end = f"{shop.name}{comma} {shop.postal_address}"
    word = {"en": "Unsubscribe", "ru": "Отписаться", "ar": "إلغاء الاشتراك"}[language]

    plain, page = said(kept(sample(letter, language), language).message)

    assert plain.endswith(f"{word}: {WAY_OUT} {end}")
    assert page.endswith(f"{word} {end}")


def test_without_a_postal_address_nothing_stands_in_its_place() -> None:
    facts = replace(sample("reminder", "en"), postal_address=" \n ")

    plain, page = said(kept(facts, "en").message)

    assert plain.endswith(WAY_OUT)
    assert page.endswith("Unsubscribe")


def test_the_lines_of_a_postal_address_are_one_and_nothing_in_them_is_html() -> None:
    facts = replace(sample("reminder", "en"), postal_address="12 <b>Market</b> Street\r\nSpringfield\n")
    message = kept(facts, "en").message

    assert "Bean & Co, 12 <b>Market</b> Street, Springfield" in part(message, "plain")
    assert "&lt;b&gt;Market&lt;/b&gt; Street, Springfield" in part(message, "html")


@every_language
@pytest.mark.parametrize("unsubscribe", ["", "http://regulars.example/unsubscribe?t=4x"])
def test_without_a_link_the_way_out_is_an_answer(language: str, unsubscribe: str) -> None:
    letter = kept(sample("reminder", language), language, unsubscribe)

    assert b"List-" not in letter.raw
    assert all("STOP" in text for text in said(letter.message))
    assert "regulars.example" not in part(letter.message, "plain") + part(letter.message, "html")


def test_the_letters_provider_can_tell_kinds_and_languages_apart() -> None:
    assert kept(sample("win_back", "ru"), "ru").message["Feedback-ID"] == "win_back:ru:regulars"


@every_language
def test_each_reward_has_a_button_into_the_chat(language: str) -> None:
    message = kept(sample("reminder", language), language).message

    for reward in ("mug", "beans"):
        link = f"https://m.me/bean?ref=prize--{reward}"
        assert part(message, "html").count(f'href="{link}"') == 1
        assert link in part(message, "plain").split()


@every_language
def test_pictures_have_words_for_those_who_do_not_see_them(language: str) -> None:
    page = part(kept(sample("reminder", language), language).message, "html")
    pictures = re.findall(r'<img[^>]* src="([^"]*)" alt="([^"]*)"', page)

    shop = SHOPS[language]
    named = {address.rpartition("/")[2]: unescape(alt) for address, alt in pictures}
    assert named == {"logo.svg": shop.name, "mug.svg": shop.mug, "beans.svg": shop.beans, "tote.svg": shop.tote}


@pytest.mark.parametrize(
    ("language", "orders", "sentence"),
    [
        ("en", 1, "That is about one more order."),
        ("en", 3, "That is about 3 more orders."),
        ("ru", 1, "Это примерно ещё один заказ."),
        ("ru", 3, "Это примерно ещё 3 заказа."),
        ("ru", 5, "Это примерно ещё 5 заказов."),
        ("ru", 21, "Это примерно ещё 21 заказ."),
        ("ar", 1, "أي طلب واحد آخر تقريبًا."),
        ("ar", 3, "أي 3 طلبات أخرى تقريبًا."),
        ("ar", 11, "أي 11 طلبًا آخر تقريبًا."),
        ("ar", 100, "أي 100 طلب آخر تقريبًا."),
    ],
)
def test_the_way_to_the_next_prize_is_told_in_orders(language: str, orders: int, sentence: str) -> None:
    message = kept(replace(sample("reminder", language), orders_to_next=orders), language).message

    assert all(sentence in text for text in said(message))


@every_language
def test_without_an_average_order_nothing_is_said_about_orders(language: str) -> None:
    told = said(kept(replace(sample("reminder", language), orders_to_next=1), language).message)
    silent = said(kept(replace(sample("reminder", language), orders_to_next=None), language).message)

    sentence = {"en": "one more order", "ru": "один заказ", "ar": "طلب واحد"}[language]
    assert all(sentence in text for text in told)
    assert not any(sentence in text for text in silent)


@pytest.mark.parametrize(("language", "worth"), [("en", "$46.00"), ("ru", "3 450,00 ₽"), ("ar", "172.00 د.إ.")])
def test_what_a_member_has_won_is_worth_money_where_the_owner_has_said_so(language: str, worth: str) -> None:
    facts = sample("reminder", language)

    told = said(kept(facts, language).message)
    amount = {"en": "46.00", "ru": "450,00", "ar": "172.00"}[language]
    for untold in (replace(facts, worth=None), replace(facts, currency=" ")):
        assert not any(amount in text for text in said(kept(untold, language).message))
    assert all(worth in re.sub("[\u200f\xa0]+", lambda found: " " if "\xa0" in found[0] else "", text) for text in told)


def test_names_from_another_script_are_kept_apart_from_the_text() -> None:
    message = kept(replace(sample("reminder", "ar"), name="Ana", shop="Bean & Co"), "ar").message

    assert "مرحبًا \u2068Ana\u2069،" in part(message, "plain")
    assert "<bdi>Ana</bdi>" in part(message, "html")
    assert "<bdi>Bean &amp; Co</bdi>" in part(message, "html")


def test_a_name_cannot_turn_the_text_around() -> None:
    message = kept(replace(sample("reminder", "en"), name="Ana\u202e ليلى\u2069"), "en").message

    assert "Hello \u2068Ana ليلى\u2069," in part(message, "plain")


def test_a_code_can_be_copied_as_it_stands() -> None:
    message = kept(sample("coupon", "ar"), "ar").message

    assert "\n  MUG-7F2K\n" in part(message, "plain")
    assert 'dir="ltr"' in part(message, "html").split("MUG-7F2K</p>")[0].rpartition("<p")[2]


def test_a_letter_in_a_language_that_is_not_spoken_is_english() -> None:
    assert "Hello Ana," in part(kept(sample("reminder", "en"), "fi_FI").message, "plain")


@every_language
def test_the_owners_letter_goes_to_her_and_names_the_member_inside(language: str) -> None:
    facts = sample("owner_task", language)
    owners = replace(facts, letter=replace(facts.letter, email="owner@bean.example"))
    letter = kept(owners, language, unsubscribe="")

    assert letter.recipients == ("owner@bean.example",)
    assert letter.message["To"] == "owner@bean.example"
    for text in said(letter.message):
        assert SHOPS[language].email in text
        assert "K7Q4ZD" in text
        assert "STOP" not in text


@every_language
def test_the_owners_letter_leads_to_the_spreadsheet_and_no_members_letter_does(language: str) -> None:
    for letter in LETTERS:
        facts = sample(letter, language)
        message = write(facts, language=language, sender=SENDER, unsubscribe="", sheet=SHEET, now=NOW)

        assert [SHEET in part(message, kind) for kind in ("plain", "html")] == [letter == "owner_task"] * 2


@every_language
def test_the_owners_letter_says_tab_and_column_as_the_owners_sheet_does(language: str) -> None:
    message = kept(sample("owner_task", language), language, unsubscribe="").message

    for kind, begins in (("plain", "1. "), ("html", "<ol")):
        what_to_do = part(message, kind).partition(begins)[2]
        for word in ("Coupons", "Code", "Status", "issued"):
            assert in_the_sheet(word, language) in what_to_do
            assert language == "en" or word not in what_to_do


@every_letter
def test_no_line_of_a_headline_or_first_sentence_ends_with_a_number(letter: str, language: str) -> None:
    top = part(kept(sample(letter, language), language).message, "html").partition("<h1")[2].partition("</td>")[0]

    assert not re.search(r"\d [^\W\d]", re.sub("<[^>]*>", "", top))


@every_letter
def test_no_day_in_an_email_is_torn_at_the_end_of_a_line(letter: str, language: str) -> None:
    page = part(kept(sample(letter, language), language).message, "html").partition("<h1")[2]

    assert not re.search(rf"[^\W\d] {NOW.year}|\d [^\W\d]+\s{NOW.year}", re.sub("<[^>]*>", "", page))


@every_letter
def test_a_letter_without_a_name_reads_well(letter: str, language: str) -> None:
    message = kept(replace(sample(letter, language), name=""), language).message

    assert SHOPS[language].member not in part(message, "plain")
    assert not message["Subject"].startswith((",", " ", "،"))
    assert "  " not in message["Subject"]


@every_language
@pytest.mark.parametrize("letter", ["coupon", "coupon_expiring"])
def test_the_coupon_of_a_letter_is_not_told_a_second_time(letter: str, language: str) -> None:
    for text in said(kept(sample(letter, language), language, unsubscribe="").message):
        body = text.partition(SHOPS[language].how_to_redeem)
        assert "MUG-7F2K" not in body[2]


@pytest.mark.parametrize("letter", ABOUT_A_COUPON)
def test_a_letter_about_a_coupon_that_is_not_there_is_broken_and_not_sent(letter: str) -> None:
    with pytest.raises(LetterBroken) as broken:
        kept(replace(sample(letter, "en"), subject=None), "en")

    assert broken.value.letter == letter


def test_a_coupon_without_a_last_day_does_not_expire_today() -> None:
    facts = sample("coupon_expiring", "en")
    assert facts.subject
    endless = replace(facts.subject, coupon=replace(facts.subject.coupon, expires=None))

    with pytest.raises(LetterBroken, match="a day is missing"):
        kept(replace(facts, subject=endless), "en")


@pytest.mark.parametrize("letter", ABOUT_A_COUPON)
def test_a_coupon_whose_reward_is_gone_is_still_told(letter: str) -> None:
    bare = HeldCoupon(Coupon("OLD-1", "Honey jar", CouponStatus.ISSUED, expires=LAST_DAY), None, asked=False)
    message = kept(replace(sample(letter, "en"), subject=bare, logo=""), "en").message

    for text in said(message):
        assert "OLD-1" in text
        assert "Honey jar" in text


ONE = Decimal(1)
LOST_DAYS = {"en": "22 December 2026", "ru": "22 декабря 2026", "ar": "22 ديسمبر 2026"}


@pytest.mark.parametrize(("letter", "language"), list(product(WARNINGS, LANGUAGES)))
def test_a_warning_says_what_ends_on_which_day_and_what_it_gives_her(letter: str, language: str) -> None:
    message, shop = kept(sample(letter, language), language).message, SHOPS[language]
    ends = {"points_expiring": ("120",), "membership_ending": (shop.plan,), "tier_warning": (shop.tier,)}[letter]
    more = {"points_expiring": (), "membership_ending": (shop.perks,), "tier_warning": (shop.perks, "40")}[letter]

    for text in (_plain(message["Subject"]), *said(message)):
        assert all(word in text for word in (*ends, LOST_DAYS[language]))
    for text in said(message):
        assert all(word in text for word in more)


@every_language
@pytest.mark.parametrize("letter", WARNINGS)
def test_a_warning_says_nothing_of_prizes_that_are_not_there_and_of_points_that_stay_hers(
    letter: str, language: str
) -> None:
    poor = replace(sample(letter, language), standing=Standing(20))
    no_prize = {"en": "Your points stay yours", "ru": "Ваши баллы остаются", "ar": "وتبقى نقاطك"}[language]
    before = {"en": "something nice", "ru": "Успейте", "ar": "تحويل نقاطك"}[language]

    for text in said(kept(poor, language).message):
        assert no_prize not in text
        assert before not in text


def warned(loss: Loss, letter: str = "tier_warning") -> tuple[str, str]:
    return said(kept(replace(sample(letter, "en"), loss=loss), "en").message)


@pytest.mark.parametrize(
    ("by", "missing", "sentence"),
    [
        (TierBy.POINTS, "1", "1 more point by then keeps it."),
        (TierBy.POINTS, "1249.5", "1,250 more points by then keep it."),
        (TierBy.ORDERS, "1", "1 more order by then keeps it."),
        (TierBy.ORDERS, "2", "2 more orders by then keep it."),
        (TierBy.MONEY, "45.5", "Orders of $45.50 more by then keep it."),
    ],
)
def test_what_keeps_her_tier_is_told_in_what_the_owner_counts(by: TierBy, missing: str, sentence: str) -> None:
    for text in warned(TierAtRisk("Gold", "", LOST_AFTER, Decimal(missing), by)):
        assert sentence in text
        assert "What it gives you" not in text


def test_a_membership_that_is_not_sold_any_more_is_not_offered() -> None:
    loss = MembershipEnds("Plus", "", LOST_AFTER, sold=False)

    for text in warned(loss, "membership_ending"):
        assert "Your membership Plus runs until 22 December 2026" in text
        assert "buy it again" not in text


@pytest.mark.parametrize("letter", WARNINGS)
def test_a_warning_of_nothing_is_broken_and_not_sent(letter: str) -> None:
    with pytest.raises(LetterBroken) as broken:
        kept(replace(sample(letter, "en"), loss=None), "en")

    assert broken.value.letter == letter


@pytest.mark.parametrize("letter", ["membership_ending", "tier_warning"])
def test_the_owners_names_of_plans_and_tiers_are_escaped_in_html_and_plain_in_text(letter: str) -> None:
    trap = '<b onclick="x">& more</b>'
    plan, tier = (
        MembershipEnds(trap, trap, LOST_AFTER, sold=True),
        TierAtRisk(trap, trap, LOST_AFTER, ONE, TierBy.ORDERS),
    )
    loss = plan if letter == "membership_ending" else tier
    message = kept(replace(sample(letter, "en"), loss=loss), "en").message

    assert "<b " not in part(message, "html")
    assert part(message, "html").count("&lt;b onclick=") == 3
    assert part(message, "plain").count(trap) == 3


@pytest.mark.parametrize("letter", ["reminder", "win_back", "welcome"])
@pytest.mark.parametrize(
    ("tier", "membership", "sentences"),
    [
        (
            TierStanding("Silver", "", "Gold", Decimal("39.5")),
            None,
            ["Your tier: Silver.", "To reach Gold, you still need 40 points."],
        ),
        (TierStanding("", "", "Gold", ONE, TierBy.ORDERS), None, ["To reach Gold, you still need 1 order."]),
        (TierStanding("", "", "Gold", ONE, TierBy.MONEY), None, ["To reach Gold, you still need $1.00."]),
        (TierStanding("<b>Gold"), None, ["Your tier: <b>Gold."]),
        (None, Membership("Plus", "", LOST_AFTER), ["Your membership Plus runs until 22 December 2026."]),
        (TierStanding(""), Membership("Plus", "", None), ["Your membership Plus never expires."]),
    ],
)
def test_a_letter_tells_her_tier_and_membership(
    letter: str, tier: TierStanding | None, membership: Membership | None, sentences: list[str]
) -> None:
    stands = replace(sample(letter, "en").standing, tier=tier, membership=membership)
    message = kept(replace(sample(letter, "en"), standing=stands), "en").message

    assert all(sentence in _plain(part(message, "plain")) for sentence in sentences)
    assert all(sentence in _shown(part(message, "html")) for sentence in sentences)


def _shown(html: str) -> str:
    return " ".join(unescape(re.sub(r"</?(?:bdi|p|td|tr|table|tbody)\b[^>]*>", "", html)).split())


def test_where_there_are_no_tiers_a_letter_speaks_of_none() -> None:
    for text in said(
        kept(replace(sample("reminder", "en"), standing=Standing(20, tier=TierStanding(""))), "en").message
    ):
        assert "tier" not in text.casefold()
        assert "lack" not in text


@every_letter
def test_each_letter_to_a_member_whose_address_is_known_to_be_theirs_leads_to_their_card(
    letter: str, language: str
) -> None:
    card = "https://regulars.example/card?t=" + "4x" * 30
    message = write(sample(letter, language), language=language, sender=SENDER, unsubscribe=WAY_OUT, now=NOW, card=card)

    told = [card in unescape(part(message, kind)) for kind in ("plain", "html")]

    assert told == [letter not in ("confirm", "owner_task")] * 2
