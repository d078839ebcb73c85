"""认领的事项: what an item that carries a matter's basic code must keep of the directory above it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Matter, differences
from bancheng.journeys.checks.findings import Catalogue
from bancheng.journeys.checks.items import repeated


def check(catalogue: Catalogue) -> None:
    """Items against the directories of the folder; a basic code twice in one directory, or in two."""
    matters: dict[str, Matter] = {}
    for code, directory in catalogue.directories.items():
        for name in repeated(one.code for one in directory.matters):
            catalogue.report(
                "duplicate", f"directory/{code}", ("matters",),
                _("基本编码 {name} 写了两次。").format(name=name), _("留下一条。"),
            )  # fmt: skip
        for matter in directory.matters:
            matters.setdefault(matter.code, matter)
    for code, item in catalogue.items.items():
        adopted = matters.get(item.codes.basic or "")
        for one in differences(adopted, item, catalogue.on) if adopted else ():
            catalogue.report("directory", f"item/{code}", one.spot, one.sentence, one.remedy)
