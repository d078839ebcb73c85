"""Acts on uploads."""

from .drawing import PAGE_NOT_DRAWN, drawn
from .inspection import INSPECTION_BUSY
from .intake import ALREADY_GONE, FILE_REFUSED, NOT_STORED, keep, refused, remove, rescan, sweep

__all__ = [
    "ALREADY_GONE",
    "FILE_REFUSED",
    "INSPECTION_BUSY",
    "NOT_STORED",
    "PAGE_NOT_DRAWN",
    "drawn",
    "keep",
    "refused",
    "remove",
    "rescan",
    "sweep",
]
