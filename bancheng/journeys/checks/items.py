"""Service items in themselves: stages, results, reasons, remedies, and what they say about their own parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Item
from bancheng.journeys.checks.findings import Catalogue, Spot
from bancheng.kernel.rulebooks import text
from bancheng.organizations.spec import Nature

LICENCE = "01"
"""A.1: 许可."""
_NAMES = (("批复", "approval"), ("意见书", "approval"), ("证", "certificate"))
"""结果名 ends with → 结果类型 (事项要素一致性: “…证”出证办结, “…批复”审批办结)."""


def check(catalogue: Catalogue) -> None:
    """Each item by itself."""
    for code, item in catalogue.items.items():
        key = f"item/{code}"
        _stages(catalogue, key, item)
        _outcome(catalogue, key, item)
        _decisions(catalogue, key, item)
        _remedies(catalogue, key, item)
        _subjects(catalogue, key, item)
        _own_parts(catalogue, key, item)
        if item.type.startswith(LICENCE) and not item.questions:
            catalogue.report(
                "licence_without_question", key, ("questions",),
                _("行政许可至少要有1条常见问题。"), _("写一条 questions。"),
            )  # fmt: skip


def repeated(names: Iterable[str]) -> list[str]:
    """Names that occur more than once."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _stages(catalogue: Catalogue, key: str, item: Item) -> None:
    kinds = [stage.kind for stage in item.stages]
    for name in repeated(stage.code for stage in item.stages):
        catalogue.report(
            "duplicate", key, ("stages",), _("环节 {name} 写了两次。").format(name=name), _("留下一个。")
        )
    if ("offer" in kinds) != (item.offer is not None):
        catalogue.report(
            "stages", key, ("offer",), _("报方案的环节和 offer 要么都有，要么都没有。"), _("补上另一个。")
        )
    if "decide" not in kinds and "offer" not in kinds:
        catalogue.report(
            "stages", key, ("stages",), _("没有作出决定的环节。"), _("写一个 kind: decide 的环节。")
        )
    if item.type.startswith(LICENCE) and len(item.stages) < 5:
        catalogue.report(
            "stages", key, ("stages",),
            _("行政许可至少要有受理、审核、审批、办结、送达5个环节。"), _("补齐环节。"),
        )  # fmt: skip
    if sum(stage.limit_percent or 0 for stage in item.stages) > 100:
        catalogue.report(
            "stages", key, ("stages",), _("各环节的时限比例加起来超过100%。"), _("改小 limit_percent。")
        )
    known = {stage.code for stage in item.stages} | {stage.post for stage in item.stages if stage.post}
    for index, entry in enumerate(item.entries):
        for name in sorted(entry.posts.keys() - known):
            catalogue.report(
                "stages", key, ("entries", index, "posts", name),
                _("没有 {name} 这个环节。").format(name=name), _("改成 stages 里的环节或岗位名。"),
            )  # fmt: skip


def _outcome(catalogue: Catalogue, key: str, item: Item) -> None:
    outcome = item.outcome
    if outcome.name and not outcome.sample:
        catalogue.report(
            "outcome_sample", key, ("outcome",), _("有结果名称，就要有结果样本。"), _("写 outcome.sample。")
        )
    if outcome.kind == "certificate" and not outcome.certificate:
        catalogue.report(
            "outcome_kind", key, ("outcome", "kind"),
            _("结果类型是出证，但没有写出哪种证照。"), _("写 outcome.certificate，或改 kind: record。"),
        )  # fmt: skip
    if outcome.certificate and not outcome.holder:
        catalogue.report(
            "outcome_holder", key, ("outcome",), _("没有写证照发给谁。"), _("写 outcome.holder。")
        )
    name = text(outcome.name).split("（")[0]
    wanted = next((kind for end, kind in _NAMES if name.endswith(end)), None)
    if wanted and outcome.kind != wanted:
        catalogue.report(
            "outcome_kind", key, ("outcome", "kind"),
            _("结果叫“{name}”，结果类型却是 {kind}。").format(name=name, kind=outcome.kind),
            _("改成 kind: {wanted}。").format(wanted=wanted),
        )  # fmt: skip


