"""Links to the web: one rule for the sheet, letters and chats."""

import pytest

from words.web_links import HTTPS, host_of, html_link, web_link


@pytest.mark.parametrize("link", ["https://shop.example", "http://shop.example/a?b=c#d", "https://магазин.example/ы"])
def test_an_address_of_the_web_is_a_link(link: str) -> None:
    assert web_link(f" {link}\n") == html_link(link) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop.example",
        "https://",
        "https:///path",
        "https://[",
        "javascript:alert(1)",
        "mailto:ana@example.com",
        "https://shop.example/a b",
        "https://shop.example/a\nb",
        "https://shop.example/\x00",
        "https://shop.example/\ud800",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert (web_link(text), html_link(text)) == ("", "")


@pytest.mark.parametrize("text", ['https://shop.example/"', "https://shop.example/<b>", "https://shop.example/\u200b"])
def test_a_letter_takes_fewer_characters_in_a_link_than_a_chat(text: str) -> None:
    assert (web_link(text), html_link(text)) == (text, "")


def test_a_link_may_have_to_be_encrypted() -> None:
    assert web_link("http://shop.example", HTTPS) == html_link("http://shop.example", HTTPS) == ""
    assert host_of("http://shop.example", HTTPS) == ""
    assert host_of("https://Shop.example/prizes", HTTPS) == "shop.example"
