"""People and their certificates, brought into the platform: what is there already is left as it is."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from bancheng.accounts.commands.persons import NewPerson
from bancheng.certificates.commands import prepare, register
from bancheng.demo_city.on_file import OnFile, issue_time
from bancheng.demo_city.population.model import Citizen
from bancheng.kernel.database import fetch_all
from bancheng.organizations.spec import World


def as_new_person(citizen: Citizen) -> NewPerson:
    """For `register_persons`."""
    return NewPerson(citizen.id, citizen.name, citizen.id_number, citizen.phone, citizen.region)


def register_certificates(world: World, certificates: Iterable[OnFile]) -> int:
    """Register those that are not there yet, together; answers how many."""
    every = list(certificates)
    there = registered([each.id for each in every])
    with transaction.atomic():
        return register([_prepared(world, each) for each in every if each.id not in there])


def registered(ids: list[UUID]) -> set[UUID]:
    """Which of these certificates are there."""
    rows = fetch_all(
        "SELECT certificate_id FROM public.certificates_certificate WHERE certificate_id = ANY(%s)", [ids]
    )
    return {row["certificate_id"] for row in rows}


def _prepared(world: World, certificate: OnFile) -> dict[str, object]:
    issuer = world.organizations[certificate.issuer]
    return prepare(
        case_id=certificate.id,
        certificate_id=certificate.id,
        serial=certificate.serial,
        type_=certificate.type,
        type_code=certificate.type_code,
        name=certificate.name,
        number=certificate.number,
        holder_kind="person",
        holder_id=certificate.holder.id,
        holder_role="",
        holder_number=certificate.holder.id_number,
        issuer=issuer.id,
        issuer_name=issuer.name,
        issuer_uscc=issuer.uscc,
        values=certificate.values,
        now=issue_time(certificate),
        valid_days=certificate.valid_days,
        valid_from=certificate.valid_from,
    )
