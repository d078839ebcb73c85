"""Acts of the exchange: ask a department's system."""

from .addresses import hang_up
from .lookups import INPUT_MISSING, NOT_SHARED, SOURCE_DOWN, Failure, Lookup, Outcome, query, query_many

__all__ = [
    "INPUT_MISSING",
    "NOT_SHARED",
    "SOURCE_DOWN",
    "Failure",
    "Lookup",
    "Outcome",
    "hang_up",
    "query",
    "query_many",
]
