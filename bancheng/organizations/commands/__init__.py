"""Acts on the administrative world: taken from files, and changed by notices of reorganization."""

from bancheng.organizations.commands.reorganizing import apply_due, take_notice
from bancheng.organizations.commands.world import import_world

__all__ = ["apply_due", "import_world", "take_notice"]
