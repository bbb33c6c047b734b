"""make quick runs the tests of what has changed."""

import pytest

from tests.quick import ALWAYS, select


@pytest.mark.parametrize(
    ("changed", "run"),
    [
        ("sheets/cache/tab_cache.py", {"tests/sheets/cache"}),
        ("sheets/workbook.py", {"tests/sheets"}),
        ("sheets/google/client.py", {"tests/sheets"}),
        ("loyalty/points/tiers.py", {"tests/loyalty/points"}),
        ("loyalty/model/offers.py", {"tests/loyalty/model"}),
        ("manychat/say/phrases.py", {"tests/manychat/say"}),
        ("tests/mail/test_smtp.py", {"tests/mail/test_smtp.py"}),
        ("tests/mail/conftest.py", {"tests/mail"}),
        ("locales/ru/LC_MESSAGES/chat.po", {"tests/words"}),
        ("main.py", {"tests/test_main.py", "tests/test_orders.py", "tests/test_unsubscribe.py"}),
        ("deploy/deploy.sh", set()),
        ("tests/simulation/simulation.py", set()),
        ("README.md", set()),
    ],
)
def test_a_change_runs_the_tests_of_its_room(changed: str, run: set[str]) -> None:
    assert set(select([changed])) == run | set(ALWAYS)


def test_a_folder_and_what_is_in_it_run_once() -> None:
    found = select(["sheets/workbook.py", "sheets/cache/tab_cache.py", "tests/sheets/cache/test_spreadsheet_cache.py"])

    assert set(found) == {"tests/sheets", *ALWAYS}
