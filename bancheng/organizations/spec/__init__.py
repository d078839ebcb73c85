"""The administrative world as plain data: the value (`world`) and its reading from files (`folder`)."""

from bancheng.organizations.spec.folder import WorldError, load_world, problems_of, valid_uscc
from bancheng.organizations.spec.reorganization import Reorganization, problems_of_reorganization
from bancheng.organizations.spec.world import (
    Level,
    Nature,
    Organization,
    Place,
    Post,
    Region,
    Role,
    ServicePoint,
    Successions,
    World,
    organization_id,
    post_id,
    region_id,
)

__all__ = [
    "Level",
    "Nature",
    "Organization",
    "Place",
    "Post",
    "Region",
    "Reorganization",
    "Role",
    "ServicePoint",
    "Successions",
    "World",
    "WorldError",
    "load_world",
    "organization_id",
    "post_id",
    "problems_of",
    "problems_of_reorganization",
    "region_id",
    "valid_uscc",
]
