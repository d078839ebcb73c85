"""The demo city and its departments' systems, for tests that go all the way."""

from tests.city import (
    _rolled_back,
    city,
    city_database,
    committed_city,
    registry,
    registry_process,
)

__all__ = ["_rolled_back", "city", "city_database", "committed_city", "registry", "registry_process"]
