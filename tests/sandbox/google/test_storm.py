"""Storms: Google refuses requests for a while."""

import json

import pytest

from sandbox.google.http.storm import Storm
from sandbox.google.methods.core import Google, Request
from tests.sandbox.google.hand_clock import HandClock


def write(google: Google, text: str) -> int:
    body = json.dumps({"values": [[text]]}).encode()
    return google.answer(Request("PUT", "/v4/spreadsheets/S/values/A1", (("valueInputOption", "RAW"),), body)).status


def read(google: Google) -> int:
    return google.answer(Request("GET", "/v4/spreadsheets/S/values/A1")).status


def test_a_storm_of_so_many_requests_ends_after_them(google: Google) -> None:
    google.faults.follow(Storm(requests=3))

    statuses = [write(google, "x"), read(google), write(google, "x")]

    assert statuses == [503, 503, 503]
    assert google.tab("S", "Members") == []
    assert write(google, "x") == 200


def test_a_storm_of_so_many_seconds_begins_with_its_first_request(google: Google) -> None:
    clock = HandClock()
    google.faults.follow(Storm(status=500, seconds=30, clock=clock))
    clock.now += 100

    first = read(google)
    clock.now += 29
    last = read(google)
    clock.now += 1

    assert [first, last, read(google)] == [500, 500, 200]


def test_a_share_of_the_requests_is_refused_evenly(google: Google) -> None:
    google.faults.follow(Storm(requests=8, share=0.25))

    assert [read(google) for _ in range(9)] == [200, 200, 200, 503, 200, 200, 200, 503, 200]


def test_a_storm_may_spare_reads_and_carry_out_what_it_refuses(google: Google) -> None:
    google.faults.follow(Storm(requests=1, kind="write", applied=True))

    statuses = [read(google), write(google, "x"), write(google, "y")]

    assert statuses == [200, 503, 200]
    assert google.version("S") == 2


def test_a_storm_needs_an_end() -> None:
    with pytest.raises(ValueError, match="needs an end"):
        Storm()
    with pytest.raises(ValueError, match="needs a clock"):
        Storm(seconds=5)
