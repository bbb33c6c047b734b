"""The first day of a run: the shop's rewards, codes and orders, and, for a shop with a past, its members and Ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loyalty.model.identifiers import CODE_LETTERS, MEMBER_CODE_LENGTH
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.member_standing import Standing
from tests.simulation.actors.shopkeeper import FIRST_CONTACT, REWARDS, Shopkeeper, address
from tests.simulation.checks.sheet_cells import TWINS
from tests.simulation.network.online_shop import OnlineShop

SIGN_UP_POINTS, ORDER_AMOUNT = 50, 60
LETTERS_FOR_EVERY = 25
"""One member in this many wants letters; with more of them the first reminder run would fill the whole run."""
FIRST_TWIN = 5_000
"""Their codes are like no veteran's."""
JOINED_AT, CLAIMED_AT = "2026-10-05 10:00", "2026-10-06 16:30"


SETTING_CHOICES: Mapping[str, Sequence[object]] = {
    "Coupons": ("pool", "pool", "generate"),
    "Coupon days": (30, 1),
    "Unused coupon": ("lapse", "give back"),
    "Pending days": (0, 0, 1),
    "When points are already spent": ("stop at zero", "deficit"),
    "Refunded order with a coupon": ("cancel coupon", "deficit", "leave"),
    "Edited order after claim": ("leave", "correct"),
    "Points expire": ("never", "rolling", "inactivity"),
    "Expiry months": (1,),
    "Expire from": ("2026-11-20",),
    "Letter hours": ("0 to 24",),
    "Credit orders": ("by link", "by link", "automatically"),
    "Most points a day": (0, 0, 120),
    "Claim waits days": (14, 14, 14, 0),
    "Referral points": (40, 0),
    "Friend points": (20,),
    "Birthday points": (25, 0),
    "Tier by": ("points", "money", "orders"),
    "Tier window": ("lifetime", "12 months"),
    "Tier loss": ("never", "one step", "right level"),
    "Tier grace days": (0, 1),
}
"""What owners choose; each simulated shop is another program."""
OFFER_ROWS: Mapping[str, Sequence[Sequence[object]]] = {
    "Campaigns": (["Double week", "", "", 2], ["A present", "", "", "", 7]),
    "Tiers": (["Silver", 3, 1.5, "Early access", 5], ["Gold", 100, 2, "", 10]),
    "Plans": (["Club", 9, "monthly", "club card", 1.5],),
    "Survey": (["taste", "Tea or coffee?", "tea, coffee", 15], ["taste", "Why?"]),
    "Actions": (["review", "A review", 10, 2, "month"],),
}
"""What may stand in the tabs of offers; each shop has most of it."""
OFFER_TAB_SHARE = 0.8
PRODUCTS = {"mug": "Stoneware mug", "tote": "Tote bag"}
PERCENT_REWARD = "sticker"
SMALL_PRICES = {"sticker": 5, "mug": 15, "tote": 25}
"""Most customers have that much soon."""


def open_shop(keeper: Shopkeeper, *, members: int) -> None:
    """Types all that is there when the first customer comes; ``members`` have joined and claimed an order before."""
    for name, choices in SETTING_CHOICES.items():
        keeper.editor.type_over("Settings", name, "Value", keeper.chance.choice(choices))
    for tab, rows in OFFER_ROWS.items():
        if keeper.chance.random() < OFFER_TAB_SHARE:
            keeper.editor.type(tab, *rows)
    keeper.editor.type("Rewards", *([reward, reward.title(), points] for reward, points in REWARDS.items()))
    veterans = [_Veteran(keeper, str(FIRST_CONTACT + number), _code(number)) for number in range(members)]
    if veterans:
        keeper.add("Members", *(veteran.member() for veteran in veterans))
        keeper.add("Orders", *(veteran.order() for veteran in veterans))
        keeper.add("Ledger", *(line for veteran in veterans for line in veteran.ledger()))
    for _ in range(keeper.people):
        keeper.add_order()
    for _ in range(3):
        keeper.add_codes()


