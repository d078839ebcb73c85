"""Files alone: what higher apps know about them is no part of these tests."""

from __future__ import annotations

import pytest

from bancheng.files import access


@pytest.fixture(autouse=True)
def _no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_links", {})
