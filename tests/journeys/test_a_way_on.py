"""Whatever is answered and whatever the registers say or keep to themselves: there is always something that a person can
do next, until the form can be handed in or the page says where to go instead. A walk over every journey, without a
database: the registers are chance, the person does one of the things that the last look names as missing.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from bancheng.eforms.spec import Element
from bancheng.exchange.commands import Lookup, Outcome
from bancheng.exchange.commands.lookups import Failure
from bancheng.exchange.queries import Answer
from bancheng.exchange.spec import Resource
from bancheng.journeys.commands import looking_up
from bancheng.journeys.commands.submitting import missing_of
from bancheng.journeys.compose import Known, compose
from bancheng.journeys.compose import Lookup as PlanLookup
from bancheng.journeys.compose.values import silent
from bancheng.journeys.queries import drafts
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.queries.entries import TYPED, Entry
from bancheng.kernel.rulebooks import Release
from tests.factories import rulebooks as make
from tests.factories.rulebooks import Body
from tests.journeys.test_every_journey import ON, every_journey, here, release_of, said, value_of

NOW = datetime.now(UTC)
SEED = os.environ.get("BANCHENG_TEST_SEED", "1")
WALKS = int(os.environ.get("BANCHENG_TEST_WALKS", "2"))
"""How often each thing is gone through: seldom in every test run, often in `make chaos`."""
STEPS = 300
ENDS = frozenset({"excluded", "region"})
"""What says where to go instead."""
BY_OTHERS = frozenset({"confirmation"})
SILENT, NOTHING, SAYS = "silent", "nothing", "says"


def draft_of(release: Release) -> DraftView:
    """An empty draft that is nowhere stored."""
    root: Any = release.root
    return DraftView(
        draft_id=uuid4(), journey_code=root.code, digest=release.digest, owner_id=uuid4(), acting_for_kind="person",
        acting_for_id=uuid4(), state="open", version=1, answers={}, entries={}, materials={}, checked={},
        created_at=NOW, updated_at=NOW, expires_at=NOW + timedelta(days=90), submitted_at=None, on=ON,
    )  # fmt: skip


class Walk:
    """One person with one draft; `chance` decides what they say and what registers answer."""

    def __init__(self, release: Release, chance: Random) -> None:
        self.release, self.chance = release, chance
        self.view = draft_of(release)
        self.told: list[str] = []

    def on(self) -> str:
        """Until nothing is missing ("ready"), somebody else decides, or the page sends away; what it ended with."""
        for _step in range(STEPS):
            if self._registers():
                continue
            found = [one for one in missing_of(self.view, {}) if one.kind not in BY_OTHERS]
            if not found:
                return "ready"
            kinds = {one.kind for one in found}
            if kinds & ENDS:
                return "away"
            chosen = found[0] if self.chance.random() < 0.7 else self.chance.choice(found)
            self.told.append(f"{chosen.kind} {chosen.target} {chosen.sentence}")
            self._do(chosen.kind, chosen.target)
        raise AssertionError(self._told("it never ends"))

    def _told(self, what: str) -> str:
        open_ = [(one.code, one.waits_for) for one in self.view.plan.undecided]
        return "\n".join([what, f"undecided: {open_}", *self.told[-12:]])

    # --- what the person does

    def _do(self, kind: str, target: str) -> None:
        if kind == "question":
            one = next(one for one in self.view.plan.questions if one.id == target)
            self._become(answers={**self.view.answers, target: said(one, self.chance)})
        elif kind == "material":
            self._become(materials={**self.view.materials, target: {"files": [str(uuid4())]}})
        elif kind in {"field", "unknown"}:
            field = self.view.plan.field(target)
            assert field is not None, target
            element = self.release.model("element", field.element)
            assert isinstance(element, Element)
            value = value_of(element, self.release, self.chance, here())
            entry = Entry(value, element.code, TYPED, NOW, self.view.version)
            self._become(entries={**self.view.entries, target: entry})
        else:
            raise AssertionError(self._told(f"nobody can do anything about {kind} {target}"))

    def _become(self, **more: Any) -> None:
        self.view = replace(self.view, version=self.view.version + 1, **more)

    # --- what the registers say

    def _registers(self) -> bool:
        """One round of look-ups, as the pages make it; a silent one is asked again now and then."""
        asked = []
        for one in looking_up._askable(self.view):
            before = self.view.checked.get(looking_up._key(one))
            again = before is not None and before["failure"] and self.chance.random() < 0.05
            known = all(self.view.value(path) is not None for path in one.inputs.values())
            if known and (
                before is None or again or before["inputs"] != looking_up._inputs_version(self.view, one)
            ):
                asked.append(one)
        found = [
            self._answer(one) if looking_up._may_ask(self.view, one) else looking_up._unasked(self.view, one)
            for one in asked
        ]
        if found:
            self.told += [
                f"{one.resource.code}: {'silent' if one.failure else sorted(one.values)}" for one in found
            ]
            written, _changed = looking_up._merge(self.view, found, NOW)
            self.view = written.view_after()
        return bool(found)

    def _answer(self, one: PlanLookup) -> looking_up._Found:
        resource = self.release.model("resource", one.resource)
        assert isinstance(resource, Resource)
        lookup = Lookup(resource, {})
        how = self.chance.choice((SILENT, NOTHING, SAYS, SAYS))
        if how == SILENT:
            failure = Failure("timeout", "连不上", resource.fallback)
            return looking_up._found(one, Outcome(lookup, failure=failure))
        many = 0 if how == NOTHING else self.chance.randint(1, 3) if resource.records == "many" else 1
        records = tuple(self._record(resource) for _each in range(many))
        return looking_up._found(
            one, Outcome(lookup, Answer(resource.code, uuid4(), bool(records), "某局", NOW, records))
        )

    def _record(self, resource: Resource) -> dict[str, Any]:
        """What it promises, and of the rest what chance gives."""
        found = {}
        for output in resource.outputs:
            element = self.release.model("element", output.element)
            assert isinstance(element, Element)
            if not output.optional or self.chance.random() < 0.7:
                found[output.field] = value_of(element, self.release, self.chance, here())
        return found


def walks(release: Release, many: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How so many walks through this release ended."""
    monkeypatch.setattr(drafts, "release", lambda _digest: release)
    monkeypatch.setattr(drafts, "world", lambda _on: here())
    return [Walk(release, Random(f"{SEED}:{walk}")).on() for walk in range(many)]


