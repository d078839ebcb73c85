"""The kinds of paper that the program issues, and an example of everything that a template of each is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

Act = Literal[
    "notify", "receive", "accept", "refuse_acceptance", "request_correction", "pause", "resume", "extend",
    "approve", "refuse", "offer", "issue", "withdraw", "terminate", "deliver", "close", "move_dates", "pledge", "defer",
]  # fmt: skip
"""Which act of the procedure issues the paper."""

_ALWAYS: Final = {
    "name",
    "receipt",
    "addressee",
    "accepted_at",
    "due_at",
    "due",
    "submitted_at",
    "day",
    "signed_at",
}
"""What is never empty on a paper."""
_LONG_NAME = "阿卜杜热合曼·买买提明"
_REMEDIES = ["六十日内可以申请行政复议。", "六个月内可以提起行政诉讼。"]
_LINE: Final[dict[str, Any]] = {
    "name": "国（境）内出生登记", "organization": "善美市公安局", "number": "12449900MB2D0000163000709001000202603020001",
    "state": "issued", "words": "已办好", "reason": "", "basis": [], "remedies": [], "certificate": "1.2.156.3005.2",
    "again": "", "remedies_until": [], "group": "granted", "since": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper that the program issues: what it is called, when, and an example of everything it is given."""

    code: str
    act: Act
    title: str
    word: str
    """机关代字 of the number where no rulebook gives a rule."""
    sample: dict[str, Any]

    def sparse(self) -> dict[str, Any]:
        """The same facts with everything empty that may be empty."""
        return {
            name: value if name in _ALWAYS else _EMPTY.get(type(value), value)
            for name, value in self.sample.items()
        }


_EMPTY: Final[dict[type, Any]] = {str: "", list: [], bool: False}

