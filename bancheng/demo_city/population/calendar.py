"""On which day the demo's people live: kept in one small file, so that every process makes the same people.

Babies must be newborn on whatever day the demo runs, but their parents must stay the same people: `anchor`
never changes, `births_on` moves on when the babies have grown.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from bancheng.demo_city.population.generate import FAMILIES, populate
from bancheng.demo_city.population.model import Population
from bancheng.organizations.spec import World, load_world

CITY = Path(__file__).resolve().parents[3] / "demo" / "city"
FILE = Path("demo") / "world.json"
FRESH = timedelta(days=7)
"""Births lie up to 20 days before `births_on`; a week later the oldest is still inside its first month."""


@dataclass(frozen=True)
class Settled:
    """What makes the demo's people."""

    seed: int
    anchor: date
    births_on: date
    families: int
    households: int = 0
    """How many more live in the city than the stories' families: none in tests, many in the demo that people see."""


def settle(data: Path, on: date, *, seed: int = 1, families: int = FAMILIES) -> Settled:
    """The demo's day as kept under `data`; decided now by whoever comes first (without households: see `refresh`)."""
    path = data / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    found = _read(path)
    if found is None:
        _write(path, Settled(seed, on, on, families))
        found = _read(path)
        if found is None:
            raise FileNotFoundError(path)
    return found


def refresh(data: Path, on: date, households: int = 0) -> Settled:
    """As `settle`, with babies that are newborn on this day and at least so many households: nobody moves away."""
    found = kept = settle(data, on)
    if not found.births_on <= on <= found.births_on + FRESH:
        found = replace(found, births_on=on)
    if found.households < households:
        found = replace(found, households=households)
    if found != kept:
        _replace(data / FILE, found)
    return found


def people(settled: Settled, world: World | None = None) -> Population:
    """The people of that day."""
    world = world or load_world(CITY, settled.anchor)
    return populate(world, settled.seed, settled.anchor, settled.families, settled.households)


def first_people(settled: Settled, world: World | None = None) -> Population:
    """Only the families of the stories: who is there from the first moment, and who is driven."""
    return people(replace(settled, households=0), world)


def _read(path: Path) -> Settled | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Settled(
        seed=int(kept["seed"]),
        anchor=date.fromisoformat(kept["anchor"]),
        births_on=date.fromisoformat(kept["births_on"]),
        families=int(kept["families"]),
        households=int(kept.get("households", 0)),
    )


def _text(settled: Settled) -> str:
    return json.dumps({key: str(value) for key, value in asdict(settled).items()}, indent=1)


def _write(path: Path, settled: Settled) -> None:
    """First come, first served: a link fails when another process was faster."""
    own = path.with_suffix(f".{secrets.token_hex(6)}")
    own.write_text(_text(settled), encoding="utf-8")
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def _replace(path: Path, settled: Settled) -> None:
    own = path.with_suffix(f".{secrets.token_hex(6)}")
    own.write_text(_text(settled), encoding="utf-8")
    own.replace(path)
