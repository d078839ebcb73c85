"""The kinds of message, in the program's own words, and an example of the values that each is given.

Values are labels, names of matters, dates and counts: nothing about a person. A city writes its own words in `message/1`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

_THING: Final[dict[str, Any]] = {"name": "水电气网联合报装（新建）", "receipt": "20260302-0000042"}
_CASE: Final[dict[str, Any]] = {**_THING, "matter": "公众聚集场所投入使用营业前消防安全检查"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message: its words when no rulebook gives others, whether it may ring at night, its values."""

    code: str
    title: str
    text: str
    word: str
    """What the link says."""
    sample: dict[str, Any]
    urgent: bool = False


KINDS: Final[dict[str, Kind]] = {
    one.code: one
    for one in (
        Kind(
            "submitted",
            "已经交上了",
            "“{name}”已经交上，申请编号{receipt}，最晚{due}全部办好。",
            "看进度",
            {**_THING, "due": "12月31日"},
        ),
        Kind(
            "correction_requested",
            "有材料要您补",
            "“{name}”里的{matter}有{count}处要补，请在{due}前补上。",
            "去补",
            {**_CASE, "count": 10, "due": "12月31日"},
        ),
        Kind(
            "correction_due_soon",
            "要补的材料快到期了",
            "“{name}”里的{matter}还没有补，{due}到期。到期没补会退回。",
            "去补",
            {**_CASE, "due": "12月31日"},
        ),
        Kind(
            "deferral_promised",
            "您答应以后补的材料",
            "“{name}”收下了。您答应以后补的材料，请在{due}前补上，补上才能办好。",
            "去补上",
            {**_THING, "due": "12月31日"},
        ),
        Kind(
            "deferral_due_soon",
            "答应补的材料快到期了",
            "“{name}”里的{matter}还在等您答应补的材料，{due}到期。到期没补，这一项就不办了。",
            "去补上",
            {**_CASE, "due": "12月31日"},
        ),
        Kind(
            "accepted_by_silence",
            "视为已经受理",
            "“{name}”里的{matter}，部门5个工作日没有答复，依法视为受理。您不用做什么。",
            "看进度",
            _CASE,
        ),
        Kind(
            "decided",
            "{matter}有结果了",
            "“{name}”里的{matter}：{outcome}。",
            "看进度",
            {**_CASE, "outcome": "没有通过"},
        ),
        Kind("delivered", "都办好了", "“{name}”都办好了，结果在“我的”里。", "看结果", _THING),
        Kind(
            "ended",
            "这次没有办成",
            "“{name}”办完了，这次没有可以给您的结果。为什么、接下来可以怎么办，都写在告知书里。",
            "看告知书",
            _THING,
        ),
        Kind(
            "confirmation_asked",
            "有人请您确认",
            "“{name}”要您看一看、确认一下，请在{due}前答复。",
            "去确认",
            {"name": _THING["name"], "due": "12月31日"},
        ),
        Kind(
            "confirmation_reminded",
            "请您确认的快到期了",
            "“{name}”还在等您确认，{due}到期。",
            "去确认",
            {"name": _THING["name"], "due": "12月31日"},
        ),
        Kind(
            "offer_asked",
            "有一份方案等您答复",
            "“{name}”里的{matter}报来了方案和价格，请在{due}前答复接受不接受。",
            "去答复",
            {**_CASE, "due": "12月31日"},
        ),
        Kind(
            "question_asked",
            "有一件事要您决定",
            "“{name}”里前一项没有办成，{matter}还要不要办？请在{due}前答复。",
            "去答复",
            {**_CASE, "due": "12月31日"},
        ),
        Kind(
            "question_due_soon",
            "要您决定的快到期了",
            "“{name}”里的{matter}还要不要办，{due}到期。",
            "去答复",
            {**_CASE, "due": "12月31日"},
        ),
        Kind(
            "date_moved",
            "日期变了",
            "放假安排公布后，“{name}”最晚办好的日子从{was}改成{due}。您不用做什么。",
            "看进度",
            {**_THING, "was": "12月30日", "due": "12月31日"},
        ),
    )
}
"""Kind → what the program knows of it."""
