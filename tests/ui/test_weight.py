"""What a telephone has to load: public pages ≤ 25 KB of styles and ≤ 50 KB of scripts, as sent (gzip)."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

STYLES, SCRIPTS = 25_000, 50_000
"""Bytes."""


def loaded(page: str, pattern: str) -> list[str]:
    """The addresses that a telephone fetches: a sheet for wide screens or for paper is none of its business."""
    found = re.findall(pattern, page)
    return [address for address, rest in found if "print" not in rest and "min-width" not in rest]


def weight(addresses: list[str]) -> int:
    """Bytes on the wire of these static files."""
    total = 0
    for address in addresses:
        found = finders.find(address.removeprefix("/static/"))
        assert isinstance(found, str), address
        total += len(gzip.compress(Path(found).read_bytes(), 6))
    return total


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/", "/modes/", "/accessibility/"])
def test_a_public_page_is_light(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    styles = loaded(page, r'<link rel="stylesheet" href="([^"]+)"([^>]*)>')
    scripts = loaded(page, r'<script src="([^"]+)"([^>]*)>')
    assert len(styles) >= 4
    assert len(scripts) >= 3
    assert weight(styles) <= STYLES
    assert weight(scripts) <= SCRIPTS


def test_the_scale_weighs_what_is_loaded() -> None:
    sheet = (
        '<link rel="stylesheet" href="/static/ui/tokens.css"><link rel="stylesheet" href="/x" media="print">'
    )
    found = loaded(sheet, r'<link rel="stylesheet" href="([^"]+)"([^>]*)>')
    assert found == ["/static/ui/tokens.css"]
    assert 500 < weight(found) < STYLES
