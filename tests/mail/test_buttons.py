"""The two buttons of an email: into the shop and into the chat, the one that helps with its news first."""

import re
from dataclasses import replace
from html import unescape
from itertools import product

import pytest

from commands.preview.samples import LETTERS, NOW, sample
from loyalty.letters.letter import LetterFacts, MembershipEnds
from loyalty.model.email_log import LetterName
from loyalty.outcomes.member_standing import Standing
from mail.buttons import BUTTONS
from mail.letters import write
from words.locales import LANGUAGES

SHOP, CHAT = "https://bean.example", "https://m.me/bean?ref=prize"


def buttons(facts: LetterFacts, language: str = "en") -> list[tuple[str, str]]:
    """The buttons of the email, their words and where they lead, from top to bottom."""
    message = write(facts, language=language, sender="hello@bean.example", unsubscribe="", now=NOW)
    part = message.get_body(("html",))
    assert part is not None
    found = re.findall(r'<a class="text pressed[^"]*" href="([^"]*)"[^>]*>([^<]*)</a>', part.get_content())
    return [(unescape(words), unescape(link)) for link, words in found]


def with_nothing_within_reach(letter: str) -> LetterFacts:
    facts = sample(letter, "en")
    return replace(facts, standing=Standing(217, (), facts.standing.next_reward))


@pytest.mark.parametrize(("letter", "language"), list(product(LETTERS, LANGUAGES)))
def test_a_members_email_has_one_button_to_the_shop_and_one_into_the_chat(letter: str, language: str) -> None:
    found = buttons(sample(letter, language), language)

    into_chat = [link.startswith("https://m.me/") for _, link in found]
    assert sorted(into_chat) == ([] if letter == LetterName.OWNER_TASK else [False, True])


@pytest.mark.parametrize(
    ("letter", "first", "second"),
    [
        ("reminder", "Choose a reward in the chat", "Go to the shop"),
        ("win_back", "Choose a reward in the chat", "Go to the shop"),
        ("points_earned", "Choose a reward in the chat", "Go to the shop"),
        ("points_expiring", "Choose a reward in the chat", "Go to the shop"),
        ("coupon_refused", "Choose a reward in the chat", "Go to the shop"),
        ("coupon", "Use it in the shop", "Open the chat"),
        ("coupon_expiring", "Use it in the shop", "Open the chat"),
        ("membership_ending", "Renew it in the shop", "Open the chat"),
        ("tier_warning", "Go to the shop", "Open the chat"),
        ("claim_ended", "Open the chat", "Go to the shop"),
        ("welcome", "Go to the shop", "Open the chat"),
    ],
)
def test_the_button_that_helps_with_the_news_is_the_first(letter: str, first: str, second: str) -> None:
    assert [words for words, _ in buttons(sample(letter, "en"))] == [first, second]


@pytest.mark.parametrize("letter", ["reminder", "win_back", "points_earned", "points_expiring", "welcome"])
def test_with_nothing_within_reach_the_shop_is_first(letter: str) -> None:
    assert buttons(with_nothing_within_reach(letter)) == [("Go to the shop", SHOP), ("Open the chat", CHAT)]


def test_a_membership_that_is_not_sold_any_more_has_nothing_to_renew() -> None:
    ends = MembershipEnds("Plus", "", NOW.date(), sold=False)

    found = buttons(replace(sample("membership_ending", "en"), loss=ends))

    assert found[0] == ("Go to the shop", SHOP)


@pytest.mark.parametrize(
    ("chat", "link"),
    [
        ("https://m.me/bean?ref=loyalty", "https://m.me/bean?ref=loyalty--rewards"),
        ("https://wa.me/49123?text=loyalty", "https://wa.me/49123?text=rewards"),
        ("https://m.me/bean?ref=prize", "https://m.me/bean?ref=prize"),
        ("https://t.me/bean?start=loyalty", "https://t.me/bean?start=loyalty"),
    ],
)
def test_choosing_asks_the_conversation_for_the_rewards_at_once(chat: str, link: str) -> None:
    assert buttons(replace(sample("reminder", "en"), chat=chat))[0] == ("Choose a reward in the chat", link)


@pytest.mark.parametrize(
    ("shop", "chat", "left"), [("", CHAT, [CHAT]), (SHOP, "", [SHOP]), ("", "", []), ("javascript:x", CHAT, [CHAT])]
)
def test_a_button_that_would_lead_nowhere_is_not_there(shop: str, chat: str, left: list[str]) -> None:
    found = buttons(replace(sample("reminder", "en"), shop_link=shop, chat=chat))

    assert [link for _, link in found] == left


@pytest.mark.parametrize("letter", ["reminder", "tier_warning"])
def test_plain_text_names_the_same_links(letter: str) -> None:
    facts = sample(letter, "en")
    message = write(facts, language="en", sender="hello@bean.example", unsubscribe="", now=NOW)
    part = message.get_body(("plain",))

    assert part is not None
    assert all(f"{words}: {link}" in part.get_content() for words, link in buttons(facts))


def test_every_email_has_its_buttons_in_the_table() -> None:
    assert set(BUTTONS) == set(LetterName)
