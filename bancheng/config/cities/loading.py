"""Checks the documents of a city and loads them: organizations, staff, holidays, rulebooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from bancheng.organizations.spec import Role, World, WorldError, load_world

RULEBOOKS = "rulebooks"
SINCE = date(2020, 1, 1)
"""From when organizations and appointments hold that are loaded for the first time."""
_NAMESPACE = UUID("5d1c3c7e-77f5-5b46-9d0c-449700000001")


@dataclass(frozen=True, slots=True)
class Serving:
    """A row of `staff.yaml`."""

    account: str
    name: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class City:
    """The documents as read: `findings` says in sentences what is wrong with them."""

    world: World
    staff: tuple[Serving, ...]
    holidays: tuple[Mapping[str, Any], ...]
    rulebooks: Any
    findings: tuple[Any, ...]
    advice: tuple[Any, ...] = ()
    """What could be better, though it may be loaded."""


def read(folder: Path, on: date) -> City:
    """Read and check everything. WorldError when the organizations cannot be read at all."""
    from bancheng.journeys.checks import advice, check
    from bancheng.kernel import rulebooks

    world = load_world(folder, on)
    staff = tuple(_serving(row) for row in _rows(folder / "staff.yaml"))
    books = rulebooks.load_folder(folder / RULEBOOKS)
    findings = (*_staff_problems(staff, world), *check(books, world))
    return City(
        world, staff, tuple(_rows(folder / "holidays.yaml")), books, findings, tuple(advice(books, world))
    )


def load(city: City, *, password: str, now: datetime) -> dict[str, int]:
    """Load a city without findings; answers how many rows were new. Doing it again changes nothing that is there."""
    from bancheng.accounts.commands.persons import NewStaff, register_staff
    from bancheng.catalogue.commands import publish_folder
    from bancheng.kernel.access import system_actor
    from bancheng.kernel.workdays import import_notice
    from bancheng.organizations.commands import import_world
    from bancheng.organizations.spec import post_id

    actor = system_actor("console")
    import_world(actor=actor, world=city.world, since=SINCE)
    people = [
        NewStaff(uuid5(_NAMESPACE, one.account), one.account, one.name, tuple(map(post_id, one.posts)))
        for one in city.staff
    ]
    staff = register_staff(actor=actor, staff=people, password=password, since=SINCE, now=now)
    for notice in city.holidays:
        import_notice(dict(notice), now=now)
    nothing: Callable[[Any], Sequence[Any]] = lambda _folder: []  # noqa: E731 - it was checked just before
    done = publish_folder(
        actor=actor, folder=city.rulebooks, check=nothing, now=now, effective_from=city.world.on
    )
    journeys = sum(release.kind == "journey" for release in done.releases)
    return {"organizations": len(city.world.organizations), "staff": staff, "journeys": journeys}


def _staff_problems(staff: Sequence[Serving], world: World) -> Iterable[str]:
    """Posts that are not there, accounts written twice, posts where nobody serves, who publishes what they wrote."""
    for account, times in Counter(one.account for one in staff).items():
        if times > 1:
            yield f"staff.yaml：账号 {account} 写了{times}次。一个人一行，几个岗位写在 posts 里。"
    for one in staff:
        for code in one.posts:
            if code not in world.posts:
                yield f"staff.yaml：{one.account} 的岗位 {code} 不存在。照 posts.yaml 里的编码写。"
        roles = {role for code in one.posts if code in world.posts for role in world.posts[code].roles}
        if {Role.EDITOR, Role.PUBLISHER} <= roles:
            yield f"staff.yaml：{one.account} 又编写又发布。换两个人。"
    for code in sorted(world.posts.keys() - {code for one in staff for code in one.posts}):
        yield f"staff.yaml：岗位 {code} 没有人，分到那里的办件没人办。加一个人，或者去掉这个岗位。"


def _serving(row: Mapping[str, Any]) -> Serving:
    try:
        return Serving(str(row["account"]), str(row["name"]), tuple(map(str, row["posts"])))
    except (KeyError, TypeError) as error:
        raise WorldError(f"staff.yaml：每一行要有 account、name、posts（{row}）") from error


def _rows(path: Path) -> list[Mapping[str, Any]]:
    if not path.exists():
        return []
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WorldError(f"{path.name}：读不出来（{error}）") from error
    if rows is not None and (not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows)):
        raise WorldError(f"{path.name}：应当是一行一个的清单")
    return rows or []
