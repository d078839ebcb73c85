"""The lint of words: the literals of the public face and the public texts of the demo follow `/design/words/`."""

from __future__ import annotations

from functools import cache

import pytest

from bancheng.ui.samples.words import AVOID
from tests.consistency.source import HOUSE, files
from tests.consistency.writing import (
    NOT_TO_CITIZENS,
    Said,
    faults,
    findings,
    in_rulebooks,
    in_template,
    marked,
)

pytestmark = pytest.mark.xdist_group("source")
PROGRAM = (
    "portal", "ui", "accounts", "certificates", "files", "notifications", "documents/commands", "eforms",
    "journeys/commands", "journeys/queries", "kernel/middleware.py", "kernel/idempotency.py", "kernel/access.py",
    "kernel/errors.py", "kernel/rulebooks/store.py", "cases/queries",
)  # fmt: skip
"""Where the words of public pages are written in Python."""
FOR_OFFICERS = ("staff_", "choose_post", "desk", "action_panel", "checklist", "viewer", "batch_bar")
"""Templates of the workbench that do not stand in its folder."""
FOR_EDITORS = ("journeys/commands/revising",)
"""Python of these apps that speaks to editors of rulebooks, who type codes and keys."""
EXCEPTED = {
    "登记库传回来的统一社会信用代码校验位不对": "said to the bureau whose register it is, not to a person",
    "申请人去世": "the letter and the history after a death are read by others than the applicant",
    "申请人撤回。": "compared with a stored reason; nobody reads it",
    "说清是谁：“公安局正在办”": "quotes what is not to be written",
    "一次性要求补正": "a sample of the desk on the design page",
    "停钟": "the light of a deadline on the desk; the same component says 暂停计时 to everybody else",
}
"""Text, or how it begins → why it may stand."""
RULEBOOKS_EXCEPTED: dict[str, str] = {}
"""The same for rulebooks."""
NO_LINT = {
    "受理": "the word of the law stands once in brackets, 收下开始办（受理）, and in why a day is that day",
    "事项": "part of other words and of official names",
    "审核中 / 流程流转中": "looked for by its parts",
    "行政复议、诉讼权利": "what somebody may do is named where it is told, 行政复议 by its own name",
    "电子证照免提交": "looked for by its parts",
    "数据共享核验": "looked for by its parts",
    "无数据 / 暂无数据": "looked for by its parts",
}
"""Rows of the table of words that the lint looks for in another way, or leaves to the reader."""


@cache
def program() -> tuple[Said, ...]:
    """Every marked literal of the public face."""
    found: list[Said] = []
    for path in files("*.py"):
        place = path.relative_to(HOUSE).as_posix()
        public = any(place == one or place.startswith(f"{one}/") for one in PROGRAM)
        if public and not place.startswith(FOR_EDITORS):
            found += marked(path)
    for path in files("*.html"):
        if "workbench" not in path.parts and not path.name.startswith(FOR_OFFICERS):
            found += in_template(path)
    return tuple(found)


def test_literals_of_the_public_face() -> None:
    assert findings(iter(program()), NOT_TO_CITIZENS, EXCEPTED) == []


def test_public_texts_of_the_demo_rulebooks() -> None:
    assert findings(iter(in_rulebooks()), NOT_TO_CITIZENS, RULEBOOKS_EXCEPTED) == []


def test_both_are_really_read() -> None:
    assert len(program()) > 1000
    assert len(in_rulebooks()) > 3000
    assert {one.path.parent.name for one in in_rulebooks()} >= {
        "journeys",
        "items",
        "materials",
        "elements",
        "messages",
    }


@pytest.mark.parametrize(
    "bad",
    [
        "点击这里", "办好了！", "还剩 5 个工作日", "用 PDF交", "请填手机号,谢谢", "办好了.", "一" * 41, "前\u3000后",
        "请先提交材料清单", "系统异常",
    ],
)  # fmt: skip
def test_each_kind_of_fault_is_found(bad: str) -> None:
    assert faults(bad)


@pytest.mark.parametrize(
    "good",
    [
        "打12345问",
        "照片或PDF，每份不超过20MB",
        "一" * 40 + "。" + "二" * 40,
        "依据《消防安全告知承诺管理办法》",
        "%(count)s件",
    ],
)
def test_what_is_right_is_left_alone(good: str) -> None:
    assert faults(good) == []


def test_an_exception_that_excepts_nothing_is_taken_out() -> None:
    said = [one.text for one in program()]
    assert [
        start for start in EXCEPTED if not any(text.startswith(start) and faults(text) for text in said)
    ] == []


def test_every_word_of_the_words_page_is_looked_for() -> None:
    avoided = [part for no, _yes in AVOID for part in ([no] if no in NO_LINT else no.split(" / "))]
    missing = [one for one in avoided if one not in NO_LINT and not faults(one)]
    assert missing == []
