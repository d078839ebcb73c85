"""Who can sign on in the demo city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from bancheng.demo_city.officers import officers, staff_file
from bancheng.demo_city.population import calendar
from bancheng.organizations.spec import load_world

CITIZENS = 3
"""How many of the named families are introduced."""
INTRODUCED = (
    "hospital-first-1",
    "station-chunfeng-1",
    "clinic-chunfeng-1",
    "medical-insurance-chengqu-1",
    "human-resources-chengqu-1",
    "tax-chengqu-1",
    "window-chengqu-1",
    "data-1",
    "data-2",
    "data-3",
    "data-4",
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign on as. Citizens have no password: the demo's identity provider asks who they are."""

    role: str
    name: str
    login: str
    password: str
    door: str

    def __str__(self) -> str:
        """A line for the launcher."""
        how = f"{self.login} / {self.password}" if self.password else self.login
        return f"{self.door}  {self.name}（{self.role}）  {how}"


def demo_people(data: Path | None = None) -> Sequence[DemoPerson]:
    """Citizens of the first stories, and one officer of every role. Needs no database."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    settled = calendar.settle(data or Path(settings.DATA), today)
    world = load_world(calendar.CITY, today)
    people = calendar.first_people(settled)
    citizens = [
        DemoPerson(family.story, person.name, _("在登录页选这个人"), "", "/login/")
        for family in people.families[:CITIZENS]
        for person in (family.mother, family.father)
        if person is not None
    ]
    citizens += [
        DemoPerson(
            _("{dead}刚去世：{story}").format(dead=loss.deceased.name, story=loss.story),
            loss.relatives[0].person.name,
            _("在登录页选这个人"),
            "",
            "/login/",
        )
        for loss in people.bereavements[:CITIZENS]
    ]
    password = staff_file()["password"]
    staff = {officer.account: officer for officer in officers(world)}
    desk = []
    for account in INTRODUCED:
        officer = staff[account]
        names = [world.posts[code].name for code in officer.posts]
        body = world.organizations[world.posts[officer.posts[0]].organization]
        where = (
            body.short_name if len({code.partition(".")[0] for code in officer.posts}) == 1 else _("几个机构")
        )
        role = f"{where} {'、'.join(names)}"
        desk.append(DemoPerson(role, officer.name, account, password, "/desk/"))
    return [*citizens, *desk]
