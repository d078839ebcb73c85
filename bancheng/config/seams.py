"""Where the launcher and the console call into the apps: imported when needed, one function each.

Everything here needs Django set up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps

from bancheng.config import variables

DECLARING = (
    "access",
    "lifecycle",
    "events",
    "commands",
    "queries",
    "spec",
    "subscriptions",
    "invariants",
    "tasks",
)
"""Rooms whose import declares something (actions, states, event types, errors, rulebook kinds, subscribers, jobs)."""

DEMO = variables.ROOT / "demo"


def load_declarations(rooms: Sequence[str] = DECLARING) -> None:
    """Import these rooms of every app, so that registries are complete."""
    for app in apps.get_app_configs():
        if app.name.startswith("bancheng."):
            for room in rooms:
                if find_spec(f"{app.name}.{room}"):
                    import_module(f"{app.name}.{room}")


# --- the demo city ---------------------------------------------------------------------------------------------


def load_demo_city(data: Path) -> None:
    """Fill the city: organizations, people, officers, rulebooks, certificates on file."""
    if find_spec("bancheng.demo_city.loader"):
        import_module("bancheng.demo_city.loader").load(data, int(variables.HOUSEHOLDS.read()))


def growing(data: Path) -> Callable[[datetime], int] | None:
    """What brings the demo city's many households, a step a turn; None without a demo city."""
    if variables.DEMO.read() != "1" or not find_spec("bancheng.demo_city.growing"):
        return None
    turn: Callable[[datetime], int] = import_module("bancheng.demo_city.growing").Growing(data).turn
    return turn


def introduce() -> str:
    """Who can sign on in the demo city: one person of every role, a line each."""
    if not find_spec("bancheng.demo_city.queries"):
        return ""
    people: Sequence[Any] = import_module("bancheng.demo_city.queries").demo_people()
    return "\n".join(f"  {person}" for person in people)


def drive(*, applications: int, seed: int, workers: int, journey: str | None) -> Any:
    """Make traffic; LookupError when there is nothing to drive."""
    if not find_spec("bancheng.demo_city.drive"):
        raise LookupError("This installation has no demo city to drive.")
    module = import_module("bancheng.demo_city.drive")
    return module.drive(applications=applications, seed=seed, workers=workers, journey=journey)


# --- rulebooks -------------------------------------------------------------------------------------------------


def compose(journey: str, answers: dict[str, object], on: date, folder: Path | None) -> dict[str, Any]:
    """A plan as JSON, from the release in force or from files; LookupError when there is no such journey."""
    from bancheng.journeys.compose import compose as compose_plan
    from bancheng.journeys.compose import plan_json
    from bancheng.kernel import rulebooks

    load_declarations()
    if folder is None:
        from bancheng.organizations.queries import world as stored_world

        release, world = rulebooks.current("journey", journey, on), stored_world(on)
    else:
        documents = rulebooks.load_folder(folder).documents
        release, world = rulebooks.compose_release(documents, "journey", journey), _files_world(folder, on)
    if release is None:
        raise LookupError(f"No journey {journey!r} is in force on {on}.")
    plan: dict[str, Any] = plan_json(compose_plan(release, answers, {}, on, world=world, assume=True))
    return plan


def check_rulebooks(path: Path, on: date) -> list[Any]:
    """What keeps the folder from being published."""
    return _checked(path, on)[1]


def advise_rulebooks(path: Path, on: date) -> list[Any]:
    """What could be better in the folder, though it may be published."""
    from bancheng.journeys.checks import advice
    from bancheng.kernel import rulebooks

    load_declarations()
    return list(advice(rulebooks.load_folder(path), _files_world(path, on)))


def import_rulebooks(path: Path, on: date) -> tuple[list[Any], int]:
    """Findings; or none, and how many documents were stored (nothing is put in force)."""
    from bancheng.catalogue.commands import import_folder
    from bancheng.kernel.access import system_actor

    folder, findings = _checked(path, on)
    if findings:
        return findings, 0
    kept = import_folder(
        actor=system_actor("console"), folder=folder, check=_nothing_found, now=datetime.now(UTC)
    )
    return [], len({digest for release in kept for digest in release.closure.values()})


