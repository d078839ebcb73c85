"""The check before publishing: a sound folder has no findings, and each planted defect is named where it stands."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bancheng.journeys.checks import Finding, check
from bancheng.kernel.rulebooks import Document, Folder, load_folder, save_folder
from bancheng.organizations.spec import load_world
from tests.factories import rulebooks as make
from tests.factories.rulebooks import CITY, EAST

WORLD = make.world()
ROOT = Path(__file__).resolve().parents[2]
Bodies = dict[str, dict[str, Any]]


def bodies() -> Bodies:
    """A sound catalogue by `kind/code`, free to be spoilt."""
    lists = [
        {"schema": "code-list/1", "code": "gbt39046-a1", "name": "事项类型",
         "values": [{"code": "01", "name": "许可"}, {"code": "07", "name": "确认"}]},
    ]  # fmt: skip
    found = [*make.family(), *lists]
    return {f"{one['schema'].split('/')[0]}/{one['code']}": copy.deepcopy(one) for one in found}


def findings(spoilt: Bodies, folder: Path) -> list[Finding]:
    """What the check says about the catalogue written to disk and read again."""
    save_folder([Document.of(body) for body in spoilt.values()], folder)
    return check(load_folder(folder), WORLD)


def first(b: Bodies) -> dict[str, Any]:
    return b["item/first"]


def journey(b: Bodies) -> dict[str, Any]:
    return b["journey/thing"]


def licence(b: Bodies) -> None:
    first(b)["type"] = "01"


def entry(b: Bodies) -> dict[str, Any]:
    found: dict[str, Any] = first(b)["entries"][0]
    return found


def _set(target: Callable[[Bodies], dict[str, Any]], **values: Any) -> Callable[[Bodies], None]:
    return lambda b: target(b).update(values)


PLANTED: list[tuple[str, str, Callable[[Bodies], None]]] = [
    ("cycle", "journey/thing", lambda b: journey(b)["items"][0].update(after=[{"item": "third"}])),
    ("cycle_through_condition", "journey/thing", lambda b: journey(b)["items"][1].update(when="kid.id is present")),
    ("cycle_through_condition", "journey/thing",
     lambda b: (journey(b)["questions"][3].update(when="card = yes"),
                journey(b)["questions"][4].update(when="follow = mother"))),
    ("condition_too_late", "journey/thing", lambda b: journey(b)["items"][3].update(when="kid.proof is present", after=[])),
    ("unreachable_item", "journey/thing", lambda b: journey(b)["items"][3].update(when="card = yes and card = no")),
    ("unreachable_item", "item/fifth",
     lambda b: b["item/fifth"].update(conditions=[{"text": "x", "when": "follow = mother and follow = father"}])),
    ("condition_syntax", "journey/thing", lambda b: journey(b)["items"][3].update(when="card = = yes")),
    ("condition_unknown", "journey/thing", lambda b: journey(b)["items"][3].update(when="kard = yes")),
    ("condition_type", "journey/thing", lambda b: journey(b)["items"][4].update(when='mother.months >= "six"')),
    ("condition_type", "journey/thing", lambda b: journey(b)["items"][3].update(when="follow = aunt")),
    ("condition_type", "item/first", lambda b: first(b)["fields"][0].update(when="mother.name >= 6")),
    ("material_without_consumer", "material/spare", lambda b: b.update({"material/spare": make.material("spare")})),
    ("material_without_source", "item/fifth", lambda b: b["item/fifth"]["materials"][0].update(channel="government")),
    ("deferral_too_long", "item/first",
     lambda b: (entry(b).update(promised="5 wd"), first(b)["materials"][0].update(necessity="deferrable", within="4 wd"))),
    ("schema", "item/first", lambda b: first(b)["materials"][0].update(within="4 wd")),
    ("schema", "item/first", lambda b: first(b)["materials"][0].update(necessity="deferrable", within="21 wd")),
    ("schema", "item/first", lambda b: first(b)["materials"][0].update(necessity="deferrable", within="1 wd")),
    ("material_form", "item/first", lambda b: b["material/identity"].update(forms=["electronic"])),
    ("jurisdiction", "item/first", _set(lambda b: first(b)["jurisdiction"], by="mother.address")),
    ("jurisdiction", "item/third", lambda b: b["item/third"].update(jurisdiction={"by": "kid.id", "level": "county"})),
    ("jurisdiction", "item/second", lambda b: b["item/second"]["entries"].pop()),
    ("jurisdiction", "item/first", lambda b: entry(b).update(region="990000")),
    ("prefill_source", "element/p.phone", lambda b: b["element/p.phone"].update(authority={"resource": "people"})),
    ("prefill_source", "journey/thing", lambda b: journey(b)["prefill"].append({"resource": "moon", "roles": {}})),
    ("prefill_role", "journey/thing", lambda b: journey(b)["prefill"][0].update(roles={"who": "mother"})),
    ("missing_rulebook", "item/first", lambda b: first(b)["fields"].append(make.need("kid.size", "p.size"))),
    ("element_twice", "element/p.telephone",
     lambda b: b.update({"element/p.telephone": make.element("p.telephone", "phone", name="p.phone",
                                                             sensitivity="sensitive")})),
    ("promised_over_legal", "item/first", lambda b: entry(b).update(promised="30 wd")),
    ("promised_over_legal", "item/first", lambda b: entry(b).update(promised="20 wd", legal="20 cd")),
    ("element_without_purpose", "element/p.phone", lambda b: b["element/p.phone"].pop("purpose")),
    ("element_without_purpose", "element/p.phone", lambda b: b["element/p.phone"].pop("legal_basis")),
    ("element_without_purpose", "element/p.phone", lambda b: b["element/p.phone"].update(retention={"reason": "x"})),
    ("no_why", "element/p.phone", lambda b: b["element/p.phone"].pop("why")),
    ("no_why", "journey/thing", lambda b: journey(b)["questions"][0].pop("why")),
    ("not_sealed", "element/p.id", lambda b: b["element/p.id"].update(sensitivity="personal")),
    ("code_without_list", "element/p.kind", lambda b: b.update({"element/p.kind": make.element("p.kind", "code")})),
    ("case_type", "item/first", lambda b: entry(b).update(case_type="1")),
    ("case_type", "item/first", lambda b: entry(b).update(case_type="2", promised="now")),
    ("outcome_kind", "item/first", lambda b: first(b)["outcome"].update(kind="record", name="健康证", sample="x")),
    ("outcome_kind", "item/third", lambda b: b["item/third"].update(outcome={"kind": "certificate"})),
    ("outcome_sample", "item/third", lambda b: b["item/third"].update(outcome={"kind": "record", "name": "登记"})),
    ("outcome_holder", "item/first", lambda b: first(b)["outcome"].pop("holder")),
    ("visits_reason", "item/first", lambda b: entry(b).update(visits=1)),
    ("visits_reason", "item/first", lambda b: entry(b).update(visits_reason="无事")),
    ("channels", "item/first", lambda b: entry(b).update(channels={"online": False, "forms": ["1"]})),
    ("channels", "item/first",
     lambda b: entry(b).update(visits=1, visits_reason="核对原件", channels={"online_depth": "4"})),
    ("fee_basis", "item/first",
     lambda b: entry(b).update(fees=[{"name": "工本费", "amount": 5}], channels={"online_payment": True})),
    ("fee_payment", "item/first", lambda b: entry(b).update(channels={"online_payment": True})),
    ("telephone", "item/first", lambda b: entry(b).update(phone="0799-5551234", complaint_phone="0799-5551234")),
    ("telephone", "item/first", lambda b: entry(b).update(phone="5551234")),
    ("audience", "journey/thing", lambda b: first(b).update(audience=["2"])),
    ("licence_without_question", "item/first", licence),
    ("stages", "item/first", lambda b: (licence(b), first(b)["stages"].pop())),
    ("stages", "item/third", lambda b: b["item/third"].update(stages=[{"code": "accept", "name": "受理"}])),
    ("stages", "item/first", lambda b: entry(b).update(posts={"reviews": "post:lead.window"})),
    ("unknown_organization", "item/first", lambda b: entry(b).update(organization="org:nobody")),
    ("unknown_post", "item/first", lambda b: entry(b).update(queue="post:lead.cellar")),
    ("post_elsewhere", "item/first", lambda b: entry(b).update(queue="post:west-office.window")),
    ("entry_twice", "item/second", lambda b: b["item/second"]["entries"].append(make.entry(EAST, "east-office"))),
    ("entry_dates", "item/first", lambda b: entry(b).update(valid_from="2026-01-01", valid_to="2026-01-01")),
    ("code_length", "item/first", lambda b: first(b).update(codes={"basic": "00070900100"})),
    ("code_parts", "item/first",
     lambda b: (first(b).update(codes={"basic": "000709001000"}), entry(b).update(codes={"implementation": "1" * 31}))),
    ("code_not_in_list", "item/first", lambda b: first(b).update(type="99")),
    ("unknown_predecessor", "journey/thing", lambda b: journey(b)["items"][0].update(after=[{"item": "zeroth"}])),
    ("result_not_before", "item/first",
     lambda b: first(b)["fields"].append(make.need("kid.id", "p.id", source="result:second"))),
    ("unknown_subject", "journey/thing", lambda b: first(b)["fields"].append(make.need("aunt.name", "p.name"))),
    ("unknown_subject", "journey/thing", lambda b: journey(b)["confirm"].append({"subject": "aunt", "within": "5 wd"})),
    ("each_of_one", "journey/thing", lambda b: journey(b)["items"][4].update(each="mother")),
    ("applicant_question", "journey/thing", lambda b: journey(b)["applicant"].pop("question")),
    ("question_options", "journey/thing", lambda b: journey(b)["questions"][0].pop("options")),
    ("question_typical", "journey/thing", lambda b: journey(b)["questions"][3].update(typical="aunt")),
    ("duplicate", "journey/thing", lambda b: journey(b)["items"].append({"item": "first"})),
    ("path_two_elements", "journey/thing", lambda b: b["item/third"]["fields"][0].update(element="p.phone")),
    ("fields_merge", "item/first", lambda b: first(b)["fields"].append(make.need("mother.nickname", "p.name"))),
    ("unknown_basis", "item/first",
     lambda b: first(b).update(decision_reasons=[{"code": "x", "decision": "refuse", "text": "y", "basis": ["lore"]}])),
    ("no_refusal_reason", "item/first", lambda b: first(b).update(decision_reasons=[])),
    ("no_remedy", "item/first", lambda b: first(b).update(remedies=[])),
    ("unknown_path", "item/first",
     lambda b: first(b).update(review_points=[{"code": "x", "text": "y", "fields": ["kid.size"]}])),
    ("no_section", "journey/thing",
     lambda b: journey(b).update(sections=[{"code": "kid", "title": "宝宝", "subjects": ["kid"]}])),
    ("delivery_limit", "journey/thing", lambda b: journey(b).update(delivery={"rule": "together_but_at_latest_by"})),
    ("paper_blank", "paper/p",
     lambda b: b.update({"paper/p": {"schema": "paper/1", "code": "p", "name": "p", "act": "accept",
                                     "number_pattern": "1", "title": "t", "paragraphs": ["您好，{name}"]}})),
    ("schema", "item/first", lambda b: entry(b).update(promised="soon")),
    ("schema", "item/first", lambda b: first(b).update(colour="red")),
]  # fmt: skip


def test_a_sound_catalogue_has_no_findings(tmp_path: Path) -> None:
    assert findings(bodies(), tmp_path) == []


@pytest.mark.parametrize(
    ("rule", "key", "spoil"), PLANTED, ids=[f"{n}-{one[0]}" for n, one in enumerate(PLANTED)]
)
def test_a_planted_defect_is_named_with_file_place_and_remedy(
    rule: str, key: str, spoil: Callable[[Bodies], None], tmp_path: Path
) -> None:
    spoilt = bodies()
    spoil(spoilt)
    named = [one for one in findings(spoilt, tmp_path) if one.rule == rule and one.place.startswith(key)]
    assert named, f"no finding {rule} in {key}"
    assert named[0].file.endswith(f"{key}.yaml")
    assert named[0].line >= 1
    assert named[0].sentence
    assert named[0].remedy


def test_at_least_fifteen_kinds_are_planted() -> None:
    assert len({rule for rule, _key, _spoil in PLANTED}) >= 15


def test_a_finding_stands_on_the_line_of_the_defect(tmp_path: Path) -> None:
    spoilt = bodies()
    entry(spoilt)["promised"] = "30 wd"
    (found,) = findings(spoilt, tmp_path)
    lines = (tmp_path / found.file).read_text(encoding="utf-8").splitlines()
    assert "promised: 30 wd" in lines[found.line - 1]


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("schema: item/1\ncode: a\ncode: b\n", encoding="utf-8")
    assert [one.rule for one in check(load_folder(tmp_path), WORLD)] == ["unreadable"]


def test_a_rule_may_read_the_day_on_which_the_thing_is_done(tmp_path: Path) -> None:
    spoilt = bodies()
    journey(spoilt)["items"][3].update(when='on >= date("2026-01-01")')
    assert findings(spoilt, tmp_path / "day") == []
    journey(spoilt)["items"][3].update(when="on = yes")
    assert [one.rule for one in findings(spoilt, tmp_path / "word")] == ["condition_type"]


def test_a_place_without_authority_may_say_where_to_go_instead(tmp_path: Path) -> None:
    sound = bodies()
    sound["item/second"]["entries"].pop()
    sound["item/second"]["jurisdiction"]["elsewhere"] = "到城区办事局办"
    assert findings(sound, tmp_path) == []


def test_regions_below_the_level_do_not_count_as_covered(tmp_path: Path) -> None:
    spoilt = bodies()
    spoilt["item/second"]["entries"] = [make.entry("449902001", "east-station")]
    assert "jurisdiction" in {one.rule for one in findings(spoilt, tmp_path)}
    spoilt["item/second"]["entries"] = [make.entry(CITY, "lead")]
    assert findings(spoilt, tmp_path) == []


def test_the_demo_city_has_no_findings() -> None:
    folder: Folder = load_folder(ROOT / "demo" / "rulebooks")
    assert folder.documents
    assert check(folder, load_world(ROOT / "demo" / "city", date(2026, 11, 21))) == []
