"""Who is held out: a stable part, by the hash of the member's code and the name alone."""

from decimal import Decimal
from hashlib import sha256

import pytest

from loyalty.model.hold_out import held_out

CODES = [f"K7Q{number:04}" for number in range(10_000)]
TENTH = Decimal("0.1")


def held(name: str, share: Decimal = TENTH) -> set[str]:
    return {code for code in CODES if held_out(code, name, share=share)}


def test_the_hash_of_code_and_name_decides() -> None:
    place = int(sha256(b"K7Q4ZDreminder").hexdigest(), 16) % 100

    assert place == 69
    assert not held_out("K7Q4ZD", "reminder", share=Decimal("0.69"))
    assert held_out("K7Q4ZD", "reminder", share=Decimal("0.70"))


def test_nobody_and_everybody() -> None:
    assert held("reminder", Decimal(0)) == set()
    assert held("reminder", Decimal(1)) == set(CODES)


@pytest.mark.parametrize("name", ["reminder", "win_back", "Double week"])
def test_a_tenth_is_about_a_tenth_of_all(name: str) -> None:
    assert 900 < len(held(name)) < 1_100


def test_a_larger_share_adds_others_to_those_who_are_held_out() -> None:
    assert held("reminder") < held("reminder", Decimal("0.2"))


def test_another_email_holds_out_others_by_chance_alone() -> None:
    both = held("reminder") & held("win_back")

    assert 60 < len(both) < 140
