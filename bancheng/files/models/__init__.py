"""Uploads: one row a file, and the sealed bytes beside the database."""

from .store import BlobMissing, Store, store
from .tables import File

__all__ = ["BlobMissing", "File", "Store", "store"]
