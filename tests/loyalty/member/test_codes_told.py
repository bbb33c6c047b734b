"""Codes that the shop makes: committed first, told only when they are there, and found again by whoever comes next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision, GiveCoupon
from loyalty.member.ask import tell_coupons, tell_points
from loyalty.member.export import export
from loyalty.member.join_then import join_then
from loyalty.member.leave import leave
from loyalty.member.redeem import redeem, tell_taken
from loyalty.member.shop_codes.told_codes import codes_for, told_again
from loyalty.model.causes import coupon_cause
from loyalty.model.coupon import CouponStatus
from loyalty.model.fact import FactKind
from loyalty.model.reward import RewardKind
from loyalty.model.shop.wanted_code import CodeMade, CodeRefused, Refusal, is_title_of
from loyalty.nightly.codes_due import note_codes
from loyalty.outcomes.asking import CouponsTold, PointsTold
from loyalty.outcomes.joining import AlreadyMember
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.not_served import NotMember
from loyalty.outcomes.redeeming import (
    AskedOwner,
    CouponRefused,
    CouponSoon,
    OutOfStock,
    PointsShort,
    Redeemed,
    RedeemOutcome,
)
from loyalty.outcomes.stored_data import Exported, LeaveSure

Sheet = Callable[..., Book]

ANA = """
    Settings  | Value
    Coupons   | shop
    Time zone | America/New_York
    Currency  | EUR

    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Rewards | Name     | Points | Product | Kind    | Value
    tote    | Tote bag | 200    | 45      | product |
    off     | 5 off    | 100    |         | amount  | 5

    Ledger           | Member | Entry      | Points
    2026-11-01 09:00 | ANA    | adjustment | 500
