"""Whatever the sheet holds, what we send keeps every promise and every limit."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry, EntryKind, Review, WaitingClaim
from loyalty.model.fact import Fact
from loyalty.model.member import Member
from loyalty.model.offers import Answer, Plan
from loyalty.model.orders import Order
from loyalty.model.program_settings import TierBy
from loyalty.model.reward import Reward
from loyalty.outcomes.joining import AlreadyMember, ContactAdded, Joined
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.member_standing import Expiring, HeldCoupon, HistoryLine, Membership, Standing, TierStanding
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import Redeemed
from manychat.incoming import Channel, Contact
from manychat.reply_block import Callback, Door, block
from manychat.reply_flat import flat
from manychat.say.phrases import link
from manychat.say.sentences import sentence
from manychat.talk.ask_field import Remembered, read_ask
from manychat.talk.command import Action, Command
from manychat.talk.memory import Memory, Question, Seal
from manychat.talk.next_steps import Program
from manychat.talk.said import AskedFor, Dropped, HandedOver, HintGiven, MenuShown, NothingSaid, OwnWords, Said, Stayed
from manychat.talk.talk_reply import TalkReply
from sandbox.manychat_limits.blocks import flat_violations, violations
from words.locales import LANGUAGES, Locale, locale_for

EN = locale_for("en", "chat")

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
ODD_TEXTS = st.sampled_from(
    [
        *(
            "",
            " ",
            "Tote bag",
            "Mug\nwith\r\nlines",
            "حقيبة قماشية",
            "\u202eRTL",
            "👩‍👩‍👧‍👦" * 60,
            "é" * 200,
            "word " * 600,
        ),
        *("赠品" * 900, "\ud800", "\x00", "see https://shop.example/" + "a" * 990 + " now", "A. B! " * 500),
    ]
)
TEXTS = ODD_TEXTS | ANY_TEXT
LINKS = st.sampled_from(
    [
        *("", "https://shop.example/tote", "http://shop.example/tote", "javascript:alert(1)", "HTTPS://SHOP.EXAMPLE"),
        *(
            "https://shop.example/" + "a" * 375,
            "https://shop.example/" + "é" * 500,
            "https://a\nb",
            "http://[",
            "https://",
        ),
        *("https://shop.example/\ud800", "https://a b", "data:text/html,x", "https://shop.example/" + "a" * 3000),
    ]
)
POINTS = st.integers(-(10**12), 10**12)
REWARDS = st.builds(
    Reward,
    id=TEXTS,
    name=TEXTS,
    points=POINTS,
    link=LINKS,
    how_to_redeem=TEXTS,
    image=LINKS,
    active=st.just(value=True),
)
MOST_MONEY = 10**15
"""The sheet takes no cell above a billion; a sum of a million of them."""
MONEY = st.decimals(-MOST_MONEY, MOST_MONEY, allow_nan=False)
DAY = st.none() | st.dates()
TIERS = st.builds(
    TierStanding,
    name=TEXTS,
    perks=TEXTS,
    next_tier=TEXTS,
    missing=MONEY,
    by=st.sampled_from(TierBy),
    currency=TEXTS,
    until=DAY,
    to_keep=MONEY,
    lost_on=DAY,
)
MEMBERSHIPS = st.builds(Membership, plan=TEXTS, perks=TEXTS, until=DAY)
MANY = st.lists(REWARDS, max_size=4).map(tuple) | REWARDS.map(lambda reward: (reward,) * 50)
STANDINGS = st.builds(
    Standing,
    points=POINTS,
    takeable=MANY,
    next_reward=st.none() | REWARDS,
    pending=POINTS,
    pending_until=st.none() | st.dates(),
    expiring=st.none() | st.builds(Expiring, points=POINTS, day=st.dates()),
    tier=st.none() | TIERS,
    membership=st.none() | MEMBERSHIPS,
)
PLAIN_CODES = st.text("ABCDEFGHJKMNPQRSTVWXYZ234679-", min_size=1, max_size=200)
COUPONS = st.builds(Coupon, code=TEXTS | PLAIN_CODES, reward=TEXTS, expires=st.none() | st.dates())
HELD = st.builds(HeldCoupon, coupon=COUPONS, reward=st.none() | REWARDS, asked=st.booleans())
LINES = st.builds(
    HistoryLine,
    day=st.none() | st.dates(),
    kind=st.sampled_from(EntryKind),
    points=POINTS,
    about=TEXTS,
)
PLANS = st.builds(
    Plan, name=TEXTS, fee=st.none() | MONEY, perks=TEXTS, months=st.integers(0, 12), multiplier=st.just(Decimal(1))
)
ORDERS = st.builds(Order, number=TEXTS, email=st.just("ana@example.com"), amount=st.just(Decimal(5)))
BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    Standing: STANDINGS,
    Standing | None: st.none() | STANDINGS,
    datetime: st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()),  # noqa: DTZ001 - the strategy adds zones
    Reward: REWARDS,
    tuple[Reward, ...]: MANY,
    tuple[HistoryLine, ...]: st.lists(LINES, max_size=3).map(tuple) | LINES.map(lambda line: (line,) * 50),
    tuple[HeldCoupon, ...]: st.lists(HELD, max_size=3).map(tuple) | HELD.map(lambda held: (held,) * 50),
    tuple[str, ...]: st.lists(TEXTS, max_size=3).map(tuple) | TEXTS.map(lambda text: (text,) * 50),
    Member: st.builds(Member, code=TEXTS, email=TEXTS, name=TEXTS, birthday=DAY),
    tuple[Coupon, ...]: st.lists(COUPONS, max_size=2).map(tuple),
    tuple[Letter, ...]: st.just(()),
    tuple[Answer, ...]: st.just(()),
    tuple[Fact, ...]: st.just(()),
    tuple[Review, ...]: st.just(()),
    tuple[WaitingClaim, ...]: st.just(()),
    tuple[Entry, ...]: st.just(()),
    tuple[Order, ...]: st.lists(ORDERS, max_size=2).map(tuple) | ORDERS.map(lambda order: (order,) * 50),
    str: TEXTS,
    int: POINTS,
    int | None: st.none() | POINTS,
    bool: st.booleans(),
    date: st.dates(),
    date | None: st.none() | st.dates(),
    Decimal: MONEY,
    Decimal | None: st.none() | MONEY,
    tuple[Plan, ...]: st.lists(PLANS, max_size=3).map(tuple) | PLANS.map(lambda plan: (plan,) * 50),
}


def built(kind: type[Outcome]) -> st.SearchStrategy[Outcome]:
    return st.builds(kind, **{field.name: BY_TYPE[field.type] for field in fields(kind)})


OUTCOMES = st.sampled_from(get_args(Outcome)).flatmap(built)
CALLBACKS = st.none() | st.builds(
    Callback,
    contact=st.builds(Contact, id=st.just("7"), name=TEXTS, language=st.just("en"), channel=st.sampled_from(Channel)),
    take=st.builds(Door, LINKS | st.just("https://regulars.example/manychat/redeem/block"), st.just("proof")),
    answer=st.builds(Door, LINKS | st.just("https://regulars.example/manychat/survey/block"), st.just("proof")),
)


TONGUES = st.sampled_from([locale_for(language, "chat") for language in LANGUAGES])


@settings(max_examples=500, deadline=None)
@given(OUTCOMES, CALLBACKS, TONGUES)
def test_every_answer_keeps_every_limit_of_every_channel_in_every_language(
    outcome: Outcome, callback: Callback | None, spoken: Locale
) -> None:
    answers = {channel: block(outcome, channel, callback, spoken) for channel in Channel}

    assert {channel: violations(answer, channel) for channel, answer in answers.items()} == dict.fromkeys(Channel, ())
    json.dumps(answers, ensure_ascii=False).encode()


@pytest.mark.parametrize("kind", get_args(Outcome))
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_each_outcome_has_a_sentence(kind: type[Outcome], data: st.DataObject) -> None:
    assert sentence(data.draw(built(kind)), EN).strip()


@settings(max_examples=300, deadline=None)
@given(OUTCOMES, TONGUES)
def test_every_flat_answer_keeps_its_promise_in_every_language(outcome: Outcome, spoken: Locale) -> None:
    answer = flat(outcome, spoken)

    assert flat_violations(answer) == ()
    assert len(str(answer["message"])) <= 1000
    json.dumps(answer, ensure_ascii=False).encode()


@settings(max_examples=300, deadline=None)
@given(OUTCOMES, st.sampled_from(Channel), TONGUES)
def test_a_block_says_all_that_the_sentence_says(outcome: Outcome, channel: Channel, spoken: Locale) -> None:
    answer: Any = block(outcome, channel, None, spoken)
    texts = [message["text"] for message in answer["content"]["messages"] if message["type"] == "text"]

    assert "".join("".join(texts).split()) == "".join(sentence(outcome, spoken).split())


@settings(max_examples=300, deadline=None)
@given(
    st.builds(Redeemed, STANDINGS, REWARDS, PLAIN_CODES, st.dates(), st.booleans()), st.sampled_from(Channel), TONGUES
)
def test_code_last_day_and_link_arrive_whole(outcome: Redeemed, channel: Channel, spoken: Locale) -> None:
    answer: Any = block(outcome, channel, None, spoken)
    lines = [line for message in answer["content"]["messages"] for line in message["text"].splitlines()]

    assert any(line.endswith(outcome.code) for line in lines)
    assert any(spoken.day(outcome.expires) in line for line in lines)
    assert flat(outcome, spoken)["coupon"] == outcome.code
    assert any(line.endswith(link(outcome.link)) for line in lines)
    if spoken is EN:
        assert f"Your code: {outcome.code}" in lines
        assert f"Last day to use it: {EN.day(outcome.expires)}" in lines


NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
SEAL = Seal(("key",), "7")
OWN_WORDS: st.SearchStrategy[OwnWords] = st.one_of(
    st.builds(
        AskedFor,
        st.sampled_from(Question),
        again=st.booleans(),
        order=TEXTS,
        friend=TEXTS,
        reward=TEXTS,
        program=TEXTS,
    ),
    st.builds(MenuShown, st.none() | STANDINGS),
    st.sampled_from([HintGiven(), Stayed(), Dropped(), HandedOver()]),
)
JOINED_THEN = st.builds(
    JoinedThen,
    st.sampled_from([Joined, ContactAdded, AlreadyMember]).flatmap(built),
    OUTCOMES.filter(lambda outcome: outcome.standing is not None),
)
SAID: st.SearchStrategy[Said] = OUTCOMES | JOINED_THEN | OWN_WORDS
MEMORIES = st.sampled_from(
    [Memory(), Memory(order="1042"), Memory(hinted=NOW), *(Memory().asking(asked, NOW, "ab") for asked in Question)]
)
PROGRAMS = st.builds(
    Program,
    flow=st.sampled_from(["", "content20260101120000_123456"]),
    survey=st.booleans(),
    referrals=st.booleans(),
    birthdays=st.booleans(),
    tiers=st.booleans(),
)
COMMANDS = st.none() | st.builds(Command, st.sampled_from(Action), st.sampled_from(["", "1042"]))
REPLIES = st.builds(
    TalkReply,
    said=SAID,
    memory=MEMORIES,
    program=PROGRAMS,
    locale=TONGUES,
    seal=st.just(SEAL),
    now=st.just(NOW),
    command=COMMANDS,
)


@settings(max_examples=600, deadline=None)
@given(REPLIES)
def test_whatever_the_conversation_says_keeps_every_limit_of_every_channel(reply: TalkReply) -> None:
    blocks = {channel: reply.block(channel) for channel in Channel}
    answer = reply.flat()

    assert {channel: violations(sent, channel) for channel, sent in blocks.items()} == dict.fromkeys(Channel, ())
    assert flat_violations({key: value for key, value in answer.items() if key != "ask"}) == ()
    json.dumps([blocks, answer], ensure_ascii=False).encode()


@settings(max_examples=300, deadline=None)
@given(REPLIES)
def test_what_the_conversation_writes_into_the_field_it_reads_again(reply: TalkReply) -> None:
    value = str(reply.flat()["ask"])

    assert value == "-" or isinstance(read_ask(value, SEAL, NOW), Remembered)


@pytest.mark.parametrize("channel", Channel)
def test_silence_has_no_messages_and_a_dash(channel: Channel) -> None:
    silent = TalkReply(NothingSaid(), Memory(), Program(), EN, SEAL, NOW)
    content: Any = silent.block(channel)["content"]

    assert (content["messages"], silent.flat()["message"], silent.flat()["code"]) == ([], "-", "silence")
