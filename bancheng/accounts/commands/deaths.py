"""登记死亡: what a register or an officer says of somebody who died."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.access import RECORD_DEATH
from bancheng.accounts.events import PERSON_DIED
from bancheng.accounts.queries import local_day
from bancheng.kernel.access import Actor, require
from bancheng.kernel.database import call
from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.events import NewEvent, actor_ref

DEATH_IN_FUTURE = define(
    InvalidInput, "death_in_future", _("死亡日期不能晚于今天。"), next_step=_("照死亡证明再看一遍。")
)


def record_death(*, actor: Actor, person_id: UUID, died_on: date, source: str, now: datetime) -> bool:
    """Record that somebody died: sessions end, and so does every mandate, clerkship and guardianship. False when it was
    recorded before. `source`: code of the register, or `officer`. DEATH_IN_FUTURE."""
    require(RECORD_DEATH, actor)
    if died_on > local_day(now):
        raise DEATH_IN_FUTURE()
    payload = {"on": died_on.isoformat(), "source": source}
    event = NewEvent(PERSON_DIED, person_id, person_id, now, actor_ref(actor), payload)
    return call("accounts_record_death_v1", person_id=person_id, on=died_on, at=now, event=event.row()).ok
