"""Journeys in themselves: subjects, questions, order of items, form, confirmations, delivery."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Item
from bancheng.journeys.checks.declared import APPLICANT, declared
from bancheng.journeys.checks.findings import Catalogue, Spot
from bancheng.journeys.checks.items import repeated
from bancheng.journeys.spec import Journey, JourneyItem, ScenarioQuestion, Subject

PERSON, ENTERPRISES = "1", frozenset({"2", "3", "4", "5", "6"})
"""A.4: 自然人; 法人和其他组织."""


def check(catalogue: Catalogue) -> None:
    """Each journey by itself."""
    for code, journey in catalogue.journeys.items():
        key = f"journey/{code}"
        _subjects(catalogue, key, journey)
        _applicant(catalogue, key, journey)
        _confirmations(catalogue, key, journey)
        _questions(catalogue, key, journey)
        _items(catalogue, key, journey)
        _form(catalogue, key, journey)
        if journey.delivery.rule == "together_but_at_latest_by" and journey.delivery.limit is None:
            catalogue.report(
                "delivery_limit", key, ("delivery",),
                _("“最迟到某天一起给”没有写最迟是哪天。"), _("写 delivery.limit。"),
            )  # fmt: skip


def _unknown_subject(catalogue: Catalogue, key: str, spot: Spot, role: str) -> None:
    catalogue.report(
        "unknown_subject", key, spot,
        _("没有 {role} 这一方。").format(role=role), _("在 subjects 里写上，或改名。"),
    )  # fmt: skip


def _subjects(catalogue: Catalogue, key: str, journey: Journey) -> None:
    questions = {question.id: question for question in journey.questions}
    for role, subject in journey.subjects.items():
        counted = questions.get(subject.count or "")
        if subject.count and (counted is None or counted.kind != "count" or not subject.many):
            catalogue.report(
                "unknown_question", key, ("subjects", role, "count"),
                _("{count} 不是数个数的问题，或这一方只有一个。").format(count=subject.count),
                _("写一个 kind: count 的问题，并写 many: true。"),
            )  # fmt: skip
        if subject.present and not subject.optional:
            catalogue.report(
                "subject_presence", key, ("subjects", role, "present"),
                _("{role} 必有，present 用不上。").format(role=role), _("写 optional: true，或去掉 present。"),
            )  # fmt: skip
        _listed(catalogue, key, journey, role, subject)
        for number, other in enumerate(subject.differs_from):
            if other not in journey.subjects:
                _unknown_subject(catalogue, key, ("subjects", role, "differs_from", number), other)
    known = {*journey.subjects, APPLICANT}
    roles: list[tuple[Spot, str]] = [
        (("applicant", "roles", n), r) for n, r in enumerate(journey.applicant.roles)
    ]
    roles += [(("confirm", n, "subject"), one.subject) for n, one in enumerate(journey.confirm)]
    roles += [
        (("prefill", n, "roles", k), r) for n, one in enumerate(journey.prefill) for k, r in one.roles.items()
    ]
    roles += [
        (("sections", n, "subjects"), r) for n, one in enumerate(journey.sections) for r in one.subjects
    ]
    for spot, role in roles:
        if role not in known:
            _unknown_subject(catalogue, key, spot, role)


def _listed(catalogue: Catalogue, key: str, journey: Journey, role: str, subject: Subject) -> None:
    """What a register lists may be none or several, and has to be counted by a person when the register is silent."""
    if subject.listed_by is None:
        return
    bound = (
        one for one in journey.prefill if one.resource == subject.listed_by and role in one.roles.values()
    )
    resources = (catalogue.resources.get(one.resource) for one in bound)
    lists = any(one is not None and one.records == "many" for one in resources)
    if not (lists and subject.many and subject.optional and subject.count):
        catalogue.report(
            "listed_by", key, ("subjects", role, "listed_by"),
            _("{role} 由 {resource} 列出，写得不全。").format(role=role, resource=subject.listed_by),
            _("写 many、optional、count，并在 prefill 里用一个 records: many 的资源查这一方。"),
        )  # fmt: skip


def _confirmations(catalogue: Catalogue, key: str, journey: Journey) -> None:
    """Who has died does nothing; what a yes is for is in the journey; going on needs to know without what."""
    codes = {place.item for place in journey.items}
    passive = {role for role, subject in journey.subjects.items() if subject.passive}
    for index, role in enumerate(journey.applicant.roles):
        if role in passive:
            _does_nothing(catalogue, key, ("applicant", "roles", index), role)
    for index, one in enumerate(journey.confirm):
        spot: Spot = ("confirm", index)
        if one.subject in passive:
            _does_nothing(catalogue, key, (*spot, "subject"), one.subject)
        for code in sorted(set(one.items) - codes):
            catalogue.report(
                "unknown_predecessor", key, (*spot, "items"),
                _("事项 {item} 不在这件事里。").format(item=code), _("写进 items，或去掉它。"),
            )  # fmt: skip
        if one.answered_by and one.answered_by not in declared(catalogue, journey):
            catalogue.report(
                "unknown_path", key, (*spot, "answered_by"),
                _("没有哪里声明 {path}。").format(path=one.answered_by), _("写一个资源会告诉的路径。"),
            )  # fmt: skip
        if "continue_without" in (one.on_refusal, one.on_silence) and not one.items:
            catalogue.report(
                "confirmation_items", key, spot,
                _("有人不同意时接着办，却没有写哪几项不办。"), _("写 items：这个确认管哪几项。"),
            )  # fmt: skip


def _does_nothing(catalogue: Catalogue, key: str, spot: Spot, role: str) -> None:
    catalogue.report(
        "passive_subject", key, spot,
        _("{role} 写了 passive，不能申请，也不能确认。").format(role=role), _("换一方，或去掉 passive。"),
    )  # fmt: skip


def _applicant(catalogue: Catalogue, key: str, journey: Journey) -> None:
    applicant = journey.applicant
    question = next((one for one in journey.questions if one.id == applicant.question), None)
    if len(applicant.roles) > 1 and (question is None or set(question.values) != set(applicant.roles)):
        catalogue.report(
            "applicant_question", key, ("applicant",),
            _("可以由几方申请，就要有一个问题问是哪一方，选项就是这些方。"),
            _("在 applicant.question 写问题编号，选项写 {roles}。").format(roles="、".join(applicant.roles)),
        )  # fmt: skip
    written = [(name, path) for name in ("values", "enterprise_values") for path in getattr(applicant, name)]
    for name, path in written:
        role = path.partition(".")[0]
        if role != APPLICANT and not (name == "enterprise_values" and role in journey.subjects):
            catalogue.report(
                "unknown_path", key, ("applicant", name, path),
                _("{path} 要写成 applicant.…。").format(path=path), _("改路径。"),
            )  # fmt: skip


def _questions(catalogue: Catalogue, key: str, journey: Journey) -> None:
    for name in repeated([*(one.id for one in journey.questions), *journey.subjects]):
        catalogue.report(
            "duplicate", key, ("questions",), _("编号 {name} 用了两次。").format(name=name), _("换一个编号。")
        )
    for index, question in enumerate(journey.questions):
        _question(catalogue, key, ("questions", index), question)


def _question(catalogue: Catalogue, key: str, spot: Spot, question: ScenarioQuestion) -> None:
    if not question.why:
        catalogue.report("no_why", key, spot, _("没有写为什么问这个（why）。"), _("写一句这个回答决定什么。"))
    chosen = question.kind in ("choice", "several")
    worded = question.kind == "yes_no" and [one.value for one in question.options] in ([], ["yes", "no"])
    if (chosen != bool(question.options) and not worded) or repeated(question.values):
        catalogue.report(
            "question_options", key, (*spot, "options"),
            _("选择题要有不重复的选项；别的题不要选项。"), _("改 options 或 kind。"),
        )  # fmt: skip
    typical = question.typical
    given = typical if isinstance(typical, tuple) else () if typical is None else (typical,)
    if (chosen or question.kind == "yes_no") and not set(given) <= set(question.values):
        catalogue.report(
            "question_typical", key, (*spot, "typical"),
            _("通常回答 {typical} 不在选项里。").format(typical=typical), _("改成选项之一。"),
        )  # fmt: skip


def _items(catalogue: Catalogue, key: str, journey: Journey) -> None:
    codes = [place.item for place in journey.items]
    for name in repeated(codes):
        catalogue.report(
            "duplicate", key, ("items",), _("事项 {name} 写了两次。").format(name=name), _("留下一个。")
        )
    for index, place in enumerate(journey.items):
        spot: Spot = ("items", index)
        for n, after in enumerate(place.after):
            if after.item not in codes:
                catalogue.report(
                    "unknown_predecessor", key, (*spot, "after", n),
                    _("前置事项 {item} 不在这件事里。").format(item=after.item), _("写进 items，或去掉这个 after。"),
                )  # fmt: skip
        each = journey.subjects.get(place.each) if place.each else None
        if place.each and each is None:
            _unknown_subject(catalogue, key, (*spot, "each"), place.each)
        elif each is not None and not each.many:
            catalogue.report(
                "each_of_one", key, (*spot, "each"),
                _("{role} 只有一个，不用 each。").format(role=place.each), _("去掉 each，或写 many: true。"),
            )  # fmt: skip
        item = catalogue.items.get(place.item)
        if item is not None:
            _placed(catalogue, key, spot, place, item, journey)


def _placed(
    catalogue: Catalogue, key: str, spot: Spot, place: JourneyItem, item: Item, journey: Journey
) -> None:
    """The item's subjects are the journey's; its audience is the journey's."""
    known = {*journey.subjects, APPLICANT}
    used = {need.path.partition(".")[0] for need in item.all_fields()}
    used |= {need.holder for need in item.all_materials()} | {
        path.partition(".")[0] for path in item.outcome.gives
    }
    for role in sorted(used):
        if place.roles.get(role, role) not in known:
            _unknown_subject(catalogue, key, spot, role)
    for code in sorted(place.materials.keys() - {need.type for need in item.all_materials()}):
        catalogue.report(
            "unknown_path", key, (*spot, "materials", code),
            _("{item} 不要材料 {code}。").format(item=item.name, code=code), _("去掉这一条。"),
        )  # fmt: skip
    person = PERSON in item.audience
    enterprise = bool(ENTERPRISES & set(item.audience))
    if (journey.audience == "person" and not person) or (journey.audience == "enterprise" and not enterprise):
        catalogue.report(
            "audience", key, spot,
            _("{item} 的服务对象和这件事不一致。").format(item=item.name),
            _("改事项的 audience，或换一个事项。"),
        )  # fmt: skip


def _form(catalogue: Catalogue, key: str, journey: Journey) -> None:
    """With sections, every field must find its place; sections name paths that exist."""
    if not journey.sections:
        return
    found = declared(catalogue, journey)
    subjects = {role for section in journey.sections for role in section.subjects}
    paths = {path for section in journey.sections for path in section.paths}
    for index, section in enumerate(journey.sections):
        for path in section.paths:
            if path not in found:
                catalogue.report(
                    "unknown_path", key, ("sections", index, "paths"),
                    _("没有哪里声明 {path}。").format(path=path), _("改路径，或在事项、facts 里声明。"),
                )  # fmt: skip
    for path in sorted((found.before | found.needed_by.keys()) - paths):
        role = path.partition(".")[0]
        if role not in subjects and role in journey.subjects:
            catalogue.report(
                "no_section", key, ("sections",),
                _("{path} 没有放进表单的哪一部分。").format(path=path), _("在 sections 里写上这一方或这个路径。"),
            )  # fmt: skip
