"""Cards of a made-up shop, for the browser and for the pictures in docs/."""

from dataclasses import replace
from datetime import date, timedelta

from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import EntryKind
from loyalty.model.reward import Reward
from loyalty.outcomes.member_standing import Expiring, HeldCoupon, HistoryLine, Membership, Standing, TierStanding
from loyalty.outcomes.shown_card import MemberCard, ShopLook

TODAY = date(2026, 11, 30)
UNTIL = TODAY + timedelta(days=60)
PICTURES = "https://bean.example/pictures"
NAMES = {
    "en": ("Bean Club", "Bean & Leaf", "Bag of beans", "Stoneware mug", "Tote bag", "Show it at the till."),
    "ru": ("Клуб зерна", "Зерно и лист", "Пачка кофе", "Керамическая кружка", "Сумка", "Покажите код на кассе."),
    "ar": ("نادي البن", "بن وورق", "كيس من البن", "كوب من الخزف", "حقيبة قماش", "يكفي إظهار الرمز عند الدفع."),
}


def sample(language: str, *, colour: str = "", tells_codes: bool = True, logo: bool = True) -> MemberCard:
    """A member who has something of everything."""
    program, shop, beans, mug, tote, advice = NAMES[language]
    rewards = (
        Reward("beans", beans, 150, image=f"{PICTURES}/beans.svg", link="https://bean.example/beans"),
        Reward("mug", mug, 350, image=f"{PICTURES}/mug.svg", how_to_redeem=advice),
        Reward("tote", tote, 900),
    )
    coupons = (
        HeldCoupon(
            Coupon("MUG-4DWA" if tells_codes else "", "mug", CouponStatus.ISSUED, expires=TODAY + timedelta(days=12)),
            replace(rewards[1], link="https://bean.example/mug"),
            asked=False,
        ),
        HeldCoupon(Coupon("BEANS-1", "beans", CouponStatus.ASKED), rewards[0], asked=True),
    )
    history = (
        HistoryLine(TODAY - timedelta(days=1), EntryKind.CLAIM, 124, "1063"),
        HistoryLine(TODAY - timedelta(days=8), EntryKind.REDEMPTION, -350, mug),
        HistoryLine(TODAY - timedelta(days=9), EntryKind.REDEMPTION, -150, beans),
        HistoryLine(TODAY - timedelta(days=20), EntryKind.BIRTHDAY, 25, ""),
        HistoryLine(TODAY - timedelta(days=31), EntryKind.CLAIM, 678, "1042"),
        HistoryLine(TODAY - timedelta(days=40), EntryKind.SIGN_UP, 50, ""),
    )
    standing = Standing(
        377,
        takeable=rewards[:2],
        next_reward=rewards[2],
        expiring=Expiring(50, TODAY + timedelta(days=14)),
        tier=TierStanding("Gold" if language == "en" else {"ru": "Золото", "ar": "ذهبي"}[language]),
        membership=Membership("Plus", "", TODAY + timedelta(days=100)),
    )
    look = ShopLook(
        program,
        shop,
        "https://bean.example",
        colour,
        f"{PICTURES}/logo.svg" if logo else "",
        "https://m.me/bean?ref=loyalty",
        language,
    )
    return MemberCard(look, "", standing, rewards, coupons, history, tells_codes=tells_codes)


def newcomer(language: str, *, colour: str = "") -> MemberCard:
    """Somebody who has joined a program that has nothing yet."""
    card = sample(language, colour=colour, logo=False)
    return replace(card, standing=Standing(0), rewards=(), coupons=(), history=())
