"""What a cause tells when somebody has typed over it."""

from datetime import UTC, datetime

import pytest

from loyalty.model.causes import code_of_cancel, said_in


@pytest.mark.parametrize("name", ["ANA", "order:1042", "ANA:2026-02-30T08:00:00:5", "ANA:2026-02-03T08:00:00:many"])
def test_a_name_that_tells_no_instant_tells_none(name: str) -> None:
    assert said_in(name) is None


@pytest.mark.parametrize("name", ["ANA:2026-02-03T08:00:00:5", "returned:a:b@c.example:2026-02-03t08:00:00:5:12"])
def test_a_name_tells_its_instant_and_its_points(name: str) -> None:
    assert said_in(name) == (datetime(2026, 2, 3, 8, tzinfo=UTC), 5)


@pytest.mark.parametrize(("cause", "code"), [("cancel:T-1", "T-1"), ("coupon:T-1", ""), ("", "")])
def test_the_cause_of_a_cancellation_names_its_coupon(cause: str, code: str) -> None:
    assert code_of_cancel(cause) == code
