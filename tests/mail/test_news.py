"""An email begins with its news, and a reminder always says all that they have; its samples add up."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import product

import pytest

from commands.preview.samples import LETTERS, NOW, SHOPS, sample
from loyalty.letters.letter import LetterFacts
from loyalty.model.reward import Reward
from loyalty.outcomes.member_standing import Expiring, Standing
from mail.letters import write
from words.locales import LANGUAGES

every_language = pytest.mark.parametrize("language", LANGUAGES)


def parts_of(facts: LetterFacts, language: str = "en") -> tuple[str, str]:
    """The HTML, with all blanks alike, and the plain text."""
    message = write(facts, language=language, sender="hello@bean.example", unsubscribe="", now=NOW)
    html, plain = message.get_body(("html",)), message.get_body(("plain",))
    assert html is not None
    assert plain is not None
    return html.get_content().replace("&nbsp;", " "), plain.get_content().replace("\r\n", "\n")


def seen(page: str, *, pictures: bool) -> str:
    """What is read on the page; without ``pictures`` their words stand in their place."""
    shown = re.sub(r'(?s)<head>.*</head>|<!--.*?-->|<div class="hidden".*?</div>', "", page)
    if not pictures:
        shown = re.sub(r'<img[^>]* alt="([^"]*)"[^>]*>', r" \1 ", shown)
    return plain(unescape(re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:bdi|strong|a|span)\b[^>]*>", "", shown))))


def plain(text: str) -> str:
    return " ".join(
        re.sub("[\u2068\u2069\u200f\u00a0]+", lambda found: " " if "\xa0" in found[0] else "", text).split()
    )


def headline(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert found
    return unescape(found[1]).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(("letter", "language"), list(product(LETTERS, LANGUAGES)))
def test_the_headline_is_the_news_and_not_a_greeting(letter: str, language: str) -> None:
    page, text = parts_of(sample(letter, language), language)

    assert text.startswith(f"{headline(page)}\n\n")
    assert SHOPS[language].member not in headline(page)
    assert 8 < len(headline(page)) < 70


@pytest.mark.parametrize(
    ("points", "headlines"),
    [
        (217, {"en": "183 points to your Tote bag", "ru": "До подарка осталось 183 балла: Сумка"}),
        (399, {"en": "1 point to your Tote bag", "ru": "До подарка остался 1 балл: Сумка"}),
    ],
)
@pytest.mark.parametrize("letter", ["reminder", "win_back"])
def test_what_is_missing_to_the_next_reward_is_the_headline(
    letter: str, points: int, headlines: dict[str, str]
) -> None:
    for language, words in headlines.items():
        facts = sample(letter, language)
        page, _ = parts_of(replace(facts, standing=Standing(points, (), facts.standing.next_reward)), language)

        assert headline(page) == words


@every_language
@pytest.mark.parametrize("pictures", [True, False])
def test_a_reminder_tells_points_rewards_the_way_to_the_next_and_what_was_won(language: str, *, pictures: bool) -> None:
    shop, (page, text) = SHOPS[language], parts_of(sample("reminder", language), language)

    for said in (seen(page, pictures=pictures), plain(text)):
        assert all(words in said for words in ("310", shop.mug, "150", shop.beans, "250", shop.tote, "400", "90"))
        assert f"{shop.mug} × 2" in said
        assert "550" in said


@every_language
@pytest.mark.parametrize("standing", ["next", "none", "nothing"])
def test_a_reminder_says_so_where_there_is_nothing_yet(language: str, standing: str) -> None:
    tote = Reward("tote", SHOPS[language].tote, 400)
    stands = {"next": Standing(20, (), tote), "none": Standing(20), "nothing": Standing(0, (), tote)}[standing]
    bare = replace(sample("reminder", language), standing=stands, won=(), redeemed=0, coupons=(), worth=None)
    nothing = {"en": "Nothing yet.", "ru": "Пока ничего.", "ar": "لا شيء بعد."}[language]

    for said in map(plain, parts_of(bare, language)):
        assert said.count(nothing) == 2  # within reach, and won
        assert str(stands.points) in said


def test_other_emails_say_nothing_of_what_is_not_there() -> None:
    fresh = sample("welcome", "en")

    assert all("Nothing yet" not in said for said in parts_of(fresh))


@every_language
@pytest.mark.parametrize("letter", ["reminder", "win_back", "points_earned", "coupon"])
def test_points_that_expire_soon_are_told_beside_them(letter: str, language: str) -> None:
    facts = sample(letter, language)
    soon = replace(facts, standing=replace(facts.standing, expiring=Expiring(120, date(2026, 12, 22))))
    day = {"en": "22 December 2026", "ru": "22 декабря 2026", "ar": "22 ديسمبر 2026"}[language]

    assert all("120" in said and day in said for said in map(plain, parts_of(soon, language)))
    assert not any(day in said for said in map(plain, parts_of(facts, language)))


def test_a_warning_of_points_says_their_day_once_beside_the_others() -> None:
    facts = sample("points_expiring", "en")
    assert isinstance(facts.loss, Expiring)
    told = replace(facts, standing=replace(facts.standing, expiring=facts.loss))

    assert all("of them are good" not in said for said in parts_of(told))


@pytest.mark.parametrize(
    ("letter", "day"),
    [
        ("points_expiring", "22 December 2026"),
        ("membership_ending", "22 December 2026"),
        ("tier_warning", "22 December 2026"),
        ("coupon", "14 December 2026"),
        ("coupon_expiring", "14 December 2026"),
    ],
)
def test_a_deadline_is_seen_at_a_glance(letter: str, day: str) -> None:
    page, text = parts_of(sample(letter, "en"))

    assert re.search(rf'<p class="date[^"]*"[^>]*font-size: 24px[^>]*>{day}</p>', page)
    assert f"Last day: {day}\n" in text


@every_language
@pytest.mark.parametrize("reach", ["rewards", "next", "none"])
def test_win_back_says_what_they_could_have(language: str, reach: str) -> None:
    facts = sample("win_back", language)
    stands = facts.standing
    standings = {"rewards": stands, "next": replace(stands, takeable=()), "none": Standing(310)}
    message = write(
        replace(facts, standing=standings[reach]),
        language=language,
        sender="hello@bean.example",
        unsubscribe="",
        now=NOW,
    )
    page, _ = parts_of(replace(facts, standing=standings[reach]), language)

    expected = {"rewards": SHOPS[language].beans, "next": "310", "none": "310"}[reach]
    assert expected in message["Subject"]
    told = {"rewards": SHOPS[language].beans, "next": SHOPS[language].tote, "none": "310"}[reach]
    assert told in headline(page)


@every_language
@pytest.mark.parametrize("letter", LETTERS)
def test_the_samples_add_up(letter: str, language: str) -> None:
    facts = sample(letter, language)
    rewards = {reward.name: reward for reward in facts.standing.takeable}

    assert facts.redeemed == sum(rewards[taken.name].points * taken.times for taken in facts.won)
    assert all(reward.points <= facts.standing.points for reward in rewards.values())
    assert facts.standing.next_reward
    assert facts.standing.next_reward.points > facts.standing.points
    assert all(held.reward and held.reward.name in {taken.name for taken in facts.won} for held in facts.coupons)
