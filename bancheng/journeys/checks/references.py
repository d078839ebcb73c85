"""Everything that a rulebook names must be there: other rulebooks, organizations, posts, regions, codes of lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Item
from bancheng.journeys.checks.findings import Catalogue, Spot

NATIONAL: Final[tuple[tuple[str, str], ...]] = (
    ("type", "gbt39046-a1"),
    ("exercised_at", "gbt39046-a2"),
    ("authority_nature", "gbt39046-a3"),
    ("audience", "gbt39046-a4"),
)
"""Coded facts of an item and the national code list that their codes belong to (GB/T 39046—2020 附录A)."""
FORMS, CASE_TYPES, SPECIAL = "gbt39046-a5", "gbt39046-a6", "gbt39046-a7"


def check(catalogue: Catalogue) -> None:
    """Missing rulebooks, unknown organizations and posts, codes outside their national list."""
    for key, model in catalogue.models.items():
        for needed in sorted(set(model.references())):
            if needed.key not in catalogue.folder.documents:
                catalogue.report(
                    "missing_rulebook", key, _spot(needed.path),
                    _("要用 {needed}，但没有这份规则书。").format(needed=needed.key),
                    _("写出 {needed}，或改成已有的编码。").format(needed=needed.key),
                )  # fmt: skip
    for code, item in catalogue.items.items():
        for field, code_list, given in _coded(item):
            _in_list(catalogue, f"item/{code}", field, code_list, given)
    for code, journey in catalogue.journeys.items():
        for spot, organization in [(("lead",), journey.lead)] + [
            (("supporting", n), one) for n, one in enumerate(journey.supporting)
        ]:
            organization_exists(catalogue, f"journey/{code}", spot, organization)
    for code, resource in catalogue.resources.items():
        organization_exists(catalogue, f"resource/{code}", ("provider",), resource.provider)


def organization_exists(catalogue: Catalogue, key: str, spot: Spot, reference: str | None) -> None:
    """`org:<code>` must be in the world."""
    if reference and reference.removeprefix("org:") not in catalogue.world.organizations:
        catalogue.report(
            "unknown_organization", key, spot,
            _("没有机构 {code}。").format(code=reference),
            _("改成组织机构表里的编码，或先登记这个机构。"),
        )  # fmt: skip


def _spot(path: str) -> Spot:
    return tuple(int(step) if step.isdigit() else step for step in path.split(".")) if path else ()


def _coded(item: Item) -> Iterator[tuple[Spot, str, str]]:
    for field, code_list in NATIONAL:
        value = getattr(item, field)
        if isinstance(value, str):
            yield (field,), code_list, value
        else:
            yield from (((field, index), code_list, one) for index, one in enumerate(value))
    for index, entry in enumerate(item.entries):
        yield from ((("entries", index, "channels"), FORMS, one) for one in entry.channels.forms)
        if entry.case_type is not None:
            yield ("entries", index, "case_type"), CASE_TYPES, entry.case_type
    for index, procedure in enumerate(item.special_procedures):
        yield ("special_procedures", index, "kind"), SPECIAL, procedure.kind


def _in_list(catalogue: Catalogue, key: str, spot: Spot, code_list: str, given: str) -> None:
    codes = catalogue.code_lists.get(code_list)
    if codes is None or given in codes.codes:
        return
    if codes.extensible and any(given.startswith(code) for code in codes.codes):
        return
    catalogue.report(
        "code_not_in_list", key, spot,
        _("“{given}”不是{name}里的代码。").format(given=given, name=codes.name),
        _("用{standard}里的代码。").format(standard=codes.standard.number if codes.standard else code_list),
    )  # fmt: skip
