"""The letters of a made-up shop in a folder, for the owner to look at."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mail.samples import LETTERS
from manage import manage
from world.chromium import NoPicture, chromium, find_chromium
from world.preview import VIEWS

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
    assert f"18 letters are in {tmp_path / 'letters'}." in result.output
    assert "There are no pictures of them: Chromium is not installed here." in result.output
    assert not list((tmp_path / "letters").glob("*.png"))
    assert {path.name for path in (tmp_path / "letters").glob("*.ru.*")} == {
        f"{letter}.ru.{kind}" for letter in LETTERS for kind in ("html", "txt")
    }


@pytest.mark.usefixtures("no_chromium")
def test_one_language_alone(tmp_path: Path) -> None:
    result = preview(tmp_path / "letters", "--language", "ar")

    assert "6 letters are in" in result.output
    assert {path.name.split(".")[1] for path in (tmp_path / "letters").glob("*.html")} == {"ar"}


@pytest.mark.usefixtures("no_chromium")
def test_the_pictures_in_a_previewed_letter_lie_beside_it(tmp_path: Path) -> None:
    preview(tmp_path / "letters", "--language", "en")
    page = (tmp_path / "letters" / "reminder.en.html").read_text()

    assert 'src="pictures/mug.svg"' in page
    assert (tmp_path / "letters" / "pictures" / "mug.svg").is_file()


@with_chromium
def test_with_chromium_each_letter_is_seen_in_four_ways(tmp_path: Path) -> None:
    result = preview(tmp_path, "--language", "en")

    assert result.exit_code == 0
    assert "no pictures" not in result.output
    for letter in LETTERS:
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
