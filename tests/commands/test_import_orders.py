"""Orders out of the files that shops export, by the command line, into Google on a socket."""

import csv
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manage import manage
from sandbox.google.http.faults import DropAfter, DropBefore, Fault, Faults
from sandbox.owner import Owner

ROOT = Path(__file__).parents[2]
SHOPIFY = """\
Name,Email,Financial Status,Fulfillment Status,Currency,Total,Created at,Lineitem name,Cancelled at,Refunded Amount
#2001,ana@example.com,paid,fulfilled,USD,53.91,2026-11-02 09:50:26 -0500,Tote bag,,0.00
#2001,ana@example.com,,,,,,"Mug, blue",,
#2002,boris@example.com,pending,,USD,20.00,2026-11-03 10:00:00 -0500,Soap,,0.00
"""

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """A file as the owner has saved it."""

    def write(text: str, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(manage, ["import-orders", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def orders(owner: Owner) -> dict[str, dict[str, object]]:
    return {str(row["Order"]): row for row in owner.tab("Orders")}


def test_two_equal_refunds_of_two_files_are_two_and_each_file_counts_once(owner: Owner, save: Save) -> None:
    head = "Order,Email,Amount,Date,Status,Refund ID"
    run(save(f"{head}\n8801,ana@example.com,60.00,2026-11-02,paid,\n", "orders.csv"))
    files = [save(f"{head}\n8801,,-15.00,2026-11-09,,{id_}\n", f"{id_}.csv") for id_ in ("re_1", "re_2")]

    for path in (*files, *files):
        assert run(path).exit_code == 0

    assert orders(owner)["8801"]["Shop refunded"] == 30
    kept = [row["Value"] for row in owner.tab("Log") if row.get("What") == "order refund"]
    assert kept == ["15 @2026-11-09 re_1", "15 @2026-11-09 re_2"]
    assert owner.tab("Problems") == []


def test_an_export_of_shopify_is_understood_and_its_orders_are_added_once(owner: Owner, save: Save) -> None:
    path, before = save(SHOPIFY), len(owner.tab("Orders"))

    tried = run(path, "--dry-run")
    untouched = len(owner.tab("Orders"))
    added, again = run(path), run(path)

    assert tried.output == (
        "orders.csv: Shopify; UTF-8, separated by commas; 3 lines, 2 orders from 2026-11-02 to 2026-11-03\n"
        "  Order from 'Name', Email from 'Email', Amount from 'Total', Currency from 'Currency', "
        "Placed from 'Created at', Status from 'Financial Status', Refunded from 'Refunded Amount', "
        "Products from 'Lineitem name', Cancelled from 'Cancelled at'\n"
        "  days: year first or with the name of the month; cents after a point\n"
        "  Would add 2, update 0, leave 0 as they are, reject 0.\n"
    )
    assert untouched == before
    assert "Added 2, updated 0, left 0 as they are, rejected 0." in added.output
    assert "Added 0, updated 0, left 2 as they are, rejected 0." in again.output
    assert (tried.exit_code, added.exit_code, again.exit_code) == (0, 0, 0)
    assert len(owner.tab("Orders")) == before + 2
    row = orders(owner)["#2001"]
    assert (row["Email"], row["Amount"], row["Source"]) == ("ana@example.com", 53.91, "file 53.91")
    assert row["Products"] == "Tote bag, Mug blue"
    assert (row.get("Shop says"), orders(owner)["#2002"]["Shop says"]) == (None, "unpaid")


def test_a_file_in_an_old_encoding_with_its_own_headings_is_understood_with_map(owner: Owner, save: Save) -> None:
    text = "Номер;Почта;Сумма;Дата\n00042;ana@example.com;1 053,91 $;02.11.2026\n"
    path = save(text, encoding="cp1251")

    unknown = run(path)
    wrong = run(path, "--map", "Order=Номер,Email=Mail,Amount=Сумма")
    slip = run(path, "--map", "Nummer=Номер")
    added = run(path, "--map", "Order number=Номер,Email=Почта", "--map", "Total=Сумма,Placed=Дата")

    assert unknown.exit_code == wrong.exit_code == slip.exit_code == 1
    assert "is no export that is known" in unknown.output
    assert "It has: Номер, Почта, Сумма, Дата." in unknown.output
    assert "has no heading 'Mail'" in wrong.output
    assert "--map does not know 'Nummer'. It knows: Order, Email" in slip.output
    assert "Windows-1251, separated by semicolons; 1 line, 1 order from 2026-11-02 to 2026-11-02" in added.output
    assert "days: day first; cents after a comma" in added.output
    assert (orders(owner)["00042"]["Amount"], orders(owner)["00042"]["Email"]) == (1053.91, "ana@example.com")


def test_a_later_export_brings_status_and_refund_and_changes_nothing_that_the_owner_typed(
    owner: Owner, save: Save
) -> None:
    run(save(SHOPIFY))
    owner.type_over("Orders", "#2001", "Amount", 12)
    owner.type_over("Orders", "#2001", "Email", "new@example.com")
    later = SHOPIFY.replace("53.91,2026-11-02", "60.00,2026-11-09").replace(",0.00\n#2001", ",5.00\n#2001")

    again = run(save(later.replace("pending", "paid")))

    assert "Added 0, updated 2, left 0 as they are, rejected 0." in again.output
    first, second = orders(owner)["#2001"], orders(owner)["#2002"]
    assert (first["Amount"], first["Email"], first["Shop amount"], first["Shop refunded"]) == (
        12,
        "new@example.com",
        60,
        5,
    )
    assert second["Shop says"] == "paid"


def test_rejected_lines_go_into_a_file_beside_with_the_reason_in_front_and_can_be_mended_there(
    owner: Owner, save: Save
) -> None:
    bad = SHOPIFY.replace("20.00", "twenty") + "#2003,vera@example.com,paid,,GBP,7.00,2026-11-04,Soap,,\n"
    path = save(bad)

    ran = run(path)
    beside = path.with_name("orders.rejected.csv")
    with beside.open(encoding="utf-8-sig", newline="") as file:
        headings, *lines = csv.reader(file)
    beside.write_text(beside.read_text(encoding="utf-8-sig").replace("twenty", "20.00"), encoding="utf-8")
    mended = run(beside)

    assert ran.exit_code == mended.exit_code == 1
    assert "Added 1, updated 0, left 0 as they are, rejected 2." in ran.output
    assert "line 4: Amount: This is not a number." in ran.output
    assert f"The rejected lines are in {beside}" in ran.output
    assert headings[:2] == ["Why", "Name"]
    assert [line[:2] for line in lines] == [
        ["Amount: This is not a number.", "#2002"],
        ["The program counts in USD; GBP has no rate in Currencies.", "#2003"],
    ]
    assert "Added 1, updated 0, left 0 as they are, rejected 1." in mended.output
    assert {"#2001", "#2002"} <= orders(owner).keys()


def test_the_file_beside_holds_no_formula_of_a_customers_and_is_read_again_as_it_was(owner: Owner, save: Save) -> None:
    evil = '"=HYPERLINK(""http://evil.example"",""tea"")"'
    bad = SHOPIFY.replace("20.00", "twenty").replace("Soap", evil).replace("#2002", "+2002")
    bad += "#2003,=mia@example.com,paid,,USD,-7.00,2026-11-04,-10% mug,,\n"
    beside = save(bad).with_name("orders.rejected.csv")

    run(save(bad))
    with beside.open(encoding="utf-8-sig", newline="") as file:
        fields = [field for line in csv.reader(file) for field in line]
    text = beside.read_text(encoding="utf-8-sig").replace("twenty", "20.00").replace("-7.00", "7.00")
    beside.write_text(text, encoding="utf-8")
    mended = run(beside)

    assert [field for field in fields if field[:1] in tuple("=+-@")] == ["-7.00"]
    assert "Added 2, updated 0, left 0 as they are, rejected 0." in mended.output
    assert {"+2002", "#2003"} <= {number.lstrip("'") for number in orders(owner)}
    assert orders(owner)["#2003"]["Email"] == "'=mia@example.com"


def test_a_dry_run_says_what_it_would_reject_and_writes_nothing(owner: Owner, save: Save) -> None:
    path, before = save(SHOPIFY.replace("20.00", "twenty")), owner.tab("Orders")

    ran = run(path, "--dry-run")

    assert ran.exit_code == 1
    assert "Would add 1, update 0, leave 0 as they are, reject 1." in ran.output
    assert owner.tab("Orders") == before
    assert list(path.parent.iterdir()) == [path]


def test_several_files_are_taken_one_after_the_other(owner: Owner, save: Save) -> None:
    first, second = save(SHOPIFY), save(SHOPIFY.replace("#2002", "#2009"), name="november.csv")

    ran = run(first, second)

    assert ran.output.count("Added") == 2
    assert {"#2001", "#2002", "#2009"} <= orders(owner).keys()


def test_two_runs_at_once_add_each_order_once(owner: Owner, save: Save) -> None:
    lines = [f"{number},ana@example.com,10,USD\n" for number in range(7000, 9500)]
    path = save("Order,Email,Amount,Currency\n" + "".join(lines))

    def import_it(_: int) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", "import-orders", str(path)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own

    with ThreadPoolExecutor(2) as threads:
        runs = list(threads.map(import_it, range(2)))

    assert [run.returncode for run in runs] == [0, 0], [run.stderr for run in runs]
    numbers = [row["Order"] for row in owner.tab("Orders")]
    assert len(numbers) == len(set(numbers)) == 2_506


def test_a_lost_answer_doubles_nothing_and_without_a_network_it_is_one_sentence(
    owner: Owner, save: Save, outage: list[Fault], sockets_faults: Faults
) -> None:
    path = save(SHOPIFY)
    sockets_faults.next_write(DropAfter())

    added = run(path)
    outage.append(DropBefore())
    try:
        away, tried = run(path), run(path, "--dry-run")
    finally:
        outage.clear()

    assert (added.exit_code, "Added 2" in added.output) == (0, True)
    assert away.exit_code == tried.exit_code == 1
    assert "The spreadsheet cannot be read: no answer from Google" in tried.output
    assert len(owner.tab("Orders")) == 8


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is empty"),
        (b"a\n\x81", "it is not text"),
        (b"Order,Email\n1,a@b.example\n", "no export that is known"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(content)

    result = run(path, "--dry-run")

    assert result.exit_code == 1
    assert sentence in result.output


def test_a_file_that_is_not_there_and_a_folder_are_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        result = run(path)

        assert result.exit_code == 2
        assert path.name in result.output


def test_a_bar_shows_on_a_terminal_how_far_it_is(owner: Owner, save: Save) -> None:
    lines = [f"{number},,10\n" for number in range(7000, 8200)]
    path = save("Order,Email,Amount\n" + "".join(lines))
    ours, theirs = pty.openpty()

    ran = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "manage.py", "import-orders", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)

    assert "1200/1200" in shown
    assert "1,200 have no email address" in ran.stdout
    assert len(owner.tab("Orders")) == 1_206


OWN = "Order,Email,Amount,Status\n"


def test_a_refund_in_a_later_file_counts_once_and_one_more_is_named(owner: Owner, save: Save) -> None:
    run(save(f"{OWN}5001,ana@example.com,60.00,paid\n"))
    december = save(f"{OWN}5001,ana@example.com,-15.00,refund\n", "december.csv")

    first, again = run(december), run(december)
    more = run(save(f"{OWN}5001,ana@example.com,-4.00,refund\n5002,ana@example.com,-1.00,\n", "january.csv"))

    assert "Added 0, updated 1, left 0 as they are, rejected 0." in first.output
    assert "Added 0, updated 0, left 1 as they are, rejected 0." in again.output
    assert orders(owner)["5001"]["Shop refunded"] == 15
    assert (first.exit_code, again.exit_code, more.exit_code) == (0, 0, 1)
    assert "line 2: 15 of this order went back before, and 4 is told here alone" in more.output
    assert "line 3: Something went back here, and the tab Orders has no such order" in more.output


def test_an_order_without_a_price_is_rejected_until_it_has_one(owner: Owner, save: Save) -> None:
    amazon = "amazon-order-id,purchase-date,order-status,item-price,currency\n114-1,2026-11-02,{},{},USD\n"

    pending = run(save(amazon.format("Pending", "")))
    shipped = run(save(amazon.format("Shipped", "34.90")))
    cancelled = run(save(amazon.format("Cancelled", "")))

    assert (pending.exit_code, shipped.exit_code, cancelled.exit_code) == (1, 0, 0)
    assert "line 2: The amount is missing." in pending.output
    row = orders(owner)["114-1"]
    assert (row["Amount"], row["Shop says"]) == (34.9, "cancelled")


def test_map_and_map_status_add_to_what_is_known(owner: Owner, save: Save) -> None:
    text = SHOPIFY.replace("Total,", "Subtotal,").replace(
        "#2002,boris@example.com,pending", "#2002,b@example.com,Anzahlung"
    )
    path = save(text + "#2003,vera@example.com,paid,,USD,7.00,2026-11-04,Soap,2026-11-05,\n")

    slip = run(path, "--map", "Amount=Subtotal", "--map-status", "Anzahlung=halfway")
    ran = run(path, "--map", "Amount=Subtotal", "--map-status", "anzahlung = unpaid, Retoure=refunded")

    assert slip.exit_code == 1
    assert "--map-status does not understand 'Anzahlung=halfway'. Write WORD=OURS; ours: paid, unpaid," in slip.output
    assert "orders.csv: Shopify, and as --map says; UTF-8" in ran.output
    assert "Added 3, updated 0, left 0 as they are, rejected 0." in ran.output
    told = orders(owner)
    assert [told[number].get("Shop says") for number in ("#2001", "#2002", "#2003")] == [None, "unpaid", "cancelled"]
    assert told["#2001"]["Amount"] == 53.91


def test_the_encoding_is_said_where_the_file_does_not_show_it(owner: Owner, save: Save) -> None:
    path = save("Order,Email,Amount,Products\n5001,ana@example.com,60.00,Foręt\n", encoding="cp1250")

    unclear, none = run(path, "--dry-run"), run(path, "--encoding", "Martian")
    said = run(path, "--encoding", "Windows-1250")

    assert (unclear.exit_code, none.exit_code, said.exit_code) == (1, 2, 0)
    assert "it can be read as Windows-1252 (“Forêt”) and as Windows-1250 (“Foręt”)" in unclear.output
    assert "'Martian' is no encoding" in none.output
    assert "Windows-1250, separated by commas" in said.output
    assert orders(owner)["5001"]["Products"] == "Foręt"


def test_what_is_not_taken_stands_in_the_file_beside_each_line_with_its_reason(owner: Owner, save: Save) -> None:
    path = save(
        "Заказ;Почта;Сумма;Статус\n"
        "6001;ana@example.com;60,00;оплачен\n"
        "6002;ana@example.com;20,00;оплачен\n"
        "6002;boris@example.com;30,00;оплачен\n"
        "Итого;;110,00;\n",
        encoding="cp1251",
    )

    ran = run(path)
    with path.with_name("orders.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        _, *lines = csv.reader(file, delimiter=";")

    assert ran.exit_code == 1
    assert "Added 1, updated 0, left 0 as they are, rejected 2." in ran.output
    assert [(line[1], line[3]) for line in lines] == [("6002", "20,00"), ("6002", "30,00"), ("Итого", "110,00")]
    assert all(line[0] for line in lines)
    assert "6002" not in orders(owner)


def test_a_file_without_a_status_says_that_all_count_as_paid_and_which_column_tells(owner: Owner, save: Save) -> None:
    path = save("Order;Email;Summe;Bestellstatus\n7001;ana@example.com;60,00;Storniert\n")

    tried = run(path, "--map", "Amount=Summe", "--dry-run")
    ran = run(path, "--map", "Amount=Summe,Status=Bestellstatus")

    assert 'no column says a status: all of them count as paid; --map "Status=Bestellstatus" reads that' in tried.output
    assert "no column says a status" not in ran.output
    assert orders(owner)["7001"]["Shop says"] == "cancelled"


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_taken(owner: Owner, save: Save) -> None:
    broken, good = save(f'{OWN}8001,"ana@example.com,60.00,paid\n', "broken.csv"), save(f"{OWN}8002,,9.00,paid\n")

    ran = run(broken, good)

    assert ran.exit_code == 1
    assert "broken.csv cannot be read: line 2: a quotation mark is opened here and never closed." in ran.output
    assert orders(owner)["8002"]["Amount"] == 9