KINDS: Final[dict[str, Kind]] = {
    one.code: one
    for one in (
        Kind("one_time_notice", "notify", "一次性告知书", "告知", {
            "name": "孩子出生了", "addressee": _LONG_NAME, "matters": ["开出生证", "上户口", "办医保"],
            "bring": ["银行卡（受益人）"], "spared": ["结婚证：婚姻登记里查得到"], "asked": ["宝宝姓名", "落户地址"],
            "confirmations": ["爸爸"], "due": "2026-03-12", "provisional": True,
            "why": ["3月2日星期一交，从3月3日起算，8个工作日。"], "fees": ["医保缴费：400元"],
        }),
        Kind("receipt", "receive", "申请回执", "收件", {
            "name": "孩子出生了", "official_name": "新生儿出生“一件事”", "addressee": _LONG_NAME,
            "receipt": "20260302-000042", "submitted_at": "2026-03-02", "due_at": "2026-03-12", "provisional": True,
            "matters": [{"name": "国（境）内出生登记", "organization": "善美市公安局"}], "count": 1,
            "organization": "善美市卫生健康局",
        }),
        Kind("pledge", "pledge", "告知承诺书", "承诺", {
            "name": "消防安全检查", "addressee": "善美市消防救援支队", "organization": "善美市消防救援支队",
            "receipt": "20260302-000042", "signed_by": "善美市潮味轩餐饮店", "signer": _LONG_NAME, "signed_at": "2026-03-02",
            "told": ["安全出口、疏散通道要畅通。"], "promised": ["上面说的我都看懂了，店里已经做到。"],
            "consequence": "检查发现没做到的，要停业改正。", "checked_within": "20个工作日",
            "basis": ["消防法第十五条"],
        }),
        Kind("deferral", "defer", "容缺受理承诺书", "容缺", {
            "name": "消防安全检查", "addressee": "善美市消防救援支队", "organization": "善美市消防救援支队",
            "receipt": "20260302-000042", "signed_by": "善美市潮味轩餐饮店", "signer": _LONG_NAME, "signed_at": "2026-03-02",
            "materials": ["疏散预案", "平面图"], "until": "2026-03-16", "provisional": True, "basis": ["消防法第十五条"],
        }),
        Kind("acceptance_notice", "accept", "受理通知书", "受理", {
            "name": "国（境）内出生登记", "number": _LINE["number"], "addressee": _LONG_NAME,
            "organization": "善美市公安局", "accepted_at": "2026-03-02", "due_at": "2026-03-09", "provisional": True,
        }),
        Kind("correction_notice", "request_correction", "一次性补正告知书", "补正", {
            "name": "国（境）内出生登记", "addressee": _LONG_NAME, "organization": "善美市公安局",
            "entries": [{"sentence": "银行卡照片看不清卡号，请重拍。", "basis": "社会保险法第七十四条", "kind": "material",
                         "target": "bank-card"}],
            "due_at": "2026-03-30", "provisional": True,
        }),
        Kind("refusal_of_acceptance", "refuse_acceptance", "不予受理通知书", "不受", {
            "name": "国（境）内出生登记", "number": "", "addressee": _LONG_NAME, "organization": "善美市公安局",
            "reason": "孩子的户口已经登记过。", "basis": ["户口登记条例第七条"], "remedies": _REMEDIES,
        }),
        Kind("approval", "approve", "准予决定书", "准予", {
            "name": "国（境）内出生登记", "number": _LINE["number"], "addressee": _LONG_NAME,
            "organization": "善美市公安局", "basis": ["户口登记条例第七条"], "decided_at": "2026-03-05",
        }),
        Kind("refusal", "refuse", "不予许可决定书", "不许", {
            "name": "国（境）内出生登记", "number": _LINE["number"], "addressee": _LONG_NAME,
            "organization": "善美市公安局", "reason": "父母双方的户口都不在本市。", "basis": ["户口登记条例第七条"],
            "remedies": _REMEDIES,
        }),
        Kind("offer", "offer", "方案和报价", "报价", {
            "name": "供水接入方案答复", "number": _LINE["number"], "addressee": _LONG_NAME,
            "organization": "善美市供水有限责任公司", "summary": "从东门市政管上接一根100毫米的管子。",
            "lines": [{"name": "水表和安装", "quantity": "2", "unit": "只", "price": "260", "amount": "520.00"}],
            "total": "520.00", "until": "2026-03-16", "provisional": True, "on_silence": "decline",
        }),
        Kind("due_date_notice", "move_dates", "办理期限调整告知书", "期限", {
            "name": "孩子出生了", "addressee": _LONG_NAME, "receipt": "20260302-000042", "notice": "国办发明电〔2026〕7号",
            "lines": [{"name": "整件事", "was": "2026-03-12", "due": "2026-03-13"}],
        }),
        Kind("closing_letter", "close", "办理结果告知书", "办结", {
            "name": "孩子出生了", "addressee": _LONG_NAME, "receipt": "20260302-000042", "submitted_at": "2026-03-02",
            "summary": "一共2项：办好1项，没有通过1项。",
            "receive": "办好的结果都在“我的”里，随时可以看、可以出示。", "groups": [],
            "cases": [_LINE, {**_LINE, "name": "生育医疗费用报销", "state": "refused", "words": "没有通过",
                              "certificate": "", "reason": "连续参保不满十二个月。", "basis": ["社会保险法第五十三条"],
                              "remedies": _REMEDIES,
                              "again": "情况有变化时，可以重新申请。"}],
        }),
    )
}  # fmt: skip
"""Kind → what the program knows of it. An app above that issues a new kind adds a line and a layout."""

BY_ACT: Final[dict[str, str]] = {kind.act: kind.code for kind in KINDS.values()}
"""Act → the kind of paper that it issues."""


def kinds_of(papers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """(act, digest of its paper) pairs as kind → digest, for what an application keeps of its rulebooks."""
    return {BY_ACT[act]: digest for act, digest in papers if act in BY_ACT and digest}
