"""办理: matters, their order and stages, limits, charges, results, telephones, legal bases, each as a table."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Entry, Item, Limit
from bancheng.journeys.scheme.facts import NONE_SAID, Book
from bancheng.journeys.scheme.parts import Table
from bancheng.journeys.spec import JourneyItem
from bancheng.kernel.rulebooks import text

_FAILED = {"stop": "停下不办", "continue_without": "不等它，接着办", "ask_applicant": "问申请人还办不办"}
_WAYS = {"electronic": "电子", "post": "邮寄", "counter": "窗口领取"}
_TYPES, _LEVELS = "gbt39046-a1", "gbt39046-a2"


def matters(book: Book) -> Table:
    """事项清单."""
    rows = tuple(
        (str(number), text(item.name), item.codes.basic or NONE_SAID, book.listed(_TYPES, item.type),
         "、".join(book.listed(_LEVELS, one) for one in item.exercised_at) or NONE_SAID, book.department(item),
         needed_when(book, place))
        for number, (place, item) in enumerate(book.placed, 1)
    )  # fmt: skip
    head = (
        _("序号"),
        _("事项名称"),
        _("基本编码"),
        _("事项类型"),
        _("行使层级"),
        _("业务主管部门"),
        _("什么情况下办"),
    )
    return Table(_("事项清单"), head, rows, (5, 22, 15, 11, 11, 14, 22))


def needed_when(book: Book, place: JourneyItem) -> str:
    """When a matter belongs to the thing, in words."""
    said = (text(place.reason) or book.words.sentence(place.when)) if place.when else _("都要办")
    if place.each:
        said = _("{said}；每位{who}各办一件").format(said=said, who=book.subject(place.each))
    return said


def order(book: Book) -> Table:
    """办理流程: in the order in which matters can begin."""
    levels = _levels(book)
    placed = sorted(book.placed, key=lambda one: levels[one[0].item])
    rows = tuple(
        (_("第{n}步").format(n=levels[place.item]), text(item.name), book.department(item), _after(book, place),
         " → ".join(text(stage.name) for stage in item.stages))
        for place, item in placed
    )  # fmt: skip
    head = (_("次序"), _("事项"), _("部门"), _("等谁办完"), _("办理环节"))
    return Table(_("办理次序"), head, rows, (8, 22, 15, 30, 25))


def _levels(book: Book) -> dict[str, int]:
    after = {place.item: [one.item for one in place.after] for place, _item in book.placed}
    found: dict[str, int] = {}

    def level(code: str) -> int:
        if code not in found:
            found[code] = 1 + max((level(one) for one in after[code] if one in after), default=0)
        return found[code]

    return {code: level(code) for code in after}


def lanes(book: Book) -> Iterator[str]:
    """The order as text: what begins at once, what follows, what runs side by side."""
    levels = _levels(book)
    for number in sorted(set(levels.values())):
        names = "、".join(f"“{book.names[code]}”" for code, level in levels.items() if level == number)
        if number == 1:
            yield _("第1步，提交后同时开始：{names}。").format(names=names)
        else:
            yield _("第{n}步，前面的办完就开始：{names}。").format(n=number, names=names)


def _after(book: Book, place: JourneyItem) -> str:
    said = [
        _("{name}（没办成：{failed}）").format(
            name=book.names.get(one.item, one.item), failed=_FAILED[one.on_failure]
        )
        for one in place.after
    ]
    return "；".join(said) or _("不用等")


def limits(book: Book) -> Table:
    """办理时限: 法定 and 承诺, by place where they differ."""
    rows = tuple(
        (str(number), text(item.name), book.differing(item.entries, _legal), book.differing(item.entries, _promised),
         _ways(item) or NONE_SAID, _special(item) or NONE_SAID)
        for number, (_place, item) in enumerate(book.placed, 1)
    )  # fmt: skip
    head = (_("序号"), _("事项"), _("法定时限"), _("承诺时限"), _("不同办理方式"), _("特别程序"))
    return Table(_("办理时限"), head, rows, (5, 22, 14, 27, 18, 14))


def _legal(entry: Entry) -> str:
    return entry.legal.said if entry.legal else _("没有规定")


def _promised(entry: Entry) -> str:
    return entry.promised.said


def _ways(item: Item) -> str:
    found: dict[str, None] = {}
    for entry in item.entries:
        for way in entry.ways:
            limit: Limit | None = way.promised
            found.setdefault(
                _("{name}：{limit}").format(name=text(way.name), limit=limit.said if limit else _("同左"))
            )
    return "；".join(found)


def _special(item: Item) -> str:
    return "；".join(
        _("{name}，最长{limit}").format(name=text(one.name), limit=one.limit.said)
        for one in item.special_procedures
    )


def charges(book: Book) -> Table | None:
    """收费; None when nothing is charged anywhere."""
    rows: dict[tuple[str, ...], None] = {}
    for _place, item in book.placed:
        for entry in item.entries:
            for fee in entry.fees:
                amount = _("{amount}元").format(amount=format(fee.amount, "f")) if fee.amount else _("不收费")
                each = (
                    _("每{unit}{amount}").format(unit=text(fee.unit), amount=amount) if fee.unit else amount
                )
                same = [one for one in item.entries if fee in one.fees]
                where = "" if len(same) == len(item.entries) else book.places(same)
                rows.setdefault(
                    (text(item.name), text(fee.name), each, where or _("全市"), text(fee.standard) or NONE_SAID,
                     text(fee.basis) or NONE_SAID, text(fee.reducible) or NONE_SAID)
                )  # fmt: skip
    if not rows:
        return None
    head = (_("事项"), _("收费项目"), _("金额"), _("哪里"), _("收费标准"), _("收费依据"), _("减免"))
    return Table(_("收费项目"), head, tuple(rows), (17, 14, 11, 12, 17, 17, 12))


def results(book: Book) -> Table:
    """办理结果和送达."""
    rows = []
    for number, (_place, item) in enumerate(book.placed, 1):
        outcome = item.outcome
        paper = text(book.certificate(outcome.certificate).name) if outcome.certificate else NONE_SAID
        ways = "、".join(_WAYS[one] for one in outcome.delivered_by)
        rows.append((str(number), text(item.name), text(outcome.name) or paper, paper, ways))
    head = (_("序号"), _("事项"), _("办理结果"), _("电子证照或凭证"), _("送达方式"))
    return Table(_("办理结果"), head, tuple(rows), (5, 27, 26, 26, 16))


def telephones(book: Book) -> Table:
    """咨询监督: each body once, with where one goes."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for _place, item in book.placed:
        for entry in item.entries:
            body = book.body(entry.handling or entry.organization)
            key = (
                body,
                entry.phone or NONE_SAID,
                entry.complaint_phone or NONE_SAID,
                _address(book, entry) or NONE_SAID,
            )
            names = rows.setdefault(key, [])
            if text(item.name) not in names:
                names.append(text(item.name))
    head = (_("办理单位"), _("咨询电话"), _("监督投诉电话"), _("地址和时间"), _("办哪些事项"))
    told = tuple((*key, "、".join(names)) for key, names in rows.items())
    return Table(_("咨询和监督"), head, told, (22, 13, 13, 27, 25))


def _address(book: Book, entry: Entry) -> str:
    if entry.service_points:
        return "；".join(
            "，".join(filter(None, (text(one.name), text(one.address), text(one.hours))))
            for one in entry.service_points
        )
    code = (entry.handling or entry.organization).removeprefix("org:")
    own = [one for one in book.world.service_points.values() if one.organization == code]
    return "；".join(f"{one.address}，{one.hours}" for one in sorted(own, key=lambda one: one.code)[:1])


def bases(book: Book) -> Table:
    """设定依据."""
    rows = tuple(
        (
            text(item.name),
            f"《{text(one.title).strip('《》')}》{text(one.article)}",
            text(one.text) or NONE_SAID,
        )
        for _place, item in book.placed
        for one in item.basis
    )
    return Table(_("设定依据"), (_("事项"), _("依据"), _("内容")), rows, (22, 28, 50))


def remedies(book: Book) -> tuple[str, ...]:
    """救济途径, each once."""
    found = dict.fromkeys(text(one.text) for _place, item in book.placed for one in item.remedies)
    return tuple(one if one.endswith("。") else f"{one}。" for one in found)
