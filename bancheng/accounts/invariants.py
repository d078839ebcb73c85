"""What must always hold of mandates: their state follows from their events."""

from __future__ import annotations

from bancheng.accounts.lifecycle import MANDATE
from bancheng.kernel.invariants import watch_history

watch_history(MANDATE, "accounts_mandate", "id", "id")
