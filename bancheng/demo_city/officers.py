"""The demo's officers: every post has two people, so that two can meet on one case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid5

import yaml

from bancheng.accounts.commands.persons import NewStaff
from bancheng.demo_city.population.calendar import CITY
from bancheng.demo_city.population.generate import NAMESPACE
from bancheng.demo_city.population.names import ordinary
from bancheng.organizations.spec import World, post_id

PER_ORGANIZATION = 2


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff of the demo, with the codes of the posts held."""

    account: str
    name: str
    posts: tuple[str, ...]

    def as_new_staff(self) -> NewStaff:
        """For `register_staff`. The id derives from the account: loading twice makes nobody twice."""
        own = uuid5(NAMESPACE, f"staff:{self.account}")
        return NewStaff(own, self.account, self.name, tuple(post_id(code) for code in self.posts))


def staff_file(folder: Path = CITY) -> Mapping[str, Any]:
    """`staff.yaml` as it stands."""
    content: Mapping[str, Any] = yaml.safe_load((folder / "staff.yaml").read_text(encoding="utf-8"))
    return content


def officers(world: World, folder: Path = CITY) -> list[Officer]:
    """Everybody who works in the demo city, in order of account."""
    content = staff_file(folder)
    named: Mapping[str, str] = content.get("named", {})
    everybody = [*_by_organization(world, named, frozenset(content.get("separate", ())))]
    for row in content.get("several", ()):
        everybody.append(Officer(row["account"], row["name"], tuple(row["posts"])))
    return sorted(everybody, key=lambda officer: officer.account)


def _by_organization(world: World, named: Mapping[str, str], separate: frozenset[str]) -> Iterable[Officer]:
    for code in sorted({post.organization for post in world.posts.values()}):
        posts = tuple(post.code for post in world.posts_of(code))
        shares = [(post,) for post in posts] if code in separate else [posts] * PER_ORGANIZATION
        for number, held in enumerate(shares, 1):
            account = f"{code}-{number}"
            yield Officer(account, named.get(account) or _name(account), held)


def _name(account: str) -> str:
    """A name that follows from the account alone, so that adding an organization renames nobody."""
    chance = Random(account)  # noqa: S311 - not for secrets: it must repeat
    return ordinary(chance, chance.choice(("1", "2")))
