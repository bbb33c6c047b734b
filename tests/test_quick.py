"""make quick runs the tests of what has changed."""

import pytest

from tests.quick import ALWAYS, ELSEWHERE, ROOT, SLOW, SLOW_FILES, SLOW_FROM_ABOVE, left_out, select


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
        ("main.py", {f"tests/test_{name}.py" for name in ("main", "orders", "proof", "unsubscribe")}),
        ("tests/conftest.py", {"tests/test_main.py"}),
        ("commands/checks/mail_domain.py", {"tests/commands/checks/test_mail_domain.py"}),
        ("commands/chat/connect.py", {"tests/commands/test_connect_manychat.py", "tests/commands/test_print_links.py"}),
        ("commands/close_books.py", {"tests/commands/test_manage.py"}),
        ("commands/translations.py", {"tests/words"}),
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


def test_what_is_slow_in_a_sub_room_runs_only_for_that_sub_room() -> None:
    slow = "tests/sheets/cache/test_spreadsheet_cache.py"

    assert slow in left_out(select(["sheets/workbook.py"]))
    assert slow not in left_out(select(["sheets/cache/tab_cache.py"]))
    assert slow not in left_out(select([slow]))


def test_every_file_that_the_tables_name_is_there() -> None:
    named = {*ELSEWHERE, *SLOW, *SLOW_FILES, *SLOW_FROM_ABOVE, *ALWAYS}
    named |= {test for tests in ELSEWHERE.values() for test in tests}

    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
