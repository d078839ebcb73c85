"""The dozen pictures of `docs/screens`: the demo city in a transaction of the test's own, no processes."""

from __future__ import annotations

from tests.city import _rolled_back, city, city_database, registry, registry_process
from tests.looks.serving import chromium
from tests.screens.camera import FOLDER

__all__ = ["_rolled_back", "chromium", "city", "city_database", "registry", "registry_process"]
collect_ignore_glob = [] if FOLDER else ["test_*.py"]
