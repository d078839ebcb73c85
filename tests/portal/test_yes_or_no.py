"""有没有健康证？有。 Yes and no are said in the words of the question."""

from __future__ import annotations

import pytest

from bancheng.eforms.spec import Element
from bancheng.portal.queries.yes_or_no import yes_or_no


@pytest.mark.parametrize(
    ("asked", "yes", "no"),
    [
        ("有没有健康证", "有", "没有"),
        ("在不在严重失信名单里", "在", "不在"),
        ("是不是登记结婚", "是", "不是"),
        ("热菜、面点、火锅", "是", "不是"),
    ],
)
def test_the_answer_takes_up_the_words_of_the_question(asked: str, yes: str, no: str) -> None:
    element = Element.model_construct(name="某项", plain_name=asked, datatype="yes_no")
    assert yes_or_no(element) == {"yes": yes, "no": no}
