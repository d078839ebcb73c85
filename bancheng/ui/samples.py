"""Sample data of the design pages: every component in every state, people and numbers invented.

Dates lie around the day of reading, so that nothing on the page is in the wrong past or future.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

Row = dict[str, Any]

HERE = "/design/"

AVOID = (
    ("事项 / 办理事项", "事、要办的事"),
    ("提交成功", "已经交上了"),
    ("补正 / 补齐补正", "补材料、改一处"),
    ("受理", "收下开始办（受理）"),
    ("不予受理", "这里办不了，原因是……"),
    ("办结", "办好了"),
    ("承诺时限 / 法定时限", "最晚哪天办好"),
    ("材料清单", "要准备什么、不用交什么"),
    ("告知承诺", "写个承诺，先办后查"),
    ("电子证照免提交", "不用交，已经查到"),
    ("跑动次数", "要跑几次"),
    ("统一社会信用代码", "营业执照上的18位代码"),
    ("申请人 / 办事人", "您"),
    ("系统异常，请稍后重试", "系统出了点问题，您填的都在"),
    ("非法字符 / 格式有误", "说出哪一处、要什么样"),
    ("必填项不能为空", "请填妈妈的手机号"),
    ("上传失败", "这张照片25MB，超过20MB"),
    ("无数据 / 暂无数据", "还没有……，可以……"),
    ("审核中 / 流程流转中", "公安局正在看，3月6日前回您"),
    ("容缺受理", "先收下，3月20日前补"),
    ("数据共享核验", "替您查过了"),
    ("授权委托书", "让别人替您办的凭证"),
    ("环节 / 节点", "第几步"),
    ("联办 / 并联审批", "几家一起办"),
    ("登录超时", "为了安全已退出，内容已保存"),
    ("停钟 / 特别程序", "暂停计时，因为要现场看"),
    ("行政复议、诉讼权利", "不服可以怎么办"),
)
TONE = (
    _("先说发生了什么，再说要做什么，最后说谁能帮忙。"),
    _("一句话25个字上下，最多40个字，一句一个意思。"),
    _("说清是谁：“公安局正在办”，不写“已进入审核环节”。"),
    _("描述毛病不用“请”，要人动手时用一次。"),
    _("数字用阿拉伯数字，带上单位。"),
    _("不怪人：写“最后一位和前17位对不上”，不写“您输错了”。"),
    _("说清不用交什么。"),
    _("许诺一定带日子。"),
    _("家里有人去世、遇到难处的事：不说“最快”，不打绿勾。"),
)
RAIL: Row = {
    "name": "李建国",
    "post": "户籍窗口（城北分局）",
    "rows": [
        {"word": _("我的待办"), "href": "/design/desk/", "count": 18, "current": True},
        {"word": _("科室待领"), "href": HERE, "count": 100},
        {"word": _("我办过的"), "href": HERE},
        {"word": _("找办件"), "href": HERE},
        {"word": _("批量办理"), "href": HERE},
    ],
    "others": [{"word": "出入境窗口", "href": HERE}],
    "logout": HERE,
}


def everything() -> Row:
    """All samples by component, seen from now."""
    now = timezone.localtime()
    return {
        "today": now.date(),
        "now": now,
        **_choices(),
        **_messages(),
        **_form(now),
        **_plan(now),
        **_progress(now),
        **_desk(now),
    }


def _choices() -> Row:
    return {
        "follow": [
            {"value": "mother", "label": "随妈妈", "hint": "善美市城区，春风街派出所"},
            {"value": "father", "label": "随爸爸", "hint": "安澜县，城东派出所"},
            {"value": "unsure", "label": "还没想好", "hint": "先看看两种办法的区别"},
        ],
        "ways": [
            {"value": "post", "label": "寄到家里", "hint": "3天左右，不收钱"},
            {"value": "hall", "label": "去大厅拿"},
        ],
        "known_addresses": [
            {"value": "household", "label": "善美市城区春风街12号3栋402", "hint": "户籍地址"},
            {"value": "used", "label": "安澜县城东路8号", "hint": "上次用过的地址"},
        ],
        "levels": [
            {
                "name": "county",
                "label": "县区",
                "value": "a",
                "options": [{"value": "a", "label": "善美市城区"}],
            },
            {"name": "town", "label": "镇街", "value": "", "options": [{"value": "b", "label": "春风街道"}]},
        ],
    }


def _messages() -> Row:
    return {
        "errors": {"sample.bank": "卡号少了1位，请对照卡面再输一遍", "sample.follow": "请选择宝宝随谁上户口"},
        "act": {"word": _("去补材料"), "href": HERE},
        "conflict": "李建国10:41已经受理了这件事。您的操作没有生效，您写的意见留在下面。",
        "kept": "租赁合同缺最后一页，没有房东签名。请拍全每一页。",
    }


def _form(now: datetime) -> Row:
    found = {
        "state": "found",
        "name": "公安局人口库",
        "at": now,
        "authority": "《国务院关于在线政务服务的若干规定》",
        "purpose": "核对监护人身份",
        "retention": "办好后保存10年",
    }
    sources = [
        found,
        {"state": "typed", "at": now},
        {"state": "waiting", "name": "公安局", "registered": "林晓雨"},
        {"state": "agreed", "name": "公安局", "at": now},
        {"state": "differs", "name": "民政局", "registered": "2023年5月21日"},
        {"state": "down", "name": "民政局的系统"},
    ]
    return {
        "sources": sources,
        "objections": [
            {"state": "closed", "what": "妈妈的姓名", "path": "s1"},
            {
                "state": "open",
                "what": "妈妈的姓名",
                "path": "s2",
                "value": "",
                "errors": {"value": "请写正确的姓名"},
            },
            {"state": "sent", "what": "妈妈的姓名", "path": "s3"},
            {
                "state": "answered",
                "what": "妈妈的姓名",
                "path": "s4",
                "answer": "公安局3月5日核对过，按您写的改了。",
            },
        ],
        "prefilled": [
            {
                "label": "姓名",
                "value": "林小雨",
                "source": found,
                "objection": {"state": "closed", "what": "妈妈的姓名", "path": "p1"},
            },
            {
                "label": "身份证号",
                "value": "4415**********2142",
                "show": HERE,
                "what": "妈妈的身份证号",
                "source": {"state": "found", "name": "公安局人口库", "at": now},
                "objection": {"state": "closed", "what": "妈妈的身份证号", "path": "p2"},
            },
        ],
        "answers": [
            {"label": "妈妈的手机号", "value": "138****0000", "change": HERE, "what": "妈妈的手机号"},
            {"label": "宝宝随谁上户口", "value": "随妈妈", "change": HERE, "changed": "刚才是随爸爸。"},
            {"label": "寄到哪里", "value": ["善美市城区春风街12号", "3栋402"], "change": HERE},
        ],
        "tasks": [
            {"name": "宝宝", "href": HERE, "state": "done"},
            {"name": "爸爸妈妈", "href": HERE, "state": "errors", "count": 2, "current": True},
            {"name": "落户", "href": HERE, "state": "partly"},
            {"name": "领取", "href": HERE, "state": "empty"},
            {"name": "社保卡", "href": HERE, "state": "later", "reason": "先填好宝宝的名字"},
        ],
        "files": [
            {"id": "1", "name": "银行卡.jpg", "size": 2_400_000, "state": "kept", "href": HERE},
            {
                "id": "2",
                "name": "租赁合同.jpg",
                "size": 3_100_000,
                "state": "doubt",
                "reason": "照片右边被切掉了一块，看不清有效期。重拍一张更稳，也可以照交。",
            },
            {
                "id": "3",
                "name": "合同扫描.pdf",
                "size": 25_000_000,
                "state": "rejected",
                "reason": "这个文件打不开，可能没下载完整。请换一份。",
            },
            {"id": "4", "name": "第二页.jpg", "size": 1_000_000, "state": "sending", "percent": 62},
            {"id": "5", "name": "第三页.jpg", "size": 800_000, "state": "checking"},
        ],
        "reuse": [{"value": "r", "label": "用2月交过的租赁合同", "hint": "2月10日，开店时交的"}],
        "later": {
            "until": now.date() + timedelta(days=14),
            "text": "到时没补，这一样会停下来等您。",
            "chosen": False,
        },
    }


def _plan(now: datetime) -> Row:
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


def _due(today: date, light: str, days: int, left: int, **more: object) -> Row:
    return {"light": light, "date": today + timedelta(days=days), "left": left, **more}


def _progress(now: datetime) -> Row:
    today = now.date()
    why = [
        "3月2日（周一）受理。从第二天起算5个工作日，周六、周日不算，到3月9日（周一）。",
        "依据：《行政许可法》第八十二条。",
    ]
    dues = [
        _due(today, "far", 8, 6, why=why),
        _due(today, "near", 1, 1, why_href=HERE),
        _due(today, "today", 0, 0, why_href=HERE),
        _due(today, "overdue", -1, 1, why_href=HERE),
        _due(today, "paused", 7, 0, reason="消防部门要到店里看一次", why_href=HERE),
        _due(today, "met", -2, 2),
        _due(today, "far", 60, 42, provisional=True, why_href=HERE),
    ]
    states = {
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
    named = {code: dict(zip(("word", "kind", "icon"), row, strict=True)) for code, row in states.items()}
    return {
        "dues": dues,
        "states": named,
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


def _desk(now: datetime) -> Row:
    today = now.date()
    rows = [
        ("食品经营许可", "张伟", "开餐饮店", "审查", _due(today, "overdue", -1, 1)),
        ("户口登记", "林小雨", "孩子出生了", "受理", _due(today, "today", 0, 0)),
        ("消防检查", "陈桂兰", "开餐饮店", "核查", _due(today, "paused", 5, 0)),
        ("户口登记", "周敏", "孩子出生了", "受理", _due(today, "near", 1, 1)),
        ("居住证办理", "黄志强", "来善美工作", "审查", _due(today, "far", 9, 7)),
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
                "next": HERE,
            },
            {"title": "租赁合同", "kind": "missing"},
            {"title": "银行流水", "kind": "pdf", "page": 1, "src": HERE, "download": HERE},
            {"title": "合同扫描", "kind": "damaged", "download": HERE, "previous": HERE},
        ],
        "reasons": [
            {"value": "page", "label": "缺页", "hint": "请拍全每一页，包括签名页。"},
            {"value": "blur", "label": "看不清", "hint": "请在亮处重拍，四个角都要拍到。"},
        ],
    }
