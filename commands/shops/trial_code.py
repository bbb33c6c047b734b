"""One code made in the shop and taken back, so that the owner learns now whether members will get theirs."""

from datetime import timedelta
from decimal import Decimal

import click

from loyalty.model.reward import RewardKind
from loyalty.model.shop.wanted_code import SHOP_CODE_LENGTH, CodeMade, CodeRefused, WantedCode
from service.container import codes, now
from shops.api.code_shop import CodeShop, ShopAway

TRIAL = "Trial of the loyalty program"
LASTS = timedelta(days=1)


def try_code(shop: CodeShop) -> str:
    """Makes a code of one percent and switches it off, and says so; ClickException with what to do, ShopAway."""
    code, starts = next(codes(SHOP_CODE_LENGTH)), now()
    ends = starts + LASTS
    wanted = WantedCode(code, TRIAL, RewardKind.PERCENT, starts, ends, ends.date(), "", value=Decimal(1))
    match shop.make(wanted):
        case CodeRefused(said=said):
            raise click.ClickException(f"The shop refuses to make a code ({said.rstrip('.')}).")
        case CodeMade():
            try:
                shop.switch_off(code)
            except ShopAway as away:
                raise click.ClickException(
                    f'A code was made, but could not be taken back ({away}): delete the discount "{TRIAL}" in the '
                    "shop, and run this command again."
                ) from None
    return "Made a code in the shop and took it back."
