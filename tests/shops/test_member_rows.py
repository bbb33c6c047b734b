"""What members had in an earlier program, as files tell it: points, tiers, birthdays and unused codes."""

from datetime import date

import pytest

from loyalty.model.imported import ImportedCoupon, ImportedMember
from loyalty.model.written.written_days import DayForm
from shops.csv_file import read_export
from shops.headings import known_shop, mapped_shop
from shops.member_rows import OWN_MEMBERS, PROGRAMS, read_members
from shops.row_groups import Group

FULL = "email,points,tier,birthday,coupons,reward,expires"


def groups(*lines: str, days: DayForm | None = None, headings: str = FULL) -> list[Group[ImportedMember]]:
    export = read_export("\n".join((headings, *lines)).encode())
    program = known_shop(export.headings, PROGRAMS)
    assert program
    return list(read_members(export, program, days=days).groups)


def one(*lines: str, days: DayForm | None = None, headings: str = FULL) -> ImportedMember:
    [group] = groups(*lines, days=days, headings=headings)
    assert group.value, group.why
    return group.value


@pytest.mark.parametrize(
    ("written", "points"),
    [("-75", -75), ("−75", -75), ("(75)", -75), ("0", 0), ("", 0), ("2.400", 2400), ("75.0", 75), ("٧٥", 75)],
)
def test_points_may_be_owed(written: str, points: int) -> None:
    other = "mia@example.com,9,,,,," if written != "2.400" else 'mia@example.com,"1.234,0",,,,,'

    assert groups(f"vera@example.com,{written},,,,,", other)[0].value == ImportedMember("vera@example.com", points)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("vera,75,,,,,", "Email: This is not an email address."),
        (",75,,,,,", "Email: This is not an email address."),
        ("vera@example.com,lots,,,,,", "Points: This is not a number."),
        ("vera@example.com,75 pts,,,,,", "Points: This is not a number"),
        ("vera@example.com,7.5,,,,,", "Points: Points are whole."),
        ("vera@example.com,-7.5,,,,,", "Points: Points are whole."),
        ("vera@example.com,-99999999999,,,,,", "Points: This number is too large."),
        ("vera@example.com,75,,tomorrow,,,", "Birthday: This is not a date."),
        ("vera@example.com,75,,30 Feb 1990,,,", "Birthday: This is not a date."),
        ("vera@example.com,75,,1850-02-03,,,", "Birthday: This date is out of all bounds."),
        ("vera@example.com,75,,3.2.85,,,", "Birthday: Nobody knows the century"),
        ("vera@example.com,75,,03/04/1990,,,", "Birthday: This can be two days. Say --days day-first or"),
        ("vera@example.com,75,,,LAMP-1,,", "Coupons: Nothing under Reward says what the code is for."),
        ("vera@example.com,75,,,5.77E+17,Lamp,", "Coupons: This is no code."),
        (f"vera@example.com,75,,,{'L' * 101},Lamp,", "Coupons: This is no code."),
        ("vera@example.com,75,,,LAMP-1,Lamp,03/04/2027", "Expires: This can be two days. Say --days day-first or"),
        ("vera@example.com,75,,,LAMP-1,Lamp,never", "Expires: This is not a date."),
    ],
)
def test_what_cannot_be_read_says_why_and_nothing_of_it_is_taken(line: str, why: str) -> None:
    [group] = groups(line)

    assert group.value is None
    assert group.why.startswith(why)


@pytest.mark.parametrize(
    ("written", "birthday"),
    [
        ("1990-02-03", date(1990, 2, 3)),
        ("3 февраля 1990 г.", date(1990, 2, 3)),
        ("1990-02-03T00:00:00Z", date(1990, 2, 3)),
        ("1004-02-29", date(1904, 2, 29)),
        ("1904-02-03", date(1904, 2, 3)),
        ("3 February", date(1904, 2, 3)),
        ("--02-03", date(1904, 2, 3)),
        ("03.02.", date(1904, 2, 3)),
        ("25/12", date(1904, 12, 25)),
        ("07/07/1990", date(1990, 7, 7)),
        ("0000-00-00", None),
        ("", None),
    ],
)
def test_birthdays_are_read_with_and_without_a_year(written: str, birthday: date | None) -> None:
    assert one(f"vera@example.com,75,,{written},,,").birthday == birthday


@pytest.mark.parametrize(("days", "birthday"), [(DayForm.DAY_FIRST, (4, 3)), (DayForm.MONTH_FIRST, (3, 4))])
def test_the_owner_or_another_line_says_which_of_two_days_is_meant(days: DayForm, birthday: tuple[int, int]) -> None:
    told = one("vera@example.com,75,,03/04/1990,,,", days=days).birthday
    other = "mia@example.com,1,,25/12/1990,,," if days is DayForm.DAY_FIRST else "mia@example.com,1,,12/25/1990,,,"
    shown = groups("vera@example.com,75,,03/04/1990,,,", other)[0].value

    assert told
    assert (told.month, told.day) == birthday
    assert shown
    assert shown.birthday == told


def test_lines_with_one_address_tell_of_one_member() -> None:
    member = one(
        "Vera@Example.com,75,Gold,,LAMP-1,Lamp,",
        "vera@example.com,,gold,,LAMP-2;LAMP-3,Lamp,2027-03-31 10:00",
        "VERA@example.com,75,,,,,",
    )

    assert (member.email, member.points, member.tier) == ("Vera@example.com", 75, "Gold")
    assert member.coupons == (
        ImportedCoupon("LAMP-1", "Lamp"),
        ImportedCoupon("LAMP-2", "Lamp", date(2027, 3, 31)),
        ImportedCoupon("LAMP-3", "Lamp", date(2027, 3, 31)),
    )


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("vera@example.com,80,,,,,", "Points: Two balances stand under this address: 75 and 80."),
        ("vera@example.com,75,Silver,,,,", "Tier: Two tiers stand under this address: Gold and Silver."),
        ("vera@example.com,75,,1991-02-03,,,", "Birthday: Two birthdays stand under this address."),
    ],
)
def test_lines_that_contradict_each_other_are_refused_by_name(other: str, why: str) -> None:
    [group] = groups("vera@example.com,75,Gold,1990-02-03,,,", other)

    assert (group.why, len(group.lines)) == (why, 2)


def test_a_tab_of_members_brings_tiers_and_birthdays_in_its_own_language() -> None:
    member = one("vera@example.com,75,Золото,03.02.1990", headings="Почта,Баллы,Уровень,День рождения")

    assert (member.tier, member.birthday) == ("Золото", date(1990, 2, 3))


def test_map_says_where_it_stands_and_takes_a_column_away() -> None:
    export = read_export(b"Adresse,Stand,Stufe,tier\nvera@example.com,75,Gold,Platin\n")
    program = mapped_shop({"Email": "Adresse", "Points": "Stand", "Tier": "Stufe"}, own=OWN_MEMBERS)
    without = mapped_shop({"Email": "Adresse", "Points": "Stand", "Tier": ""}, own=OWN_MEMBERS)

    assert [group.value and group.value.tier for group in read_members(export, program).groups] == ["Gold"]
    assert [group.value and group.value.tier for group in read_members(export, without).groups] == [""]
