"""What a reminder says, part by part, as the standard library reads it out of a real mail box."""

import re
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import pytest

from loyalty.letters.letter import LetterFacts
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.reward import Reward
from loyalty.outcomes.member_standing import Expiring, HeldCoupon, Standing, TakenReward
from mail.letters import LetterBroken, write
from mail.smtp import Delivered, MailServer
from sandbox.mailbox import MailBox

SENDER = "Bean & Co <hello@shop.example>"


def received(reminder: LetterFacts, now: datetime) -> EmailMessage:
    with MailBox() as box:
        with MailServer(box.url, timeout=5).connection() as connection:
            assert (
                connection.deliver(write(reminder, language="en", sender=SENDER, unsubscribe="", now=now))
                == Delivered()
            )
        return box.letters[0].message


def words(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return " ".join((content if kind == "plain" else visible(content)).split())


def visible(html: str) -> str:
    shown = re.sub(r'(?s)<head>.*</head>|<!--.*?-->|<div class="hidden".*?</div>', "", html)
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"</?(bdi|strong|a|span)\b[^>]*>", "", shown)))


def html(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    content: str = part.get_content()
    return content


def test_a_letter_is_plain_text_first_and_html_second(reminder: LetterFacts, now: datetime) -> None:
    message = received(reminder, now)

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("letter", ["reminder", "welcome", "win_back", "points_expiring"])
def test_a_letter_says_what_waits_for_a_first_order(
    reminder: LetterFacts, now: datetime, mug: Reward, letter: str, kind: str
) -> None:
    newcomer = replace(
        reminder,
        letter=replace(reminder.letter, letter=letter),
        standing=Standing(60, (), mug, bonus_waiting=50),
        loss=Expiring(60, date(2026, 12, 14)) if letter == "points_expiring" else None,
    )
    said = words(received(newcomer, now), kind)

    assert "60 points" in said
    assert "You can spend 50 of them after your first order" in said
    assert "With your first order it is yours to take." in said
    assert "0 points to go" not in said


def test_no_subject_tells_of_a_reward_that_no_points_are_missing_for(
    reminder: LetterFacts, now: datetime, mug: Reward
) -> None:
    newcomer = replace(reminder, standing=Standing(60, (), mug, bonus_waiting=50))

    assert received(newcomer, now)["Subject"] == "Your first order at Bean & Co brings you your Coffee mug"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_letter_says_all_that_she_has_earned(reminder: LetterFacts, now: datetime, kind: str) -> None:
    said = words(received(reminder, now), kind)

    assert "Your Coffee mug is waiting Hello Ana," in said
    assert "You have 110 points" in said
    assert "Coffee mug" in said
    assert "50 points" in said
    assert "Write to us in the chat where you joined, and it is yours." in said
    assert "Tote bag" in said
    assert "200 points" in said
    assert "90 points to go" in said
    assert "110 of 200" in said
    assert "MUG-7" in said
    assert "14 December 2026" in said
    assert "Type it in at the till." in said
    assert "Coffee mug × 2" in said
    assert "Sticker" in said
    assert "1,150 points spent on rewards." in said
    assert "shortest way" not in said


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_letter_says_who_asked_for_it_and_how_to_stop_it(reminder: LetterFacts, now: datetime, kind: str) -> None:
    said = words(received(reminder, now), kind)

    assert "You get this email because you joined Bean Regulars at Bean & Co" in said
    assert said.endswith("Reply to this email with STOP to unsubscribe.")


def test_the_links_are_in_both_parts(reminder: LetterFacts, now: datetime) -> None:
    message = received(reminder, now)

    for address in ("https://shop.example/mug", "https://shop.example/tote", "https://shop.example"):
        assert address in words(message, "plain")
        assert f'href="{address}"' in html(message)


def progress(message: EmailMessage) -> list[str]:
    return re.findall(r'<td class="(?:done|todo)[^>]* width="([^"]*)"', html(message))


def test_progress_is_table_cells_as_wide_as_the_way(reminder: LetterFacts, now: datetime) -> None:
    assert progress(received(reminder, now)) == ["55%", "45%"]


@pytest.mark.parametrize(("points", "bar"), [(0, "□□□□□□□□□□  0 of 200"), (-20, "□□□□□□□□□□"), (200, "■■■■■■■■■■")])
def test_progress_stays_between_nothing_and_all(
    reminder: LetterFacts, now: datetime, tote: Reward, points: int, bar: str
) -> None:
    message = received(replace(reminder, standing=Standing(points, (), tote)), now)

    assert progress(message) == ["100%"]
    assert " ".join(bar.split()) in words(message, "plain")


def test_html_runs_nothing_and_loads_nothing_but_the_shops_pictures(reminder: LetterFacts, now: datetime) -> None:
    page = html(received(reminder, now)).lower()

    for tag in ("<script", "<link", "<img", "<svg", "@import", "@font-face", "url("):
        assert tag not in page


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_with_nothing_within_reach_it_says_the_shortest_way(
    reminder: LetterFacts, now: datetime, tote: Reward, kind: str
) -> None:
    message = received(replace(reminder, standing=Standing(199, (), tote)), now)

    assert "Yours to take now Nothing yet.".casefold() in words(message, kind).casefold()
    assert "The shortest way there: send us the number of your latest order in the chat" in words(message, kind)
    assert "1 point to go." in words(message, kind)
    assert message["Subject"] == "1 point to your Tote bag at Bean & Co"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_with_several_within_reach_it_names_each_and_the_dearest_first_of_all(
    reminder: LetterFacts, now: datetime, mug: Reward, tote: Reward, kind: str
) -> None:
    message = received(replace(reminder, standing=Standing(210, (mug, tote), None)), now)

    assert "Coffee mug" in words(message, kind)
    assert "Tote bag" in words(message, kind)
    assert "Every reward is within your reach." in words(message, kind)
    assert "to go" not in words(message, kind)
    assert message["Subject"] == "Your Tote bag is waiting at Bean & Co"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_without_any_reward_their_points_stay_theirs(reminder: LetterFacts, now: datetime, kind: str) -> None:
    message = received(replace(reminder, standing=Standing(1)), now)

    assert "You have 1 point " in words(message, kind)
    assert "Your points stay yours" in words(message, kind)
    assert message["Subject"] == "You have 1 point at Bean & Co"


@pytest.mark.parametrize(
    ("standing", "subject"),
    [
        ("one", "Your Coffee mug is waiting at Bean & Co"),
        ("next", "180 points to your Tote bag at Bean & Co"),
        ("none", "You have 20 points at Bean & Co"),
    ],
)
def test_without_a_name_the_letter_still_reads_well(
    reminder: LetterFacts, now: datetime, mug: Reward, tote: Reward, standing: str, subject: str
) -> None:
    standings = {"one": Standing(60, (mug,), tote), "next": Standing(20, (), tote), "none": Standing(20)}
    message = received(replace(reminder, name="", standing=standings[standing]), now)

    assert message["Subject"] == subject
    assert message["To"] == "ana@example.com"
    assert words(message, "plain").startswith(subject.removesuffix(" at Bean & Co"))
    assert "Hello" not in words(message, "plain") + words(message, "html")


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_with_no_coupons_and_nothing_won_it_says_that_nothing_is_won_yet(
    reminder: LetterFacts, now: datetime, kind: str
) -> None:
    said = words(received(replace(reminder, coupons=(), won=(), redeemed=0), now), kind).casefold()

    assert "coupon" not in said
    assert "your rewards so far nothing yet." in said
    assert "turned into" not in said


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_coupon_that_the_shop_sends_itself_has_no_code(
    reminder: LetterFacts, now: datetime, mug: Reward, kind: str
) -> None:
    asked = HeldCoupon(Coupon("ASKED-1", "mug", CouponStatus.ASKED, expires=date(2026, 12, 14)), mug, asked=True)
    said = words(received(replace(reminder, coupons=(asked,)), now), kind)

    assert "on its way" in said.casefold()
    assert "ASKED-1" not in said
    assert "14 December" not in said


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_coupon_outlives_its_reward_and_may_have_no_last_day(reminder: LetterFacts, now: datetime, kind: str) -> None:
    held = HeldCoupon(Coupon("OLD-1", "Honey jar", CouponStatus.ISSUED), None, asked=False)
    said = words(received(replace(reminder, coupons=(held,)), now), kind)

    assert "Honey jar" in said
    assert "OLD-1" in said
    assert "last day" not in said.casefold()


def test_the_owners_words_are_escaped_in_html_and_plain_in_text(reminder: LetterFacts, now: datetime) -> None:
    trap = '<script>alert("Ana & Boris")</script>'
    reward = Reward("trap", trap, 10, link='https://shop.example/"><script>', how_to_redeem=trap)
    held = HeldCoupon(Coupon(trap, "trap"), reward, asked=False)
    message = received(
        replace(
            reminder,
            name=trap,
            program=trap,
            shop=trap,
            standing=Standing(110, (reward,), replace(reward, points=300)),
            won=(TakenReward(trap, 1),),
            coupons=(held,),
        ),
        now,
    )

    assert trap in words(message, "plain")
    assert "&lt;" not in words(message, "plain")
    assert "<script" not in html(message)
    assert html(message).count("&lt;script&gt;") >= 9


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "shop.example/mug",
        "https://",
        "https://shop.example/a b",
        "http://[::1",
        "https://shop.example/\u202ex",
    ],
)
def test_only_addresses_of_the_web_become_links(
    reminder: LetterFacts, now: datetime, mug: Reward, address: str
) -> None:
    standing = Standing(60, (replace(mug, link=address),), replace(mug, link=address, points=300))
    plain = replace(reminder, shop_link=address, standing=standing, coupons=())
    message = write(plain, language="en", sender=SENDER, unsubscribe="", now=now)

    assert "href" not in html(message)
    assert address not in words(message, "plain")


