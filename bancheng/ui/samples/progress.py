"""Samples of what happens after handing in: deadlines, states, items, certificates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bancheng.ui.samples.row import HERE, Row, due
from bancheng.ui.squares import square

STATES = {
    "draft": ("草稿，还没提交", "mute", "pencil"),
    "waiting": ("等前一项办好", "mute", "hourglass"),
    "filed": ("已交，等受理", "mute", "inbox"),
    "correction": ("等您补材料", "warn", "warn"),
    "review": ("正在办", "info", "progress"),
    "paused": ("暂停计时", "pause", "pause"),
    "approved": ("已通过，正在制证", "info", "certificate"),
    "refused": ("没有通过", "bad", "bad"),
    "issued": ("已办好", "ok", "ok"),
    "delivered": ("都办好了", "ok", "done-all"),
    "withdrawn": ("您已撤回", "mute", "back-up"),
    "overdue": ("晚了1个工作日", "bad", "overdue"),
}


def _dues(today: date) -> list[Row]:
    why = [
        "3月2日（周一）受理。从第二天起算5个工作日，周六、周日不算，到3月9日（周一）。",
        "依据：《行政许可法》第八十二条。",
    ]
    return [
        due(today, "far", 8, 6, why=why),
        due(today, "near", 1, 1, why_href=HERE),
        due(today, "today", 0, 0, why_href=HERE),
        due(today, "overdue", -1, 1, why_href=HERE),
        due(today, "paused", 7, 0, reason="消防部门要到店里看一次", why_href=HERE),
        due(today, "met", -2, 2),
        due(today, "far", 60, 42, provisional=True, why_href=HERE),
    ]


def _named() -> dict[str, Row]:
    return {code: dict(zip(("word", "kind", "icon"), row, strict=True)) for code, row in STATES.items()}


def states(now: datetime) -> Row:
    """Every light of a deadline and every state of a case."""
    return {"dues": _dues(now.date()), "states": _named()}


def items(now: datetime) -> Row:
    """Items under way, and what happened so far."""
    named, dues = _named(), _dues(now.date())
    return {
        "progress": [
            {
                "name": "出生医学证明",
                "state": named["issued"],
                "text": "卫生健康局，昨天办好。",
                "href": HERE,
            },
            {
                "name": "户口登记",
                "state": named["review"],
                "text": "公安局正在办，您不用做什么。",
                "current": True,
                "due": dues[0],
            },
            {
                "name": "居民医保参保",
                "state": named["waiting"],
                "text": "户口登记办好后自动开始，您不用交户口簿。",
            },
            {
                "name": "生育补贴",
                "state": named["refused"],
                "text": "没有通过：登记的是第三个孩子，这项补贴发给前两个。",
                "href": HERE,
                "link": "不服可以怎么办",
            },
        ],
        "history": [
            {"at": now - timedelta(hours=3 * i), "title": title, "by": by}
            for i, (title, by) in enumerate(
                (
                    ("开始办户口登记", "公安局"),
                    ("出生医学证明办好了", "卫生健康局"),
                    ("收下了您补的银行卡照片", "您"),
                    ("请您补1样材料", "医疗保障局"),
                    ("几家部门都收到了", "善美市"),
                    ("您提交了申请", "林小雨"),
                    ("爸爸确认了", "周明"),
                )
            )
        ],
    }


def certificates(now: datetime) -> Row:
    """A certificate in every state."""
    today = now.date()
    return {
        "square": square("https://shanmei.example/verify/"),
        "certificates": [
            _card("valid", now, until=today + timedelta(days=3600)),
            _card("expiring", now, until=today + timedelta(days=20)),
            _card("expired", now, until=today - timedelta(days=20)),
            _card("revoked", now, ended=today - timedelta(days=30)),
            {
                "name": "社会保障卡",
                "holder": "林知夏",
                "issuer": "善美市人力资源和社会保障局",
                "state": "making",
            },
        ],
    }


def _card(state: str, now: datetime, **more: object) -> Row:
    return {
        "name": "食品经营许可证",
        "holder": "善美市潮味轩餐饮店",
        "number": "JY2441******0137",
        "issuer": "善美市市场监督管理局",
        "issued": now.date() - timedelta(days=300),
        "state": state,
        "actions": [
            {"word": _("出示"), "href": HERE, "icon": "eye"},
            {"word": _("下载"), "href": HERE, "icon": "download"},
        ],
        **more,
    }
