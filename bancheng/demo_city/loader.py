"""Fills an empty platform with the demo city. Loading again changes nothing that is there."""

from __future__ import annotations

import importlib
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bancheng.accounts.commands.persons import register_persons, register_staff
from bancheng.catalogue.commands import roots
from bancheng.demo_city.acting import load_rights, minors
from bancheng.demo_city.bringing import as_new_person, register_certificates
from bancheng.demo_city.officers import officers, staff_file
from bancheng.demo_city.on_file import certificates_on_file
from bancheng.demo_city.population import calendar
from bancheng.kernel import rulebooks
from bancheng.kernel.access import Actor, system_actor
from bancheng.organizations.commands import import_world
from bancheng.organizations.spec import World, load_world

SINCE = date(2020, 1, 1)
"""From when the demo's organizations and appointments hold: before anything the demo can show."""
RULEBOOKS = calendar.CITY.parent / "rulebooks"
RULEBOOK_KINDS = (
    "bancheng.catalogue.spec",
    "bancheng.certificates.spec",
    "bancheng.documents.spec",
    "bancheng.notifications.spec",
    "bancheng.eforms.spec",
    "bancheng.exchange.spec",
    "bancheng.journeys.spec",
)
"""Importing these declares every kind of rulebook that a folder may hold."""


def load(data: Path, households: int = 0) -> dict[str, int]:
    """Load the city whose state lives under `data`; answers how many rows were new (of releases: how many there are).

    `households`: so many more live in it; they are brought later (`growing`), so that the first page need not wait.
    Reads the clock (it is the edge): the demo's babies are newborn on the day of loading.
    """
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo("Asia/Shanghai")).date()
    settled = calendar.refresh(data, today, households)
    world = load_world(calendar.CITY, today)
    people = calendar.first_people(settled, load_world(calendar.CITY, settled.anchor))
    actor = system_actor("demo city")
    import_world(actor=actor, world=world, since=SINCE)
    everybody = {one.id: one for one in (*people.citizens, *minors(people, settled.births_on))}
    return {
        "persons": register_persons(actor=actor, persons=map(as_new_person, everybody.values()), now=now),
        "staff": _staff(actor, world, now),
        "rights": load_rights(people, settled.births_on, now),
        "certificates": register_certificates(world, certificates_on_file(world, people, settled.anchor)),
        "releases": publish_rulebooks(RULEBOOKS, world, now),
    }


def _staff(actor: Actor, world: World, now: datetime) -> int:
    new = [officer.as_new_staff() for officer in officers(world)]
    return register_staff(actor=actor, staff=new, password=staff_file()["password"], since=SINCE, now=now)


def publish_rulebooks(folder: Path, world: World, now: datetime) -> int:
    """Check and publish the city's rulebooks; answers how many releases there are. ValueError names the findings."""
    if not folder.is_dir():
        return 0
    for module in RULEBOOK_KINDS:
        importlib.import_module(module)
    from bancheng.journeys.checks import check

    found = rulebooks.load_folder(folder)
    findings = list(check(found, world))
    if findings:
        raise ValueError("rulebooks are not fit to be published:\n" + "\n".join(map(str, findings[:20])))
    return len(rulebooks.publish(found, roots(found), now=now, by="demo city", effective_from=world.on))
