"""For whom a session acts, and what registers say about it: enterprises and guardians of minors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc as credit_code

from bancheng.accounts.access import CHOOSE_SUBJECT, REGISTER
from bancheng.accounts.models import Enterprise, Guardianship
from bancheng.accounts.queries import ID_NUMBER, local_day
from bancheng.accounts.queries.acting import right_to
from bancheng.accounts.spec import SessionActor, Standing, comes_of_age
from bancheng.kernel.access import Actor, require
from bancheng.kernel.crypto import blind_index
from bancheng.kernel.database import call, execute
from bancheng.kernel.errors import InvalidInput, NotFound, define

_NAMESPACE = UUID("3b2f3a0e-8f0b-5d1e-9a63-2f7f2c6b7a11")

NO_SUCH_RIGHT = define(
    NotFound,
    "right_not_held",
    _("您现在不能替对方办：权限没有、到期了，或者已经收回。"),
    next_step=_("从列出的里面选一个。要替别人办，请对方先委托您。"),
)
CREDIT_CODE_WRONG = define(
    InvalidInput,
    "credit_code_wrong",
    _("登记库传回来的统一社会信用代码校验位不对，没有采用。"),
    next_step=_("请到登记机关核对营业执照上的18位代码。"),
)


@dataclass(frozen=True, slots=True)
class EnterpriseRecord:
    """What the enterprise register says of one enterprise."""

    uscc: str
    name: str
    state: str
    representative_name: str
    representative_id_number: str
    kind: str = ""
    region: str = ""
    address: str = ""


def choose_subject(*, actor: SessionActor, authority_id: UUID, subject_id: UUID, now: datetime) -> Standing:
    """Act for this subject from now on. NO_SUCH_RIGHT when the person has no such right today."""
    require(CHOOSE_SUBJECT, actor)
    found = right_to(actor.id, authority_id, subject_id, local_day(now))
    if found is None:
        raise NO_SUCH_RIGHT()
    execute(
        """UPDATE public.accounts_session
              SET acting_basis = %s, acting_kind = %s, acting_id = %s, authority_id = %s WHERE id = %s""",
        [found.basis, found.kind, found.id, found.authority_id, actor.session_id],
    )
    return found


def act_for_self(*, actor: SessionActor) -> None:
    """Act for oneself again."""
    require(CHOOSE_SUBJECT, actor)
    execute(
        """UPDATE public.accounts_session
              SET acting_basis = '', acting_kind = '', acting_id = NULL, authority_id = NULL WHERE id = %s""",
        [actor.session_id],
    )


def keep_enterprise(*, actor: Actor, record: EnterpriseRecord, now: datetime) -> UUID:
    """Keep what the register says of an enterprise; an older word changes nothing. CREDIT_CODE_WRONG (GB 32100)."""
    require(REGISTER, actor)
    if not is_credit_code(record.uscc):
        raise CREDIT_CODE_WRONG()
    state = record.state if record.state in Enterprise.STATES else "in_being"
    kept = {
        "id": uuid5(_NAMESPACE, f"enterprise:{record.uscc}"), "uscc": record.uscc, "name": record.name,
        "kind": record.kind, "state": state,
        "representative_name": record.representative_name, "region": record.region, "address": record.address,
        "representative_index": blind_index(record.representative_id_number.upper(), ID_NUMBER), "told_at": now,
    }  # fmt: skip
    return UUID(str(call("accounts_keep_enterprise_v1", enterprise=kept).facts["id"]))


def is_credit_code(value: str) -> bool:
    """Eighteen characters of the standard's alphabet with a right check character (GB 32100—2015)."""
    return bool(credit_code.is_valid(value)) and len(value) == 18


def keep_guardianship(
    *, actor: Actor, guardian: UUID, ward: UUID, born_on: date, relation: str, source: str, now: datetime
) -> None:
    """Keep a register's word that somebody is the parent of a minor. Nothing is kept of somebody who is of age."""
    require(REGISTER, actor)
    adult_on = comes_of_age(born_on)
    if adult_on <= local_day(now):
        return
    made = Guardianship(
        id=uuid5(_NAMESPACE, f"guardianship:{guardian}:{ward}"), ward_id=ward, guardian_id=guardian,
        relation=relation, source=source, told_at=now, adult_on=adult_on,
    )  # fmt: skip
    Guardianship.objects.bulk_create(
        [made],
        update_conflicts=True,
        unique_fields=["ward", "guardian"],
        update_fields=["told_at", "adult_on", "ended_at"],
    )


def end_guardianships(*, actor: Actor, guardian: UUID, still: Iterable[UUID], now: datetime) -> int:
    """End what the register does not say any more (custody moved, an error was mended). Answers how many."""
    require(REGISTER, actor)
    gone = Guardianship.objects.filter(guardian_id=guardian, ended_at__isnull=True).exclude(
        ward_id__in=list(still)
    )
    return gone.update(ended_at=now)