def _decisions(catalogue: Catalogue, key: str, item: Item) -> None:
    basis = {one.code for one in item.basis}
    for name in repeated(one.code for one in item.basis):
        catalogue.report(
            "duplicate", key, ("basis",), _("依据 {name} 写了两次。").format(name=name), _("留下一个。")
        )
    for index, reason in enumerate(item.decision_reasons):
        for name in sorted(set(reason.basis) - basis):
            catalogue.report(
                "unknown_basis", key, ("decision_reasons", index, "basis"),
                _("没有依据 {name}。").format(name=name), _("在 basis 里写上它。"),
            )  # fmt: skip
    ends = (
        ("terminate",) if item.offer else ("refuse",)
    )  # who offers refuses nothing, but may have nothing to offer
    if not any(reason.decision in ends and reason.basis for reason in item.decision_reasons):
        catalogue.report(
            "no_refusal_reason", key, ("decision_reasons",),
            _("没有不予办理的理由和依据。"),
            _("写至少一条 decision: refuse，带 basis（行政许可法第三十八条：不予许可要说明理由）。"),
        )  # fmt: skip
    if not item.remedies:
        catalogue.report(
            "no_remedy", key, ("remedies",),
            _("没有写救济途径。"),
            _("写行政复议、诉讼的期限和去处（行政许可法第三十八条）。"),
        )  # fmt: skip


def _remedies(catalogue: Catalogue, key: str, item: Item) -> None:
    """Reconsideration is for administrative acts; what a public utility says is an agreement between equals."""
    bodies = [
        catalogue.world.organizations.get(one.organization.removeprefix("org:")) for one in item.entries
    ]
    if not any(body is not None and body.nature is Nature.ENTERPRISE for body in bodies):
        return
    for index, remedy in enumerate(item.remedies):
        if remedy.kind == "reconsideration":
            catalogue.report(
                "remedy_nature", key, ("remedies", index),
                _("办理单位是企业，答复不是行政行为，不能申请行政复议。"),
                _("改成投诉、协商或者民事诉讼。"),
            )  # fmt: skip
    if item.type.startswith(LICENCE):
        catalogue.report(
            "remedy_nature", key, ("type",), _("企业不能办行政许可。"), _("改事项类型，或者改实施机关。")
        )


def _subjects(catalogue: Catalogue, key: str, item: Item) -> None:
    """Paths speak of the item's own subjects."""
    if not item.subjects:
        return
    known = {*item.subjects, "applicant"}
    paths: list[tuple[Spot, str]] = [(("fields", n, "path"), one.path) for n, one in enumerate(item.fields)]
    paths += [(("materials", n, "holder"), one.holder) for n, one in enumerate(item.materials)]
    paths += [(("outcome", "gives", path), path) for path in item.outcome.gives]
    paths.append((("jurisdiction", "by"), item.jurisdiction.by))
    if item.outcome.holder:
        paths.append((("outcome", "holder"), item.outcome.holder))
    for spot, path in paths:
        role = path.partition(".")[0]
        if role not in known:
            catalogue.report(
                "unknown_subject", key, spot,
                _("没有 {role} 这一方。").format(role=role), _("在 subjects 里写上，或改路径。"),
            )  # fmt: skip


def _own_parts(catalogue: Catalogue, key: str, item: Item) -> None:
    """Review points and corrections speak of fields and materials that the item has."""
    paths = {need.path for need in item.all_fields()}
    types = {need.type for need in item.all_materials()}
    stages = {stage.code for stage in item.stages}
    for index, point in enumerate(item.review_points):
        unknown = [*sorted(set(point.fields) - paths), *sorted(set(point.materials) - types)]
        if point.stage and point.stage not in stages:
            unknown.append(point.stage)
        for name in unknown:
            catalogue.report(
                "unknown_path", key, ("review_points", index),
                _("审查要点说到 {name}，事项里没有。").format(name=name), _("改成事项里有的字段、材料或环节。"),
            )  # fmt: skip
    for index, correction in enumerate(item.corrections):
        if correction.about and correction.about not in paths | types:
            catalogue.report(
                "unknown_path", key, ("corrections", index, "about"),
                _("补正意见说到 {name}，事项里没有。").format(name=correction.about), _("改成事项里有的字段或材料。"),
            )  # fmt: skip
