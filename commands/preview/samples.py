"""A made-up shop in each language, with one member and all that their letters say, for previews and measurements."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from loyalty.letters.alarm_kind import AlarmKind
from loyalty.letters.letter import LateOrder, LetterFacts, Loss, MembershipEnds, RefusedReward, TierAtRisk
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import OWNER_NOTE, THE_OWNER, Letter, LetterStatus
from loyalty.model.program_settings import TierBy
from loyalty.model.reward import Reward
from loyalty.model.shop.wanted_code import Refusal
from loyalty.outcomes.member_standing import Expiring, HeldCoupon, Standing, TakenReward
from loyalty.owner.shops_heard import SilentShop
from loyalty.report.conclusions.suggestions import NobodyTakes
from loyalty.report.note_figures import CameIn, NoteFigures, RewardLeft
from loyalty.report.periods import Period
from mail.owner.alarm_letter import AlarmFacts, Finding
from mail.owner.note_letter import NoteFacts, NoteItem, NoteLine
from service.environment import SECRETS, SHOP_NAMES
from service.runs.owner_note_run import OWNER_NOTE_SETTING
from sheets.codec.line_checks import CHANGED
from sheets.codec.owner_sentences import Words
from sheets.codec.translation import said
from sheets.engine.alarm_note import OWNER_EMAIL, NightNews
from sheets.schema.made.missed_sentences import MISSED
from sheets.schema.made.shop_code_sentences import OUR_WORDS, REFUSED, UNCLEAR_REWARDS, WHY
from sheets.schema.noted.known_headings import gone_sentence
from sheets.schema.reports.note_sentences import note_said
from sheets.schema.snapshot import PROTECTED
from words.locales import language_of
from words.web_links import sheet_link

LETTERS = (
    "welcome",
    "reminder",
    "coupon",
    "coupon_refused",
    "points_earned",
    "claim_ended",
    "coupon_expiring",
    "points_expiring",
    "membership_ending",
    "tier_warning",
    "win_back",
    "owner_task",
)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PICTURES = "https://bean.example/pictures"
OWNER = "owner@bean.example"
SHEET = sheet_link("sample")
LAST_DAY = date(2026, 12, 14)
LATE_ORDERS = {"points_earned": LateOrder("1042", 60), "claim_ended": LateOrder("1043")}
LOST_AFTER = date(2026, 12, 22)


@dataclass(frozen=True, slots=True)
class Shop:
    """What the owner of a made-up shop has written into their sheet."""

    name: str
    program: str
    member: str
    email: str
    mug: str
    beans: str
    tote: str
    how_to_redeem: str
    plan: str
    tier: str
    perks: str
    postal_address: str
    mug_worth: Decimal
    beans_worth: Decimal
    currency: str


SHOPS = {
    "en": Shop(
        "Bean & Co",
        "Bean Regulars",
        "Ana",
        "ana@example.com",
        "Coffee mug",
        "Bag of beans, 250 g",
        "Tote bag",
        "Type it in at the till, or show it in the shop.",
        "Bean Plus",
        "Gold",
        "Free coffee on your birthday.",
        "12 Market Street, Springfield, IL 62701, USA",
        Decimal(12),
        Decimal(22),
        "USD",
    ),
    "ru": Shop(
        "Зерно и пар",
        "Свои люди",
        "Мария",
        "maria@example.com",
        "Кружка",
        "Пачка зёрен, 250 г",
        "Сумка",
        "Введите его при заказе или покажите в кофейне.",
        "Зерно плюс",
        "Золото",
        "Бесплатный кофе в день рождения.",
        "123456, Россия, Москва, Садовая ул., 12",
        Decimal(900),
        Decimal(1650),
        "RUB",
    ),
    "ar": Shop(
        "حبّة وبخار",
        "أصدقاء القهوة",
        "ليلى",
        "layla@example.com",
        "كوب قهوة",
        "كيس بن، 250 غ",
        "حقيبة قماش",
        "يُكتب عند الطلب أو يُعرض في المقهى.",
        "حبّة بلس",
        "ذهبي",
        "قهوة مجانية في عيد ميلادك.",
        "شارع السوق 12، دبي، الإمارات العربية المتحدة",
        Decimal(45),
        Decimal(82),
        "AED",
    ),
}


def sample(letter: str, language: str) -> LetterFacts:
    """The letter's facts in the made-up shop of that language."""
    shop = SHOPS[language_of(language)]
    mug, beans, tote = _rewards(shop)
    asked = letter == "owner_task"
    status = CouponStatus.ASKED if asked else CouponStatus.ISSUED
    held = HeldCoupon(Coupon("MUG-7F2K", mug.id, status, "K7Q4ZD", shop.email, NOW, LAST_DAY), mug, asked=asked)
    fresh = letter == "welcome"
    taken = () if fresh else ((mug, 2, shop.mug_worth), (beans, 1, shop.beans_worth))
    return LetterFacts(
        Letter(f"{letter}-K7Q4ZD-20261122", NOW, "K7Q4ZD", shop.email, letter, LetterStatus.TAKEN),
        name=shop.member,
        program=shop.program,
        shop=shop.name,
        shop_link="https://bean.example",
        standing=Standing(50, (), mug) if fresh else Standing(310, (mug, beans), tote),
        won=tuple(TakenReward(reward.name, times) for reward, times, _ in taken),
        redeemed=sum(times * reward.points for reward, times, _ in taken),
        coupons=() if fresh else (held,),
        language=language,
        orders_to_next=2,
        worth=sum(times * worth for _, times, worth in taken) or None,
        currency=shop.currency,
        subject=held if letter in ("coupon", "coupon_expiring", "owner_task") else None,
        loss=_losses(shop).get(letter),
        late=LATE_ORDERS.get(letter),
        refused=RefusedReward(mug.name, mug.points) if letter == "coupon_refused" else None,
        chat="https://m.me/bean?ref=prize",
        colour="#8a4b2a",
        logo=f"{PICTURES}/logo.svg",
        postal_address=shop.postal_address,
    )


