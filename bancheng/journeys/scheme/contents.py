"""实施方案: the sections that an office expects, computed from the release and the city alone.

What has to be in it follows 汕府办函〔2025〕60号 (一件事一方案: 表单、材料、流程、数据、条件等要素) and the notice of
汉中 of 2024-08-07 (设定依据、受理条件、申请材料、办结时限、收费标准、办理结果等要素).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from bancheng.journeys.compose import Figures, compose
from bancheng.journeys.scheme import handling
from bancheng.journeys.scheme.facts import NONE_SAID, Book
from bancheng.journeys.scheme.form import fields, materials
from bancheng.journeys.scheme.parts import Scheme, Section, Table
from bancheng.journeys.spec import ScenarioQuestion
from bancheng.kernel.rulebooks import Document, Release, text
from bancheng.organizations.spec import World

Parts = Iterator[str | Table]
_METRICS = ("days", "materials", "fields", "visits", "steps")


def scheme(
    release: Release, world: World, on: date, lists: Mapping[str, Document], state: str = ""
) -> Scheme:
    """The plan of a journey. `on`: the day for which limits and bodies hold; `state`: said on the cover of a draft."""
    book = Book(release, world, lists)
    figures = compose(release, {}, {}, on, world=world, assume=True).figures
    named = (
        (_("基本情况"), _general(book)),
        (_("责任分工"), _duties(book)),
        (_("事项清单"), iter((handling.matters(book),))),
        (_("办理情形"), _situations(book)),
        (_("申请条件"), _conditions(book)),
        (_("申请表单"), _form(book)),
        (_("申请材料"), iter((materials(book),))),
        (_("办理流程"), _course(book, figures)),
        (_("办理时限"), _times(book, figures)),
        (_("收费"), _charges(book)),
        (_("办理结果和送达"), _results(book)),
        (_("精简成效"), _saved(book, figures)),
        (_("咨询和监督"), iter((handling.telephones(book),))),
        (_("依据和救济"), _law(book)),
    )
    version = release.digest.partition(":")[2][:12]
    return Scheme(
        title=_("{name}实施方案").format(name=text(book.journey.name)),
        city=book.city(),
        subject=text(book.journey.plain_name) or text(book.journey.name),
        source=_("按规则版本{version}生成{state}").format(
            version=version, state=f"（{state}）" if state else ""
        ),
        sections=tuple(Section(title, tuple(parts)) for title, parts in named),
    )


def _general(book: Book) -> Parts:
    journey = book.journey
    if journey.one_line:
        yield _sentence(text(journey.one_line))
    if journey.why:
        yield _sentence(text(journey.why))
    audience = {"person": _("个人"), "enterprise": _("企业和其他组织")}[journey.audience]
    promised = journey.promised.said if journey.promised else _("按各事项承诺时限")
    rows = (
        (_("名称"), text(journey.name)), (_("老百姓的叫法"), text(journey.plain_name) or NONE_SAID),
        (_("服务对象"), audience), (_("牵头部门"), book.body(journey.lead)),
        (_("配合部门"), "、".join(map(book.body, journey.supporting)) or NONE_SAID),
        (_("涉及事项"), _("{n}项").format(n=len(journey.items))), (_("整体承诺时限"), promised),
    )  # fmt: skip
    yield Table(_("基本情况"), (_("项目"), _("内容")), rows, (24, 76))


def _duties(book: Book) -> Parts:
    journey = book.journey
    rows: dict[str, list[str]] = {}
    for _place, item in book.placed:
        rows.setdefault(book.department(item), []).append(text(item.name))
    lead = _("{body}牵头：统筹规则、表单和流程，汇总办理情况，回应意见。").format(
        body=book.body(journey.lead)
    )
    yield lead
    if journey.supporting:
        yield _("{bodies}配合：按本方案办理各自的事项，共享数据，对接系统。").format(
            bodies="、".join(map(book.body, journey.supporting))
        )
    told = tuple((name, "、".join(dict.fromkeys(items))) for name, items in rows.items())
    yield Table(_("各部门办理的事项"), (_("部门"), _("事项")), told, (30, 70))


def _situations(book: Book) -> Parts:
    journey = book.journey
    if journey.questions:
        yield _("办事人回答下面的问题，由程序算出要办哪些事项、交哪些材料，答不上来的以后再说。")
        rows = tuple(
            (str(n), text(one.ask), _options(one), text(one.why) or NONE_SAID,
             book.words.sentence(one.when) if one.when else _("都问"))
            for n, one in enumerate(journey.questions, 1)
        )  # fmt: skip
        head = (_("序号"), _("问题"), _("回答"), _("为什么问"), _("什么情况下问"))
        yield Table(_("情形问题"), head, rows, (6, 26, 26, 22, 20))
    else:
        yield _("只有一种情形，不用回答问题。")
    if journey.excludes:
        ends = tuple(
            (text(one.text), book.words.sentence(one.when) if one.when else _("始终"), text(one.go_to))
            for one in journey.excludes
        )
        yield Table(_("不能一起办的情况"), (_("情况"), _("怎么判断"), _("去哪里办")), ends, (36, 32, 32))
    if journey.confirm:
        asked = tuple(
            (book.subject(one.subject), text(one.text) or NONE_SAID, one.within.said)
            for one in journey.confirm
        )
        yield Table(_("要别人同意的"), (_("谁"), _("同意什么"), _("多久以内")), asked, (20, 60, 20))


def _options(question: ScenarioQuestion) -> str:
    if question.options:
        return "／".join(text(one.label) for one in question.options)
    return {
        "yes_no": _("是／否"), "count": _("填个数"), "number": _("填数"), "date": _("填日期"),
    }.get(question.kind, _("填写"))  # fmt: skip


def _conditions(book: Book) -> Parts:
    roles = [book.subject(role) for role in book.journey.applicant.roles]
    yield _("可以提出申请的：{who}。").format(who="、".join(roles))
    rows = tuple(
        (text(item.name), text(one.text), text(one.otherwise) or NONE_SAID)
        for _place, item in book.placed
        for one in item.conditions
    )
    if rows:
        yield Table(_("受理条件"), (_("事项"), _("条件"), _("不符合的怎么办")), rows, (25, 45, 30))
    limited = [
        (text(item.name), text(item.quantity_limit)) for _place, item in book.placed if item.quantity_limit
    ]
    for name, said in limited:
        yield _sentence(_("“{name}”有数量限制：{said}").format(name=name, said=said))


def _form(book: Book) -> Parts:
    parts = "、".join(text(one.title) for one in book.journey.sections)
    if parts:
        yield _("各事项的表格合成一张表，分为：{parts}。同一项内容只填一次。").format(parts=parts)
    yield fields(book)


def _course(book: Book, figures: Figures) -> Parts:
    steps = "→".join(text(one) for one in book.journey.steps)
    yield _("办事人要走的步骤：{steps}。").format(steps=steps)
    yield from handling.lanes(book)
    path = " → ".join(
        dict.fromkeys(book.names.get(node.partition("@")[0], node) for node in figures.critical_path)
    )
    if path:
        yield _("常见情形下最长的一条路：{path}，{n}个工作日。").format(
            path=path, n=figures.critical_path_days
        )
    yield handling.order(book)


def _times(book: Book, figures: Figures) -> Parts:
    journey = book.journey
    if journey.promised:
        yield _("整体承诺时限：{limit}。").format(limit=journey.promised.said)
    yield _("常见情形下，按法定时限最长{legal}个工作日，按承诺时限最长{days}个工作日办完。").format(
        legal=figures.legal_days, days=figures.critical_path_days
    )
    if figures.joint:
        yield _("两项以上行政许可联合办理，时间不超过45日；经本级人民政府负责人批准，可以延长15日。")
    yield handling.limits(book)


def _charges(book: Book) -> Parts:
    table = handling.charges(book)
    yield table if table else _("本方案涉及的事项都不收费。")


def _results(book: Book) -> Parts:
    delivery = book.journey.delivery
    rule = {
        "together": _("各项结果都办好以后一起送达。"),
        "as_ready": _("办好一项，送达一项。"),
        "together_but_at_latest_by": _("结果一起送达；到{limit}还没有办好的，先送已经办好的。").format(
            limit=delivery.limit.said if delivery.limit else ""
        ),
    }
    yield rule[delivery.rule]
    yield handling.results(book)


def _saved(book: Book, figures: Figures) -> Parts:
    names = {
        "days": (_("办理时间"), _("个工作日")), "materials": (_("材料"), _("份")), "fields": (_("填写项"), _("项")),
        "visits": (_("跑动"), _("次")), "steps": (_("环节"), _("个")),
    }  # fmt: skip
    rows = []
    for metric in _METRICS:
        change, (label, unit) = getattr(figures, metric), names[metric]
        less = _less(change.before, change.after)
        rows.append((label, f"{change.before}{unit}", f"{change.after}{unit}", less))
    yield _("按常见情形计算：改革前是各事项一件一件单独办，改革后是按本方案一次办。")
    yield Table(
        _("改革前后"), (_("项目"), _("改革前"), _("改革后"), _("减少")), tuple(rows), (25, 25, 25, 25)
    )
    if figures.facts:
        yield _("以上数字依据的{facts}处规则里，有{inferred}处是推断的，发布前应当核实。").format(
            facts=figures.facts, inferred=figures.inferred
        )


def _less(before: int, after: int) -> str:
    if not before:
        return NONE_SAID
    return _("减少{n}%").format(n=round(100 * (before - after) / before))


def _law(book: Book) -> Parts:
    yield handling.bases(book)
    yield from handling.remedies(book)


def _sentence(said: str) -> str:
    return said if said.endswith(("。", "？")) else f"{said}。"
