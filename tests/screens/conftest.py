"""`make screenshots`: walks over the running city that leave pictures; no part of `make test`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.browser.conftest import browsers, chromium, city
from tests.screens.camera import FOLDER, Camera

__all__ = ["browsers", "chromium", "city"]

collect_ignore_glob = [] if FOLDER else ["test_*.py"]


@pytest.fixture
def camera_of() -> Iterator[Callable[[str], Camera]]:
    """`camera_of("utilities")`: a camera that writes into a folder of this name."""
    made: list[Camera] = []

    def camera_of(name: str) -> Camera:
        made.append(Camera(name))
        return made[-1]

    yield camera_of
    for one in made:
        one.write()
