"""Acts on uploads."""

from .inspection import INSPECTION_BUSY
from .intake import ALREADY_GONE, FILE_REFUSED, NOT_STORED, keep, refused, remove, rescan, sweep

__all__ = [
    "ALREADY_GONE",
    "FILE_REFUSED",
    "INSPECTION_BUSY",
    "NOT_STORED",
    "keep",
    "refused",
    "remove",
    "rescan",
    "sweep",
]
