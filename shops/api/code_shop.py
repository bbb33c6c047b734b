"""What a shop does for the program's codes, whichever shop it is, and what keeps it from that."""

from typing import Protocol

from loyalty.model.shop.wanted_code import AwayReason, CodeDone, WantedCode


class ShopAway(Exception):
    """The shop has done nothing that anybody knows of: it is asked again later. Nothing secret stands in it."""

    def __init__(self, reason: AwayReason, shop: str, detail: object) -> None:
        super().__init__(f"{shop} {reason.value} ({detail})")
        self.reason, self.shop, self.detail = reason, shop, str(detail)


class CodeShop(Protocol):
    """A shop with a cart and an API. Both calls may be made again after an answer that was lost, and do no more then.

    They raise ShopAway.
    """

    def make(self, wanted: WantedCode) -> CodeDone:
        """Makes the code, or finds that an earlier call has made it."""

    def switch_off(self, code: str) -> None:
        """Sees to it that our code works no more; one that was used, or is none of ours, stays as it is."""
