"""No code is known to the program: the newborn rulebooks with every code renamed compose and run the same."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from bancheng.accounts.queries import local_day
from bancheng.demo_city.drive import drive
from bancheng.demo_city.loader import RULEBOOKS
from bancheng.journeys.checks import check
from bancheng.journeys.compose import Plan
from bancheng.kernel import rulebooks
from bancheng.kernel.rulebooks import Document, text
from bancheng.kernel.sealer import seal
from bancheng.organizations.queries import world
from tests.city import Copy, Registry, family
from tests.journeys.walking import NEWBORN, USUAL, mother

KINDS = {
    "element/1", "code-list/1", "resource/1", "certificate-type/1", "paper/1", "material/1", "item/1", "journey/1",
}  # fmt: skip
ENUMERATIONS = {
    "schema", "kind", "nature", "act", "datatype", "sensitivity", "form", "forms", "decision", "on_failure",
    "on_silence", "rule", "records", "fallback", "necessity", "audience", "delivered_by", "ways", "region", "field",
    "metric", "url", "local", "icon", "tone", "source", "channel", "title", "place", "authority_nature", "path_form",
    "sharing", "provider", "name", "lead", "supporting", "organization", "handling", "queue",
}  # fmt: skip
"""Keys whose values are words of the schema, of the world or of the wire, not codes of a rulebook. `source` is one
unless it says `result:`."""
WORDS = {"when", "known", "present", "derive", "count", "question", "typical", "holder", "roles", "id", "for", "each",
         "subject", "subjects", "role", "holder_role", "mother", "father", "person", "spouse", "child"}  # fmt: skip
"""Keys under which a subject, a question or an answer may stand as one word."""
NAMED = {"subjects", "options", "roles", "gives", "copies", "values", "materials"}
"""Mappings whose keys are subjects, answers or paths."""
RESERVED = {"name", "id_number", "phone", "sex", "born_on"}
"""What sign-on calls the values that it verified."""
TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*(?:\[\d+\])?(?:\.[A-Za-z][A-Za-z0-9_\-]*)*")


class Renaming:
    """Old → new for everything that a rulebook names."""

    def __init__(self, bodies: list[dict[str, Any]]) -> None:
        codes = sorted({body["code"] for body in bodies if not body["code"].startswith("gbt39046-")})
        self.codes = {old: f"k{n:03d}-z" for n, old in enumerate(codes, 1)}
        journey = next(body for body in bodies if body["schema"] == "journey/1")
        words = {*journey["subjects"], *(one["id"] for one in journey["questions"])}
        for one in journey["questions"]:
            options = one.get("options", ())
            words |= {row["value"] for row in options} if isinstance(options, list) else set(options)
        self.words = {old: f"w{n:02d}" for n, old in enumerate(sorted(words), 1)}
        self.parts: dict[str, str] = {}

    def token(self, token: str, *, words: bool) -> str:
        first, _dot, rest = token.partition(".")
        if token in self.codes:
            return self.codes[token]
        if rest and (first in self.words or first == "applicant"):
            return f"{self.words.get(first, first)}.{self._part(rest)}"
        return self.words.get(token, token) if words else token

    def _part(self, rest: str) -> str:
        if rest in RESERVED or rest in self.words:
            return self.words.get(rest, rest)
        return self.parts.setdefault(rest, f"p{len(self.parts):03d}")

    def string(self, value: str, key: str) -> str:
        if re.search(r"[一-鿿]", value) or (key in ENUMERATIONS and not value.startswith("result:")):
            return value
        return TOKEN.sub(lambda found: self.token(found[0], words=key in WORDS), value)

    def walk(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            named = key in NAMED
            return {
                (self.token(name, words=True) if named else name): self.walk(each, key if named else name)
                for name, each in value.items()
            }
        if isinstance(value, list):
            if key == "options":
                return [{**one, "value": self.words[one["value"]]} for one in value]
            return [self.walk(each, key if isinstance(each, str) else "") for each in value]
        return self.string(value, key) if isinstance(value, str) else value


@cache
def original() -> dict[str, Document]:
    """One thing of the city with all that it reaches, and the national code lists that the check reads."""
    found = rulebooks.load_folder(RULEBOOKS).documents
    reached = rulebooks.compose_release(found, "journey", NEWBORN).documents
    national = {key: one for key, one in found.items() if one.code.startswith("gbt39046-")}
    return {**reached, **national}


@pytest.fixture
def renamed(tmp_path: Path) -> tuple[Renaming, Path]:
    """The newborn rulebooks under other names, on disk."""
    typed = original()
    renaming = Renaming([document.body for document in typed.values()])
    for number, document in enumerate(typed.values()):
        body = renaming.walk(document.body)
        if body["schema"] == "resource/1":
            body["path"] = document.body["path"]
        out = yaml.safe_dump(body, allow_unicode=True, sort_keys=False, default_flow_style=False)
        (tmp_path / f"{number:03d}.yaml").write_text(out, encoding="utf-8")
    return renaming, tmp_path


def shape(plan: Plan) -> dict[str, Any]:
    """What a plan says without any code in it."""
    return {
        "items": sorted(
            (text(one.name), str(one.region), str(one.queue), one.level, one.promised.n, len(one.after), one.visits)
            for one in plan.items
        ),
        "fields": sorted((text(one.name), one.source.partition(":")[0], one.required) for one in plan.fields),
        "materials": sorted((text(one.name), str(one.satisfied_by).partition(":")[0]) for one in plan.materials),
        "figures": (
            plan.figures.days, plan.figures.materials, plan.figures.fields, plan.figures.visits, plan.figures.steps,
            plan.figures.critical_path_days, plan.figures.legal_days, plan.figures.inferred,
        ),
        "confirmations": len(plan.confirmations),
        "questions": Counter(text(one.ask) for one in plan.journey.questions),
    }  # fmt: skip


def test_the_renamed_rulebooks_are_found_fit_and_share_no_code(
    renamed: tuple[Renaming, Path], city: Any
) -> None:
    renaming, folder = renamed
    found = rulebooks.load_folder(folder)
    assert {body["schema"] for body in (one.body for one in found.documents.values())} == KINDS
    findings = [str(one) for one in check(found, world(local_day(datetime.now(UTC))))]
    assert findings == []
    both = found.documents.keys() & original().keys()
    assert {key for key in both if "gbt39046" not in key} == set()
    assert len(renaming.codes) > 60
    assert len(renaming.parts) > 30


def test_they_compose_and_run_the_same(
    renamed: tuple[Renaming, Path],
    committed_city: Copy,
    registry: Registry,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    renaming, folder = renamed
    monkeypatch.setattr(seal, "heads_file", lambda: tmp_path / "heads.jsonl")
    journey = renaming.codes[NEWBORN]
    now = datetime.now(UTC)
    rulebooks.publish(
        rulebooks.load_folder(folder),
        [("journey", journey)],
        now=now,
        by="city",
        effective_from=local_day(now),
    )
    new_words = {renaming.words[key]: renaming.words.get(said, said) for key, said in USUAL.items()}
    who = {renaming.words["who"]: renaming.words["mother"]}
    stories = ("夫妻两地户口，一个宝宝", "双胞胎")
    usual = [shape(mother(family(story)).start().answer_all(who="mother").view.plan) for story in stories]
    with psycopg.connect(committed_city.url("owner")) as connection:  # what people hold is named anew as well
        for old, new in renaming.codes.items():
            connection.execute("UPDATE certificates_certificate SET type = %s WHERE type = %s", [new, old])
    for story, expected in zip(stories, usual, strict=True):
        found = shape(mother(family(story)).start(journey).answer_all(**new_words, **who).view.plan)
        for what, value in expected.items():
            assert found[what] == value, what
    report = drive(applications=3, seed=5, journey=journey)
    assert report.submitted == 3
    assert set(report.applications) <= {"delivered", "ended"}
