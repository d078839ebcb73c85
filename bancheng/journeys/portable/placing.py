"""从别的城市拿来: the documents of a portable journey as this city's own, roles filled, registers bound, names changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bancheng.journeys.portable.bodies import ALL
from bancheng.journeys.portable.entries import placed
from bancheng.journeys.portable.exporting import city_of
from bancheng.journeys.portable.manifest import Manifest, Package
from bancheng.journeys.portable.mapping import BRING, NONE, OURS, THEIRS, Counterparts, Seat, propose
from bancheng.kernel.rulebooks import CheckFailed, Document
from bancheng.organizations.spec import World

_PHONE = re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")
_NUMBERED = ("number_pattern",)


@dataclass(frozen=True)
class Placed:
    """What importing makes: documents to be written, `kind/code` that both cities have and that differ, and texts that
    somebody has to read because they speak of the city of origin."""

    documents: Mapping[str, Document]
    both: tuple[str, ...] = ()
    read_again: tuple[str, ...] = field(default=())


def proposal(package: Package, world: World, ours: Mapping[str, Document]) -> Counterparts:
    """The table to begin with: what names and kinds tell; of what both have the city's own, but for the journey itself."""
    made = propose(package, world, ours)
    both = place(package, made, world, ours).both
    made.both = {key: THEIRS if key == package.manifest.root else OURS for key in both}
    return made


def place(package: Package, counterparts: Counterparts, world: World, ours: Mapping[str, Document]) -> Placed:
    """The documents for this city. Pure; whether they are sound is for the check to say."""
    made = {
        key: _placed(one, package.manifest, counterparts, world) for key, one in package.documents.items()
    }
    made |= _brought_by_people(made, package)
    both = tuple(key for key, one in made.items() if key in ours and ours[key].digest != one.digest)
    root = package.manifest.root
    own = {key for key in both if counterparts.both.get(key, THEIRS if key == root else OURS) == OURS}
    own |= {key for key, one in made.items() if key in ours and ours[key].digest == one.digest}
    own |= {
        f"resource/{code}" for code, choice in counterparts.registers.items() if choice != BRING or f"resource/{code}" in own
    }  # fmt: skip
    new = {key: one for key, one in made.items() if key not in own}
    reached = _reached(root, {**ours, **new})
    documents = {key: new[key] for key in sorted(new) if key in reached}
    return Placed(documents, both, tuple(_read_again(documents, package.manifest)))


def _placed(document: Document, manifest: Manifest, counterparts: Counterparts, world: World) -> Document:
    body = _named(document, manifest, world)
    if document.kind == "journey":
        body = _journey(body, counterparts)
    elif document.kind == "item":
        body = placed(body, manifest, counterparts, world)
    elif document.kind == "resource":
        body = {**body, "provider": _one(str(body.get("provider", "")), counterparts)}
    elif document.kind == "certificate-type":
        body = _certificate(body, counterparts, world)
    elif document.kind == "element":
        body = _element(body, counterparts)
    elif document.kind == "material":
        body = _material(body, counterparts)
    return Document(document.kind, document.code, body)


def _seat(role: str, counterparts: Counterparts) -> Seat | None:
    """Who takes a role of which the city has one."""
    found = counterparts.bodies.get(role, {}).get(ALL)
    return found if found and found.organization not in ("", NONE) else None


def _one(reference: str, counterparts: Counterparts) -> str:
    seat = _seat(reference.removeprefix("org:"), counterparts)
    return f"org:{seat.organization}" if seat else reference


def _journey(body: dict[str, Any], counterparts: Counterparts) -> dict[str, Any]:
    made = {**body, "lead": _one(str(body.get("lead", "")), counterparts)}
    if body.get("supporting"):
        helping = [str(one) for one in body["supporting"]]
        there = [_one(one, counterparts) for one in helping if not _nobody(one, counterparts)]
        made["supporting"] = list(dict.fromkeys(there))
    if body.get("prefill"):
        rows = [(one, _register(one.get("resource"), counterparts)) for one in body["prefill"]]
        made["prefill"] = [{**one, "resource": code} for one, code in rows if code]
    subjects = {}
    for role, one in (body.get("subjects") or {}).items():
        subjects[role] = _listed(one, counterparts) if isinstance(one, dict) else one
    return {**made, "subjects": subjects} if subjects else made


def _nobody(reference: str, counterparts: Counterparts) -> bool:
    seat = counterparts.bodies.get(reference.removeprefix("org:"), {}).get(ALL)
    return seat is not None and seat.organization == NONE


def _register(code: Any, counterparts: Counterparts) -> str:
    """The register that answers here; empty where none is asked."""
    choice = counterparts.registers.get(str(code), BRING)
    return {BRING: str(code), NONE: ""}.get(choice, choice)


