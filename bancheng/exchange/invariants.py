"""I14: the query log and the register of reports name people by nothing but keyed digests."""

from __future__ import annotations

from bancheng.kernel.invariants import search_for_personal_data

search_for_personal_data("exchange_query")
search_for_personal_data("exchange_report")
