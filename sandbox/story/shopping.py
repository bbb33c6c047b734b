"""What happens in the shop: somebody buys, the shop tells the function, a code takes its reward off the bill."""

import re
import time
from collections.abc import Iterator, Mapping

import click

from sandbox.desk.sheet_view import visible_tab
from sandbox.manychat_flows.conversation import Turn
from sandbox.shops.cart import Bill, Cart, LinkBroken
from sandbox.shops.shop import Shop
from sandbox.story.demo_shop import REWARDS, in_order_mail
from sandbox.story.expected import StoryBroken, compare
from sandbox.story.scene import Scene
from sandbox.story.script import Buys, BuysByLink, Charged, OpensOrderMail

MARGIN = "   "
MOST_SECONDS = 15.0
"""Within these the sheet shows what the shop has told."""
LOOK_SECONDS = 0.1
PAID = ""
"""Under Status of a paid order, which needs no word there."""


def let_the_shop_make_codes(scene: Scene) -> Iterator[str]:
    """The owner writes the shop's number of each reward's product into Rewards, and ``shop`` under Coupons."""
    for reward, title, *_ in REWARDS:
        scene.owner.type_over("Rewards", str(reward), "Product id", product_id(scene.shop, str(title)))
    scene.owner.type_over("Settings", "Coupons", "Value", "shop")
    yield f"\n{MARGIN}The owner types the shop's numbers into Rewards, under Product id, and sets Coupons to “shop”."


def product_id(shop: Shop, title: str) -> str:
    """The shop's number for it, as Product id takes it."""
    return str(shop.catalogue.named(title).id)


def buy(scene: Scene, step: Buys) -> Iterator[str]:
    """The customer buys; comes back when the sheet shows what the shop has told of it; raises StoryBroken."""
    named = f"{step.customer.name} buys in the shop: {_goods(step.goods)}"
    number = scene.shop.checked_out(scene.shop.cart(step.goods, email=step.customer.email))
    shows(
        scene, named, "Orders", ("Order", number), {"Email": step.customer.email, "Amount": step.paid, "Status": PAID}
    )
    yield f"\n{MARGIN}{click.style(named, fg='cyan')}  {click.style('(in the shop)', dim=True)}"
    yield f"{MARGIN}  The shop tells the function, and the tab Orders shows {number}: {step.paid}, paid."


def mailed_word(scene: Scene, step: OpensOrderMail) -> str:
    """The word of the link in the mail about what they have bought last; raises StoryBroken."""
    bought = (order.name for order in scene.shop.orders_shown() if order.email == step.customer.email)
    number = next(bought, "")
    if not number:
        raise StoryBroken(f"{step.customer.name} opens the order mail", "nothing was bought in the shop")
    return in_order_mail(number)


def buy_by_link(scene: Scene, step: BuysByLink) -> Iterator[str]:
    """The customer opens the link, sees the bill and pays; raises StoryBroken."""
    turn = scene.chats.of(step.customer).turns[-1]
    link = cart_link(turn, scene.shop)
    named = f"{step.customer.name} opens the link of the coupon: {link}"
    try:
        cart = scene.shop.open(link)
    except LinkBroken as error:
        raise StoryBroken(named, str(error)) from error
    compare(named, {"in the cart": {product_id(scene.shop, step.product): 1}}, {"in the cart": _in_cart(cart)})
    cart.email = step.customer.email
    charged = scene.shop.bill(cart)
    _compare_bill(named, scene.shop, step.charged, charged)
    yield f"\n{MARGIN}{click.style(named, fg='cyan')}  {click.style('(in the shop)', dim=True)}"
    yield from _receipt(scene.shop, charged)
    yield from _with_a_second(scene.shop, cart, named, step)
    number = scene.shop.checked_out(cart)
    [code] = cart.codes
    shows(scene, named, "Coupons", ("Code", code.upper()), {"Used for": _bare(number)})
    yield f"{MARGIN}  They pay: order {number}. The tab Coupons shows it beside {code.upper()}, under Used for."


def cart_link(turn: Turn, shop: Shop) -> str:
    """The link into this shop, below or within what was said; blank where there is none."""
    targets = [button.target for bubble in turn.bubbles for button in bubble.buttons if button.kind == "url"]
    links = [*targets, *re.findall(r"https?://\S+", turn.text)]
    return next((link for link in links if link.startswith(f"{shop.url}/")), "")


def shows(scene: Scene, step: str, tab: str, key: tuple[str, str], expected: Mapping[str, str]) -> None:
    """Comes back when the row with this key shows what is expected; raises StoryBroken where it does not in time."""
    deadline = time.monotonic() + MOST_SECONDS
    while True:
        row = _row(scene, tab, key)
        if expected.items() <= row.items():
            return
        if time.monotonic() > deadline:
            compare(f"{step}; the tab {tab}, {' '.join(key)}", expected, row)
        time.sleep(LOOK_SECONDS)


def _row(scene: Scene, tab: str, key: tuple[str, str]) -> Mapping[str, str]:
    """The row as it is shown; a # before an order's number is left out."""
    heading, value = key
    rows = ({name: _bare(text) for name, text in row.items()} for row in visible_tab(scene.owner, tab).texts())
    return next((row for row in rows if row.get(heading) == _bare(value)), {})


def _with_a_second(shop: Shop, cart: Cart, step: str, expected: BuysByLink) -> Iterator[str]:
    cart.add(shop.catalogue.named(expected.product))
    bill = shop.bill(cart)
    _compare_bill(f"{step}, two of them", shop, expected.for_two, bill)
    cart.add(shop.catalogue.named(expected.product), -1)
    yield f"{MARGIN}  With a second one it would be {_money(shop, bill)}."


def _compare_bill(step: str, shop: Shop, expected: Charged, bill: Bill) -> None:
    charged = Charged(shop.money.text(bill.goods), shop.money.text(bill.shipping - bill.shipping_discount))
    compare(step, {"charged": expected, "refused": {}}, {"charged": charged, "refused": dict(bill.refused)})


def _receipt(shop: Shop, bill: Bill) -> Iterator[str]:
    for line in bill.lines:
        off = "".join(f", {code} takes off {shop.money.text(amount)}" for code, amount in line.reductions.items())
        price = shop.money.text(line.subtotal)
        yield f"{MARGIN}  | {line.quantity} × {line.variant.name}: {price}{off}"
    yield f"{MARGIN}  | Shipping: {shop.money.text(bill.shipping - bill.shipping_discount)}"
    yield f"{MARGIN}  | To pay: {_money(shop, bill)}"


def _money(shop: Shop, bill: Bill) -> str:
    return f"{shop.money.text(bill.total)} {shop.money.currency}"


def _in_cart(cart: Cart) -> Mapping[str, int]:
    return {str(number): quantity for number, quantity in cart.lines.items()}


def _goods(goods: Mapping[str, int]) -> str:
    return ", ".join(f"{quantity} × {title}" for title, quantity in goods.items())


def _bare(number: str) -> str:
    return number.removeprefix("#")