def sell_rewards(keeper: Shopkeeper, shop: OnlineShop) -> None:
    """The rewards are products of this shop, and what its codes give; one is ten percent."""
    keeper.editor.type_over("Settings", "Coupons", "Value", "shop")
    for reward, points in SMALL_PRICES.items():
        keeper.editor.type_over("Rewards", reward, "Points", points)
    for reward, product in PRODUCTS.items():
        keeper.editor.type_over("Rewards", reward, "Product id", shop.catalogue.named(product).id)
    keeper.editor.type_over("Rewards", PERCENT_REWARD, "Kind", "percent")
    keeper.editor.type_over("Rewards", PERCENT_REWARD, "Value", 10)


def add_twins(keeper: Shopkeeper) -> None:
    """Types two rows of one person, whom the owner will join and take apart."""
    codes = (_code(FIRST_TWIN + number) for number in range(len(TWINS)))
    own = {"Joined": JOINED_AT, "Reminders": "no"}
    rows = ({"Member": code, "Email": address(twin), "Contact": twin} for code, twin in zip(codes, TWINS, strict=True))
    keeper.add("Members", *(row | own for row in rows))


@dataclass(slots=True)
class _Veteran:
    """A member from before the run: what the tabs hold of them, and what the run log would hold had they tapped.

    Their code begins with a letter: some other codes look like numbers (``22E222``) where they are typed.
    """

    keeper: Shopkeeper
    contact: str
    code: str
    number: str = ""

    def member(self) -> Mapping[str, object]:
        """Their row in Members."""
        run_log, email = self.keeper.run_log, address(self.contact)
        joined = Joined(Standing(SIGN_UP_POINTS), "", SIGN_UP_POINTS)
        run_log.answer(run_log.tap(self.contact, "join", email, 0.0), joined, 0.0)
        own = {"Member": self.code, "Email": email, "Contact": self.contact, "Joined": JOINED_AT}
        own["Reminders"] = "yes" if int(self.contact) % LETTERS_FOR_EVERY == 0 else "no"
        points = SIGN_UP_POINTS + ORDER_AMOUNT
        shown = {"Points as booked": f"{points}@1", "Points shown": f"{self.code}:{points}@1"}
        return own | {"Points": points, "Lifetime points": points} | shown

    def order(self) -> Mapping[str, object]:
        """The order that they claimed."""
        run_log = self.keeper.run_log
        self.number = self.keeper.next_order()
        self.keeper.orders.add(self.number, self.contact)
        claimed = Claimed(Standing(SIGN_UP_POINTS + ORDER_AMOUNT), self.number, ORDER_AMOUNT)
        run_log.answer(run_log.tap(self.contact, "claim", self.number, 0.0), claimed, 0.0)
        own = {"Order": self.number, "Email": address(self.contact), "Amount": ORDER_AMOUNT, "Status": "paid"}
        return own | {"Claimed": CLAIMED_AT, "Points": ORDER_AMOUNT}

    def ledger(self) -> tuple[Mapping[str, object], ...]:
        """Their two lines in the Ledger."""
        who = {"Member": self.code, "Email": address(self.contact)}
        join = {"Time": JOINED_AT, "Entry": "sign-up", "Points": SIGN_UP_POINTS, "Cause": f"join:{self.code}"}
        claim = {"Time": CLAIMED_AT, "Entry": "claim", "Points": ORDER_AMOUNT, "For": self.number}
        claim |= {"Cause": f"order:{self.number.casefold()}", "Note": f"{ORDER_AMOUNT}.00 USD"}
        return who | join | {"Note": "Sign-up bonus"}, who | claim


def _code(number: int) -> str:
    signs = CODE_LETTERS[-1]
    for _ in range(MEMBER_CODE_LENGTH - 1):
        number, place = divmod(number, len(CODE_LETTERS))
        signs += CODE_LETTERS[place]
    return signs