def _listed(one: dict[str, Any], counterparts: Counterparts) -> dict[str, Any]:
    if not one.get("listed_by"):
        return one
    code = _register(one["listed_by"], counterparts)
    rest = {key: value for key, value in one.items() if key != "listed_by"}
    return {**rest, "listed_by": code} if code else rest


def _element(body: dict[str, Any], counterparts: Counterparts) -> dict[str, Any]:
    authority = body.get("authority")
    if not isinstance(authority, dict):
        return body
    code = _register(authority.get("resource"), counterparts)
    rest = {key: value for key, value in body.items() if key != "authority"}
    return {**rest, "authority": {**authority, "resource": code}} if code else rest


def _material(body: dict[str, Any], counterparts: Counterparts) -> dict[str, Any]:
    rows = body.get("replaced_by")
    if not rows:
        return body
    made = []
    for one in rows:
        code = _register(one["resource"], counterparts) if one.get("resource") else ""
        if code or not one.get("resource"):
            made.append({**one, "resource": code} if code else one)
    rest = {key: value for key, value in body.items() if key != "replaced_by"}
    return {**rest, "replaced_by": made} if made else rest


def _brought_by_people(made: Mapping[str, Document], package: Package) -> dict[str, Document]:
    """Where no register answers in the place of a material any more, nobody but the person can bring it."""
    bare = {
        one.code
        for key, one in made.items()
        if one.kind == "material"
        and package.documents[key].body.get("replaced_by")
        and not one.body.get("replaced_by")
    }
    found = {}
    for key, one in made.items():
        if one.kind == "item" and bare:
            found[key] = Document(one.kind, one.code, _own_materials(one.body, bare))
    return found


def _own_materials(value: Any, bare: set[str]) -> Any:
    """The item, or its entries, with these materials brought by the applicant."""
    made = dict(value)
    for name in ("materials", "materials_extra"):
        if isinstance(made.get(name), list):
            made[name] = [_own(one, bare) for one in made[name]]
    if isinstance(made.get("entries"), list):
        made["entries"] = [
            _own_materials(one, bare) if isinstance(one, dict) else one for one in made["entries"]
        ]
    return made


def _own(one: Any, bare: set[str]) -> Any:
    if not isinstance(one, dict) or one.get("type") not in bare or one.get("source"):
        return one
    return {**one, "channel": "applicant"} if one.get("channel") == "government" else one


def _certificate(body: dict[str, Any], counterparts: Counterparts, world: World) -> dict[str, Any]:
    parts = str(body.get("type_code") or "").split("@")
    if len(parts) != 3:
        return body
    seat = _seat(parts[1], counterparts)
    definer = world.organization(seat.organization) if seat else None
    rest = {key: value for key, value in body.items() if key != "type_code"}
    return {**rest, "type_code": f"{definer.uscc}{parts[2]}"} if definer else rest


def _named(document: Document, manifest: Manifest, world: World) -> dict[str, Any]:
    """The city's own name in the place of the other's; in numbers of papers its short form, too."""
    theirs, here = manifest.origin.city, city_of(world)
    if not theirs or not here or theirs == here:
        return dict(document.body)
    body = _replaced(document.body, theirs, here)
    for key in _NUMBERED:
        if document.kind == "paper" and isinstance(body.get(key), str):
            body[key] = body[key].replace(theirs.removesuffix("市"), here.removesuffix("市"))
    found: dict[str, Any] = body
    return found


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(one, old, new) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, old, new) for one in value]
    return value.replace(old, new) if isinstance(value, str) else value


def _reached(root: str, documents: Mapping[str, Document]) -> set[str]:
    seen: set[str] = set()
    waiting = [root]
    while waiting:
        key = waiting.pop()
        if key in seen or key not in documents:
            continue
        seen.add(key)
        try:
            waiting += [one.key for one in documents[key].model.references()]
        except CheckFailed:  # the check will say so
            continue
    return seen


def _read_again(documents: Mapping[str, Document], manifest: Manifest) -> Iterator[str]:
    """Sentences that name a place of the other city or a telephone there."""
    short = manifest.origin.city.removesuffix("市")
    names = [one for one in (*manifest.origin.names, short) if len(one) > 1]
    for key, document in documents.items():
        for value in _texts(document.body):
            if _PHONE.search(value) or any(name in value for name in names):
                said = value if len(value) <= 60 else f"{value[:60]}…"
                yield _("{key}：{said}").format(key=key, said=said)


def _texts(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in ("sources", "phone", "complaint_phone", "source"):
                yield from _texts(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, key)
    elif isinstance(value, str):
        yield value
