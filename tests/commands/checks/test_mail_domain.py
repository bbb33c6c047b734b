"""The check of DNS: hints about SPF, DKIM and DMARC, one sentence where nobody answers."""

import socket
from collections.abc import Mapping, Sequence

import pytest

from sandbox.dns_server import Names
from tests.commands.conftest import RunCheck

SPF, DMARC = "v=spf1 include:mail.example -all", "v=DMARC1; p=none"

pytestmark = pytest.mark.usefixtures("owner")


def names_found(run_check: RunCheck, *arguments: str) -> set[str]:
    return {key for key in run_check(*arguments) if key.startswith("dns.")}


@pytest.mark.parametrize(
    ("records", "found"),
    [
        ({"shop.example": [SPF], "_dmarc.shop.example": [DMARC]}, set()),
        ({"shop.example": ["v=SPF1 -all"], "_dmarc.shop.example": [DMARC]}, set()),
        ({"_dmarc.shop.example": [DMARC]}, {"dns.spf"}),
        ({"shop.example": ["google-site-verification=1"], "_dmarc.shop.example": [DMARC]}, {"dns.spf"}),
        ({"shop.example": [SPF, "v=spf1 ~all"], "_dmarc.shop.example": [DMARC]}, {"dns.spf"}),
        ({"shop.example": [SPF]}, {"dns.dmarc"}),
        ({"shop.example": [SPF], "_dmarc.shop.example": ["p=none"]}, {"dns.dmarc"}),
        ({}, {"dns.spf", "dns.dmarc"}),
    ],
)
def test_what_the_domain_says_about_its_letters(
    run_check: RunCheck,
    environment: pytest.MonkeyPatch,
    records: Mapping[str, Sequence[str]],
    found: set[str],
) -> None:
    with Names(records) as names:
        environment.setenv("DNS_SERVER", names.address)

        assert names_found(run_check) - {"dns.dkim_unknown"} == found


def test_a_subdomain_is_under_the_dmarc_of_the_domain_above_it(
    run_check: RunCheck, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("MAIL_FROM", "hello@news.shop.example")
    with Names({"news.shop.example": [SPF], "_dmarc.shop.example": [DMARC]}) as names:
        environment.setenv("DNS_SERVER", names.address)

        assert names_found(run_check) == {"dns.dkim_unknown"}


def test_a_domain_of_another_script_is_asked_for_by_its_name_in_dns(
    run_check: RunCheck, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("MAIL_FROM", "hello@магазин.example")
    domain = "магазин.example".encode("idna").decode()
    with Names({domain: [SPF], f"_dmarc.{domain}": [DMARC]}) as names:
        environment.setenv("DNS_SERVER", names.address)

        assert names_found(run_check) == {"dns.dkim_unknown"}


def test_a_dkim_key_is_looked_up_when_its_selector_is_named(run_check: RunCheck) -> None:
    there, nowhere, without = run_check("--dkim-selector", "k1"), run_check("--dkim-selector", "k2"), run_check()

    assert not [key for key in there if key.startswith("dns.")]
    assert "k2._domainkey.shop.example" in nowhere["dns.dkim"]["sentence"]
    assert without["dns.dkim_unknown"]["what_to_do"] is None


@pytest.mark.parametrize("name_server", ["127.0.0.1:1", "not a server", "127.0.0.1:port"])
def test_without_an_answer_from_dns_it_is_one_sentence_that_blocks_nothing(
    run_check: RunCheck, environment: pytest.MonkeyPatch, name_server: str
) -> None:
    environment.setenv("DNS_SERVER", name_server)

    found = run_check()

    assert names_found(run_check) == {"dns.silent"}
    assert not found["dns.silent"]["blocks"]
    assert "could not be looked up" in found["dns.silent"]["sentence"]


def test_a_name_server_that_is_silent_does_not_hold_up_the_check(
    run_check: RunCheck, environment: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        environment.setenv("DNS_SERVER", f"127.0.0.1:{silent.getsockname()[1]}")

        assert names_found(run_check) == {"dns.silent"}


@pytest.mark.parametrize("sender", ["", "the shop"])
def test_without_a_sender_nothing_is_looked_up(
    run_check: RunCheck, environment: pytest.MonkeyPatch, sender: str
) -> None:
    environment.setenv("MAIL_FROM", sender)

    assert names_found(run_check) == set()
