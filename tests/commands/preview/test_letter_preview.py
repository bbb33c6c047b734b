"""The letters of a made-up shop in a folder, for the owner to look at."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.preview.chromium import NoPicture, chromium, find_chromium
from commands.preview.letter_preview import MEMBERS, TO_OWNER, VIEWS
from manage import manage
from sandbox.google.http.server import Server
from sandbox.owner import Owner

PNG = b"\x89PNG\r\n\x1a\n"
WIDTH = slice(16, 20)

with_chromium = pytest.mark.skipif(find_chromium() is None, reason="Chromium is not installed here")


def preview(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(manage, ["letters", "preview", "--out", str(folder), *more])


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return path


@pytest.fixture
def no_chromium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("no_chromium")
def test_without_chromium_there_is_html_and_text_and_a_sentence(tmp_path: Path) -> None:
    result = preview(tmp_path / "letters")

    assert result.exit_code == 0
    assert f"48 letters are in {tmp_path / 'letters'}." in result.output
    assert "There are no pictures of them: Chromium is not installed here." in result.output
    assert not list((tmp_path / "letters").glob("*.png"))
    assert {path.name for path in (tmp_path / "letters").glob("*.ru.*")} == {
        f"{letter}.ru.{kind}" for letter in (*MEMBERS, *TO_OWNER) for kind in ("html", "txt")
    }


@pytest.mark.usefixtures("no_chromium")
def test_one_language_alone(tmp_path: Path) -> None:
    result = preview(tmp_path / "letters", "--language", "ar")

    assert "16 letters are in" in result.output
    assert {path.name.split(".")[1] for path in (tmp_path / "letters").glob("*.html")} == {"ar"}


@pytest.mark.usefixtures("no_chromium")
def test_the_pictures_in_a_previewed_letter_lie_beside_it(tmp_path: Path) -> None:
    preview(tmp_path / "letters", "--language", "en")
    page = (tmp_path / "letters" / "reminder.en.html").read_text()

    assert 'src="pictures/mug.svg"' in page
    assert (tmp_path / "letters" / "pictures" / "mug.svg").is_file()


def fill_book(owner: Owner) -> None:
    """Ana has ordered and holds a mug; Layla waits for a tote bag and speaks Arabic."""
    owner.type(
        "Members",
        ["K7Q4ZD", "ana@example.com", "Ana", "", "", "2026-01-01"],
        ["L4YLA9", "layla@example.com", "Layla", "", "ar", "2026-01-02"],
    )
    owner.type(
        "Ledger",
        ["2026-01-01 09:00:00", "K7Q4ZD", "", "adjustment", 777],
        ["2026-01-03 09:00:00", "K7Q4ZD", "", "redemption", -350, "mug", "", "coupon:MUG-OWN1"],
        ["2026-01-03 09:00:00", "L4YLA9", "", "redemption", -200, "tote", "", "coupon:TOTE-ASK1"],
    )
    owner.type(
        "Coupons",
        ["MUG-OWN1", "mug", "issued", "K7Q4ZD", "ana@example.com", "2026-01-03 09:00:00", "2099-01-03"],
        ["TOTE-ASK1", "tote", "asked", "L4YLA9", "layla@example.com", "2026-01-03 09:00:00", "2099-01-03"],
    )
    owner.type_over("Settings", "Owner e-mail", "Value", "owner@shop.example")


@pytest.mark.usefixtures("no_chromium")
def test_the_owner_s_own_letters_say_what_the_book_says_and_nothing_is_written_anywhere(
    tmp_path: Path, owner: Owner, server: Server
) -> None:
    fill_book(owner)
    server.google.requests.clear()

    result = preview(tmp_path / "letters", "--real")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[:13] == [
        "confirm: as K7Q4ZD would get it, in confirm.K7Q4ZD.en.html.",
        "welcome: as K7Q4ZD would get it, in welcome.K7Q4ZD.en.html.",
        "reminder: as K7Q4ZD would get it, in reminder.K7Q4ZD.en.html.",
        "coupon: as K7Q4ZD would get it, in coupon.K7Q4ZD.en.html.",
        "coupon_refused: as K7Q4ZD would get it, in coupon_refused.K7Q4ZD.en.html.",
        "points_earned: there is no member who has an e-mail address and has claimed an order.",
        "claim_ended: there is no member who has an e-mail address and waits for an order in the tab Waiting.",
        "coupon_expiring: as K7Q4ZD would get it, in coupon_expiring.K7Q4ZD.en.html.",
        "points_expiring: there is no member who has an e-mail address and points that expire soon.",
        "membership_ending: there is no member who has an e-mail address and a membership that ends soon.",
        "tier_warning: there is no member who has an e-mail address and may lose her tier soon.",
        "win_back: as K7Q4ZD would get it, in win_back.K7Q4ZD.en.html.",
        "owner_task: as L4YLA9 would get it, in owner_task.L4YLA9.en.html.",
    ]
    assert "You have 427 points in Finch Club" in (tmp_path / "letters" / "reminder.K7Q4ZD.en.txt").read_text()
    assert "MUG-OWN1" in (tmp_path / "letters" / "coupon.K7Q4ZD.en.html").read_text()
    assert f"/d/{owner.spreadsheet}/edit" in (tmp_path / "letters" / "owner_task.L4YLA9.en.txt").read_text()
    names = " ".join(path.name for path in (tmp_path / "letters").iterdir())
    assert not {"ana", "layla", "@"} & set(names.lower().replace(".", " ").split())
    assert not [request for request in server.google.requests if request.kind != "read"]
    assert owner.tab("Emails") == []


@pytest.mark.usefixtures("no_chromium")
def test_a_letter_that_would_suit_nobody_is_a_sentence(tmp_path: Path, owner: Owner) -> None:
    owner.type("Members", ["L4YLA9", "layla@example.com", "Layla", "", "ar", "2026-01-02"])

    result = preview(tmp_path, owner.spreadsheet, "--language", "ru")

    assert result.exit_code == 0
    assert "coupon: there is no member with an e-mail address who holds a coupon." in result.stdout
    assert (tmp_path / "reminder.L4YLA9.ru.html").is_file()
    assert "Layla" in (tmp_path / "reminder.L4YLA9.ru.txt").read_text()


@pytest.mark.usefixtures("no_chromium")
def test_each_member_s_letter_is_in_her_own_language(tmp_path: Path, owner: Owner) -> None:
    owner.type("Members", ["L4YLA9", "layla@example.com", "Layla", "", "ar-EG", "2026-01-02"])

    preview(tmp_path, "--real")

    assert 'dir="rtl"' in (tmp_path / "reminder.L4YLA9.ar.html").read_text()


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SPREADSHEET_ID", "", "Error: Name the spreadsheet"),
        ("SPREADSHEET_ID", "no-such-spreadsheet", "Error: The spreadsheet cannot be read: "),
        ("SHEETS_QUOTA", "many", "Error: The spreadsheet cannot be read: The variable SHEETS_QUOTA"),
        ("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/at-all.json", "Error: I cannot ask Google"),
    ],
)
def test_a_spreadsheet_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, environment: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    environment.setenv(variable, value)

    result = preview(tmp_path / "letters", "--real")

    assert result.exit_code == 1
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "letters").exists()


@with_chromium
def test_with_chromium_each_letter_is_seen_in_four_ways(tmp_path: Path) -> None:
    result = preview(tmp_path, "--language", "en")

    assert result.exit_code == 0
    assert "no pictures" not in result.output
    for letter in (*MEMBERS, *TO_OWNER):
        shots = [(tmp_path / f"{letter}.en.{view.name}.png").read_bytes() for view in VIEWS]
        assert all(shot.startswith(PNG) for shot in shots)
        assert [int.from_bytes(shot[WIDTH]) for shot in shots] == [view.width for view in VIEWS]
        assert len(set(shots)) == len(VIEWS)


def test_a_browser_that_ends_at_once_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "chromium", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    result = preview(tmp_path / "letters")

    assert result.exit_code == 1
    assert "are not complete: Chromium gave no picture" in result.output


def test_a_refusal_says_what_was_refused(tmp_path: Path) -> None:
    refusing = program(
        tmp_path,
        "chromium",
        """head -c 1 <&3 >/dev/null; printf '{"id": 1, "error": {"message": "no"}}\\0' >&4; sleep 9""",
    )

    with pytest.raises(NoPicture, match=r"Target\.createTarget: no"), chromium(str(refusing)):
        pass


@with_chromium
def test_no_browser_is_left_running(tmp_path: Path) -> None:
    with chromium(find_chromium() or "") as browser:
        assert browser.picture(_page(tmp_path), width=375, dark=False).startswith(PNG)
        group = [pid for pid in Path("/proc").glob("[0-9]*") if _is_ours(pid)]
        assert group

    assert not [pid for pid in group if (pid / "exe").exists() and _is_ours(pid)]


def _page(folder: Path) -> Path:
    page = folder / "page.html"
    page.write_text("<p>Hello")
    return page


def _is_ours(process: Path) -> bool:
    try:
        return b"--remote-debugging-pipe" in (process / "cmdline").read_bytes() and _parent(process) == os.getpid()
    except OSError:
        return False


def _parent(process: Path) -> int:
    return int((process / "stat").read_text().rpartition(")")[2].split()[1])
