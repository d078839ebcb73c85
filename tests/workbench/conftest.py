"""The demo city, its departments' systems, and officers at their desks."""

from tests.city import (
    _rolled_back,
    city,
    city_database,
    committed_city,
    registry,
    registry_process,
)
from tests.workbench.desks import handed_in

__all__ = [
    "_rolled_back",
    "city",
    "city_database",
    "committed_city",
    "handed_in",
    "registry",
    "registry_process",
]
