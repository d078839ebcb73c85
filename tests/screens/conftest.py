"""`make screenshots`: walks over the running city that leave pictures; no part of `make test`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import browsers, chromium, city
from tests.screens.camera import LOOKS, Camera

__all__ = ["browsers", "chromium", "city"]

WHERE = "BANCHENG_SCREENS"
"""The folder of the pictures. Without it nothing here is collected."""
WANTED = "BANCHENG_SCREENS_LOOKS"
"""`390-light,1440-dark`: only these looks."""
collect_ignore_glob = [] if os.environ.get(WHERE) else ["test_*.py"]


def looks() -> tuple[tuple[int, str], ...]:
    """The looks that are asked for, else all."""
    asked = [one.partition("-") for one in os.environ.get(WANTED, "").split(",") if one]
    return tuple((int(width), mode) for width, _dash, mode in asked) or LOOKS


@pytest.fixture
def camera_of() -> Iterator[Callable[[str], Camera]]:
    """`camera_of("utilities")`: a camera that writes into a folder of this name."""
    made: list[Camera] = []

    def camera_of(name: str) -> Camera:
        made.append(Camera(Path(os.environ[WHERE]) / name, looks()))
        return made[-1]

    yield camera_of
    for one in made:
        one.write()
