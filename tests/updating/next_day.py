"""The day after the year: what everybody does next, whichever version serves them now."""

from tests.updating.customers import ANA, BORIS, INES, LAYLA, OMAR, PETRA, claim, contact, email, join, order, redeem
from tests.updating.shops import Shop


def play_next_day(shop: Shop) -> None:
    """Claims, a reward, orders that go back, a typed number, a new member, a night and letters."""
    shop.clock.set("2026-03-11 11:00")
    claim(shop, BORIS, "00017")
    claim(shop, ANA, "5001")
    redeem(shop, INES, "tote")
    redeem(shop, INES, "tote")
    shop.type_over("Orders", "5003", "Status", shop.word("refunded"))
    shop.type_over("Members", email(OMAR), "Points", 91)
    shop.type("Ledger", {"Email": email(LAYLA), "Points": 8, "Note": "a thank-you"})
    join(shop, PETRA)
    shop.post(order(6001, PETRA, 33, "2026-03-11"), order(5001, ANA, 64, "2026-03-01", refunded=16))
    shop.tap(contact(shop, ANA), "claim", expect="already_claimed", order_number="5001")
    shop.night("2026-03-12")
    shop.clock.set("2026-03-12 10:00")
    assert shop.remind()["sent"], "no letter was due"
    assert not shop.remind()["sent"], "a letter went out twice"
