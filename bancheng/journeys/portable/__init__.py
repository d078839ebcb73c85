"""A journey as one file for another city: what is this city's own stands as roles there, and is filled anew there. Pure."""

from bancheng.journeys.portable.bodies import own_name, seats
from bancheng.journeys.portable.exporting import city_of, portable
from bancheng.journeys.portable.manifest import FILE_WRONG, Body, Manifest, Package, Use
from bancheng.journeys.portable.mapping import (
    BRING,
    NONE,
    OURS,
    THEIRS,
    Counterparts,
    Gap,
    Seat,
    gaps,
    skipped_roles,
)
from bancheng.journeys.portable.packing import MOST_BYTES, pack, unpack
from bancheng.journeys.portable.placing import Placed, place, proposal
from bancheng.journeys.portable.writing import read_counterparts, written

__all__ = [
    "BRING",
    "FILE_WRONG",
    "MOST_BYTES",
    "NONE",
    "OURS",
    "THEIRS",
    "Body",
    "Counterparts",
    "Gap",
    "Manifest",
    "Package",
    "Placed",
    "Seat",
    "Use",
    "city_of",
    "gaps",
    "own_name",
    "pack",
    "place",
    "portable",
    "proposal",
    "read_counterparts",
    "seats",
    "skipped_roles",
    "unpack",
    "written",
]
