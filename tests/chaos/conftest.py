"""The demo city for storms and faults."""

from tests.chaos.trying import courses
from tests.city import (
    _rolled_back,
    city,
    city_database,
    committed_city,
    registry,
    registry_process,
)

__all__ = [
    "_rolled_back",
    "city",
    "city_database",
    "committed_city",
    "courses",
    "registry",
    "registry_process",
]
