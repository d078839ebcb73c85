"""Samples of the workbench."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bancheng.ui.samples.row import HERE, Row, due


def inbox(now: datetime) -> Row:
    """An inbox with filters and acts."""
    today = now.date()
    rows = [
        ("食品经营许可", "张伟", "开餐饮店", "审查", due(today, "overdue", -1, 1)),
        ("户口登记", "林小雨", "孩子出生了", "受理", due(today, "today", 0, 0)),
        ("消防检查", "陈桂兰", "开餐饮店", "核查", due(today, "paused", 5, 0)),
        ("户口登记", "周敏", "孩子出生了", "受理", due(today, "near", 1, 1)),
        ("居住证办理", "黄志强", "来善美工作", "审查", due(today, "far", 9, 7)),
    ]
    return {
        "inbox": [
            {
                "id": str(i),
                "href": f"/design/desk/?case={i}",
                "item": item,
                "who": who,
                "thing": thing,
                "stage": stage,
                "due": due,
                "unread": i in (1, 4),
                "batch": True,
                "chosen": i == 3,
            }
            for i, (item, who, thing, stage, due) in enumerate(rows)
        ],
        "filters": [
            {"word": _("全部"), "href": HERE, "current": True},
            {"word": _("今天到期"), "href": HERE},
            {"word": _("等补材料"), "href": HERE},
        ],
        "acts": [
            {"word": _("受理"), "href": HERE, "key": "A", "primary": True},
            {"word": _("一次性要求补正"), "href": HERE, "key": "C"},
            {"word": _("转办"), "href": HERE, "key": "T"},
        ],
    }


def case(now: datetime) -> Row:
    """Review points, materials and canned reasons of one case."""
    return {
        "points": [
            {
                "code": "marriage",
                "text": "父母婚姻存续",
                "state": "agree",
                "by": "民政局",
                "at": now,
                "href": HERE,
            },
            {
                "code": "address",
                "text": "母亲户籍在本辖区",
                "state": "differ",
                "by": "公安局人口库",
                "at": now,
                "href": HERE,
            },
            {"code": "name", "text": "姓名用字在规范汉字表内：林知夏", "state": "look"},
            {"code": "photo", "text": "照片看得清每一个字", "state": "seen"},
        ],
        "materials": [
            {
                "title": "银行卡照片",
                "page": 1,
                "pages": 2,
                "kind": "image",
                "src": "/static/ui/mark.svg",
                "download": HERE,
                "next": {"href": HERE},
            },
            {"title": "租赁合同", "kind": "missing"},
            {
                "title": "银行流水",
                "kind": "pdf",
                "page": 2,
                "pages": 3,
                "src": "/static/ui/mark.svg",
                "download": HERE,
                "previous": {"href": HERE, "turns": True},
                "next": {"href": HERE, "turns": True},
            },
            {"title": "合同扫描", "kind": "damaged", "download": HERE, "previous": {"href": HERE}},
        ],
        "reasons": [
            {"value": "page", "label": "缺页", "hint": "请拍全每一页，包括签名页。"},
            {"value": "blur", "label": "看不清", "hint": "请在亮处重拍，四个角都要拍到。"},
        ],
    }