"""


def take(book: Book, now: datetime, reward: str = "tote", code: str = "TOTECODE") -> Decision[RedeemOutcome]:
    return redeem(book, contact="ana", reward=reward, codes=["MADE-1"], shop_codes=[code, "SECOND"], now=now)


def taken(book: Book, now: datetime, reward: str = "tote", code: str = "TOTECODE") -> Book:
    return book.after(take(book, now, reward, code).changes)


def noted(book: Book, *done: CodeMade | CodeRefused, now: datetime) -> Book:
    return book.after(note_codes(book, done=done, now=now).changes)


def test_a_code_is_committed_with_its_points_and_told_to_nobody(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA)
    decision = take(book, now)
    after = book.after(decision.changes)
    soon = decision.outcome
    [held] = tell_coupons(after, contact="ana", now=now).outcome.coupons  # type: ignore[union-attr]

    assert isinstance(soon, CouponSoon)
    assert (soon.code, soon.again, soon.standing.points) == ("TOTECODE", False, 300)
    assert (held.soon, held.has_code, held.link) == (True, False, "")
    assert held.coupon.status is CouponStatus.ISSUED
    assert after.caused_by(coupon_cause("TOTECODE")) is not None


def test_what_the_shop_is_asked_for(sheet: Sheet, now: datetime) -> None:
    book = taken(taken(sheet(ANA), now), now, "off", "OFFCODE")
    outcome = tell_coupons(book, contact="ana", now=now).outcome
    wanted = {code.code: code for code in codes_for(book, outcome, contact="ana", now=now)}
    tote, off = wanted["TOTECODE"], wanted["OFFCODE"]

    assert (tote.kind, tote.product, tote.last_day) == (RewardKind.PRODUCT, "45", date(2026, 12, 22))
    assert tote.ends == datetime(2026, 12, 23, 5, 0, tzinfo=UTC)
    assert (off.kind, off.value, off.currency) == (RewardKind.AMOUNT, Decimal(5), "EUR")
    assert tote.title == "Tote bag · coupon:TOTECODE"
    assert is_title_of(tote.title.lower(), "totecode")
    assert not is_title_of(off.title, "TOTECODE")


def test_once_the_code_is_made_the_same_answer_tells_it(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA)
    decision = take(book, now)
    made = noted(book.after(decision.changes), CodeMade("TOTECODE"), now=now)
    told = told_again(made, decision.outcome, contact="ana", made=["TOTECODE"], now=now)
    again = take(made, now).outcome

    assert isinstance(told, Redeemed)
    assert (told.code, told.again, told.in_shop, told.standing.points) == ("TOTECODE", False, True, 300)
    assert isinstance(again, Redeemed)
    assert (again.code, again.again) == ("TOTECODE", True)
    assert codes_for(made, told, contact="ana", now=now) == ()


def test_whoever_asks_again_while_it_is_being_made_gets_that_one_however_late(sheet: Sheet, now: datetime) -> None:
    book = taken(sheet(ANA), now)
    later = take(book, now + timedelta(days=2))
    over = take(book, now + timedelta(days=40)).outcome

    assert later.changes == ()
    assert isinstance(later.outcome, CouponSoon)
    assert (later.outcome.code, later.outcome.again) == ("TOTECODE", True)
    assert isinstance(over, CouponSoon)
    assert over.code == "SECOND"


def test_points_tell_only_the_codes_that_have_just_come(sheet: Sheet, now: datetime) -> None:
    book = taken(taken(sheet(ANA), now), now, "off", "OFFCODE")
    before = tell_points(book, contact="ana", now=now).outcome
    made = noted(book, CodeMade("OFFCODE"), now=now)
    told = told_again(made, before, contact="ana", made=["offcode"], now=now)
    stranger = told_again(made, before, contact="nobody", made=["OFFCODE"], now=now)

    assert isinstance(told, PointsTold)
    assert [held.coupon.code for held in told.ready] == ["OFFCODE"]
    assert isinstance(stranger, NotMember)


def test_what_the_shop_refuses_gives_the_points_back_and_is_told(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA)
    soon = take(book, now).outcome
    refused = noted(book.after(take(book, now).changes), CodeRefused("TOTECODE", Refusal.NO_PRODUCT, "45"), now=now)
    told = told_again(refused, soon, contact="ana", made=[], now=now)
    asked = tell_coupons(refused, contact="ana", now=now).outcome
    later = tell_coupons(refused, contact="ana", now=now + timedelta(days=8)).outcome

    assert isinstance(told, CouponRefused)
    assert told.standing.points == 500
    assert isinstance(asked, CouponsTold)
    assert isinstance(later, CouponsTold)
    assert ([reward.id for reward in asked.refused], asked.coupons) == (["tote"], ())
    assert later.refused == ()


def test_a_newcomer_who_came_for_a_reward_is_told_its_code(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA)
    standing = take(book, now).outcome.standing
    assert standing is not None
    decision = join_then(
        book, joining=lambda _: Decision(AlreadyMember(standing, "Regulars")), then=lambda book: take(book, now)
    )
    after = book.after(decision.changes)
    [wanted] = codes_for(after, decision.outcome, contact="ana", now=now)
    made = noted(after, CodeMade(wanted.code), now=now)
    told = told_again(made, decision.outcome, contact="ana", made=[wanted.code], now=now)

    assert isinstance(told, JoinedThen)
    assert isinstance(told.then, Redeemed)


def test_other_answers_stay_as_they_are(sheet: Sheet, now: datetime) -> None:
    book = taken(sheet(ANA), now)
    short = PointsShort(tell_points(book, contact="ana", now=now).outcome.standing, book.rewards[0], 3)  # type: ignore[arg-type]

    assert codes_for(book, short, contact="ana", now=now) == ()
    assert told_again(book, short, contact="ana", made=[], now=now) is short


@pytest.mark.parametrize("status", ["used", "expired", "cancelled"])
def test_what_the_owner_says_of_the_coupon_counts(sheet: Sheet, now: datetime, status: str) -> None:
    book = taken(sheet(ANA), now)
    row = book.coupon("TOTECODE")
    assert row is not None
    book = book.after([GiveCoupon(replace(row, status=CouponStatus(status)))])

    assert codes_for(book, tell_points(book, contact="ana", now=now).outcome, contact="ana", now=now) == ()
    assert isinstance(take(book, now + timedelta(hours=1)).outcome, CouponSoon)


def test_a_code_of_the_owners_own_in_its_place_is_told(sheet: Sheet, now: datetime) -> None:
    book = taken(sheet(ANA), now)
    rows = [replace(row, code="BY-HAND") for row in book.coupons.values()]
    facts = list(book.all_facts())
    mine = Book.of(
        book.settings,
        members=book.members.values(),
        rewards=book.rewards,
        coupons=rows,
        entries=book.entries_of("ANA"),
        facts=facts,
    )
    told = take(mine, now).outcome

    assert isinstance(told, Redeemed)
    assert (told.code, told.in_shop) == ("BY-HAND", False)


@pytest.mark.parametrize("kind", [RewardKind.GIFT_CARD, RewardKind.OTHER])
def test_what_no_code_can_give_the_owner_sends(sheet: Sheet, now: datetime, kind: RewardKind) -> None:
    book = sheet(ANA)
    book = replace(book, rewards=tuple(replace(reward, kind=kind) for reward in book.rewards))
    decision = take(book, now)

    assert isinstance(decision.outcome, AskedOwner)
    assert book.after(decision.changes).fact(FactKind.SHOP_CODE, "MADE-1") is None


def test_a_reward_that_is_out_of_order_is_neither_offered_nor_taken(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA)
    rewards = tuple(replace(reward, out_of_order=reward.id == "tote") for reward in book.rewards)
    soon = taken(book, now)
    book, soon = replace(book, rewards=rewards), replace(soon, rewards=rewards)
    decision = take(book, now)

    assert isinstance(decision.outcome, OutOfStock)
    assert decision.changes == ()
    assert [reward.id for reward in decision.outcome.standing.takeable] == ["off"]
    assert codes_for(soon, tell_points(soon, contact="ana", now=now).outcome, contact="ana", now=now) == ()


def test_who_is_no_member_any_more_is_told_so(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA)
    decision = take(book, now)
    soon, after = decision.outcome, book.after(decision.changes)
    assert isinstance(soon, CouponSoon)
    sure = leave(after, contact="ana", confirmed=False, now=now).outcome
    left = after.after(leave(after, contact="ana", confirmed=True, now=now).changes)

    assert isinstance(sure, LeaveSure)
    assert sure.coupons == 0
    assert isinstance(tell_taken(left, contact="ana", taken=soon, now=now), NotMember)
    assert tell_taken(book, contact="ana", taken=soon, now=now) is soon
    assert codes_for(left, soon, contact="ana", now=now) == ()


def test_the_last_day_of_all_days_is_no_reason_to_break(sheet: Sheet, now: datetime) -> None:
    book = taken(sheet(ANA), now)
    row = book.coupon("TOTECODE")
    assert row is not None
    book = book.after([GiveCoupon(replace(row, expires=date.max))])
    [wanted] = codes_for(book, tell_points(book, contact="ana", now=now).outcome, contact="ana", now=now)

    assert wanted.last_day == date.max


def test_an_entry_of_the_owners_own_has_no_code(sheet: Sheet, now: datetime) -> None:
    book = taken(sheet(ANA), now)
    gone = replace(book, rewards=())

    assert all(isinstance(change, AddEntry) for change in take(sheet(ANA), now).changes[:1])
    assert codes_for(gone, tell_points(gone, contact="ana", now=now).outcome, contact="ana", now=now) == ()


def test_coupons_are_told_again_with_the_code(sheet: Sheet, now: datetime) -> None:
    book = taken(sheet(ANA), now)
    before = tell_coupons(book, contact="ana", now=now).outcome
    made = noted(book, CodeMade("TOTECODE"), now=now)
    told = told_again(made, before, contact="ana", made=["TOTECODE"], now=now)

    assert isinstance(told, CouponsTold)
    assert [(held.coupon.code, held.has_code) for held in told.coupons] == [("TOTECODE", True)]


def test_a_tap_just_after_a_refusal_asks_the_shop_no_more(sheet: Sheet, now: datetime) -> None:
    refused = noted(taken(sheet(ANA), now), CodeRefused("TOTECODE", Refusal.NO_PRODUCT), now=now)
    again, other = take(refused, now, code="SECOND"), take(refused, now, "off", "OFFCODE")
    later = take(refused, now + timedelta(minutes=11), code="SECOND")

    assert isinstance(again.outcome, CouponRefused)
    assert again.changes == ()
    assert isinstance(other.outcome, CouponSoon)
    assert isinstance(later.outcome, CouponSoon)


def test_what_is_stored_is_told_without_a_code_that_is_not_there(sheet: Sheet, now: datetime) -> None:
    book = taken(sheet(ANA), now)
    made = noted(book, CodeMade("TOTECODE"), now=now)
    soon, there = (export(one, contact="ana", now=now).outcome for one in (book, made))

    assert isinstance(soon, Exported)
    assert isinstance(there, Exported)
    assert "TOTECODE" not in str(soon.as_words())
    assert "TOTECODE" in str(there.as_words())


def test_the_link_of_a_coupon_is_the_same_wherever_it_is_shown(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA)
    rewards = tuple(replace(reward, link="https://shop.example/{code}/{member}") for reward in book.rewards)
    made = noted(taken(replace(book, rewards=rewards), now), CodeMade("TOTECODE"), now=now)
    told = take(made, now).outcome
    [held] = tell_coupons(made, contact="ana", now=now).outcome.coupons  # type: ignore[union-attr]

    assert isinstance(told, Redeemed)
    assert told.link == held.link == "https://shop.example/TOTECODE/ANA"
    assert replace(held, reward=None).link == ""
