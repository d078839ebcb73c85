"""Construction projects by their project code, and what lies under the street in front of them."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from bancheng.organizations.spec import Level, World

CODE = re.compile(r"^4499-(\d{6})-\d{2}-\d{2}-\d{6}$")
"""投资项目代码, of an area that does not exist: the county stands in its second part."""
KINDS = ("商业综合体", "产业园", "写字楼", "住宅小区", "冷链物流中心", "食品加工厂")
PLACES = ("春江", "云溪", "望湖", "安澜", "锦绣", "枫林")
STUB = 0.25
"""Share of projects with a connection at the door already."""


def project(code: str, world: World) -> list[dict[str, Any]]:
    """A project of this city: name, place, permit. The same code, the same project."""
    found = CODE.match(code)
    towns = [row for row in world.children(found[1]) if row.level is Level.TOWNSHIP] if found else []
    if not towns:
        return []
    chance = Random(f"project:{code}")
    town = chance.choice(towns)
    name = f"{chance.choice(PLACES)}{chance.choice(KINDS)}{chance.randint(1, 9)}号地块"
    return [
        {
            "name": name,
            "address": f"{world.full_name(town.code)}建设路{chance.randint(1, 200)}号",
            "region": town.code,
            "permit": f"建字第{town.code[:6]}{chance.randint(2024, 2026)}{chance.randint(1, 99999):05d}号",
        }
    ]


def pipelines(code: str, world: World) -> list[dict[str, Any]]:
    """Whether pipes end at the door; the register does not know it of every place."""
    if not project(code, world):
        return []
    chance = Random(f"pipelines:{code}").random()
    return [{"stub": True}] if chance < STUB else [{}]
