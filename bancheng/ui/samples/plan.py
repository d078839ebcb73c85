"""Samples of a plan: figures, what to bring, the departments' picture, lists of things."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bancheng.ui.samples.row import HERE, Row


def needs(now: datetime) -> Row:
    """The four figures and what to bring."""
    return {
        "figures": [
            {"label": "最快办好", "before": 32, "after": 5, "unit": "个工作日"},
            {"label": "材料", "before": 9, "after": 1, "unit": "份"},
            {"label": "填写", "before": 64, "after": 7, "unit": "项"},
            {"label": "要跑", "before": 4, "after": 0, "unit": "次"},
        ],
        "needs": [
            {"name": "银行卡照片", "bring": True, "why": "政府没有您的银行卡信息。", "href": HERE},
            {"name": "结婚证", "bring": False, "why": "民政局登记显示您二位2023年5月20日结婚", "at": now},
            {"name": "出生医学证明", "bring": False, "why": "卫生健康局办好后直接转给公安局。"},
        ],
    }


def specimens() -> Row:
    """样张 of every shape."""
    shapes: tuple[tuple[str, object, str, tuple[str, ...], Row], ...] = (
        ("card", _("卡片"), "居民身份证", ("姓名", "身份证号", "住址"), {"portrait": True}),
        ("page", _("一页纸"), "租赁合同", ("双方姓名", "房屋地址", "起止日期"), {"signed": True}),
        ("booklet", _("打开的本子"), "结婚证", ("姓名", "证号", "日期"), {"stamped": True, "portrait": True}),
        ("table", _("表格"), "增值税发票", ("发票号码", "购买方", "金额"), {"stamped": True}),
        ("drawing", _("图纸"), "厨房布局图", ("厨房", "操作区", "餐厅", "仓库"), {}),
        ("photo", _("照片"), "厨房照片", ("灶台", "水池", "冰箱"), {}),
    )
    return {"specimens": [_specimen(*one) for one in shapes]}


def _specimen(shape: str, state: object, name: str, must: tuple[str, ...], more: Row) -> Row:
    rows = [{"label": one, "short": one, "value": ""} for one in must]
    alt = f"{name}的样张，要看得清：{'、'.join(must)}"
    plain: Row = {"stamped": False, "signed": False, "portrait": False, "picture": "", "accepted": ()}
    told: Row = {"shape": shape, "state": state, "title": name, "rows": rows, "must": must, "alt": alt}
    return plain | told | more


def nodes() -> Row:
    """One node of each state."""
    return {
        "nodes": [
            _node("b", "出生医学证明", "卫生健康局", "ok", "已办好", "1个工作日", critical=True),
            _node("h", "户口登记", "公安局", "now", "正在办", "1个工作日", "b", True, "在出生医学证明之后"),
            _node("v", "预防接种证", "卫生健康局", "ok", "已办好", "当天", "b", note="在出生医学证明之后"),
            _node(
                "c", "生育补贴申领", "卫生健康局", "wait", "等前一项", "5个工作日", "h", note="在户口登记之后"
            ),
            _node(
                "m",
                "居民医保参保登记",
                "医疗保障局",
                "wait",
                "等前一项",
                "1个工作日",
                "h",
                True,
                "在户口登记之后",
            ),
            _node(
                "s",
                "社会保障卡",
                "人力资源和社会保障局",
                "wait",
                "等前一项",
                "2个工作日",
                "m",
                True,
                "在医保参保之后",
            ),
            _node(
                "r", "生育医疗费报销", "医疗保障局", "pause", "暂停计时", "", "b", note="在出生医学证明之后"
            ),
        ],
    }


def lists() -> Row:
    """Cards, results of a search, rows of links."""
    return {
        "things": [
            {"name": "孩子出生了", "line": "出生证、上户口、医保、社保卡", "href": HERE, "icon": "child"},
            {"name": "开一家餐饮店", "line": "执照、食品许可、招牌", "href": HERE, "icon": "shop"},
            {"name": "补社保卡", "line": "丢了、坏了、改了名字", "href": HERE, "icon": "card"},
            {"name": "买卖二手房", "line": "过户、交税、水电气改名", "href": HERE, "icon": "house"},
            {"name": "家人去世", "line": "户口、社保、公积金等7件事", "href": HERE},
            {"name": "退休", "line": "养老金、医保、公积金", "href": HERE, "icon": "leaf"},
        ],
        "results": [
            {
                "name": "孩子出生了",
                "href": HERE,
                "line": "一次申请，办好出生证、户口、医保、社保卡等6件事。",
                "meta": ["最快5个工作日", "交1份材料", "网上办"],
            },
            {
                "name": "补办出生医学证明",
                "href": HERE,
                "line": "丢了或者写错了，在这里补。",
                "official": "出生医学证明补发",
                "meta": ["最快3个工作日", "交2份材料"],
            },
        ],
        "terms": [{"word": w, "href": HERE} for w in ("上户口", "开饭店", "补社保卡")],
        "rows": [
            {"word": _("办事"), "href": HERE, "icon": "list"},
            {"word": _("查进度"), "href": HERE, "icon": "route"},
            {"word": _("打12345找人帮"), "href": HERE, "icon": "phone"},
        ],
    }


def _node(
    code: str,
    name: str,
    department: str,
    state: str,
    word: str,
    days: str,
    after: str = "",
    critical: bool = False,
    note: str = "",
) -> Row:
    return {
        "code": code,
        "name": name,
        "department": department,
        "state": state,
        "word": word,
        "days": days,
        "after": tuple(after),
        "critical": critical,
        "note": note,
    }
