"""A desk with the scene that it shows, for the tests of one file."""

from collections.abc import Iterator

import pytest

from sandbox.desk.desk import Desk
from sandbox.story.scene import Scene, open_scene


@pytest.fixture(scope="module")
def opened() -> Iterator[Desk]:
    with Desk(0) as desk:
        yield desk


@pytest.fixture(scope="module")
def scene(opened: Desk) -> Iterator[Scene]:
    with open_scene(pictures=opened.pictures) as scene:
        scene.owner.type_over("Settings", "Confirm e-mail", "Value", "no")
        yield scene


@pytest.fixture(scope="module")
def desk(opened: Desk, scene: Scene) -> Iterator[str]:
    with opened.showing(scene):
        yield opened.url.rstrip("/")
