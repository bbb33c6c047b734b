"""Ways to ask the shop for codes that are wrong on purpose, to show that the simulator finds what comes of them."""

from dataclasses import dataclass

from loyalty.model.shop.wanted_code import CodeDone, CodeMade, CodeRefused, Refusal, WantedCode
from shops.api.code_shop import CodeShop, ShopAway


@dataclass(slots=True)
class TellsBeforehand:
    """Says that the code is made and asks the shop afterwards, if anybody does."""

    shop: CodeShop

    def make(self, wanted: WantedCode) -> CodeDone:
        """What the shop has not done."""
        return CodeMade(wanted.code)

    def switch_off(self, code: str) -> None:
        """As it should be."""
        self.shop.switch_off(code)


@dataclass(slots=True)
class TakesLostForRefused:
    """Takes an answer that does not come for a no: the points go back, and the code may be there."""

    shop: CodeShop

    def make(self, wanted: WantedCode) -> CodeDone:
        """What the shop has done, or no where it does not say."""
        try:
            return self.shop.make(wanted)
        except ShopAway:
            return CodeRefused(wanted.code, Refusal.SHOP_SAYS)

    def switch_off(self, code: str) -> None:
        """Nothing: what was refused need not be switched off."""


@dataclass(slots=True)
class SwitchesNothingOff:
    """Leaves the codes of cancelled coupons as they are."""

    shop: CodeShop

    def make(self, wanted: WantedCode) -> CodeDone:
        """As it should be."""
        return self.shop.make(wanted)

    def switch_off(self, code: str) -> None:
        """Nothing."""
