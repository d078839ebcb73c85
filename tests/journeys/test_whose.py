"""A name is put behind whom it belongs to as people speak: 的 only where the name is a thing."""

from __future__ import annotations

import pytest

from bancheng.journeys.authoring.wording import whose


@pytest.mark.parametrize("what", ["姓名", "出生医学证明编号", "会计师事务所", "在职单位"])
def test_a_thing_takes_its_owner_with_de(what: str) -> None:
    assert whose("妈妈", what) == f"妈妈的{what}"


@pytest.mark.parametrize("what", ["是不是登记结婚", "办没办过生育登记", "会不会影响车和人", "要迁几棵树"])
def test_a_question_takes_whom_it_asks_about_without(what: str) -> None:
    assert whose("项目", what) == f"项目{what}"
