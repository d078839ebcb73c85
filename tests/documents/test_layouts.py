"""版式: a city changes its papers by changing rulebooks; what was issued stays as it is; a layout reaches nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pytest
from pypdf import PdfReader

from bancheng.documents.commands import freeze, prepare, render, render_missing, rendered
from bancheng.documents.commands.checking import layout_faults
from bancheng.documents.commands.layouts import TEMPLATES, built_in, first, template
from bancheng.documents.commands.typesetting import CannotSet, Job, Typesetter
from bancheng.documents.spec import BY_ACT, KINDS, Act, Paper, number_faults
from bancheng.kernel import rulebooks
from bancheng.kernel.access import system_actor
from bancheng.kernel.canonical import sm3
from bancheng.kernel.database import as_json, execute, fetch_all
from bancheng.kernel.errors import Unavailable
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import Document

AT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
FIXTURE = json.loads((Path(__file__).parent / "fixtures" / "papers-1.json").read_text("utf-8"))
NOTICE: dict[str, Any] = {
    "schema": "paper/1", "code": "notice", "name": "受理通知书", "act": "accept", "title": "本市受理通知书",
    "number_pattern": "试受字〔{year}〕第{serial:4}号",
    "layout": '#import "/frame-1.typ": *\n#show: paper\n本市的写法：#value("name")已经受理。',
}  # fmt: skip


@pytest.fixture(scope="module")
def setter() -> Iterator[Typesetter]:
    made = Typesetter(patience=3)
    yield made
    made.close()


def words(content: bytes) -> str:
    return (
        "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        .replace(" ", "")
        .replace("\n", "")
    )


def paper(kind: str, template_name: str = "", **values: Any) -> dict[str, Any]:
    ids = uuid7()
    return prepare(
        application_id=ids, case_id=ids, kind=kind, title=KINDS[kind].title, now=AT, template_name=template_name,
        values={**KINDS[kind].sample, **values},
    )  # fmt: skip


def published(**changed: Any) -> str:
    document = Document.of({**NOTICE, **changed})
    rulebooks.publish(
        {document.key: document}, [("paper", "notice")], now=AT, by="test", effective_from=date(2026, 3, 1)
    )
    return document.digest


# 版式在规则书里


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("signer", "line"),
    [("林小雨", "2026年3月2日由林小雨在网上签署"), ("", "2026年3月2日在网上签署")],
)
@pytest.mark.parametrize("kind", ["pledge", "deferral"])
def test_a_pledge_is_signed_by_whoever_promises_and_says_who_did_it_for_them(
    kind: str, signer: str, line: str
) -> None:
    said = words(render(paper(kind, signer=signer)))
    assert line in said
    assert "承诺人：善美市潮味轩餐饮店" in said


@pytest.mark.django_db
def test_a_paper_is_set_with_the_layout_of_its_rulebook() -> None:
    made = paper("acceptance_notice", published())
    assert made["title"] == "本市受理通知书"
    assert made["number"] == "试受字〔2026〕第0001号"
    assert "本市的写法：国（境）内出生登记已经受理" in words(render(made))


@pytest.mark.django_db
def test_changing_the_rulebook_changes_the_next_paper_and_no_earlier_one() -> None:
    before = paper("acceptance_notice", published())
    after = paper(
        "acceptance_notice", published(layout='#import "/frame-1.typ": *\n#show: paper\n新的写法。')
    )
    assert "本市的写法" in words(render(before))
    assert "新的写法" in words(render(after))
    assert before["template_digest"] != after["template_digest"]


@pytest.mark.django_db
def test_plain_paragraphs_need_no_layout() -> None:
    body = {name: value for name, value in NOTICE.items() if name != "layout"}
    document = Document.of(
        {**body, "paragraphs": ["{addressee}：{name}收下了。"],
         "values": [{"name": "addressee", "label": "申请人"}, {"name": "name", "label": "事项"}]}
    )  # fmt: skip
    rulebooks.publish(
        {document.key: document}, [("paper", "notice")], now=AT, by="test", effective_from=date(2026, 3, 1)
    )
    made = paper("acceptance_notice", document.digest, addressee="#panic() *甲*")
    assert "#panic()*甲*：国（境）内出生登记收下了" in words(render(made)), (
        "what people are called is text, not layout"
    )


@pytest.mark.django_db
def test_a_lost_template_does_not_stop_the_act() -> None:
    made = paper("acceptance_notice", "sm3:" + "0" * 64)
    assert made["template"] == "v2/acceptance_notice"


@pytest.mark.django_db
def test_a_template_that_somebody_wrote_into_the_store_sets_no_paper() -> None:
    name = "sm3:" + "f" * 64
    execute(
        "INSERT INTO kernel_rulebook (digest, kind, code, body, imported_at) VALUES (%s, 'paper', 'notice', %s, %s)",
        [name, as_json(NOTICE), AT],
    )
    assert paper("acceptance_notice", name)["template"] == "v2/acceptance_notice"


# 同样的字节


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_set_full_and_empty(kind: str) -> None:
    for values in (KINDS[kind].sample, KINDS[kind].sparse()):
        row = {"kind": kind, "number": "N", "title": "T", "template": "", "frozen_at": AT, "values": values}
        reader = PdfReader(BytesIO(render({**row, "values": {**values, "verify": VERIFY}})))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value, "tagged, for screen readers"
        assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
        assert VERIFY["code"] in reader.pages[-1].extract_text()


VERIFY = {
    "code": "ABCD-EFGH-JKMN-PQRS", "url": "http://127.0.0.1:8000/verify/ABCD-EFGH-JKMN-PQRS/",
    "address": "127.0.0.1:8000/verify/papers",
}  # fmt: skip
_SET = """
import os, sys, json
os.environ["DJANGO_SETTINGS_MODULE"] = "bancheng.config.settings"
import django; django.setup()
from bancheng.documents.commands import render
from bancheng.kernel.canonical import sm3
print(sm3(render(json.load(sys.stdin))))
"""


def test_two_processes_give_equal_bytes_and_so_does_one_that_was_started_again() -> None:
    row = {
        "kind": "receipt", "number": "N", "title": "回执", "template": "v2/receipt", "frozen_at": AT.isoformat(),
        "values": {**KINDS["receipt"].sample, "verify": VERIFY},
    }  # fmt: skip
    other = subprocess.run(
        [sys.executable, "-c", _SET], input=json.dumps(row), capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == sm3(render(row))
    fresh = Typesetter()
    from bancheng.documents.commands.rendering import job_of

    job = job_of(row, template("v2/receipt", "receipt"))
    once = fresh.set(job)
    fresh.close()
    assert fresh.set(job) == once == render(row)
    fresh.close()


@pytest.mark.parametrize("stored", FIXTURE["papers"], ids=[one["kind"] for one in FIXTURE["papers"]])
def test_papers_of_before_rulebooks_carried_layouts_still_come_out(stored: dict[str, Any]) -> None:
    assert first(stored["template"]).digest == stored["template_digest"]
    said = words(render(stored))
    assert stored["values"]["name"] in said
    assert stored["number"].replace(" ", "") in said


def test_a_layout_that_was_used_is_never_changed() -> None:
    now = {str(p.relative_to(TEMPLATES)): "sm3:" + sm3(p.read_bytes()) for p in TEMPLATES.rglob("*.typ")}
    changed = {name for name, digest in FIXTURE["layouts"].items() if now.get(name) != digest}
    assert changed == set(), "add a new layout beside it; papers that were frozen with the old one need it"


# 关在门里

FRAME = '#import "/frame-1.typ": *\n'
HOSTILE = {
    "a file of the machine": '#read("/etc/passwd")',
    "a file above": '#read("../../../../etc/passwd")',
    "a package": '#import "@preview/tablex:0.0.8": *',
    "a package by a made-up name": '#import ("@pre" + "view/tablex:0.0.8")',
    "a mistake": "#let x = ",
    "a value that the act does not give": "#values.salary",
    "a loop without end": "#{ for i in range(30000) { for j in range(30000) { let z = calc.pow(i, 2) + j } } }",
    "a picture without words": '#image("/qr.svg")',
}


@pytest.mark.parametrize("layout", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_or_wrong_layout_gives_no_paper_and_says_why(
    layout: str, monkeypatch: pytest.MonkeyPatch, setter: Typesetter
) -> None:
    from bancheng.documents.commands import checking

    monkeypatch.setattr(checking, "_SETTER", setter)
    wrong = Paper.model_validate({**NOTICE, "layout": FRAME + layout})
    with monkeypatch.context() as patch:
        if layout == HOSTILE["a loop without end"]:
            patch.setattr(setter, "patience", 1)
        faults = layout_faults(wrong)
    assert faults
    assert "root:" not in "".join(faults)
    assert layout_faults(Paper.model_validate(NOTICE)) == [], "the next one is set again"


def test_memory_and_files_are_bounded_and_it_knows_nothing_of_the_platform(setter: Typesetter) -> None:
    small = setter.set(
        Job({"main.typ": '#set document(title: "t")\n#set text(lang: "zh")\nx'}, "main.typ", 0)
    )
    assert small.startswith(b"%PDF-")
    assert setter._process is not None
    own = Path(f"/proc/{setter._process.pid}")
    limits = {
        line[:26].strip(): line[26:].split()[1] for line in (own / "limits").read_text().splitlines()[1:]
    }
    assert limits["Max address space"] == str(2 << 30)
    assert limits["Max file size"] == str(32 << 20)
    assert "DATABASE_URL" not in (own / "environ").read_text(), "it knows nothing of the platform"


def test_what_grows_without_end_gives_no_paper(setter: Typesetter) -> None:
    grows = '#let x = "a" * 1000000\n#{ for i in range(6000) { x = x + "b" * 1000000 } }\n#x.len()'
    with pytest.raises(CannotSet):
        setter.set(Job({"main.typ": grows}, "main.typ", 0))


def test_a_typesetting_process_that_dies_is_started_again(setter: Typesetter) -> None:
    job = Job({"main.typ": '#set document(title: "t")\n#set text(lang: "zh")\nx'}, "main.typ", 0)
    once = setter.set(job)
    assert setter._process is not None
    setter._process.kill()
    setter._process.wait()
    assert setter.set(job) == once


# 版式坏了


def frozen(template_name: str) -> dict[str, Any]:
    """A paper that an act has frozen and nobody has set yet."""
    made = paper("acceptance_notice", template_name)
    application_id = uuid7()
    freeze(application_id, made)
    return {**made, "application_id": application_id}


@pytest.mark.django_db
def test_one_paper_that_cannot_be_set_does_not_stop_the_others() -> None:
    frozen(published(layout=FRAME + HOSTILE["a mistake"]))
    good = frozen("")
    assert render_missing(AT) == 1
    assert [row["paper_id"] for row in fetch_all("SELECT paper_id FROM documents_rendering")] == [
        good["paper_id"]
    ]


@pytest.mark.django_db
def test_whoever_opens_a_paper_that_cannot_be_set_is_told_so() -> None:
    broken = frozen(published(layout=FRAME + HOSTILE["a mistake"]))
    with pytest.raises(Unavailable, match=r"^paper_template_lost:"):
        rendered(broken["application_id"], broken["paper_id"], actor=system_actor("worker"), now=AT)


def test_what_the_program_sets_no_paper_with_is_not_tried() -> None:
    spare = next(act for act in get_args(Act) if act not in BY_ACT)
    assert layout_faults(Paper.model_validate({**NOTICE, "act": spare, "layout": HOSTILE["a mistake"]})) == []
    plain = {name: value for name, value in NOTICE.items() if name != "layout"}
    assert layout_faults(Paper.model_validate({**plain, "paragraphs": ["收下了。"]})) == []


# 文号


@pytest.mark.parametrize(
    ("rule", "sound"),
    [("受〔{year}〕第{serial:6}号", True), ("{organization}受{serial}", True), ("受〔{year}〕号", False),
     ("{serial}{serial}", False), ("受{year}{serial:4}", False), ("受1{serial}", False), ("{x}第{serial}", False),
     ("第{serial}号}", False)],
)  # fmt: skip
def test_a_numbering_rule_never_gives_two_equal_numbers(rule: str, sound: bool) -> None:
    assert (number_faults(rule) == "") is sound


def test_the_built_in_layout_of_every_kind_is_there() -> None:
    assert {built_in(kind).name for kind in KINDS} == {f"v2/{kind}" for kind in KINDS}