def alarm_sample(language: str, kind: AlarmKind = AlarmKind.CLOSED) -> AlarmFacts:
    """What the owner of the made-up shop is written to about, such as a heading that is gone."""
    shop, spoken = SHOPS[language_of(language)], language_of(language)
    orders, currency = said("Orders", spoken), said("Currency", spoken)
    why = WHY[Refusal.NO_PRODUCT].of(said="45", **OUR_WORDS)
    refused = REFUSED.of(reward=shop.mug, member="K7Q4ZD", why=why)
    finding = {
        AlarmKind.CLOSED: Finding(gone_sentence("Currency", orders).in_language(spoken), orders, 1, currency),
        AlarmKind.PARTLY: Finding(PROTECTED.in_language(spoken), orders),
        AlarmKind.COUNTED: Finding(CHANGED.in_language(spoken)),
        AlarmKind.SHOP: Finding(UNCLEAR_REWARDS.of(count=2, tab=Words(("Rewards",))).in_language(spoken)),
        AlarmKind.REFUSED: Finding(refused.in_language(spoken)),
        AlarmKind.MISSED: Finding(next(NightNews(asked=(MISSED.of(count=3),)).all()).in_language(spoken)),
        AlarmKind.WAITING: Finding(next(NightNews(waits=(NOW,) * 2).all()).in_language(spoken)),
    }
    return AlarmFacts(
        to=OWNER,
        day=NOW.date(),
        findings=[finding[kind]],
        kind=kind,
        program=shop.program,
        shop=shop.name,
        setting=said(OWNER_EMAIL, spoken),
        problems=said("Problems", spoken),
        sheet=SHEET,
        shop_link="https://bean.example",
        logo=f"{PICTURES}/logo.svg",
        colour="#8a4b2a",
    )


def note_sample(language: str) -> NoteFacts:
    """The fullest note that the owner of the made-up shop can get."""
    shop, spoken = SHOPS[language_of(language)], language_of(language)
    rewards = [RewardLeft(name, left) for left, name in enumerate((shop.mug, shop.beans, shop.tote, shop.tier, "x"))]
    figures = NoteFigures(
        period=Period(date(2026, 11, 15), date(2026, 11, 21)),
        came=CameIn(12, 1_340, 31, Decimal("1240.50"), shop.currency, points=1_830, rewards=7, spent=2_100),
        to_send=2,
        to_make=3,
        undecided=1,
        claims=4,
        running_out=rewards,
        silent=[SilentShop("shopify", date(2026, 11, 3)), SilentShop("woocommerce", None), SilentShop("stripe", None)],
        suggestion=NobodyTakes(shop.tote, 400, taken=37),
    )
    ending = dict.fromkeys(SECRETS, LAST_DAY)
    text = note_said(figures, cells=5, wrong=2, shops=SHOP_NAMES, ending=ending, language=spoken)
    return NoteFacts(
        letter=Letter(f"{OWNER_NOTE}:{THE_OWNER}:2026-11-22", NOW, THE_OWNER, OWNER, OWNER_NOTE, LetterStatus.TAKEN),
        first=figures.period.first,
        last=figures.period.last,
        came=[NoteLine(came.label, came.value, came.beside) for came in text.came],
        waits=[NoteItem(waits.what, waits.to_do) for waits in text.waits],
        wrong=[NoteItem(wrong.what, wrong.to_do) for wrong in text.wrong],
        suggestion=text.suggestion,
        program=shop.program,
        shop=shop.name,
        setting=said(OWNER_NOTE_SETTING, spoken),
        sheet=SHEET,
        logo=f"{PICTURES}/logo.svg",
        colour="#8a4b2a",
    )


def quiet_note(language: str) -> NoteFacts:
    """The note of a week in which nothing came in, and after which nothing waits."""
    return replace(note_sample(language), came=(), waits=(), wrong=(), suggestion="")


def _losses(shop: Shop) -> dict[str, Loss]:
    """What the letters that warn are about, by their names."""
    return {
        "points_expiring": Expiring(120, LOST_AFTER),
        "membership_ending": MembershipEnds(shop.plan, shop.perks, LOST_AFTER, sold=True),
        "tier_warning": TierAtRisk(shop.tier, shop.perks, LOST_AFTER, Decimal(40), TierBy.POINTS),
    }


def _rewards(shop: Shop) -> tuple[Reward, Reward, Reward]:
    def reward(name: str, title: str, points: int) -> Reward:
        address, picture = f"https://bean.example/{name}", f"{PICTURES}/{name}.svg"
        return Reward(name, title, points, address, shop.how_to_redeem, picture)

    return reward("mug", shop.mug, 150), reward("beans", shop.beans, 250), reward("tote", shop.tote, 400)
