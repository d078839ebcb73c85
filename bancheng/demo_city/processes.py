"""What a fresh process of the drive needs before it can import anything that has tables."""

from __future__ import annotations

from typing import Any


def wake() -> None:
    """Set Django up."""
    import django

    django.setup()


def share(seed: int, own: int, many: int, journeys: list[str]) -> Any:
    """One worker's part of a drive (see `drive.sharing.share_of`)."""
    from bancheng.demo_city.drive.sharing import share_of

    return share_of(seed, own, many, journeys)
