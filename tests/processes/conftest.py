"""Folders for process tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes.platform import new_folder


@pytest.fixture
def folder() -> Path:
    """A folder that the account of PostgreSQL can walk into."""
    return new_folder()
