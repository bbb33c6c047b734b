"""What must be true when all is quiet: the owner's numbers are booked and what they see is what the Ledger says."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from loyalty.model.written.unseen import seen
from loyalty.outcomes.claiming import OrderNoted
from tests.simulation.actors.shopkeeper import KEY_HEADINGS, address
from tests.simulation.checks.invariants import Found, back_by_now, booked_edits, corrections, points_in, refunds
from tests.simulation.checks.sheet_cells import GUESTS, TWINS, Cells, is_copy, shown, text
from tests.simulation.network.instances import BEGINNING

ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's days begin here, in whatever zone
MERGED = re.compile(r"(un)?merge(-out)?:")


def typed_numbers_are_booked(found: Found) -> Iterator[str]:
    """What the owner typed over Points came to the Ledger, all of it and once; but nobody falls below zero by it."""
    booked, typed = booked_edits(found.ledger), found.run_log.typed
    down: Counter[str] = Counter()
    for contact, typings in found.run_log.typings.items():
        down[contact] += sum(max(0, -typing) for typing in typings)
    for contact in sorted({*booked, *typed}):
        least = typed[contact] - found.run_log.may_lack[contact]
        most = typed[contact] + down[contact] + found.run_log.may_exceed[contact]
        if not least <= booked[contact] <= most:
            yield f"{contact}: the owner typed {typed[contact]:+}, booked is {booked[contact]:+}"


def closed_books_keep_every_balance(found: Found) -> Iterator[str]:
    """What stands for closed lines comes to what they came to.

    Whoever lost an opening by the owner's hand may have had the same again since, for more or less.
    """
    closed = (line for line in found.ledger if line.cause.casefold() in found.closed)
    lost = {line.contact for line in closed if found.may_be_gone(line.cause)}
    for contact, points in points_in(found.ledger).items():
        if found.closed and contact not in lost and found.points[contact] != points:
            yield f"{contact}: the Ledger says {found.points[contact]}, with all that is closed it is {points}"


def members_show_the_ledger(found: Found) -> Iterator[str]:
    """Points and Points as booked are the sum of the member's lines."""
    for contact, cells in found.members.items():
        points, booked = shown(cells)
        if "Joined" not in cells or contact in TWINS:
            continue  # a row that is no member's, such as a total, or counts for another one
        if {points or "0", booked or "0"} != {str(found.points[contact])}:
            yield f"{contact}: shown {points}, as booked {booked}, the Ledger says {found.points[contact]}"


def twins_keep_their_points(found: Found) -> Iterator[str]:
    """Two rows of one person show together what both have; once joined the first of them shows all of it."""
    rows = [found.members[twin] for twin in TWINS if twin in found.members]
    if len(rows) < len(TWINS):
        return
    has = [found.points[twin] for twin in TWINS]
    lines = [line for line in found.ledger if line.contact in TWINS]
    moved = sum(line.points for line in lines if MERGED.match(line.cause))
    steps = Counter(line.cause.partition(":")[0] for line in lines)
    one, other = (int(shown(cells)[0] or 0) for cells in rows)
    joined = steps["merge"] > steps["unmerge"]
    if moved or steps["merge"] - steps["unmerge"] not in (0, 1) or one + other != sum(has):
        yield f"the twins have {has}, shown are {one} and {other}; {moved} came by joining them: {steps}"
    if (joined and other) or (not joined and [one, other] != has):
        yield f"the twins are {'one' if joined else 'two'} and show {one} and {other}, by the Ledger {has}"


def orders_show_the_ledger(found: Found) -> Iterator[str]:
    """An order's Claimed is there when its cause is booked, and else not; Points are what a refund left of it."""
    taken = refunds(found)
    for _, cells in found.rows("Orders"):
        # A display that landed in a blank row is found by the row's number: not once rows above it have gone, for which
        # there is time after a restore (docs/decisions/0039).
        if set(cells) == {"Points"} and found.run_log.restored:
            continue
        order = text(cells.get("Order")).casefold()
        lines = found.causes.get(f"order:{order}", ())
        since = (*taken.get(order, {}).values(), *corrections(found, order))
        points = str(sum(line.points for line in (*lines[:1], *since))) if lines else ""
        # What a closed order gave is not known any more; nor is what was taken of one that was claimed again since.
        refunds_of_it = (cause for cause in found.closed if cause.startswith("refund") and cause.endswith(f":{order}"))
        if f"order:{order}" in found.closed or any(refunds_of_it):
            points = text(cells.get("Points"))
        # The opening line that stood for a closed claim may have been deleted: then nobody has claimed the order.
        may_be_free = f"order:{order}" in found.closed and found.may_be_gone(f"order:{order}")
        if text(cells.get("Points")) != points or (("Claimed" in cells) != bool(lines) and not may_be_free):
            yield f"order {cells} shows not {points!r}"


