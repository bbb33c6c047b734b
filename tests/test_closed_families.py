"""Closed families: whoever adds a member is told by the types, or by a test here, of each place that must know it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import pytest

from loyalty.book.account import Account, account
from loyalty.book.doubled_rows import IN_THE_POOL, ORDERS_BY_WHAT_THEY_GIVE, WITH_A_MEMBER
from loyalty.intake.shop_orders import STATUS_RANK
from loyalty.letters.due import COUNTED_STATUSES
from loyalty.letters.losses import WARNINGS
from loyalty.model.coupon import CouponStatus
from loyalty.model.email_log import LetterName, LetterStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.orders import OrderStatus
from loyalty.model.program_settings import TierBy
from loyalty.owner.letter_examples import WHOM_IT_SUITS
from loyalty.points.redeemed import HELD_STATUSES
from loyalty.points.tier_progress import VALUES
from service.runs.delivery import LIKELIEST

ROOT = Path(__file__).parent.parent
SHIPPED = ("loyalty", "words", "sheets", "manychat", "mail", "shops", "service", "commands")

ENUMS = {
    "BonusSpendable": "loyalty/model/program_settings.py",
    "CouponSource": "loyalty/model/program_settings.py",
    "CreditOrders": "loyalty/model/program_settings.py",
    "EarnBy": "loyalty/model/program_settings.py",
    "EntryKind": "loyalty/model/entry.py",
    "FactKind": "loyalty/model/fact.py",
    "LetterName": "loyalty/model/email_log.py",
    "OrderStatus": "loyalty/model/orders.py",
    "OwnerNote": "loyalty/model/program_settings.py",
    "Per": "loyalty/model/offers.py",
    "PointsCount": "loyalty/model/program_settings.py",
    "PointsExpire": "loyalty/model/program_settings.py",
    "RefundedCoupon": "loyalty/model/program_settings.py",
    "RemindersBy": "loyalty/model/program_settings.py",
    "RewardKind": "loyalty/model/reward.py",
    "Rounding": "loyalty/model/program_settings.py",
    "SegmentRule": "loyalty/model/segment.py",
    "TierBy": "loyalty/model/program_settings.py",
    "TierLoss": "loyalty/model/program_settings.py",
    "TierWindow": "loyalty/model/program_settings.py",
    "UnusedCoupon": "loyalty/model/program_settings.py",
    "WhenSpent": "loyalty/model/program_settings.py",
}
"""Each gets the member NEW."""
UNIONS = {
    "Caution": "loyalty/report/conclusions/cautions.py",
    "Change": "loyalty/book/decision.py",
    "Concern": "loyalty/owner/reward_reach.py",
    "Headline": "loyalty/report/conclusions/headlines.py",
    "Loss": "loyalty/letters/letter.py",
    "Outcome": "loyalty/outcomes/outcome.py",
    "RowValue": "sheets/schema/growing_tab.py",
    "Suggestion": "loyalty/report/conclusions/suggestions.py",
}
"""Each gets a class whose name begins with New."""
MUST_KNOW = {
    "BonusSpendable": {"loyalty/points/sign_up_bonus.py"},
    "CouponSource": {"loyalty/member/redeem.py"},
    "CreditOrders": {"loyalty/nightly/credit_orders.py"},
    "EarnBy": {"loyalty/points/counting/base_points.py"},
    "EntryKind": {"loyalty/book/lots.py", "loyalty/member/history.py", "manychat/say/about_history.py"},
    "FactKind": {"loyalty/model/fact.py"},
    "LetterName": {"loyalty/owner/letter_examples.py", "manychat/say/letter_fields.py"},
    "OrderStatus": {"loyalty/model/orders.py"},
    "OwnerNote": {"loyalty/letters/owner_note.py"},
    "Per": {"loyalty/member/owner_actions.py"},
    "PointsCount": {"loyalty/points/counting/base_points.py"},
    "PointsExpire": {"loyalty/owner/reward_reach.py", "loyalty/points/expiry.py"},
    "RefundedCoupon": {"loyalty/model/program_settings.py"},
    "RemindersBy": {"loyalty/letters/channels.py"},
    "RewardKind": {"manychat/say/about_coupons.py"},
    "Rounding": {"loyalty/points/counting/base_points.py"},
    "SegmentRule": {"loyalty/points/segmenting/segment_census.py"},
    "TierBy": {"loyalty/points/tier_progress.py", "manychat/say/about_tiers.py"},
    "TierLoss": {"loyalty/points/tiers.py"},
    "TierWindow": {"loyalty/points/tier_progress.py"},
    "Change": {
        "loyalty/book/draft.py",
        "sheets/requests/decision_requests.py",
        "sheets/requests/new_rows.py",
    },
    "RowValue": {"sheets/cache/edited_rows.py", "sheets/cache/spreadsheet_cache.py"},
    "UnusedCoupon": {"loyalty/nightly/unused_coupons.py"},
    "WhenSpent": {"loyalty/model/program_settings.py"},
    "Caution": {"sheets/schema/reports/caution_sentences.py"},
    "Concern": {"commands/checks/reward_reach_sentences.py"},
    "Headline": {"sheets/schema/reports/headline_sentences.py"},
    "Suggestion": {"sheets/schema/reports/caution_sentences.py"},
    "Loss": {"mail/template_values.py"},
    "Outcome": {"manychat/reply_flat.py", "manychat/reply_block.py", "manychat/say/sentences.py"},
}


def complaints(copy: Path) -> dict[str, set[str]]:
    """The files in which mypy names the new member of each family, when each family has one; one run for all."""
    for room in SHIPPED:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("main.py", "manage.py", "pyproject.toml"):
        shutil.copy2(ROOT / file, copy / file)
    if (ROOT / ".mypy_cache").exists():
        shutil.copytree(ROOT / ".mypy_cache", copy / ".mypy_cache")  # the libraries need not be read again
    for family, file in ENUMS.items():
        edit(copy / file, rf'^(class {family}\(StrEnum\):\n    """.*?"""\n)', r'\1\n    YET_UNKNOWN = "yet unknown"\n')
    for family, file in UNIONS.items():
        added = f"@dataclass(frozen=True, slots=True)\nclass New{family}:\n    pass\n\n\n"
        edit(copy / file, rf"^{family}(: TypeAlias)? = (\(\s*)?", rf"{added}{family}\1 = \2New{family} | ")
        edit(copy / file, r'^(""".*?"""\n)', r"\1from dataclasses import dataclass\n")
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        family: {line.partition(":")[0] for line in run.stdout.splitlines() if re.search(rf"\b{named}\b", line)}
        for family, named in {
            **{family: rf"{family}\.YET_UNKNOWN" for family in ENUMS},
            **{family: f"New{family}" for family in UNIONS},
        }.items()
    }


def edit(file: Path, pattern: str, by: str) -> None:
    text, count = re.subn(pattern, by, file.read_text(encoding="utf-8"), count=1, flags=re.DOTALL | re.MULTILINE)
    assert count == 1, f"{file} has no {pattern}"
    file.write_text(text, encoding="utf-8")


def test_a_new_member_of_a_family_is_a_type_error_wherever_it_must_be_known(tmp_path: Path) -> None:
    """One test, as each process that had some of many would run mypy anew."""
    found = complaints(tmp_path)

    assert {family: files - found[family] for family, files in MUST_KNOW.items() if files - found[family]} == {}


@pytest.mark.parametrize(
    ("table", "family"),
    [
        (STATUS_RANK, OrderStatus),
        (ORDERS_BY_WHAT_THEY_GIVE, OrderStatus),
        (IN_THE_POOL, CouponStatus),
        (WITH_A_MEMBER, CouponStatus),
        (LIKELIEST, LetterStatus),
        (WHOM_IT_SUITS, LetterName),
        (VALUES, TierBy),
    ],
)
def test_each_table_over_a_family_is_complete(table: Collection[Enum], family: type[Enum]) -> None:
    assert set(table) == set(family)
    assert len(table) == len(family)


EARNED, SPENT, EXPIRED = Account(1, 1), Account(1, 0, -1), Account(1, 0, expired=-1)
POINT_OF_EACH_KIND = {
    EntryKind.SIGN_UP: EARNED,
    EntryKind.CLAIM: EARNED,
    EntryKind.REDEMPTION: SPENT,
    EntryKind.ADJUSTMENT: EARNED,
    EntryKind.REFUND: EARNED,
    EntryKind.CORRECTION: EARNED,
    EntryKind.CANCELLATION: SPENT,
    EntryKind.USE: EARNED,
    EntryKind.OPENING: EARNED,
    EntryKind.EXPIRY: EXPIRED,
    EntryKind.TIER: EARNED,
    EntryKind.MEMBERSHIP: EARNED,
    EntryKind.REFERRAL: EARNED,
    EntryKind.SURVEY: EARNED,
    EntryKind.BIRTHDAY: EARNED,
    EntryKind.ACTION: EARNED,
}


@pytest.mark.parametrize("kind", EntryKind)
def test_a_point_of_each_kind_is_earned_spent_or_expired(kind: EntryKind) -> None:
    entry = Entry(datetime(2026, 11, 22, tzinfo=UTC), "K7Q4ZD", kind, 1)

    assert account([entry]) == POINT_OF_EACH_KIND[kind]


def test_each_status_of_a_coupon_is_held_or_is_not() -> None:
    not_held = {CouponStatus.AVAILABLE, CouponStatus.USED, CouponStatus.EXPIRED, CouponStatus.CANCELLED}

    assert set(HELD_STATUSES) | not_held == set(CouponStatus)


def test_each_status_of_a_letter_counts_as_arrived_or_does_not() -> None:
    assert {*COUNTED_STATUSES, LetterStatus.FAILED, LetterStatus.WAITING} == set(LetterStatus)


def test_each_letter_warns_of_a_loss_or_does_not() -> None:
    about_no_loss = {
        LetterName.CONFIRM,
        LetterName.WELCOME,
        LetterName.REMINDER,
        LetterName.COUPON,
        LetterName.COUPON_REFUSED,
        LetterName.POINTS_EARNED,
        LetterName.CLAIM_ENDED,
        LetterName.COUPON_EXPIRING,
        LetterName.WIN_BACK,
        LetterName.OWNER_TASK,
    }

    assert set(WARNINGS) | about_no_loss == set(LetterName)


@pytest.mark.parametrize("letter", LetterName)
def test_each_letter_has_its_templates(letter: LetterName) -> None:
    assert list((ROOT / "templates" / letter.value).iterdir()) != []
