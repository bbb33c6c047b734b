"""The code that proves an address: for this contact, this address and these minutes alone."""

from datetime import UTC, datetime, timedelta

import pytest

from service.email_codes import code_for, right_from, written_digits

NOW = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
MINUTE = NOW.replace(second=0)
KEY = "a key for tests, not used elsewhere"


def check(
    code: str, *, contact: str = "7", email: str = "ana@example.com", key: str = KEY, later: int = 0
) -> frozenset[datetime]:
    return right_from(code, contact, email, keys=[key] if key else [], now=NOW + timedelta(seconds=later))


def test_six_digits_are_right_from_the_minute_that_they_were_made_in_and_for_ten_more() -> None:
    code = code_for("7", "ana@example.com", key=KEY, now=NOW)

    assert len(code) == 6
    assert code.isdigit()
    assert [check(code, later=seconds) for seconds in (0, 570, 629, 690, 3600, -61)] == [
        {MINUTE},
        {MINUTE},
        {MINUTE},
        frozenset(),
        frozenset(),
        frozenset(),
    ]


@pytest.mark.parametrize(
    "other", [{"contact": "8"}, {"email": "boris@example.com"}, {"key": "another key, just as long as this"}]
)
def test_it_proves_nothing_to_anybody_else(other: dict[str, str]) -> None:
    assert not check(code_for("7", "ana@example.com", key=KEY, now=NOW), **other)  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["{} ", " {}", "{:.3} {:.3}"])
def test_blanks_in_it_do_not_matter(written: str) -> None:
    code = code_for("7", "ana@example.com", key=KEY, now=NOW)

    assert check(written.format(code, code[3:])) == {MINUTE}


def test_digits_of_another_script_are_the_same_code() -> None:
    assert written_digits("١٢٣ ٤٥٦") == written_digits("123456") == "123456"


def test_without_a_key_nothing_is_proved() -> None:
    assert not check(code_for("7", "ana@example.com", key="", now=NOW), key="")
    assert not check("")