def coupons_show_the_ledger(found: Found) -> Iterator[str]:
    """A coupon's row names the member whom the Ledger gave it, and nobody else; it is called cancelled by the owner, or
    because it is.
    """
    for _, cells in found.rows("Coupons"):
        lines = found.causes.get(f"coupon:{text(cells.get('Code'))}".casefold())
        if found.may_be_gone(f"coupon:{text(cells.get('Code'))}"):
            continue
        whose = text(found.members.get(lines[0].contact, {}).get("Member")) if lines else ""
        code, status = text(cells.get("Code")), text(cells.get("Status"))
        off = code in found.run_log.cancelled or f"cancel:{code}".casefold() in found.causes
        shown = status == "issued" or (off and status == "cancelled")
        if text(cells.get("Member")) != whose or shown != bool(lines):
            yield f"coupon {cells} is not {whose!r}'s"


def coupons_show_their_use(found: Found) -> Iterator[str]:
    """Used for names the orders by which the Ledger says that the code was used, and no other row names any."""
    uses = {code for (code, _), times in uses_that_stand(found).items() if times > 0}
    for _, cells in found.rows("Coupons"):
        named = text(cells.get("Used for"))
        if found.may_be_gone(f"coupon:{text(cells.get('Code'))}"):
            continue
        if bool(named) != (text(cells.get("Code")).casefold() in uses):
            yield f"coupon {cells} is used by {sorted(uses)}"


def uses_that_stand(found: Found) -> Counter[tuple[str, str]]:
    """How often each order uses each code by the Ledger, less how often the shop has given it back."""
    standing = Counter[tuple[str, str]]()
    for cause, lines in found.causes.items():
        mark, _, rest = cause.partition(":")
        if mark in ("used", "unused"):
            standing[rest.partition(":")[0], lines[0].subject.casefold()] += 1 if mark == "used" else -1
    return standing


def what_is_called_off_is_booked(found: Found) -> Iterator[str]:
    """The points have followed every claimed order and every given coupon whose Status says that it is off."""
    for _, cells in found.rows("Orders"):
        order = text(cells.get("Order")).casefold()
        is_off = status_of(found, cells) in ("refunded", "cancelled")
        if is_off and _is_known(found, f"order:{order}") and back_by_now(found, order) != "all":
            yield f"order {order} is called off, and {back_by_now(found, order)} of it is booked as gone back"
    for _, cells in found.rows("Coupons"):
        code = text(cells.get("Code")).casefold()
        is_off = text(cells.get("Status")) == "cancelled" and _is_known(found, f"coupon:{code}")
        if is_off and f"cancel:{code}" not in found.causes:
            yield f"coupon {code} is cancelled, and no cancel:{code} is booked"


def what_the_shop_takes_back_comes_again(found: Found) -> Iterator[str]:
    """Of an order that is paid by the shop's last words, and of which nothing went back, nothing is taken."""
    for _, cells in found.rows("Orders"):
        order, last = text(cells.get("Order")).casefold(), last_word(found, cells)
        said = last_word(found, cells, "order refunded")
        stands = last and status_of(found, cells) == "paid" and said and text(said["Value"]) == "0"
        if stands and not cells.get("Refunded") and _is_known(found, f"order:{order}"):
            taken = -sum(line.points for line in refunds(found).get(order, {}).values())
            if taken or back_by_now(found, order) not in ("0", "0.0"):
                yield f"order {order} is paid again, and {taken} of its points are taken"


def _is_known(found: Found, cause: str) -> bool:
    """True where the Ledger shows what was given, and nobody has taken a line of it out."""
    return cause in found.causes and cause not in found.closed and not found.may_be_gone(cause)


def the_shops_words_are_shown(found: Found) -> Iterator[str]:
    """Shop says is the last status in the Log of the very order in its row."""
    for _, cells in found.rows("Orders"):
        said = text((last_word(found, cells) or {}).get("Value"))
        if text(cells.get("Shop says")) != said:
            yield f"order {cells} does not show that the shop says {said!r}"


