"""试一试: a journey composed as it would be with the changes, for answers that the editor types; nobody's data is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from bancheng.journeys.authoring import Words, journeys_reaching, words_of
from bancheng.journeys.compose import Known, Plan, compose, held
from bancheng.journeys.queries.revisions import RevisedView, RevisionView
from bancheng.journeys.spec import Journey, SamplePerson, Samples, ScenarioQuestion, answer_text
from bancheng.kernel.expressions import ExpressionError, parse
from bancheng.kernel.rulebooks import CheckFailed, text
from bancheng.workbench.queries.designer import form, places, shapes, writing
from bancheng.workbench.queries.designer.naming import Namer, namer

UNREADABLE = (CheckFailed, ExpressionError, KeyError, ValueError, IndexError, TypeError)
"""What composing may raise over rulebooks that the check has not passed yet."""
SAMPLE = "sample"
"""Where a value of a try comes from: nobody's register."""
METRICS = ("days", "materials", "fields", "visits", "steps")


def journey_of(view: RevisionView, one: RevisedView, asked: str) -> str:
    """The journey in which a document is tried: itself, or one that reaches it."""
    found = journeys_reaching(view.whole, [one.key])
    return asked if asked in found else next(iter(found), "")


Values = Mapping[str, Any]


def plans(view: RevisionView, code: str, answers: Values, known: Values) -> tuple[Plan | None, Plan | None]:
    """The plan with the changes, and the one of today. None where it cannot be put together (yet)."""
    told = {path: Known(value, source=SAMPLE) for path, value in known.items()}
    return _plan(view, code, answers, told, changed=True), _plan(view, code, answers, told, changed=False)


def _plan(view: RevisionView, code: str, answers: Values, known: Values, *, changed: bool) -> Plan | None:
    release = view.release(code, changed=changed) if code else None
    if release is None:
        return None
    try:
        return compose(release, answers, known, view.standing.on, world=view.world, assume=True)
    except UNREADABLE:
        return None


def figures(new: Plan | None, old: Plan | None) -> list[dict[str, Any]]:
    """天、材料、填写、跑动、环节: one by one before, together now; `was`: what the published version says."""
    if new is None:
        return []
    names = {"days": (_("办理"), _("个工作日")), "materials": (_("材料"), _("份")), "fields": (_("填写"), _("项")),
             "visits": (_("跑动"), _("次")), "steps": (_("环节"), _("个"))}  # fmt: skip
    rows = []
    for metric in METRICS:
        change = getattr(new.figures, metric)
        held = getattr(old.figures, metric).after if old else None
        rows.append({
            "label": names[metric][0], "unit": names[metric][1], "before": change.before, "after": change.after,
            "was": held if held is not None and held != change.after else None,
        })  # fmt: skip
    return rows


def live(view: RevisionView, one: RevisedView) -> dict[str, Any]:
    """The figures at the head of an editor's page."""
    code = journey_of(view, one, "")
    new, old = plans(view, code, {}, {})
    return {
        "figures": figures(new, old),
        "figures_of": namer(view).rulebook(f"journey/{code}") if code else "",
    }


def try_page(view: RevisionView, one: RevisedView, asked: Mapping[str, str]) -> dict[str, Any]:
    """The questions to answer, the plan for them, and what every rule of the document says then. `who`: a sample person
    whose answers stand in the boxes until something is typed there."""
    code, names = journey_of(view, one, asked.get("journey", "")), namer(view)
    journey = _journey(view, code)
    people = sample_people(view, code)
    person = next((each for each in people if each.code == asked.get("who")), None)
    asked = {**filled(person), **asked} if person and not any(x[:2] in BOXES for x in asked) else asked
    questions = list(journey.questions) if journey else []
    answers = {
        q.id: given for q in questions if (given := _answer(q, asked.get(f"a.{q.id}", ""))) is not None
    }
    told = _known(person) if person else {}
    known = {
        **{path: value for path, value in told.items() if asked.get(f"v.{path}", value)},
        **_typed(asked),
    }
    new, old = plans(view, code, answers, known)
    reached = journeys_reaching(view.whole, [one.key])
    words = words_of(view.whole, one.key, view.world)
    values = {**_values(questions, answers), **known}
    return {
        "code": code, "figures": figures(new, old), "questions": [_shown(q, asked) for q in questions],
        "journeys": [{"value": c, "label": names.rulebook(f"journey/{c}")} for c in reached],
        "items": [_item(item, names) for item in new.items] if new else [], "broken": new is None,
        "left_out": [{"name": names.rulebook(f"item/{x.code}"), "reason": x.reason} for x in new.not_chosen] if new else [],
        "materials": [text(x.name) for x in new.materials if x.satisfied_by is None] if new else [],
        "not_asked": [text(x.name) for x in new.materials if x.satisfied_by is not None] if new else [],
        "excluded": [text(x.text) for x in new.excluded] if new else [],
        "rules": list(_rules(one, words, values)), "paths": _paths(one, words, asked, questions),
        "people": [_sample(each, code, person) for each in people], "person": person.code if person else "",
        "person_name": text(person.name) if person else "", "person_line": text(person.one_line) if person else "",
    }  # fmt: skip


BOXES = ("a.", "v.")
"""Prefixes of the boxes of a try: answers, values."""


def sample_people(view: RevisionView, code: str) -> list[SamplePerson]:
    """The sample people of a journey, as they would be with the changes."""
    found: list[SamplePerson] = []
    for document in view.whole.values():
        if document.kind == Samples.kind and document.body.get("journey") == code:
            try:
                model = document.model
            except CheckFailed:
                continue
            found += model.people if isinstance(model, Samples) else ()
    return found


