"""The links of a letter: into the chat with the reward that the member taps on, and out of the letters."""

import pytest

from mail.letter_links import into_chat, way_out


@pytest.mark.parametrize(
    ("chat", "reward", "link"),
    [
        ("https://m.me/bean", "mug", "https://m.me/bean?ref=mug"),
        ("https://m.me/bean?ref=prize", "mug", "https://m.me/bean?ref=prize--mug"),
        ("https://www.m.me/bean?ref=prize", "mug", "https://www.m.me/bean?ref=prize--mug"),
        ("https://ig.me/m/bean?ref=prize", "mug", "https://ig.me/m/bean?ref=prize--mug"),
        ("https://wa.me/4915551234", "mug", "https://wa.me/4915551234?text=mug"),
        ("https://wa.me/4915551234?text=I%20take", "mug", "https://wa.me/4915551234?text=I%20take%20mug"),
        ("https://m.me/bean?ref=loyalty", "mug", "https://m.me/bean?ref=loyalty--take-mug"),
        ("https://wa.me/4915551234?text=loyalty", "mug", "https://wa.me/4915551234?text=take-mug"),
        ("https://m.me/bean?ref=prize", "чашка & co", "https://m.me/bean?ref=prize--%D1%87%D0%B0%D1%88%D0%BA%D0%B0%20%26%20co"),
    ],
)  # fmt: skip
def test_a_link_into_the_chat_names_the_reward(chat: str, reward: str, link: str) -> None:
    assert into_chat(chat, reward) == link


@pytest.mark.parametrize("chat", ["https://t.me/bean", "https://bean.example/chat?ref=x"])
def test_a_link_that_can_carry_nothing_stays_as_it_is(chat: str) -> None:
    assert into_chat(chat, "mug") == chat


@pytest.mark.parametrize("chat", ["", "m.me/bean", "javascript:alert(1)", 'https://m.me/"><script>'])
def test_what_is_no_link_opens_no_chat(chat: str) -> None:
    assert into_chat(chat, "mug") == ""


@pytest.mark.parametrize(
    ("url", "usable"),
    [
        ("https://regulars.example/unsubscribe?t=abc", True),
        ("http://regulars.example/unsubscribe?t=abc", False),
        ("https://regulars.example/отписка", False),
        ("https://regulars.example/unsubscribe?t=" + "a" * 900, False),
        ("https://regulars.example/\r\nBcc: boris@example.com", False),
        ("mailto:stop@regulars.example", False),
        ("", False),
    ],
)
def test_only_an_https_link_that_a_header_can_carry_leads_out(url: str, *, usable: bool) -> None:
    assert way_out(url) == (url if usable else "")
