"""Phone numbers: whatever way one is written it is the same one, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.model.written.phone_numbers import phone_number, whatsapp_number

ANA = "+491701234567"
BETWEEN = st.sampled_from(["", " ", "-", ".", "/", " / ", "\u00a0", "\u202f", "–", "‑", "\u200e", "\u200b", "\u2066"])
SCRIPTS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"]
NUMBERS = st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True).filter(lambda number: phone_number(number) == number)


@pytest.mark.parametrize(
    "written",
    [
        "+491701234567",
        "+49 170 1234567",
        " +49-170-123.45.67 ",
        "0049 170 1234567",
        "(+49) 170/1234567",
        "(0049)170 1234567",
        "+49 (0)170 1234567",
        "+49 [0] 170 1234567",
        "+(49) (170) 123 45 67",
        "'+491701234567",
        "tel:+49-170-1234567",
        "TEL: 0049 170 1234567",
        "\u202a+49 170 1234567\u202c",
        "\u200e+49\u00a0170\u00a01234567",
        "+٤٩ ١٧٠ ١٢٣٤٥٦٧",
        "＋４９（１７０）１２３４５６７",
        "+49 170–123—4567",
    ],
)
def test_one_number_is_read_however_it_is_written(written: str) -> None:
    assert phone_number(written) == ANA


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "0170 1234567",
        "1701234567",
        "491701234567",  # it may be a number of any country
        "13800138000",  # in China; with a plus it is somebody in Ohio
        "+0170 1234567",
        "+00491701234567",
        "++491701234567",
        "+49 170 1234567 ext. 2",
        "+49 170 1234567x2",
        "tel:+491701234567;ext=2",
        "+491701234567, +491707654321",
        "+49 170 1234567 / 68 / 69 / 70",  # several: together they have too many digits
        "+1 800 FLOWERS",
        "+123456",
        "+1234567890123456",
        "+49170123456²",
        "4.91701E+12",
        "ana@example.com",
        "=+491701234567",
        "{{whatsapp_phone}}",
        "+49 170 1234567" + " " * 100,
        "(" * 10_000 + "+491701234567",
        "+" + "٤" * 50_000,
    ],
)
def test_what_is_no_number_with_its_country_is_none(written: str) -> None:
    assert phone_number(written) == ""


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("491701234567", ANA),
        ("\u200e49 170 1234567", ANA),
        ("+49 170 1234567", ANA),
        ("01701234567", ""),
        ("4917", ""),
        ("", ""),
        ("whatsapp", ""),
    ],
)
def test_whatsapp_s_own_number_has_its_country_with_or_without_a_plus(written: str, number: str) -> None:
    assert whatsapp_number(written) == number


@pytest.mark.parametrize(
    ("of_whatsapp", "of_the_shop"),
    [("+5215512345678", "+52 55 1234 5678"), ("+553187654321", "+55 (31) 98765-4321")],
)
def test_in_mexico_and_brazil_whatsapp_s_older_number_is_the_shop_s_newer_one(
    of_whatsapp: str, of_the_shop: str
) -> None:
    assert phone_number(of_whatsapp) == phone_number(of_the_shop)


@pytest.mark.parametrize("landline", ["+553132345678", "+525512345678", "+521234567890"])
def test_a_landline_there_stays_as_it_is(landline: str) -> None:
    assert phone_number(landline) == landline


@given(NUMBERS, st.sampled_from(SCRIPTS), st.lists(BETWEEN, min_size=15, max_size=15), st.sampled_from(["+", "00"]))
def test_any_spelling_of_a_number_is_read_back_to_it(number: str, script: str, between: list[str], plus: str) -> None:
    digits = [script[int(digit)] for digit in number[1:]]

    written = plus + "".join(sign + digit for sign, digit in zip(between, digits, strict=False))
    assert phone_number(written) == number


@given(st.text())
def test_whatever_is_read_is_a_number_of_e164_and_read_again_the_same(text: str) -> None:
    for number in (phone_number(text), whatsapp_number(text)):
        assert number == phone_number(number)
        assert not number or (number[0] == "+" and number[1:].isascii() and number[1:].isdigit())
        assert len(number) <= 16
