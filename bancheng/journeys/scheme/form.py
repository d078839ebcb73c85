"""一张表单、一套材料: every datum and every material that the journey may want, and who gives it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Item, ItemField, ItemMaterial
from bancheng.eforms.spec import role_of
from bancheng.journeys.compose.applying import values_of
from bancheng.journeys.scheme.facts import NONE_SAID, Book
from bancheng.journeys.scheme.parts import Table
from bancheng.journeys.spec import JourneyItem
from bancheng.kernel.rulebooks import text

APPLICANT = "applicant"
_FORMS = {
    "original": "原件", "copy": "复印件", "original_and_copy": "原件和复印件", "original_or_copy": "原件或复印件",
    "electronic": "电子件",
}  # fmt: skip
_NECESSITY = {"required": "必要", "optional": "非必要", "deferrable": "容缺后补", "exempt": "信息免交"}
_CHANNELS = {"applicant": "申请人自备", "government": "政府部门核发", "form": "在线填报", "other": "其他"}


def mapped(path: str, place: JourneyItem) -> str:
    """An item's path in the journey's names."""
    role, dot, rest = path.partition(".")
    return place.roles.get(role, role) + dot + rest


@dataclass
class _Datum:
    name: str
    element: str
    required: bool
    sources: dict[str, None] = field(default_factory=dict)
    items: dict[str, None] = field(default_factory=dict)


def fields(book: Book) -> Table:
    """申请表单: each datum once, whose it is, who gives it, which matters use it."""
    found: dict[tuple[str, str], _Datum] = {}
    for place, item in book.placed:
        for need in item.all_fields():
            path = mapped(need.path, place)
            key = (path, need.element)
            element = book.element(need.element)
            name = text(need.name) or text(element.plain_name) or text(element.name)
            datum = found.setdefault(key, _Datum(name, text(element.name), need.required))
            datum.required = datum.required or need.required
            datum.items.setdefault(text(item.name))
            datum.sources |= dict.fromkeys(_sources(book, place, item, need, path))
    rows = [
        (str(number), book.subject(path), one.name, one.element, "；".join(one.sources),
         _("是") if one.required else _("否"), "、".join(one.items))
        for number, ((path, _code), one) in enumerate(found.items(), 1)
    ]  # fmt: skip
    head = (_("序号"), _("谁的"), _("填写项"), _("数据元"), _("由谁提供"), _("必填"), _("用于哪些事项"))
    return Table(_("申请表单"), head, tuple(rows), (5, 9, 16, 16, 24, 6, 24), wide=True)


def _sources(book: Book, place: JourneyItem, item: Item, need: ItemField, path: str) -> Iterator[str]:
    if not need.for_applicant:
        yield _("办理人员审批时填写")
        return
    if need.derive:
        yield _("由其他填写项算出")
        return
    if need.source:
        yield _from_result(book, need.source)
        return
    givers = [
        text(other.name) for there, other in book.placed
        if other.code != item.code and path in {mapped(one, there) for one in other.outcome.gives}
    ]  # fmt: skip
    yield from (_("“{name}”办好后自动带出").format(name=name) for name in givers)
    looked_up = list(_looked_up(book, path, need.element))
    yield from looked_up
    if path in _known(book):
        yield _("登录信息自动带出")
    elif not givers:
        yield _("查不到的由申请人填写") if looked_up else _("申请人填写")


def _from_result(book: Book, source: str) -> str:
    code = source.removeprefix("result:")
    name = book.names.get(code) or book.names.get(code.rpartition(".")[0], code)
    return _("“{name}”办好后自动带出").format(name=name)


def _looked_up(book: Book, path: str, element: str) -> Iterator[str]:
    """Registers that answer this datum of this subject."""
    for prefill in book.journey.prefill:
        resource = book.resource(prefill.resource)
        for output in resource.outputs:
            if output.element == element and prefill.roles.get(output.role) == role_of(path):
                yield _("{provider}共享“{name}”").format(
                    provider=book.body(resource.provider), name=text(resource.name)
                )


def _known(book: Book) -> set[str]:
    """What signing on tells."""
    journey = book.journey
    paths = {path for kind in ("person", "enterprise") for path in values_of(journey, kind)}
    own = {f"{role}.{path.partition('.')[2]}" for path in paths for role in journey.applicant.roles}
    return paths | {one for one in own if len(journey.applicant.roles) == 1}


@dataclass
class _Paper:
    name: str
    form: str
    copies: int
    necessity: str
    channel: str
    free: dict[str, None] = field(default_factory=dict)
    when: dict[str, None] = field(default_factory=dict)
    standard: dict[str, None] = field(default_factory=dict)
    items: dict[str, None] = field(default_factory=dict)

    @property
    def shape(self) -> str:
        return _("{form}{n}份").format(form=self.form, n=self.copies) if self.copies else self.form


def materials(book: Book) -> Table:
    """申请材料: each kind once for its holder, how it need not be brought, which matters use it."""
    found: dict[tuple[str, str], _Paper] = {}
    for place, item in book.placed:
        for need in item.all_materials():
            material = book.material(need.type)
            holder = place.roles.get(need.holder, need.holder)
            one = found.setdefault(
                (need.type, holder),
                _Paper(
                    text(material.name), _FORMS[need.form], need.copies, _NECESSITY[need.necessity],
                    _CHANNELS[need.channel],
                ),
            )  # fmt: skip
            one.items.setdefault(text(item.name))
            one.free |= dict.fromkeys(_free(book, place, item, need))
            one.when |= dict.fromkeys(filter(None, [_when(book, item, need)]))
            one.standard |= dict.fromkeys(filter(None, [text(need.accept_standard)]))
    rows = [
        (str(number), one.name, book.subject(holder), one.shape, f"{one.necessity}，{one.channel}",
         "；".join(one.when) or NONE_SAID, "；".join(one.free) or _("申请人提交"), "；".join(one.standard) or NONE_SAID,
         "、".join(one.items))
        for number, ((_type, holder), one) in enumerate(found.items(), 1)
    ]  # fmt: skip
    head = (
        _("序号"), _("材料名称"), _("谁的"), _("形式和份数"), _("必要性和来源"), _("什么情况下要"), _("免交办法"),
        _("受理标准"), _("用于哪些事项"),
    )  # fmt: skip
    return Table(_("申请材料"), head, tuple(rows), (4, 14, 7, 10, 11, 13, 16, 13, 14), wide=True)


def _free(book: Book, place: JourneyItem, item: Item, need: ItemMaterial) -> Iterator[str]:
    """The ways in which the material need not be brought."""
    material = book.material(need.type)
    if place.materials.get(need.type) == "waived":
        yield _("一件事内免交（{item}）").format(item=text(item.name))
    if need.source:
        name = book.names.get(need.source.removeprefix("result:").partition(".")[0], "")
        yield _("用“{name}”的办理结果").format(name=name)
    if need.channel == "form":
        yield _("由申请表单自动生成")
    if need.necessity == "exempt":
        yield _("信息免交")
    for one in material.replaced_by:
        if one.certificate:
            yield _("电子证照“{name}”").format(name=text(book.certificate(one.certificate).name))
        if one.resource:
            yield _("数据共享“{name}”").format(name=text(book.resource(one.resource).name))


def _when(book: Book, item: Item, need: ItemMaterial) -> str:
    return book.item_words(item).sentence(need.when) if need.when else ""
