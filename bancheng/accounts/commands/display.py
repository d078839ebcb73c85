"""How a person wants to see the pages: kept on the account, so that another device shows them so too."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bancheng.kernel.database import execute


def keep_modes(*, person_id: UUID, modes: str, now: datetime) -> None:
    """Remember the choice (the words of the cookie); the last one counts."""
    execute(
        """INSERT INTO public.accounts_display_choice (person_id, modes, chosen_at) VALUES (%s, %s, %s)
           ON CONFLICT (person_id) DO UPDATE SET modes = EXCLUDED.modes, chosen_at = EXCLUDED.chosen_at""",
        [person_id, modes, now],
    )
