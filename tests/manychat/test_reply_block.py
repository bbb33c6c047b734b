"""The dynamic block: words, cards and buttons as each channel takes them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from loyalty.model.coupon import Coupon
from loyalty.model.reward import Reward
from loyalty.outcomes.asking import CouponsTold, PointsTold, RewardsTold
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.member_standing import HeldCoupon, Standing
from loyalty.outcomes.not_served import Later
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import Redeemed
from manychat.incoming import Channel, Contact, Incoming, parse
from manychat.reply_block import Callback, Door, block
from manychat.say.sentences import sentence
from sandbox.manychat_limits.blocks import violations
from words.locales import locale_for

EN = locale_for("en", "chat")

MUG = Reward("mug", "Mug", 100, link="http://shop.example/mug", image="http://shop.example/mug.png")
TOTE = Reward("tote", "Tote bag", 200, link="https://shop.example/tote", image="https://shop.example/tote.png")
ANA = Standing(110, (MUG,), TOTE)
TAPS = Callback(
    Contact("7", "Ana", "en", Channel.MESSENGER),
    take=Door("https://regulars.example/manychat/redeem/block", "proof of a tap"),
    answer=Door("https://regulars.example/manychat/survey/block", "proof of an answer"),
)
REDEEMED = Redeemed(ANA, TOTE, "ABCD-1234", date(2026, 12, 22), again=False)
GALLERIES = [Channel.MESSENGER, Channel.INSTAGRAM]
PLAIN = [Channel.WHATSAPP, Channel.TELEGRAM]


def sent(outcome: Outcome, channel: Channel, callback: Callback | None = None) -> list[Any]:
    answer: Any = block(outcome, channel, callback, EN)
    assert violations(answer, channel) == ()
    messages: list[Any] = answer["content"]["messages"]
    return messages


@pytest.mark.parametrize("channel", [Channel.INSTAGRAM, Channel.WHATSAPP, Channel.TELEGRAM])
def test_each_channel_but_messenger_is_named(channel: Channel) -> None:
    assert block(Later(), channel, None, EN) == {
        "version": "v2",
        "content": {"type": channel.value, "messages": [{"type": "text", "text": sentence(Later(), EN)}]},
    }


def test_messenger_is_the_channel_without_a_name() -> None:
    assert block(Later(), Channel.MESSENGER, None, EN) == {
        "version": "v2",
        "content": {"messages": [{"type": "text", "text": sentence(Later(), EN)}]},
    }


@pytest.mark.parametrize("channel", GALLERIES)
def test_rewards_are_shown_as_cards_with_price_picture_and_page(channel: Channel) -> None:
    text, cards = sent(RewardsTold(ANA, (MUG, TOTE)), channel)

    assert text["text"] == sentence(RewardsTold(ANA, (MUG, TOTE)), EN)
    assert cards["elements"] == [
        {
            "title": "Mug",
            "subtitle": "100 points",
            "buttons": [{"type": "url", "caption": "See it", "url": "http://shop.example/mug"}],
        },
        {
            "title": "Tote bag",
            "subtitle": "200 points",
            "image_url": "https://shop.example/tote.png",
            "buttons": [{"type": "url", "caption": "See it", "url": "https://shop.example/tote"}],
        },
    ]


@pytest.mark.parametrize("channel", PLAIN)
def test_a_channel_without_galleries_gets_the_words_alone(channel: Channel) -> None:
    (text,) = sent(RewardsTold(ANA, (MUG, TOTE)), channel, TAPS)

    assert text == {"type": "text", "text": sentence(RewardsTold(ANA, (MUG, TOTE)), EN)}


def test_after_a_claim_she_sees_what_she_can_take_now() -> None:
    _, cards = sent(Claimed(ANA, "1042", 60), Channel.INSTAGRAM)

    assert [card["title"] for card in cards["elements"]] == ["Mug"]


def test_without_anything_to_take_there_is_no_gallery() -> None:
    assert len(sent(PointsTold(Standing(5, (), TOTE)), Channel.MESSENGER)) == 1


def test_a_tap_on_messenger_takes_what_she_has_points_for() -> None:
    _, cards = sent(RewardsTold(ANA, (MUG, TOTE)), Channel.MESSENGER, TAPS)
    mug, tote = cards["elements"]

    assert mug["buttons"][0] == {
        "type": "dynamic_block_callback",
        "caption": "Take it",
        "url": "https://regulars.example/manychat/redeem/block",
        "method": "post",
        "headers": {"Authorization": "Bearer proof of a tap"},
        "payload": {
            "contact": {"id": "7", "first_name": "Ana", "language": "en"},
            "channel": "messenger",
            "reward": "mug",
        },
    }
    assert [button["caption"] for button in tote["buttons"]] == ["See it"]


def test_a_proof_never_travels_over_plain_http_or_to_another_channel() -> None:
    plain = replace(TAPS, take=replace(TAPS.take, url="http://regulars.example/manychat/redeem/block"))

    assert "proof" in str(block(PointsTold(ANA), Channel.MESSENGER, TAPS, EN))
    assert "proof" not in str(block(PointsTold(ANA), Channel.MESSENGER, plain, EN))
    assert "proof" not in str(block(PointsTold(ANA), Channel.INSTAGRAM, TAPS, EN))


@pytest.mark.parametrize("channel", list(Channel))
def test_a_coupon_has_a_button_to_its_product(channel: Channel) -> None:
    *_, last = sent(REDEEMED, channel)

    assert "ABCD-1234" in last["text"]
    assert last["buttons"] == [{"type": "url", "caption": "Use it", "url": "https://shop.example/tote"}]


def test_several_coupons_have_a_button_each_named_after_its_reward() -> None:
    held = [
        HeldCoupon(Coupon(str(number), reward.id), reward, asked=False)
        for number, reward in enumerate((MUG, TOTE, MUG))
    ]

    *_, last = sent(CouponsTold(ANA, tuple(held)), Channel.TELEGRAM)

    assert [button["caption"] for button in last["buttons"]] == ["Mug", "Tote bag"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,hi", "shop.example", "https://a b"])
def test_hostile_links_become_no_buttons_and_no_pictures(link: str) -> None:
    mug = Reward("mug", "Mug", 100, link=link, image=link)

    _, cards = sent(RewardsTold(Standing(110, (mug,)), (mug,)), Channel.MESSENGER)

    assert cards["elements"] == [{"title": "Mug", "subtitle": "100 points"}]


def test_a_long_text_with_buttons_is_split_between_lines_on_messenger() -> None:
    tote = Reward(
        "tote", "Tote bag", 200, link="https://shop.example/tote", how_to_redeem="Show it at the till. " * 150
    )
    outcome = Redeemed(ANA, tote, "ABCD-1234", date(2026, 12, 22), again=False)

    messages = sent(outcome, Channel.MESSENGER)

    assert len(messages) > 1
    assert " ".join(message["text"] for message in messages).split() == sentence(outcome, EN).split()
    assert all("buttons" not in message for message in messages[:-1])
    assert messages[0]["text"].endswith("Your code: ABCD-1234")
    assert all(message["text"].endswith((".", "…")) for message in messages[1:])


def test_instagram_counts_bytes_so_a_chinese_text_is_split_earlier() -> None:
    tote = Reward("tote", "Tote bag", 200, how_to_redeem="赠品" * 900)

    messages = sent(Redeemed(ANA, tote, "ABCD-1234", date(2026, 12, 22), again=False), Channel.INSTAGRAM)

    assert len(messages) > 1
    assert all(len(message["text"].encode()) <= 1000 for message in messages)


@pytest.mark.parametrize(("language", "word"), [("ru", "Сумка "), ("ar", "حقيبة ")])
def test_instagram_counts_bytes_in_the_scripts_we_speak_too(language: str, word: str) -> None:
    tote = Reward("tote", word * 10, 200, link="https://shop.example/tote", how_to_redeem=word * 100)
    rich = Standing(1000, (tote,) * 50, tote)
    taken = Redeemed(rich, tote, "ABCD-1234", date(2026, 12, 22), again=False)

    for outcome in (RewardsTold(rich, (tote,) * 50), taken):
        answer: Any = block(outcome, Channel.INSTAGRAM, None, locale_for(language, "chat"))
        texts = [message["text"] for message in answer["content"]["messages"] if message["type"] == "text"]

        assert violations(answer, Channel.INSTAGRAM) == ()
        assert len(texts) > 1


@pytest.mark.parametrize("channel", list(Channel))
def test_the_longest_code_and_name_stay_on_one_line(channel: Channel) -> None:
    prize = Reward("prize", "🎁" * 200, 200)
    held = HeldCoupon(Coupon("AB CD. " * 28 + "EFGH", "prize", expires=date(2026, 12, 22)), prize, asked=False)

    texts = [message["text"] for message in sent(CouponsTold(ANA, (held,) * 50), channel)]

    assert sum(text.count(held.coupon.code) for text in texts) == sentence(CouponsTold(ANA, (held,) * 50), EN).count(
        "•"
    )


def test_a_buttons_caption_is_short_enough_to_be_shown() -> None:
    long = Reward("long", "A bag of a very long name indeed", 1, link="https://shop.example/long")
    held = [HeldCoupon(Coupon("A", reward.id), reward, asked=False) for reward in (long, TOTE)]

    *_, last = sent(CouponsTold(ANA, tuple(held)), Channel.WHATSAPP)

    assert last["buttons"][0]["caption"] == "A bag of a very lon…"


def test_a_tap_comes_back_as_the_request_to_take_that_reward() -> None:
    _, cards = sent(RewardsTold(ANA, (MUG, TOTE)), Channel.MESSENGER, TAPS)

    assert parse(cards["elements"][0]["buttons"][0]["payload"]) == Incoming(TAPS.contact, "", "", "mug")


def test_no_more_than_ten_cards_are_sent() -> None:
    many = tuple(Reward(str(number), f"Prize {number}", number) for number in range(50))

    *_, cards = sent(RewardsTold(Standing(0), many), Channel.INSTAGRAM)

    assert len(cards["elements"]) == 10