def publish_rulebooks(path: Path, on: date) -> tuple[list[Any], dict[str, str]]:
    """Findings; or none, and the digest of each release that is in force from that day."""
    from bancheng.catalogue.commands import publish_folder
    from bancheng.kernel.access import system_actor

    folder, findings = _checked(path, on)
    if findings:
        return findings, {}
    done = publish_folder(
        actor=system_actor("console"),
        folder=folder,
        check=_nothing_found,
        now=datetime.now(UTC),
        effective_from=on,
    )
    return [], {release.code: release.digest for release in done.releases}


def _nothing_found(_folder: Any) -> list[Any]:
    """The folder was checked just before."""
    return []


def export_rulebooks(path: Path, on: date) -> int:
    """Write the documents of the releases in force; how many."""
    from bancheng.catalogue.queries import export
    from bancheng.kernel import rulebooks

    load_declarations()
    return len(rulebooks.save_folder(export(on), path))


def _journey(code: str, on: date, folder: Path | None) -> tuple[Any, Any, Any]:
    """The release of a journey, the city, and every document beside it; from the database or from files."""
    from bancheng.kernel import rulebooks
    from bancheng.kernel.rulebooks.store import NOT_PUBLISHED

    load_declarations()
    if folder is None:
        from bancheng.organizations.queries import world

        return rulebooks.current("journey", code, on), world(on), rulebooks.standing(on).documents
    documents = rulebooks.load_folder(folder).documents
    if f"journey/{code}" not in documents:
        raise NOT_PUBLISHED(kind="journey", code=code)
    return rulebooks.compose_release(documents, "journey", code), _files_world(folder, on), documents


def journey_scheme(code: str, on: date, folder: Path | None) -> bytes:
    """The working plan of a journey as DOCX. NotFound."""
    from bancheng.journeys.scheme import scheme, word_document

    release, world, documents = _journey(code, on, folder)
    return word_document(scheme(release, world, on, documents))


def journey_file(
    code: str, on: date, folder: Path | None, licence: str, version: str
) -> tuple[bytes, dict[str, Any]]:
    """A journey as one file for another city, and what is in it. NotFound."""
    from bancheng.journeys.portable import pack, portable

    release, world, _documents = _journey(code, on, folder)
    package = portable(release, world, on=on, licence=licence, version=version)
    manifest = package.manifest
    facts = {"documents": len(package.documents), "roles": len(manifest.bodies), "digest": manifest.digest}
    return pack(package), facts


def _checked(path: Path, on: date) -> tuple[Any, list[Any]]:
    from bancheng.journeys.checks import check
    from bancheng.kernel import rulebooks

    load_declarations()
    folder = rulebooks.load_folder(path)
    return folder, list(check(folder, _files_world(path, on)))


def _files_world(rulebooks: Path, on: date) -> Any:
    """The organizations from files, so that rulebooks can be checked without a database: those of the city in whose
    folder the rulebooks lie (`bancheng city new`), else the demo city's."""
    from bancheng.organizations.spec.folder import load_world

    own = rulebooks.resolve().parent
    return load_world(own if (own / "regions.yaml").exists() else DEMO / "city", on)


# --- invariants ------------------------------------------------------------------------------------------------


def audit(only: Sequence[str]) -> tuple[list[Any], list[str]]:
    """Breaches, and the codes of the invariants that were looked at."""
    from bancheng.kernel import invariants

    load_declarations()
    wanted = list(only) or None
    declared = dict.fromkeys(one.code for one in invariants.invariants())
    checked = [code for code in declared if wanted is None or code in wanted]
    return invariants.audit(wanted), checked


def breach_line(breach: Any) -> str:
    """One breach for a person."""
    return f"{breach.invariant}  {breach.row}  {breach.sentence}"
