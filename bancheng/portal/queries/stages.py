"""The list of all things: persons' and enterprises', by stages of life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from bancheng.journeys.queries.published import Published
from bancheng.kernel.rulebooks import text
from bancheng.portal.queries.finding import Page, result

STAGES: Mapping[str, Sequence[tuple[Any, frozenset[str]]]] = {
    "person": (
        (_lazy("结婚、生孩子"), frozenset({"生育收养", "婚姻登记"})),
        (_lazy("上学"), frozenset({"教育科研"})),
        (_lazy("工作、参军"), frozenset({"劳动就业", "就业创业", "职业资格", "入伍服役", "退役军人"})),
        (_lazy("房子、户口、车"), frozenset({"住房保障", "户籍办理", "不动产", "交通出行", "证件办理"})),
        (_lazy("看病、社保、养老"), frozenset({"社会保障", "医疗卫生", "离职退休", "养老服务"})),
        (_lazy("遇到难处"), frozenset({"社会救助", "优待抚恤", "法律服务"})),
        (_lazy("家人去世"), frozenset({"死亡殡葬"})),
    ),
    "enterprise": (
        (_lazy("开起来"), frozenset({"准营准办", "设立变更", "企业开办", "资质认证", "交通出行"})),
        (
            _lazy("经营中"),
            frozenset({"企业变更", "企业开办变更注销", "市政公用", "社会保障", "劳动就业", "年检年审"}),
        ),
        (_lazy("不办了"), frozenset({"破产注销", "企业注销"})),
    ),
}
"""Side → stages in the order of life, each with the topics (服务主题) of the matters that belong to it."""


def by_stage(found: Sequence[Published], on: date) -> list[Page]:
    """Persons' and enterprises' things, each under the stage of life that most of its matters are about."""
    sides: list[Page] = []
    for audience, name in (("person", _("个人的事")), ("enterprise", _("企业的事"))):
        here = [one for one in found if one.journey.audience == audience]
        stages: dict[str, list[Page]] = {str(word): [] for word, _topics in STAGES[audience]}
        stages[_("别的事")] = []
        for one in here:
            stages[_stage(one)].append(result(one, on))
        groups = [{"name": word, "rows": rows} for word, rows in stages.items() if rows]
        sides += [{"code": audience, "name": name, "stages": groups}] if here else []
    return sides


def _stage(one: Published) -> str:
    topics = Counter(text(topic) for item in one.items for topic in item.topics)
    for topic, _count in topics.most_common():
        for word, belonging in STAGES[one.journey.audience]:
            if topic in belonging:
                return str(word)
    return _("别的事")