def filled(person: SamplePerson) -> dict[str, str]:
    """A sample person's answers and values as they stand in the boxes."""
    answers = {f"a.{key}": answer_text(value) for key, value in person.answers.items()}
    return answers | {f"v.{path}": answer_text(value) for path, value in person.facts.items()}


def _known(person: SamplePerson) -> dict[str, Any]:
    """What registers would say of a sample person, and the certificates that they hold."""
    holdings = (one.partition("#") for one in person.holds)
    return {**person.facts, **{held(who, what): what for who, _hash, what in holdings}}


def _sample(person: SamplePerson, code: str, chosen: SamplePerson | None) -> dict[str, Any]:
    return {
        "word": text(person.name), "current": person is chosen,
        "href": "?" + urlencode({"journey": code, "who": person.code}),
    }  # fmt: skip


def _journey(view: RevisionView, code: str) -> Journey | None:
    try:
        model = view.whole[f"journey/{code}"].model
    except (KeyError, CheckFailed):
        return None
    return model if isinstance(model, Journey) else None


def _answer(question: ScenarioQuestion, typed: str) -> Any:
    if not typed.strip():
        return None
    if question.kind in ("count", "number"):
        return int(typed) if typed.strip().isdigit() else None
    return typed.split(",") if question.kind == "several" else typed.strip()


def _values(questions: list[ScenarioQuestion], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as expressions read them."""
    found: dict[str, Any] = {}
    for question in questions:
        given = answers.get(question.id)
        if given is None:
            continue
        if question.kind == "several":
            found |= {f"{question.id}.{one}": one in given for one in question.values}
        else:
            found[question.id] = (
                {"yes": True, "no": False}.get(given, given) if isinstance(given, str) else given
            )
    return found


def _typed(asked: Mapping[str, str]) -> dict[str, Any]:
    """Values typed beside the rules: `v.<path>`."""
    found: dict[str, Any] = {}
    for name, said in asked.items():
        if name.startswith("v.") and said.strip():
            plain = said.strip()
            found[name[2:]] = {"是": True, "否": False, "yes": True, "no": False}.get(
                plain, int(plain) if plain.isdigit() and len(plain) < 10 else plain
            )
    return found


def _shown(question: ScenarioQuestion, asked: Mapping[str, str]) -> dict[str, Any]:
    labels = {one.value: text(one.label) for one in question.options}
    options = {"yes": _("是"), "no": _("否"), **labels} if question.kind == "yes_no" else labels
    return {
        "name": f"a.{question.id}", "ask": text(question.ask), "typed": asked.get(f"a.{question.id}", ""),
        "options": [{"value": value, "label": label} for value, label in options.items()],
        "several": question.kind == "several",
    }  # fmt: skip


def _item(item: Any, names: Namer) -> dict[str, Any]:
    return {
        "name": text(item.item.plain_name or item.name), "level": item.level, "reason": item.reason,
        "org": names.code("organization", item.handling or "") or _("看地方"), "promised": item.promised.said,
    }  # fmt: skip


def rules_of(kind: str, body: places.Body, path: places.Path = ()) -> Iterator[tuple[places.Path, str]]:
    """Every expression of a document: (place, text)."""
    for box in form.boxes(kind, body, path):
        held = places.value_at(body, box.spot)
        if box.control == "rule" and isinstance(held, str):
            yield box.spot, held
        elif box.control == "part" and box.there:
            yield from rules_of(kind, body, box.spot)
        elif box.control in ("rows", "map") and box.there:
            for key in range(len(held)) if isinstance(held, list) else held:
                yield from rules_of(kind, body, (*box.spot, str(key)))


def _rules(one: RevisedView, words: Words, values: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    seen: set[str] = set()
    for spot, rule in rules_of(one.kind, one.body):
        if rule in seen:
            continue
        seen.add(rule)
        try:
            result = parse(rule).evaluate(values)
        except ExpressionError:
            continue
        missing = "、".join(words.names.get(key, key) for key in result.missing)
        yield {
            "place": ".".join(spot),
            "rule": rule,
            "says": words.sentence(rule),
            **_verdict(result.value, missing),
        }


def _verdict(value: Any, missing: str) -> dict[str, str]:
    if value is True:
        return {"verdict": _("符合"), "kind": "ok", "missing": ""}
    if value is False:
        return {"verdict": _("不符合"), "kind": "mute", "missing": ""}
    if value is None:
        return {
            "verdict": _("待核验"),
            "kind": "warn",
            "missing": _("还缺：{missing}").format(missing=missing),
        }
    return {"verdict": writing.written("text", value), "kind": "info", "missing": ""}


def _paths(
    one: RevisedView, words: Words, asked: Mapping[str, str], questions: list[ScenarioQuestion]
) -> list[dict[str, Any]]:
    """The data that the document's rules read and no question asks: to be typed for a try."""
    asked_for = {q.id for q in questions}
    found: dict[str, None] = {}
    for _spot, rule in rules_of(one.kind, one.body):
        try:
            found |= dict.fromkeys(sorted(parse(rule).paths()))
        except ExpressionError:
            continue
    return [
        {"name": f"v.{path}", "label": words.names.get(path, path), "typed": asked.get(f"v.{path}", ""),
         "options": [{"value": value, "label": said} for value, said in words.labels.get(path, {}).items()][:60]}
        for path in found
        if path.partition(".")[0] not in asked_for
    ]  # fmt: skip


def is_rule(kind: str, spot: places.Path) -> bool:
    """Whether a place of a document holds an expression."""
    shape = shapes.at(kind, spot)
    return shape is not None and shape.control == "rule"
