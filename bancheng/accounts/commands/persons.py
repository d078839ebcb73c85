"""Keeping persons and staff."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from bancheng.accounts.access import REGISTER
from bancheng.accounts.commands.provider import Claims
from bancheng.accounts.commands.sessions import end_sessions_of
from bancheng.accounts.models import Appointment, Identity, Person, StaffMember
from bancheng.accounts.queries import ID_NUMBER, aad_of
from bancheng.kernel.access import NOT_FOUND, Actor, require
from bancheng.kernel.crypto import blind_index, seal_value
from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.ids import uuid7

ID_NUMBER_WRONG = define(
    InvalidInput,
    "identity_id_number_wrong",
    _("统一身份认证传回来的身份证号校验位不对，所以没有登录。"),
    next_step=_("请到公安窗口核对您的身份信息。"),
    ask=_("打12345。"),
)

STAFF_NUMBER_WRONG = define(
    InvalidInput,
    "staff_id_number_wrong",
    _("工作人员的身份证号不对：要18位，最后一位校验码要对得上，没有登记。"),
    next_step=_("请对照身份证再填一次。"),
)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person that a register or the identity provider vouches for."""

    id: UUID
    name: str
    id_number: str
    phone: str = ""
    household_region: str = ""


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A member of staff with the posts to appoint to."""

    id: UUID
    account: str
    name: str
    posts: tuple[UUID, ...]
    id_number: str = field(default="", repr=False)
    """The own identity number, of which only the blind index is kept: matters of their own are not theirs to handle."""


def link_person(*, claims: Claims, now: datetime) -> UUID:
    """The person that a provider's subject means; met for the first time, found by document number or made.

    Name and telephone follow the provider when they changed there. ID_NUMBER_WRONG.
    """
    known = Identity.objects.filter(issuer=claims.issuer, subject=claims.subject).first()
    person = known.person_id if known else _person_for(claims, now)
    if known is None:
        Identity.objects.get_or_create(
            issuer=claims.issuer, subject=claims.subject, defaults={"person_id": person, "linked_at": now}
        )
    Person.objects.filter(pk=person).exclude(name=claims.name).update(name=claims.name)
    if claims.phone:
        Person.objects.filter(pk=person, phone_sealed="").update(
            phone_sealed=seal_value(claims.phone, aad=aad_of(person, "phone"))
        )
    return person


def _person_for(claims: Claims, now: datetime) -> UUID:
    if not is_id_number(claims.id_number):
        raise ID_NUMBER_WRONG()
    index = blind_index(claims.id_number, ID_NUMBER)
    fresh = _row(NewPerson(uuid7(), claims.name, claims.id_number, claims.phone), now)
    Person.objects.bulk_create([fresh], ignore_conflicts=True)  # two first sign-ons at once make one person
    return Person.objects.values_list("pk", flat=True).get(id_kind="111", id_number_index=index)


def is_id_number(value: str) -> bool:
    """Form, check digit and a birth date that exists (GB 11643); the area is not looked up."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", value) or ric.calc_check_digit(value) != value[17]:
        return False
    try:
        return bool(ric.get_birth_date(value))
    except ValidationError:
        return False


def register_persons(*, actor: Actor, persons: Iterable[NewPerson], now: datetime) -> int:
    """Take persons over from a register; those already known (by document number) are left as they are."""
    require(REGISTER, actor)
    rows = [_row(person, now) for person in persons]
    before = Person.objects.filter(pk__in=[row.pk for row in rows]).count()
    Person.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows) - before


def _row(person: NewPerson, now: datetime) -> Person:
    number = person.id_number
    return Person(
        id=person.id,
        name=person.name,
        sex="1" if int(number[16]) % 2 else "2",  # GB 11643: odd is male
        born_on=date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        id_number_sealed=seal_value(number, aad=aad_of(person.id, "id_number")),
        id_number_index=blind_index(number, ID_NUMBER),
        phone_sealed=seal_value(person.phone, aad=aad_of(person.id, "phone")) if person.phone else "",
        household_region=person.household_region,
        registered_at=now,
    )


def register_staff(
    *, actor: Actor, staff: Iterable[NewStaff], password: str, since: date, now: datetime
) -> int:
    """Open accounts with one first password and appoint them; accounts that exist are left as they are.

    The password is hashed once: these accounts share it anyway until each changes it.
    """
    require(REGISTER, actor)
    people = list(staff)
    known = set(StaffMember.objects.filter(pk__in=[each.id for each in people]).values_list("pk", flat=True))
    fresh = [each for each in people if each.id not in known]
    if not fresh:
        return 0
    encoded = make_password(password)
    with transaction.atomic():
        StaffMember.objects.bulk_create(
            [
                StaffMember(
                    id=each.id,
                    account=each.account,
                    name=each.name,
                    person_index=_index(each.id_number),
                    password=encoded,
                    created_at=now,
                )
                for each in fresh
            ]
        )
        Appointment.objects.bulk_create(
            [
                Appointment(id=uuid5(each.id, str(post)), staff_id=each.id, post_id=post, valid_from=since)
                for each in fresh
                for post in each.posts
            ]
        )
    return len(fresh)


def name_person_of_staff(*, actor: Actor, staff_id: UUID, id_number: str) -> None:
    """Say who a member of staff is as a citizen, so that their own matters are kept from them (公务员法第七十六条).

    Only the blind index is kept. NotFound without such an account; STAFF_NUMBER_WRONG for a number that is none.
    """
    require(REGISTER, actor)
    if not StaffMember.objects.filter(pk=staff_id).update(person_index=_index(id_number)):
        raise NOT_FOUND()


def _index(id_number: str) -> str:
    number = id_number.strip().upper()
    if number and not is_id_number(number):
        raise STAFF_NUMBER_WRONG()
    return blind_index(number, ID_NUMBER) if number else ""


def close_account(*, actor: Actor, staff_id: UUID, now: datetime) -> None:
    """Close an account: it cannot sign on again and its sessions end at once."""
    require(REGISTER, actor)
    StaffMember.objects.filter(pk=staff_id, closed_at__isnull=True).update(closed_at=now)
    end_sessions_of(now=now, staff_id=staff_id)


def end_appointment(*, actor: Actor, staff_id: UUID, post_id: UUID, on: date) -> None:
    """End an appointment: from that day the post's work is no longer this person's."""
    require(REGISTER, actor)
    Appointment.objects.filter(staff_id=staff_id, post_id=post_id, valid_to__isnull=True).update(valid_to=on)