def status_of(found: Found, order: Cells) -> str:
    """The newer word about an order: the shop's last one, or what the owner has written since."""
    written, last = text(order.get("Status")), last_word(found, order)
    return text(last["Value"]) if last and text(last.get("Stood")) == written else written


def last_word(found: Found, order: Cells, kind: str = "order status") -> Cells | None:
    """The newest line of the Log of this kind about this order."""
    return max(found.lines_of_log.get((kind, text(order.get("Order"))), ()), key=_place, default=None)


def what_went_back_in_part_is_booked(found: Found) -> Iterator[str]:
    """For every claimed order as much is booked as is due for the amount in Refunded.

    Of more than was paid nothing is due before the owner's yes in Review, and then all of it.
    """
    words = {text(cells.get("Cause")): text(cells.get("Decision")) for _, cells in found.rows("Review")}
    for _, cells in found.rows("Orders"):
        order, amount = text(cells.get("Order")).casefold(), int(text(cells.get("Refunded")) or 0)
        off = status_of(found, cells) in ("refunded", "cancelled")
        if found.may_be_gone(f"order:{order}") or f"order:{order}" in found.closed:
            continue
        told_since = last_word(found, cells, "order refunded") or corrections(found, order)
        if (
            off
            or not amount
            or told_since
            or f"order:{order}" not in found.causes
            or f"expiry:order:{order}" in found.causes
        ):
            continue
        given, all_of_it = found.causes[f"order:{order}"][0].points, Decimal(text(cells["Amount"]))
        asked = f"refund-above:{amount}/{all_of_it}:{order}"
        if amount > all_of_it and words.get(asked) == "no":
            continue
        if amount > all_of_it and asked not in words and f"refund:{order}" not in found.causes:
            yield f"{amount} of order {order}, which came to {all_of_it}, went back, and the owner is not asked"
        part = back_by_now(found, order)
        known = all_of_it if part == "all" else Decimal(part)
        due, booked = (given * min(back, all_of_it) // all_of_it for back in (amount, known))
        if due > booked:
            yield f"{amount} of order {order} went back, and {booked} of the {due} points due are booked"


def remarks_are_there(found: Found) -> Iterator[str]:
    """What the owner wrote under Notes stands where they wrote it; the row of who has left is gone with it."""
    there = {
        (title, text(cells.get(key)).casefold()): text(cells.get("Notes"))
        for title, key in KEY_HEADINGS.items()
        for _, cells in found.rows(title)
        if not (title == "Members" and is_copy(cells))
    }
    for place, remark in found.run_log.remarks.items():
        if place[1] not in {code.casefold() for code in found.left} and there.get(place) != remark:
            yield f"the owner wrote {remark!r} at {place}, there is {there.get(place)!r}"


def who_left_stands_nowhere(found: Found) -> Iterator[str]:
    """No cell tells who a guest was that is no member."""
    for title in ("Members", "Orders", "Coupons", "Ledger", "Emails", "Answers", "Log", "Waiting", "Problems"):
        for number, cells in found.rows(title):
            for guest in (guest for guest in GUESTS if guest not in found.members):
                if {guest, address(guest)} & {text(cell) for cell in cells.values()}:
                    yield f"{guest} has left and stands in row {number} of {title}: {cells}"


def what_the_shop_told_is_there(found: Found) -> Iterator[str]:
    """Every order that the web shop was told of as taken has a row."""
    numbers = {text(cells.get("Order")) for _, cells in found.rows("Orders")}
    yield from (f"order {number} is missing" for number in sorted(found.run_log.taken - numbers))


def what_went_back_by_its_own_id_stands_once(found: Found) -> Iterator[str]:
    """Every refund that the signing shop was told of as taken is one line of the Log, however often it came."""
    lines = [cells for _, cells in found.rows("Log") if text(cells.get("What")) == "shop refund"]
    times = Counter((text(cells.get("Subject")), text(cells.get("Value")).split(" ")[0]) for cells in lines)
    if not found.run_log.restored:
        yield from (f"a refund is missing: {refund}" for refund in sorted(found.run_log.refunds - set(times)))
    yield from (f"{refund} stands {count} times" for refund, count in sorted(times.items()) if count > 1)


def claims_that_were_noted_wait_or_are_booked(found: Found) -> Iterator[str]:
    """Whoever was told that their claim waits has a row in Waiting, or its points."""
    causes = [text(cells.get("Cause")).casefold() for _, cells in found.rows("Waiting")]
    last = max((tap.started for tap in found.run_log.taps), default=0.0)
    # An instance's clock goes wrong by minutes, and the run comes to rest within hours.
    today = (BEGINNING + timedelta(seconds=last) + timedelta(hours=12)).date()
    for tap in found.run_log.taps:
        code = text(found.members.get(tap.contact, {}).get("Member")).casefold()
        if not isinstance(tap.outcome, OrderNoted) or tap.number in found.run_log.forgotten:
            continue
        if today >= tap.outcome.until:  # whoever asks again is told of the same last day
            continue
        number = tap.subject.casefold()
        waits = any(cause.endswith(f":{code}:{number}") for cause in causes)
        if not waits and f"order:{number}" not in found.causes and not found.may_be_gone(f"order:{number}"):
            yield f"tap {tap.number} of {tap.contact} was told that order {number} waits, and it does not"


def claims_that_waited_are_booked(found: Found) -> Iterator[str]:
    """A claim whose order has come, paid and under the member's address, is booked to that member and to nobody else.

    That it is booked once is true of every cause.
    """
    orders = {text(cells.get("Order")).casefold(): cells for _, cells in found.rows("Orders")}
    called_off = {number.casefold() for number in found.run_log.called_off}
    contacts = {text(cells.get("Member")).casefold(): contact for contact, cells in found.members.items()}
    limited = text(found.sheet_cells.setting("Most points a day")) not in ("", "0")
    for _, waiting in found.rows("Waiting"):
        *_, code, number = text(waiting.get("Cause")).casefold().split(":")
        contact, order = contacts.get(code), orders.get(number)
        if contact is None or order is None or found.may_be_gone(f"order:{number}"):
            continue
        lines, own = found.causes.get(f"order:{number}", ()), text(found.members[contact].get("Email"))
        theirs = seen(text(order.get("Email"))) == own
        if lines and lines[0].contact == contact and not theirs:
            yield f"order {number} of {text(order.get('Email'))} was booked to {contact}, who waited for it"
        paid = {text(order.get("Status")), text(order.get("Shop says"))} <= {"", "paid"} and number not in called_off
        if theirs and paid and not limited and not lines:
            yield f"order {number} has come, and the claim of {contact} that waits for it is not booked"


def mistakes_are_listed(found: Found) -> Iterator[str]:
    """Problems names every cell that holds nonsense, in the row where it stands."""
    listed = {tuple(text(cells.get(key)) for key in ("Tab", "Row", "Column", "Cell")) for cells in _problems(found)}
    for mistake in found.run_log.mistakes.values():
        number, cells = found.sheet_cells.row_with(mistake.title, "Notes", mistake.remark)
        stands = text(cells.get(mistake.heading)) == mistake.nonsense
        tab = " ".join(found.sheet_cells.title(mistake.title).split())  # a blank behind a name is not shown
        if stands and (tab, str(number), mistake.heading, mistake.nonsense) not in listed:
            yield f"{mistake} in row {number} is not listed in Problems"


def nothing_is_listed(found: Found) -> Iterator[str]:
    """What is mended is not listed any more."""
    for cells in _problems(found):
        # What names no row has happened once, and stays listed for a while.
        if "Row" in cells and not any(_tells(cells, told) for told in found.run_log.lost):
            yield f"Problems still lists {cells}"


def what_is_lost_is_told(found: Found) -> Iterator[str]:
    """Problems names all that was lost on purpose."""
    yield from _not_told(found, found.run_log.lost)


def what_stands_is_told(found: Found) -> Iterator[str]:
    """Problems tells of every gesture that stands."""
    yield from _not_told(found, found.run_log.stands)


def _not_told(found: Found, wanted: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A sentence for each of these of which no row of Problems has all words."""
    rows = list(_problems(found))
    for told in wanted:
        if not any(_tells(cells, told) for cells in rows):
            yield f"Problems does not tell of {told}"


def _tells(cells: Cells, told: tuple[str, ...]) -> bool:
    said = " ".join(text(cell) for cell in cells.values())
    return all(word in said for word in told)


def _problems(found: Found) -> Iterator[Cells]:
    return (cells for _, cells in found.rows("Problems"))


def no_code_waits(found: Found) -> Iterator[str]:
    """Of every code the shop has said what became of it: nothing stays ``coupon_soon``.

    What it refused has given its points back, what it made is there, and what was cancelled works no more.
    """
    if found.shop is None:
        return
    today = found.shop.clock.now()
    for code, said in last_words_on_codes(found).items():
        cause, state = f"coupon:{code}", text(said["Value"]).partition(":")[0]
        if found.may_be_gone(cause) or cause not in found.causes:
            continue
        coupon, is_off = found.shop.code_of(code), f"cancel:{code}" in found.causes
        ended = coupon is not None and coupon.ends is not None and coupon.ends <= today + timedelta(days=1)
        used = any(order for (used, order), times in uses_that_stand(found).items() if used == code and times > 0)
        # The owner may have written it beside an order, unmade as it was; no shop is asked to switch off what is over.
        if state == "wanted" and not (used or (is_off and _is_over(found, code, today))):
            yield f"{code} waits still"
        if state == "refused" and not is_off:
            yield f"{code} was refused, and its points are not back"
        if state == "made" and coupon is None:
            yield f"{code} was made, and is not there"
        paid_again = f"taken-again:{code}" in found.causes  # docs/decisions/0081, not met
        if is_off and coupon is not None and not (coupon.used or used or ended or paid_again):
            yield f"{code} is cancelled, {state}, and works in the shop"


def _is_over(found: Found, code: str, today: datetime) -> bool:
    """True where the last day in the row of this coupon is over, or nearly."""
    _, row = next(((n, row) for n, row in found.rows("Coupons") if text(row.get("Code")).casefold() == code), (0, {}))
    last = float(text(row.get("Expires")) or 0)
    return ZERO + timedelta(days=last - 1) < today.replace(tzinfo=None)


def last_words_on_codes(found: Found) -> Mapping[str, Cells]:
    """The newest line of the Log about each code, by the code."""
    newest: dict[str, Cells] = {}
    for _, cells in found.rows("Log"):
        code = text(cells.get("Subject")).casefold()
        if cells.get("What") == "code in the shop" and (code not in newest or _place(cells) > _place(newest[code])):
            newest[code] = cells
    return newest


def _place(line: Cells) -> int:
    return int(text(line["Cause"]).split(":")[2])


def codes_are_used_as_the_shop_has_it(found: Found) -> Iterator[str]:
    """An order uses its codes as often as its shop may say so."""
    if found.shop is None:
        return
    standing, rows = (
        uses_that_stand(found),
        {text(row.get("Order")): row for _, row in found.rows("Orders")},
    )
    for order in found.shop.orders():
        for code in map(str.casefold, order.codes):
            cause, row = f"coupon:{code}", rows.get(order.number)
            if cause not in found.causes or found.may_be_gone(cause) or row is None or row.get("Status"):
                continue
            uses = standing[code, order.number.casefold()]
            if uses not in order.uses:
                yield f"order {order.number} is {order.status} and uses {code} {uses} times: {row}"


def what_went_back_is_as_the_shop_has_it(found: Found) -> Iterator[str]:
    """Of each order the shop's last word on what went back is the sum of its refunds, each once."""
    if found.shop is None:
        return
    rows = {text(row.get("Order")): row for _, row in found.rows("Orders")}
    for order in found.shop.orders():
        row = rows.get(order.number)
        if row is None or row.get("Currency"):  # in another currency its amounts mean nothing
            continue
        said = text((last_word(found, row, "order refunded") or {}).get("Value")) or "0"
        if Decimal(said) != order.back:
            yield f"of order {order.number}, which is {order.status}, {order.back} went back, and the Log says {said}"


TRUE_AT_REST: tuple[Callable[[Found], Iterator[str]], ...] = (
    typed_numbers_are_booked,
    closed_books_keep_every_balance,
    members_show_the_ledger,
    twins_keep_their_points,
    orders_show_the_ledger,
    coupons_show_the_ledger,
    coupons_show_their_use,
    no_code_waits,
    codes_are_used_as_the_shop_has_it,
    what_went_back_is_as_the_shop_has_it,
    what_is_called_off_is_booked,
    what_went_back_by_its_own_id_stands_once,
    what_the_shop_takes_back_comes_again,
    what_went_back_in_part_is_booked,
    the_shops_words_are_shown,
    remarks_are_there,
    who_left_stands_nowhere,
    what_the_shop_told_is_there,
    claims_that_were_noted_wait_or_are_booked,
    claims_that_waited_are_booked,
    nothing_is_listed,
    what_is_lost_is_told,
)
