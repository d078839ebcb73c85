"""Uploads: one row a file, and the sealed bytes beside the database."""

from .store import BlobMissing, Store, store
from .tables import DrawnPage, File

__all__ = ["BlobMissing", "DrawnPage", "File", "Store", "store"]
