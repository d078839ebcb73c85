"""The demo city, its departments' systems, and a browser that this process serves."""

from tests.city import _rolled_back, city, city_database, committed_city, registry, registry_process
from tests.looks.serving import chromium
from tests.looks.stage import stage

__all__ = [
    "_rolled_back",
    "chromium",
    "city",
    "city_database",
    "committed_city",
    "registry",
    "registry_process",
    "stage",
]
