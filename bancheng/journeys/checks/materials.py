"""Material types: each is wanted by somebody and can be had from somebody."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Item, ItemMaterial, Material
from bancheng.journeys.checks.findings import Catalogue, Spot

LEFT_TO_DECIDE = 2
"""Working days between the day of what follows later and the promised day (深圳市政务服务容缺办理管理办法, 2019)."""


def check(catalogue: Catalogue) -> None:
    """Materials without consumer, materials that nobody can give, forms that a type does not have."""
    wanted = {need.type for item in catalogue.items.values() for need in item.all_materials()}
    if catalogue.items:
        for code in sorted(catalogue.materials.keys() - wanted):
            catalogue.report(
                "material_without_consumer", f"material/{code}", (),
                _("没有哪个事项要这样材料。"), _("删掉它，或在事项里写上。"),
            )  # fmt: skip
    for code, item in catalogue.items.items():
        spots: list[tuple[Spot, ItemMaterial]] = [(("materials", n), m) for n, m in enumerate(item.materials)]
        for index, entry in enumerate(item.entries):
            spots += [
                (("entries", index, "materials_extra", n), m) for n, m in enumerate(entry.materials_extra)
            ]
        seen: set[tuple[str, str, str, str | None]] = set()
        for spot, need in spots:
            material = catalogue.materials.get(need.type)
            if material is not None:
                _given_by_somebody(catalogue, f"item/{code}", spot, need, material)
            if spot[0] == "materials":
                same = (need.type, need.holder, need.form, need.when)
                if same in seen:
                    catalogue.report(
                        "duplicate", f"item/{code}", spot,
                        _("同一样材料写了两次。"), _("留下一条，份数写在 copies。"),
                    )  # fmt: skip
                seen.add(same)
            _leaves_time(catalogue, f"item/{code}", spot, need, item)


def _leaves_time(catalogue: Catalogue, key: str, spot: Spot, need: ItemMaterial, item: Item) -> None:
    """What follows later comes two working days before the promised day: waiting for it stops no limit."""
    limit = need.follows_within
    written = [one.promised for one in item.entries] + [
        way.promised for one in item.entries for way in one.ways
    ]
    shortest = min((one.working_days for one in written if one is not None), default=None)
    if limit is not None and shortest is not None and limit.working_days > shortest - LEFT_TO_DECIDE:
        catalogue.report(
            "deferral_too_long", key, (*spot, "within"),
            _("这样材料可以{within}内后补，承诺{promised}个工作日办结，补来就来不及办了。").format(
                within=limit.said, promised=shortest
            ),
            _("补齐时限至少比承诺时限少{days}个工作日；办不到的，改成必要，或者改成非必要。").format(
                days=LEFT_TO_DECIDE
            ),
        )  # fmt: skip


def _given_by_somebody(
    catalogue: Catalogue, key: str, spot: Spot, need: ItemMaterial, material: Material
) -> None:
    replaced = bool(material.replaced_by) or need.source is not None
    if need.channel == "government" and not replaced:
        catalogue.report(
            "material_without_source", key, spot,
            _("“{name}”写了由政府部门核发，但查不到、也没有前面的事项给。").format(name=material.name),
            _("在材料类型里写 replaced_by，或写 source，或改成申请人自备。"),
        )  # fmt: skip
    if need.channel == "form" and material.paper_form is None and not replaced:
        catalogue.report(
            "material_without_source", key, spot,
            _("“{name}”是在线填报的表，但没有空白表。").format(name=material.name),
            _("在材料类型里写 paper_form。"),
        )  # fmt: skip
    if need.form not in material.forms and not _flexible(need.form, material.forms):
        catalogue.report(
            "material_form", key, (*spot, "form"),
            _("“{name}”没有这种形式。").format(name=material.name),
            _("改成：{forms}。").format(forms="、".join(material.forms)),
        )  # fmt: skip


def _flexible(form: str, forms: tuple[str, ...]) -> bool:
    either = {"original", "copy"}
    return ("original_or_copy" in forms and form in either) or (
        form == "original_or_copy" and bool(either & set(forms))
    )
