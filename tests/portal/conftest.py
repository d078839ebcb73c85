"""The demo city, its departments' systems, and people of the city at their browsers."""

from tests.city import (
    _rolled_back,
    city,
    city_database,
    committed_city,
    registry,
    registry_process,
)
from tests.portal.officers import drafted

__all__ = [
    "_rolled_back",
    "city",
    "city_database",
    "committed_city",
    "drafted",
    "registry",
    "registry_process",
]
