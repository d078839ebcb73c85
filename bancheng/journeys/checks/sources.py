"""Where values come from: look-ups that exist and fit, and one meaning for each path."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.eforms.spec import Element
from bancheng.journeys.checks.declared import APPLICANT, declared
from bancheng.journeys.checks.findings import Catalogue
from bancheng.journeys.spec import Journey


def check(catalogue: Catalogue) -> None:
    """Authorities of elements, look-ups of journeys, inputs of derived values, paths with two elements."""
    for code, element in catalogue.elements.items():
        authority = element.authority
        resource = catalogue.resources.get(authority.resource) if authority else None
        if authority is None:
            continue
        if resource is None or not any(one.element == code for one in resource.outputs):
            catalogue.report(
                "prefill_source", f"element/{code}", ("authority", "resource"),
                _("写了从 {resource} 查，但那里没有这个数据。").format(resource=authority.resource),
                _("改成真正有它的资源，或去掉 authority。"),
            )  # fmt: skip
    for journey in catalogue.journeys.values():
        _lookups(catalogue, journey)
        _one_meaning(catalogue, journey)
        _facts(catalogue, journey)
    for code, item in catalogue.items.items():
        _merged_by_mistake(catalogue, code)
        for path in sorted(item.outcome.copies.keys() - item.outcome.gives.keys()):
            catalogue.report(
                "unknown_path", f"item/{code}", ("outcome", "copies", path),
                _("{path} 不在 gives 里。").format(path=path), _("先在 gives 里写上它。"),
            )  # fmt: skip


def _lookups(catalogue: Catalogue, journey: Journey) -> None:
    key = f"journey/{journey.code}"
    for index, prefill in enumerate(journey.prefill):
        resource = catalogue.resources.get(prefill.resource)
        spot = ("prefill", index)
        if resource is None:
            catalogue.report(
                "prefill_source", key, (*spot, "resource"),
                _("没有可查的资源 {code}。").format(code=prefill.resource),
                _("写出这个资源，或去掉这条预填。"),
            )  # fmt: skip
            continue
        for role in sorted(prefill.roles.keys() - resource.roles()):
            catalogue.report(
                "prefill_role", key, (*spot, "roles", role),
                _("资源 {code} 里没有 {role} 这一方。").format(code=resource.code, role=role),
                _("可用的是：{roles}。").format(roles="、".join(sorted(resource.roles()))),
            )  # fmt: skip
        unbound = {one.role for one in resource.inputs if one.required} - prefill.roles.keys()
        for role in sorted(unbound):
            catalogue.report(
                "prefill_role", key, (*spot, "roles"),
                _("查 {code} 要给 {role} 的值，没有写是哪一方。").format(code=resource.code, role=role),
                _("在 roles 里写上 {role}。").format(role=role),
            )  # fmt: skip


def _one_meaning(catalogue: Catalogue, journey: Journey) -> None:
    for path, codes in sorted(declared(catalogue, journey).elements.items()):
        if len(codes) > 1:
            catalogue.report(
                "path_two_elements", f"journey/{journey.code}", (),
                _("{path} 在不同地方是不同的数据元：{codes}。").format(path=path, codes="、".join(sorted(codes))),
                _("统一成一个数据元，或换一个路径名。"),
            )  # fmt: skip


def _merged_by_mistake(catalogue: Catalogue, code: str) -> None:
    """Two fields of one item that are the same datum of the same subject would become one."""
    seen: dict[tuple[str, str], str] = {}
    for index, need in enumerate(catalogue.items[code].fields):
        datum = (need.path.partition(".")[0], need.element)
        first = seen.setdefault(datum, need.path)
        if first != need.path:
            catalogue.report(
                "fields_merge", f"item/{code}", ("fields", index),
                _("{one} 和 {other} 是同一方的同一个数据元，会合成一个。").format(one=first, other=need.path),
                _("意思不同就用不同的数据元；意思相同就留一个。"),
            )  # fmt: skip


def _facts(catalogue: Catalogue, journey: Journey) -> None:
    """Facts must belong to a subject."""
    known = {*journey.subjects, APPLICANT}
    for index, fact in enumerate(journey.facts):
        if fact.path.partition(".")[0] not in known:
            catalogue.report(
                "unknown_subject", f"journey/{journey.code}", ("facts", index, "path"),
                _("没有 {role} 这一方。").format(role=fact.path.partition(".")[0]),
                _("在 subjects 里写上，或改路径。"),
            )  # fmt: skip
        element = catalogue.elements.get(fact.element)
        if (
            fact.typical is not None
            and element is not None
            and not _possible(catalogue, element, fact.typical)
        ):
            catalogue.report(
                "fact_typical", f"journey/{journey.code}", ("facts", index, "typical"),
                _("通常情况 {typical} 不是这个数据会有的值。").format(typical=fact.typical),
                _("写代码集里的代码、yes 或 no、一个数。"),
            )  # fmt: skip


def _possible(catalogue: Catalogue, element: Element, typical: str) -> bool:
    """Whether a datum may have this value: a code of its list, yes or no, a number."""
    if element.datatype == "code":
        codes = catalogue.code_lists.get(element.code_list or "")
        return codes is None or typical in codes.codes
    if element.expression_type == "boolean":
        return typical in ("yes", "no")
    if element.expression_type in ("integer", "number"):
        return typical.isdecimal()
    return element.expression_type == "text"
