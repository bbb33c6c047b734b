"""A year in the life of a shop: its owner sets up, customers come, buy, take rewards and leave, books are closed.

It asks of a version only what docs/addresses.md and docs/sheet.md promise, and is played once for a version.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.updating.customers import (
    ANA,
    BORIS,
    BOUNCED,
    CLARA,
    DMITRI,
    FARAH,
    GRACE,
    HUGO,
    INES,
    JONAS,
    KOFI,
    LAYLA,
    LENA,
    MARCO,
    NADIA,
    OMAR,
    claim,
    contact,
    email,
    join,
    order,
    redeem,
)
from tests.updating.programs import type_program
from tests.updating.shops import Shop


def live(shop: Shop, folder: Path) -> None:
    """All of it, from the third of February 2025 to the tenth of March 2026."""
    type_program(shop)
    _first_weeks(shop, folder)
    _friends(shop)
    _spend(shop)
    _owners_hand(shop)
    for number, month in enumerate(("2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12")):
        _month(shop, month, number)
    _turn_of_the_year(shop)
    _last_days(shop)


def _first_weeks(shop: Shop, folder: Path) -> None:
    shop.clock.set("2025-02-04 10:00")
    for person in (ANA, BORIS, LAYLA, CLARA, DMITRI):
        if person != BOUNCED:
            join(shop, person)
    export = folder / "orders.csv"
    lines = [
        f"{1000 + number},{email(number % 7)},{20 + 7 * number}.50,2025-02-{1 + number:02},"
        f"{'unpaid' if number == 9 else 'paid'},{'Circle month' if number in (3, 10) else 'Soap'}"
        for number in range(14)
    ]
    export.write_text("\n".join(["No,Mail,Sum,Day,State,Goods", *lines]) + "\n", encoding="utf-8")
    columns = "Order=No,Email=Mail,Amount=Sum,Placed=Day,Status=State,Products=Goods"
    shop.clock.set("2025-02-15 09:00")
    shop.command("import-orders", str(export), "--map", columns)
    export.write_text(export.read_text().replace("2025-02-10,unpaid", "2025-02-10,paid"))
    people = folder / "members.csv"
    people.write_text(f"Mail,Balance\n{email(NADIA)},140\n{email(OMAR)},75\n", encoding="utf-8")
    shop.command("import-members", str(people), "--map", "Email=Mail,Points=Balance", "--letters")
    for number in (1000, 1001, 1002, 1003, 1004, 1007):
        claim(shop, number % 1000 % 7, str(number))
    shop.clock.set("2025-02-16 09:00")
    shop.command("import-orders", str(export), "--map", columns)
    for person in (FARAH, GRACE, NADIA):
        join(shop, person)
    shop.tap(contact(shop, GRACE), "birthday", expect="birthday", birthday="1990-07-14")
    shop.tap(contact(shop, ANA), "birthday", expect="birthday", birthday="1988-02-20")
    for answer in ("tea", "More soap = better?"):
        shop.tap(contact(shop, ANA), "survey", expect="survey_question|survey_done", survey="taste", answer=answer)
    shop.tap(contact(shop, BORIS), "survey", expect="survey_question", survey="taste", answer="coffee")
    for minute, expect in ((0, "booked"), (20, "booked"), (40, "action_limit")):
        shop.clock.set(f"2025-02-16 10:{minute:02}")
        shop.tap(contact(shop, BORIS), "book", expect=expect, action="review")
    shop.night("2025-02-20")
    shop.clock.set("2025-02-20 10:00")
    shop.remind()


def _friends(shop: Shop) -> None:
    shop.clock.set("2025-03-02 12:00")
    ana = next(row["Member"] for row in shop.rows("Members") if row["Email"] == email(ANA))
    for person in (HUGO, INES):
        # Whose mailbox does not exist could not read the digits: they join while nobody asks for them.
        asks = shop.language == "ru" and person == BOUNCED
        if asks:
            shop.set({"Confirm e-mail": shop.word("no")})
        join(shop, person, referrer=ana)
        if asks:
            shop.set({"Confirm e-mail": shop.word("yes")})
    # A member's second channel has to be proved, so every shop asks for digits on this day.
    shop.set({"Confirm e-mail": shop.word("yes")})
    join(shop, ANA, again=True)
    join(shop, OMAR)
    shop.set({"Confirm e-mail": shop.word("yes" if shop.language == "ru" else "no")})
    currency = "EUR"
    shop.post(
        order(2001, HUGO, 55, "2025-03-03"),
        order(2002, INES, 61.2, "2025-03-03", currency=currency),
        order(2003, ANA, 44, "2025-03-04T10:30:00Z", products=["Circle month", "Mug"]),
        order(2004, LAYLA, 130, "2025-03-05"),
        order(2005, DMITRI, 18, "2025-03-08", status="unpaid"),
    )
    shop.clock.set("2025-03-20 15:30")
    shop.type_over("Members", email(LAYLA), "Segment", "vip")
    for person, number in ((HUGO, "2001"), (INES, "2002"), (ANA, "2003"), (LAYLA, "2004")):
        claim(shop, person, number)
    shop.tap(contact(shop, DMITRI), "claim", expect="not_paid", order_number="2005")
    shop.tap(contact(shop, DMITRI), "claim", expect="unknown_order", order_number="9999")
    for day in ("2025-03-22", "2025-04-07"):
        shop.night(day)
        shop.clock.set(f"{day} 10:00")
        shop.remind()


def _spend(shop: Shop) -> None:
    shop.clock.set("2025-04-10 18:00")
    codes = {
        "soap of Ana": redeem(shop, ANA, "soap"),
        "ten of Layla": redeem(shop, LAYLA, "ten"),
        "soap of Clara": redeem(shop, CLARA, "soap"),
    }
    shop.tap(contact(shop, CLARA), "redeem", expect="unknown_reward", reward="old")
    if shop.language == "ar":
        # The owner makes the codes themselves there, and types them into the rows that wait.
        for number, row in enumerate(row for row in shop.rows("Coupons") if row.get("Status") == shop.word("asked")):
            shop.type_over("Coupons", row["Code"], "Status", shop.word("issued"))
            if number == 0:
                shop.type_over("Coupons", row["Code"], "Notes", "sent by hand")
    held = [row["Code"] for row in shop.rows("Coupons") if row.get("Member")]
    shop.post(order(2006, ANA, 70, "2025-04-11", coupons=[code for code in codes.values() if code in held][:1]))
    shop.clock.set("2025-04-12 09:00")
    cancelled = next(row["Code"] for row in shop.rows("Coupons") if row.get("Email") == email(CLARA))
    shop.type_over("Coupons", cancelled, "Status", shop.word("cancelled"))
    shop.night("2025-04-13")


def _owners_hand(shop: Shop) -> None:
    """Numbers typed over Points, lines added to the Ledger, orders that go back, a blocked member, an own column."""
    shop.clock.set("2025-05-05 11:00")
    shop.type_over("Members", email(BORIS), "Points", 222)
    shop.type_over("Members", email(FARAH), "Points", 5)
    shop.type("Ledger", {"Email": email(GRACE), "Points": 25, "Note": "for the wait"})
    ines = next(row["Member"] for row in shop.rows("Members") if row["Email"] == email(INES))
    shop.type("Ledger", {"Member": ines, "Points": -4, "Note": "counted twice"})
    shop.type_over("Orders", "1004", "Status", shop.word("refunded"))
    shop.type_over("Orders", "1002", "Refunded", 10)
    shop.type_over("Orders", "2004", "Status", shop.word("cancelled"))
    shop.type_over("Members", email(FARAH), "Status", shop.word("blocked"))
    shop.type_over("Members", email(DMITRI), "Reminders", shop.word("no"))
    shop.type_over("Members", email(GRACE), "Plan", "Circle")
    shop.type_over("Members", email(GRACE), "Plan until", "2026-04-30")
    shop.type_over("Members", email(CLARA), "Notes", "likes lavender")
    members, orders = shop.word("Members"), shop.word("Orders")
    shop.owner.insert(members, "COLUMNS", 2)
    shop.owner.type_at(f"{members}!C1", ["Phone"], *[[f"+1 555 01{number:02}"] for number in range(5)])
    shop.owner.move(orders, "COLUMNS", 8, 3)
    shop.night("2025-05-06")
    shop.clock.set("2025-05-06 10:00")
    shop.remind()
    shop.unsubscribe(email(CLARA))


def _month(shop: Shop, month: str, number: int) -> None:
    """A month as others: some buy, claim, take what they can; the night passes and letters go out."""
    base = 3000 + 100 * number
    buyers = [person for person in (ANA, BORIS, LAYLA, GRACE, INES, NADIA, OMAR) if (person + number) % 3]
    shop.clock.set(f"{month}-08 13:00")
    more: Sequence[Mapping[str, object]] = ({"products": "Circle month"}, {"refunded": 12}, {})
    shop.post(
        *(
            order(base + index, person, 25 + 9 * index + number, f"{month}-0{1 + index}", **more[index % 3])
            for index, person in enumerate(buyers)
        )
    )
    for index, person in enumerate(buyers[: 4 + number % 2]):
        claim(shop, person, str(base + index))
    shop.tap(contact(shop, BORIS), "book", expect="booked|action_limit", action="visit")
    shop.night(f"{month}-15")
    shop.clock.set(f"{month}-15 10:00")
    shop.remind()
    if number == 1:
        for person in (JONAS, KOFI, LENA):
            join(shop, person)
    if number == 2:
        shop.owner.sort(shop.word("Members"), 2)
        for person in (KOFI, LENA):
            shop.tap(contact(shop, person), "leave", expect="left", confirm="yes")
        shop.tap(contact(shop, BORIS), "redeem", expect="redeemed|asked_owner", reward="tote")
        shop.post(order(base, buyers[0], 25 + number, f"{month}-01", status="refunded"))
    if number == 3:
        join(shop, KOFI)
        join(shop, MARCO, referrer=next(row["Member"] for row in shop.rows("Members") if row["Email"] == email(BORIS)))
        shop.owner.sort(shop.word("Orders"), 0, descending=True)
    if number == 5:
        shop.type_over("Members", email(NADIA), "Points", 333)
        shop.tap(contact(shop, NADIA), "redeem", expect="redeemed|asked_owner", reward="mug")


def _turn_of_the_year(shop: Shop) -> None:
    for day in ("2026-01-02", "2026-01-20"):
        shop.night(day)
        shop.clock.set(f"{day} 10:00")
        shop.remind()
    shop.clock.set("2026-02-12 20:00")
    shop.command("close-books", "--before", "2025-12-01")
    shop.night("2026-02-13")


def _last_days(shop: Shop) -> None:
    """What is still going on when the sheet is kept."""
    word = shop.word
    shop.clock.set("2026-03-06 16:00")
    shop.post(
        order(5001, ANA, 64, "2026-03-01"),
        order(5002, BORIS, 52.5, "2026-03-02"),
        order(5003, LAYLA, 38, "2026-03-03"),
        order(5004, GRACE, 20, "2026-03-04", status="unpaid"),
    )
    claim(shop, ANA, "5001")
    claim(shop, LAYLA, "5003")
    shop.type_over("Members", email(INES), "Points", 300)
    shop.night("2026-03-07")
    shop.clock.set("2026-03-07 12:00")
    redeem(shop, INES, "soap")
    shop.tap(contact(shop, GRACE), "leave")
    shop.type("Orders", {"Order": "5005", "Email": email(OMAR), "Amount": "about forty", "Placed": "2026-03-05"})
    shop.type(
        "Orders", {"Order": "00017", "Email": email(BORIS), "Amount": 45, "Placed": "2026-03-05", "Notes": "till"}
    )
    shop.owner.sort(word("Members"), 2)
    shop.night("2026-03-08")
    shop.clock.set("2026-03-08 10:00")
    shop.remind()
    shop.clock.set("2026-03-10 02:00")
    shop.night("2026-03-10")