@every_journey
def test_there_is_always_something_to_do_next(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(walks(release_of(name), WALKS, monkeypatch)) <= {"ready", "away"}


def accounts() -> list[Body]:
    """A thing for whoever has accounts, which a register lists: one matter for all together, one for each account."""
    where = {"by": "person.region", "level": "county"}
    grant = make.item("grant", jurisdiction=where, fields=[make.need("person.name", "name")])
    close = make.item("close", jurisdiction=where, fields=[make.need("account.kind", "kind")])
    there = {"reason": "有账户", "reason_against": "没有账户"}
    account = {"kind": "thing", "many": True, "optional": True, "listed_by": "accounts", "count": "how_many"}
    told = [
        {"element": "label", "role": "account", "optional": False},
        {"element": "kind", "role": "account"},
    ]
    journey = make.journey(
        [
            {"item": "grant", "when": "account is present", **there},
            {
                "item": "close",
                "each": "account",
                "when": "closing = yes and account.label is present",
                **there,
            },
        ],
        subjects={"person": {"kind": "person"}, "account": account},
        questions=[
            {"id": "closing", "ask": "要销户吗？", "why": "w", "kind": "yes_no"},
            {
                "id": "how_many",
                "ask": "有几个账户？",
                "why": "w",
                "kind": "count",
                "minimum": 0,
                "maximum": 4,
            },
        ],
        facts=[
            {"path": f"{role}.{name}", "element": name}
            for role, name in (("person", "region"), ("person", "number"), ("account", "label"))
        ],
        prefill=[{"resource": "accounts", "roles": {"subject": "person", "account": "account"}}],
    )
    listing = make.resource("accounts", [{"element": "number"}], told, records="many")
    elements = [make.element(code) for code in ("name", "number", "label", "kind")]
    return [journey, grant, close, listing, *elements, make.element("region", "region")]


def test_a_subject_that_a_rule_only_asks_about_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants anything of the accounts but to know whether there are any: the register is asked, else the person."""
    release = make.release(accounts())
    plan = compose(release, {"closing": "no"}, {"person.number": Known("1", "sign-on")}, ON, world=here())
    assert [one.resource for one in plan.lookups] == ["accounts"]
    kept_silent = {silent("accounts"): Known(True, "accounts"), "account[1].label": Known(None, "accounts")}
    plan = compose(
        release, {"closing": "no"}, {"person.number": Known("1", "sign-on"), **kept_silent}, ON, world=here()
    )
    assert [one.id for one in plan.questions] == ["how_many"]
    assert "ready" in walks(release, 40, monkeypatch)


def test_what_a_register_says_of_one_account_and_not_of_the_next_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = make.release(accounts())
    monkeypatch.setattr(drafts, "release", lambda _digest: release)
    monkeypatch.setattr(drafts, "world", lambda _on: here())
    walk = Walk(release, Random(SEED))
    walk._become(
        answers={"closing": "yes"}, entries={"person.number": Entry("1", "number", "sign-on", NOW, 1)}
    )
    (one,) = looking_up._askable(walk.view)
    resource = release.model("resource", "accounts")
    records = ({"label": "甲", "kind": "活期"}, {"label": "乙"})
    outcome = Outcome(Lookup(resource, {}), Answer("accounts", uuid4(), True, "某局", NOW, records))
    written, _changed = looking_up._merge(walk.view, [looking_up._found(one, outcome)], NOW)
    asked = {field.path for field in written.view_after().plan.asked()}
    assert "account[2].kind" in asked
    assert "account[1].kind" not in asked
