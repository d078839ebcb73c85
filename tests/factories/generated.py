"""Random journeys: any acyclic order, optional and numbered subjects, look-ups, results, conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from bancheng.journeys.compose import Known, held
from tests.factories import rulebooks as make
from tests.factories.rulebooks import EAST_TOWN, WEST_TOWN, Body

ROLES = ("person", "partner", "kid")
ELEMENTS = tuple(f"e{n}" for n in range(6))
FAILURES = ("stop", "continue_without", "ask_applicant")
CONDITIONS = (
    None,
    "way = a",
    "way != b",
    "partner is present",
    "person.fact >= 5",
    "more = yes or way in (a, b)",
)


@dataclass(frozen=True)
class Case:
    """A journey with answers and known values."""

    bodies: tuple[Body, ...]
    answers: dict[str, Any]
    known: dict[str, Known]

    @property
    def journey(self) -> Body:
        return self.bodies[0]


@st.composite
def items(draw: st.DrawFn) -> list[tuple[Body, Body]]:
    """Items with their places in the journey: an item may wait for those before it in the list."""
    found: list[tuple[Body, Body]] = []
    for number in range(draw(st.integers(1, 7))):
        code = f"i{number}"
        pairs = draw(
            st.lists(st.tuples(st.sampled_from(ROLES), st.sampled_from(ELEMENTS)), unique=True, max_size=5)
        )
        gives = draw(st.sampled_from((None, *ELEMENTS)))
        kinds = draw(
            st.lists(
                st.tuples(st.sampled_from(("m0", "m1")), st.sampled_from(ROLES)), unique=True, max_size=3
            )
        )
        body = make.item(
            code,
            jurisdiction={"by": "person.region", "level": "county"},
            entries=draw(st.sampled_from((
                [make.entry()],
                [make.entry(make.EAST, "east-office", promised="1 wd"), make.entry(make.WEST, "west-office")],
            ))),
            fields=[make.need(f"{role}.{element}", element, **_when(draw)) for role, element in pairs],
            materials=[{"type": kind, "holder": holder, **_when(draw)} for kind, holder in kinds],
            outcome={"kind": "record", "gives": {f"kid.{gives}": gives}} if gives else {"kind": "record"},
        )  # fmt: skip
        before = draw(st.lists(st.integers(0, number - 1), unique=True, max_size=3)) if number else []
        place: Body = {
            "item": code,
            "after": [{"item": f"i{one}", "on_failure": draw(st.sampled_from(FAILURES))} for one in before],
            **_when(draw),
        }
        if draw(st.booleans()):
            place["each"] = "kid"
        found.append((body, place))
    return found


def _when(draw: st.DrawFn) -> Body:
    condition = draw(st.sampled_from(CONDITIONS))
    return {"when": condition} if condition else {}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A journey, some answers, some known values."""
    made = draw(items())
    lookups = draw(st.lists(
        st.tuples(st.sampled_from(ELEMENTS), st.sampled_from(ELEMENTS), st.sampled_from(("person", "partner"))),
        unique=True, max_size=4,
    ))  # fmt: skip
    lookups = [one for one in lookups if one[0] != one[1]]
    resources = {
        (i, o): make.resource(f"{i}-{o}", [{"element": i}], [{"element": o}]) for i, o, _role in lookups
    }
    journey = make.journey(
        [place for _body, place in made],
        subjects={
            "person": {"kind": "person"},
            "partner": {"kind": "person", "optional": True, "present": "more = yes"},
            "kid": {"kind": "person", "many": True, "count": "count", "unnumbered": True},
        },
        questions=[
            {
                "id": "way",
                "ask": "?",
                "why": "w",
                "options": {"a": "甲", "b": "乙", "c": "丙"},
                "typical": "a",
            },
            {"id": "more", "ask": "?", "why": "w", "kind": "yes_no"},
            {"id": "count", "ask": "?", "why": "w", "kind": "count"},
        ],
        facts=[{"path": "person.fact", "element": "fact"}, {"path": "person.region", "element": "region"}],
        prefill=[{"resource": f"{i}-{o}", "roles": {"subject": role}} for i, o, role in lookups],
    )
    others = [make.element(code) for code in ELEMENTS]
    others += [make.element("fact", "integer"), make.element("region", "region")]
    others += [
        make.certificate_type("c"),
        make.material("m0", replaced_by=[{"certificate": "c"}]),
        make.material("m1"),
    ]
    return Case(
        (journey, *(body for body, _place in made), *others, *resources.values()),
        draw(_answers()),
        draw(_known()),
    )


@st.composite
def _answers(draw: st.DrawFn) -> dict[str, Any]:
    said = {
        "way": draw(st.sampled_from(("a", "b", "c", None))),
        "more": draw(st.sampled_from(("yes", "no", None))),
        "count": draw(st.integers(1, 3)),
    }
    return {key: value for key, value in said.items() if value is not None}


@st.composite
def _known(draw: st.DrawFn) -> dict[str, Known]:
    paths = [f"{role}.{element}" for role in ("person", "partner") for element in ELEMENTS]
    chosen = draw(st.lists(st.sampled_from(paths), unique=True, max_size=6))
    found = {path: Known("v", source="register") for path in chosen}
    fact = draw(st.sampled_from((None, 3, 8)))
    region = draw(st.sampled_from((None, EAST_TOWN, WEST_TOWN)))
    if fact is not None:
        found["person.fact"] = Known(fact, source="register")
    if region is not None:
        found["person.region"] = Known(region, source="register")
    if draw(st.booleans()):
        found[held("person", "c")] = Known(draw(st.sampled_from((None, "N1"))), source="certificate")
    return found
