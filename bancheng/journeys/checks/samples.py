"""试算的人: whoever an editor may choose for a try must fit the thing that they are made for."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.journeys.checks.findings import Catalogue, Spot
from bancheng.journeys.checks.items import repeated
from bancheng.journeys.spec import Journey, SamplePerson, ScenarioQuestion, answer_text


def check(catalogue: Catalogue) -> None:
    """The journey is there; questions and answers are its own; paths and certificates speak of its subjects."""
    for code, held in catalogue.samples.items():
        key = f"samples/{code}"
        for name in repeated(one.code for one in held.people):
            catalogue.report(
                "duplicate", key, ("people",), _("{name} 写了两次。").format(name=name), _("留下一个。")
            )
        journey = catalogue.journeys.get(held.journey)
        if journey is None:
            catalogue.report(
                "missing_rulebook", key, ("journey",),
                _("没有一件事 {code}。").format(code=held.journey), _("改成已有的编码。"),
            )  # fmt: skip
            continue
        for index, person in enumerate(held.people):
            _answers(catalogue, key, ("people", index), person, journey)
            _subjects(catalogue, key, ("people", index), person, journey)


def _answers(catalogue: Catalogue, key: str, spot: Spot, person: SamplePerson, journey: Journey) -> None:
    questions = {one.id: one for one in journey.questions}
    for name, said in person.answers.items():
        question = questions.get(name)
        if question is None:
            catalogue.report(
                "unknown_question", key, (*spot, "answers", name),
                _("没有问题 {name}。").format(name=name), _("改成这件事的问题，或者去掉。"),
            )  # fmt: skip
            continue
        for one in unfit(question, answer_text(said)):
            catalogue.report(
                "unknown_answer", key, (*spot, "answers", name),
                _("问题 {name} 没有 {answer} 这个选项。").format(name=name, answer=one),
                _("改成：{values}。").format(values="、".join(question.values) or _("一个数")),
            )  # fmt: skip


def unfit(question: ScenarioQuestion, said: str) -> list[str]:
    """Answers that a question does not know."""
    if question.kind in ("count", "number"):
        return [] if said.isascii() and said.isdigit() else [said]
    if question.kind not in ("choice", "several", "yes_no"):
        return []
    given = [one.strip() for one in said.split(",")] if question.kind == "several" else [said]
    return [one for one in given if one and one not in question.values]


def _subjects(catalogue: Catalogue, key: str, spot: Spot, person: SamplePerson, journey: Journey) -> None:
    places = [(("facts", path), path) for path in person.facts]
    places += [(("holds", str(n)), one) for n, one in enumerate(person.holds)]
    for place, written in places:
        role = written.partition("#")[0].partition(".")[0].partition("[")[0]
        if role not in journey.subjects:
            catalogue.report(
                "unknown_subject", key, (*spot, *place),
                _("没有 {role} 这一方。").format(role=role), _("改成这件事的一方，或者去掉。"),
            )  # fmt: skip
