"""The story of the first day, through the real function, real gspread over a socket and a real mail server."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sandbox.customers import ANA, BORIS, LAYLA
from sandbox.localhost import free_port
from sandbox.processes import FunctionSilent, running_function
from sandbox.story.expected import StoryBroken
from sandbox.story.scene import Scene, ShopKind, open_scene
from sandbox.story.script import FREE, BuysByLink, Chapter, OpensOrderMail, ShopMakesCodes, Step, taps, types
from sandbox.story.story import play

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 20.0


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with open_scene() as scene:
        yield scene


def test_the_story_of_the_first_day_works(scene: Scene) -> None:
    lines: list[str] = []

    play(scene, lines.append)

    told = "\n".join(lines)
    assert "Your code: TOTE-7K4M" in told
    assert "Ana 26, Boris 50, Layla 14: the Ledger adds up" in told
    booked = [50, 60, 50, 45, 62, -200, 50, 164, 359, -350, 0, -200, 0]
    assert [entry["Points"] for entry in scene.owner.tab("Ledger")] == booked
    assert told.count("To pay: 5.00 USD") == 2
    assert [letter.recipients for letter in scene.mailbox.letters] == [("ana@example.com",)]
    assert [letter["Status"] for letter in scene.owner.tab("Emails")] == ["taken", "sent"]


@pytest.mark.parametrize("kind", [ShopKind.WOOCOMMERCE, ShopKind.STRIPE])
def test_the_story_is_the_same_with_another_shop_as_far_as_that_makes_codes(kind: ShopKind) -> None:
    lines: list[str] = []

    with open_scene(kind=kind) as scene:
        play(scene, lines.append)
        used = [coupon for coupon in scene.owner.tab("Coupons") if coupon.get("Used for")]

    assert any("brings you 359 points" in line for line in lines)
    assert len(used) == (2 if scene.shop.takes_codes else 0)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (types(LAYLA, "points", says=("a pony",)), r"Layla types: points.*a pony"),
        (types(LAYLA, "points", points=7), r"Layla types: points.*Points must be 7"),
        (taps(ANA, "Nowhere"), r"Ana taps: Nowhere.*There is no button"),
        (BuysByLink(LAYLA, "Tote bag", FREE, FREE), r"The story broke at “Layla opens the link of the coupon"),
        (OpensOrderMail(BORIS), r"Boris opens the order mail.*nothing was bought"),
    ],
)
def test_another_answer_than_the_script_has_breaks_the_story_and_names_the_step(
    scene: Scene, wrong: Step, why: str
) -> None:
    with pytest.raises(StoryBroken, match=why):
        play(scene, lambda _line: None, [Chapter("Somebody wants a pony.", (wrong,))])


def test_a_shop_that_charges_otherwise_than_the_script_has_breaks_the_story() -> None:
    with open_scene() as scene:
        scene.owner.type_over("Settings", "Sign-up bonus", "Value", 500)
        scene.owner.type_over("Settings", "Bonus spendable", "Value", "at once")
        joining = (types(LAYLA, "join"), types(LAYLA, LAYLA.email))
        taking = (ShopMakesCodes(), types(LAYLA, "الهدايا"), taps(LAYLA, "أريدها", on="Tote bag"))
        told_wrongly = BuysByLink(LAYLA, "Tote bag", charged=FREE, for_two=FREE)

        with pytest.raises(StoryBroken, match=r"two of them.*goods='12.00'"):
            play(scene, lambda _line: None, [Chapter("A second one for nothing.", (*joining, *taking, told_wrongly))])


def test_an_answer_that_manychat_does_not_show_breaks_the_story(scene: Scene) -> None:
    scene.chats.page.fields -= {"Loyalty ask"}

    with pytest.raises(StoryBroken, match="field with same name not found: Loyalty ask"):
        play(scene, lambda _line: None, [Chapter("The field is gone.", (types(ANA, "points"),))])

    scene.chats.page.fields |= {"Loyalty ask"}


def test_a_function_that_cannot_start_is_told_with_its_last_lines(tmp_path: Path) -> None:
    broken = {"FUNCTION_SIGNATURE_TYPE": "no such type"}

    with (
        running_function(broken, port=free_port(), log=tmp_path / "log") as function,
        pytest.raises(FunctionSilent, match=r"ended while it was starting(.|\n)*no such type"),
    ):
        function.wait()


def test_the_command_plays_the_story_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "sandbox", "--no-desk"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "the Ledger adds up" in ended.stdout
    assert list(tmp_path.iterdir()) == []
    assert not any(map(_answers, _addresses(ended.stdout)))


def test_no_folder_for_temporary_files_is_one_sentence(tmp_path: Path) -> None:
    program = "import tempfile, sys; tempfile.tempdir = sys.argv.pop(); from sandbox.__main__ import sandbox; sandbox()"

    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, "--no-desk", str(tmp_path / "missing")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: A file or a port of the sandbox cannot be used")
    assert "Traceback" not in ended.stderr


def _addresses(told: str) -> list[str]:
    return [word for word in told.split() if word.startswith(("http://127.0.0.1:", "smtp://127.0.0.1:"))]


def _answers(address: str) -> bool:
    parts = urlsplit(address)
    with socket.socket() as probe:
        return probe.connect_ex((str(parts.hostname), parts.port or 0)) == 0
