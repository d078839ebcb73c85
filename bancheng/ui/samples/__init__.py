"""Sample data of the design pages: every component in every state, people and numbers invented.

Dates lie around the day of reading, so that nothing on the page is in the wrong past or future.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bancheng.ui.samples import desk, form, plan, progress
from bancheng.ui.samples.row import HERE, Row

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
        **form.choices(),
        **form.messages(),
        **form.known(now),
        **form.typed(),
        **form.handed_in(now),
        **plan.needs(now),
        **plan.nodes(),
        **plan.lists(),
        **progress.states(now),
        **progress.items(now),
        **progress.certificates(now),
        **desk.inbox(now),
        **desk.case(now),
    }
