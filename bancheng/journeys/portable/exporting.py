"""给别的城市: a release with everything of its city taken out, roles in the places of bodies, posts and regions."""

from __future__ import annotations

from datetime import date
from typing import Any

from bancheng.catalogue.spec import USCC
from bancheng.journeys.portable.bodies import Casting, only_region, own_regions
from bancheng.journeys.portable.entries import generalized
from bancheng.journeys.portable.manifest import FORMAT, Manifest, Origin, Package
from bancheng.kernel.canonical import digest
from bancheng.kernel.rulebooks import Document, Release, text
from bancheng.organizations.spec import Level, Organization, World

LICENCE = "可以免费使用、修改、转给别的城市，请写明来自{city}"


def portable(release: Release, world: World, *, on: date, licence: str = "", version: str = "") -> Package:
    """The file's content: the same for the same release, whoever exports it. `on`: entries that hold that day."""
    casting = Casting(world)
    found = sorted(release.documents, key=lambda key: (key != f"journey/{release.code}", key))
    documents = {key: _without_city(release.documents[key], casting, on) for key in found}
    city = city_of(world)
    facts: dict[str, Any] = {
        "format": FORMAT, "journey": release.code, "name": text(release.root.name),
        "version": version or release.digest.partition(":")[2][:12],
        "origin": Origin(city=city, names=_counties(world)).model_dump(),
        "licence": licence or LICENCE.format(city=city), "release": release.digest,
        "documents": {key: documents[key].digest for key in sorted(documents)},
        "bodies": [one.model_dump() for one in casting.bodies()],
    }  # fmt: skip
    blank = Manifest.model_validate({**facts, "digest": digest(facts)})
    return Package(blank.model_copy(update={"digest": blank.own_digest()}), documents)


def city_of(world: World) -> str:
    """What the city is called: its one region of city level, else the widest region that there is."""
    code = only_region(world, Level.CITY)
    roots = [one for one in world.regions.values() if one.parent is None]
    return world.regions[code].name if code else next((one.name for one in roots), "")


def _counties(world: World) -> tuple[str, ...]:
    return tuple(sorted(world.regions[code].name for code in own_regions(world, Level.COUNTY)))


def _without_city(document: Document, casting: Casting, on: date) -> Document:
    """One document as another city may read it."""
    body, key = document.body, document.key
    if document.kind == "journey":
        made = {name: value for name, value in body.items() if name != "region"}
        made["lead"] = casting.one(body["lead"], "lead", key)
        if body.get("supporting"):
            made["supporting"] = [casting.one(one, "supporting", key) for one in body["supporting"]]
    elif document.kind == "item":
        made = generalized(body, casting, key, on)
    elif document.kind == "resource":
        made = {**body, "provider": casting.one(body["provider"], "provider", key)}
    elif document.kind == "certificate-type":
        made = _defined(body, casting, key)
    else:
        made = body
    return Document(document.kind, document.code, made)


def _defined(body: dict[str, Any], casting: Casting, key: str) -> dict[str, Any]:
    """证照类型代码 begin with the credit code of the body that defines the type."""
    code = str(body.get("type_code") or "")
    definer = _by_uscc(code[:USCC], casting.world)
    if definer is None:
        return body
    role = casting.one(f"org:{definer.code}", "definer", key).removeprefix("org:")
    return {**body, "type_code": f"@{role}@{code[USCC:]}"}


def _by_uscc(uscc: str, world: World) -> Organization | None:
    return next((one for one in world.organizations.values() if one.uscc == uscc), None)
