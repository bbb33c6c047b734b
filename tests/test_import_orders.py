"""Orders out of the files that shops export, by the command line, into Google on a socket."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manage import manage
from sandbox.owner import Owner

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


def test_an_export_of_shopify_is_understood_and_its_orders_are_added_once(owner: Owner, save: Save) -> None:
    path, before = save(SHOPIFY), len(owner.tab("Orders"))

    tried = run(path, "--dry-run")
    untouched = len(owner.tab("Orders"))
    added, again = run(path), run(path)

    assert tried.output == (
        "orders.csv: Shopify; UTF-8, parted by commas; 3 lines, 2 orders from 2026-11-02 to 2026-11-03\n"
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
    assert (row["Email"], row["Amount"], row["Status"]) == ("ana@example.com", 53.91, "paid")
    assert row["Products"] == "Tote bag, Mug blue"
    assert orders(owner)["#2002"]["Status"] == "unpaid"