def test_line_breaks_in_what_is_called_something_do_not_add_lines_to_the_text(
    reminder: LetterFacts, now: datetime
) -> None:
    message = received(replace(reminder, name="Ana\r\n\r\nMaria", shop="Bean\u2028& \x00Co"), now)

    assert words(message, "plain").startswith("Your Coffee mug is waiting Hello Ana Maria, Your points")
    assert "at Bean & Co." in words(message, "plain")


def test_letters_are_written_from_any_folder(
    reminder: LetterFacts, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert (
        write(reminder, language="en", sender=SENDER, unsubscribe="", now=now)["Subject"]
        == "Your Coffee mug is waiting at Bean & Co"
    )


@pytest.mark.parametrize(
    ("template", "text", "line", "why"),
    [
        ("text.txt", "Hello\n{{ nmae }}", 2, "'nmae' is undefined"),
        ("html.html", "<p>\n\n{{ next_reward.nmae }}</p>", 3, "has no attribute 'nmae'"),
        ("preheader.txt", "\n{% trans %}{{ a.b }}{% endtrans %}", 2, "expected token"),
        ("subject.txt", "{% if %}", 1, "Expected an expression"),
        ("text.txt", "\n{{ points + name }}", 2, "TypeError"),
        ("html.html", "{{ points|money('USD') }}{{ 1 // 0 }}", 1, "ZeroDivisionError"),
        ("text.txt", "{{ coupons[0].last_day|day }}{{ none|day }}", 1, "a day is missing"),
    ],
)
def test_a_broken_template_names_itself_and_its_line_but_no_member(
    reminder: LetterFacts, now: datetime, tmp_path: Path, template: str, text: str, line: int, why: str
) -> None:
    (tmp_path / "reminder").mkdir()
    for name in ("subject.txt", "preheader.txt", "headline.txt", "lead.txt", "text.txt", "html.html"):
        (tmp_path / "reminder" / name).write_text(text if name == template else "fine")

    with pytest.raises(LetterBroken, match=why) as broken:
        write(reminder, language="en", sender=SENDER, unsubscribe="", now=now, templates=tmp_path)

    assert (broken.value.letter, broken.value.template, broken.value.line) == ("reminder", f"reminder/{template}", line)
    assert "Ana" not in str(broken.value)
    assert "ana@example.com" not in str(broken.value)


def test_a_letter_without_templates_says_which_is_missing(reminder: LetterFacts, now: datetime) -> None:
    unknown = replace(reminder, letter=replace(reminder.letter, letter="birthday"))

    with pytest.raises(LetterBroken) as broken:
        write(unknown, language="en", sender=SENDER, unsubscribe="", now=now)

    assert (broken.value.letter, broken.value.template) == ("birthday", "birthday/subject.txt")


@pytest.mark.parametrize("letter", ["coupon", "coupon_expiring"])
def test_the_button_of_a_coupon_leads_to_its_reward_in_the_shop(
    reminder: LetterFacts, now: datetime, letter: str
) -> None:
    [held] = reminder.coupons
    about_it = replace(reminder, letter=replace(reminder.letter, letter=letter), subject=held)
    nowhere = replace(about_it, subject=HeldCoupon(held.coupon, Reward("mug", "Coffee mug", 50), asked=False))

    with_link, without = received(about_it, now), received(nowhere, now)

    button = r'<a class="text pressed" href="https://shop\.example%s"[^>]*>Use it in the shop</a>'
    assert re.search(button % "/mug", html(with_link))
    assert re.search(button % "", html(without))
