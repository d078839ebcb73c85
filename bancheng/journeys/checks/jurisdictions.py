"""管辖: whoever lives anywhere in the city must reach an authority."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Item
from bancheng.journeys.checks.declared import APPLICANT, Declared, declared, mapped
from bancheng.journeys.checks.findings import Catalogue
from bancheng.journeys.spec import Journey, JourneyItem
from bancheng.organizations.spec import Level


def check(catalogue: Catalogue) -> None:
    """The deciding path is declared and is a region; entries name regions that exist; no region is left out."""
    for code, item in catalogue.items.items():
        for index, entry in enumerate(item.entries):
            if entry.region not in catalogue.world.regions:
                catalogue.report(
                    "jurisdiction", f"item/{code}", ("entries", index, "region"),
                    _("没有区划 {region}。").format(region=entry.region), _("改成区划表里的代码。"),
                )  # fmt: skip
    for journey in catalogue.journeys.values():
        found = declared(catalogue, journey)
        for place in journey.items:
            item_ = catalogue.items.get(place.item)
            if item_ is not None:
                _deciding_path(catalogue, item_, place, found)
                _covered(catalogue, item_, journey)


def _deciding_path(catalogue: Catalogue, item: Item, place: JourneyItem, found: Declared) -> None:
    path = mapped(item.jurisdiction.by, dict(place.roles))
    key, spot = f"item/{item.code}", ("jurisdiction", "by")
    if path not in found and path.partition(".")[0] != APPLICANT:
        catalogue.report(
            "jurisdiction", key, spot,
            _("由 {path} 决定归谁管，但没有哪里声明它。").format(path=path),
            _("写进事项的 fields 或一件事的 facts。"),
        )  # fmt: skip
        return
    if path not in found:
        catalogue.report(
            "jurisdiction", key, spot,
            _("由申请人的 {path} 决定归谁管，但一件事没有这个值。").format(path=path),
            _("写进 applicant.values 或 facts。"),
        )  # fmt: skip
        return
    if path in found.given_by and not found.available(path):
        catalogue.report(
            "jurisdiction", key, spot,
            _("{path} 要等前面的事项办完才有，提交时定不下归谁管。").format(path=path),
            _("换一个提交前就能知道的值。"),
        )  # fmt: skip
    wrong = [c for c in found.elements[path] if c in catalogue.elements and not _is_region(catalogue, c)]
    for code in wrong:
        catalogue.report(
            "jurisdiction", key, spot,
            _("{path} 的数据元 {code} 不是区划。").format(path=path, code=code),
            _("用 datatype: region 的数据元。"),
        )  # fmt: skip


def _is_region(catalogue: Catalogue, code: str) -> bool:
    return catalogue.elements[code].datatype == "region"


def _covered(catalogue: Catalogue, item: Item, journey: Journey) -> None:
    """Every region of the city at the item's level finds an entry, at its level or above."""
    if item.jurisdiction.elsewhere:
        return
    world = catalogue.world
    lead = world.organizations.get(journey.lead.removeprefix("org:"))
    top = journey.region or (lead.region if lead else None)
    if top is None:
        return
    level = Level(item.jurisdiction.level)
    ranks = list(Level)
    usable = {
        entry.region
        for entry in item.entries
        if entry.in_force(world.on)
        and entry.region in world.regions
        and ranks.index(world.regions[entry.region].level) <= ranks.index(level)
    }
    missing = [
        region.name
        for code, region in sorted(world.regions.items())
        if region.level is level and world.within(code, top) and not usable & set(world.lineage(code))
    ]
    if missing:
        catalogue.report(
            "jurisdiction", f"item/{item.code}", ("entries",),
            _("{regions} 没有实施清单，那里的人办不了。").format(regions="、".join(missing[:8])),
            _("补上这些地方（或它们的上级）的清单；确实不办的，在 jurisdiction.elsewhere 里写去哪里办。"),
        )  # fmt: skip
