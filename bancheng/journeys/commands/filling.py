"""填表与材料: saving what was typed, value by value, with two devices and wrong input in mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.catalogue.spec import Material
from bancheng.eforms.forms import Field, parse_form
from bancheng.files.queries import own_files
from bancheng.journeys.commands.storing import Written, change
from bancheng.journeys.compose import PlanField
from bancheng.journeys.queries.choices import choices
from bancheng.journeys.queries.double_roles import double_roles, known_elsewhere
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.queries.entries import SIGN_ON, TYPED, Entry
from bancheng.journeys.queries.several import holder_of, moved_since
from bancheng.kernel.access import Actor
from bancheng.kernel.errors import Conflict, InvalidInput, define
from bancheng.kernel.rulebooks import text

MATERIAL_UNKNOWN = define(
    InvalidInput,
    "material_unknown",
    _("这件事现在不用交这样材料。"),
    next_step=_("回到材料页看看要交哪些。"),
)
PEOPLE_MOVED = define(
    Conflict,
    "people_moved",
    _("另一台设备上去掉了一个人，后面的人往前挪了一位，这次没有存。"),
    next_step=_("回到材料页，看清楚是谁的，再交一次。"),
)
_NUMBERS = frozenset({"id_number", "uscc"})
_IDENTITY_FIXED = _("身份证号是登录时核实的，不能在这里改。要替别人办，请用他本人的登录。")
_CODE_FIXED = _("信用代码是您现在代表的企业的，不能在这里改。要替别的企业办，先换成那家企业的身份。")
MATERIAL_FULL = define(
    InvalidInput,
    "material_full",
    _("这样材料最多交{most}份文件，已经满了。"),
    next_step=_("先删掉一份，或者把几页合成一份再传。"),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What one page posted. Names are paths.

    `values`: what stands in the boxes · `shown`: what stood there when the page was made (a box that nobody touched
    is no change) · `base`: the draft's version then · `objections`: “这不对”, the right value by path ·
    `reasons`: why, by path · `undone`: objections taken back · `mine`/`theirs`: chosen after a clash.
    """

    values: Mapping[str, str] = field(repr=False)
    base: int
    shown: Mapping[str, str] = field(default_factory=dict, repr=False)
    objections: Mapping[str, str] = field(default_factory=dict, repr=False)
    reasons: Mapping[str, str] = field(default_factory=dict, repr=False)
    undone: frozenset[str] = frozenset()
    mine: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Clash:
    """One value that two devices changed: what this page says, what is stored, and when that was stored."""

    path: str
    mine: Any = field(repr=False)
    theirs: Any = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: errors and clashes by path, and what the person typed that was not taken."""

    errors: Mapping[str, str]
    typed: Mapping[str, str] = field(repr=False)
    clashes: tuple[Clash, ...]
    changed: tuple[str, ...]
    moved: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What was typed for people who had moved up meanwhile, because another device took somebody out: not stored, so
    that nobody is given another's values."""


def save_section(
    *, actor: Actor, draft_id: UUID, fields: Sequence[PlanField], typed: Typed, now: datetime
) -> tuple[DraftView, Saved]:
    """Save what is right, say what is wrong, and lose nothing: a wrong value is handed back as typed.

    A value that another device changed since the page was made is a clash unless both say the same; the stored one
    stays until the person chose. Values that nobody touched are not compared. What was typed for somebody whose number
    changed meanwhile (another device took one out before them) is handed back (`moved`) and not stored.
    """
    whole = typed

    def make(view: DraftView) -> tuple[Written, Saved]:
        written = Written(view)
        moved, typed = _moved(view, whole)
        parsed = parse_form(_fields(view, fields, typed), typed.values, on=view.on)
        clashes = [
            clash
            for path, value in parsed.values.items()
            if (clash := _take(written, path, value, typed, now)) is not None
        ]
        errors = dict(parsed.errors)
        errors |= _object(written, fields, typed, now)
        errors |= _twice(written, now)
        for path in typed.undone:
            _undo(written, path, now)
        kept = {path: typed.values.get(path, "") for path in errors}
        changed = tuple(path for path in written.entries if written.entries[path] != view.entries.get(path))
        return written, Saved(errors, kept, tuple(clashes), changed, moved)

    return change(draft_id, actor=actor, now=now, make=make)


def _moved(view: DraftView, typed: Typed) -> tuple[dict[str, str], Typed]:
    """What was typed for people who have another number by now, and the rest."""
    names = moved_since(view, {*typed.values, *typed.objections, *typed.undone}, typed.base)
    if not names:
        return {}, typed
    touched = {
        name: raw for name, raw in typed.values.items() if name in names and raw != typed.shown.get(name, "")
    }
    touched |= {name: raw for name, raw in typed.objections.items() if name in names}
    rest = {name: raw for name, raw in typed.values.items() if name not in names}
    kept = {name: raw for name, raw in typed.objections.items() if name not in names}
    return touched, replace(typed, values=rest, objections=kept, undone=typed.undone - names)


def _twice(written: Written, now: datetime) -> dict[str, str]:
    """A number that this page put where it makes one person of two is not taken; it stays in its box. Where one person
    may be both, what is written of them already is not asked again."""
    before, entries = written.view.entries, written.entries
    fresh = {path for path in entries if entries[path] != before.get(path)}
    elements = written.view.elements
    kinds = {elements[entries[path].element].datatype for path in fresh}
    if not kinds & _NUMBERS:
        return {}
    found = {one.path: one.sentence for one in double_roles(written.view_after()) if one.path in fresh}
    for path in found:
        if path in before:
            entries[path] = before[path]
        else:
            del entries[path]
    view = written.view_after()
    for path, value in known_elsewhere(view).items():
        element = next(one.element for one in view.plan.fields if one.path == path)
        written.put(path, Entry(value=value, element=element, source=TYPED, at=now, n=0))
    return found


def _fields(view: DraftView, fields: Sequence[PlanField], typed: Typed) -> list[Field]:
    """The boxes of the page. Boxes left empty are not wrong while saving: what is missing is said on review."""
    return [_box(view, one, required=False) for one in fields if _is_touched(one.path, typed)]


def _box(view: DraftView, one: PlanField, *, required: bool) -> Field:
    """A box with what may be chosen in it: a code that the page never offered is not taken."""
    element = view.elements[one.element]
    offered = choices(view.release, element, view.on)
    return Field(one.path, element, text(one.name), required=required, options=offered)


def _base_of(name: str) -> str:
    """`child.born_on-year` belongs to `child.born_on` (dates are typed in three boxes)."""
    return name.rpartition("-")[0]


def _is_touched(path: str, typed: Typed) -> bool:
    names = [name for name in typed.values if name == path or _base_of(name) == path]
    return any(typed.values[name] != typed.shown.get(name, "") or name in typed.mine for name in names)


def _take(written: Written, path: str, value: Any, typed: Typed, now: datetime) -> Clash | None:
    old = written.entries.get(path)
    planned = written.view.plan.field(path)
    if (old is not None and not old.typed) or (
        old is None and (planned is None or planned.source != "asked")
    ):
        return None  # known from somewhere: the page shows it as text; only an objection changes it
    if old is not None and old.value == value:
        return None
    if old is not None and old.n > typed.base and path not in typed.mine:
        return None if path in typed.theirs else Clash(path, value, old.value, old.at)
    if old is not None and old.objected:
        _object_anew(written, path, value, now)
    elif value is None:
        written.entries.pop(path, None)
    elif planned is not None:
        written.put(path, Entry(value=value, element=planned.element, source=TYPED, at=now, n=0))
    return None


def _object_anew(written: Written, path: str, value: Any, now: datetime) -> None:
    """A box of an older page that holds what contradicts a register by now: the register's word stays beside it."""
    old = written.entries[path]
    if value in (None, old.registered):
        _undo(written, path, now)
    else:
        written.put(path, replace(old, value=value, at=now))


def _object(written: Written, fields: Sequence[PlanField], typed: Typed, now: datetime) -> dict[str, str]:
    """“这不对”: the person's value counts from now on, the registered one is kept beside it."""
    wanted = {path: raw for path, raw in typed.objections.items() if raw.strip()}
    view = written.view
    boxes = [_box(view, one, required=True) for one in fields if one.path in wanted]
    parsed = parse_form(boxes, wanted, on=view.on)
    errors = {
        one.path: str(_CODE_FIXED if view.acting_for_kind == "enterprise" else _IDENTITY_FIXED)
        for one in fields
        if one.path in wanted and _is_identity(view, one)
    }
    page = {one.path: one for one in fields}
    for path, value in parsed.values.items():
        planned, old = page[path], view.entries.get(path)
        registered = old.value if old is not None else planned.value
        source = old.source if old is not None else planned.source.partition(":")[2]
        if old is not None and old.typed:
            registered, source = old.registered, old.registered_source
        if value == registered:
            _undo(written, path, now)
        if value == registered or path in errors:
            continue
        written.put(
            path,
            Entry(
                value=value, element=planned.element, source=TYPED, at=now, n=0, registered=registered,
                registered_source=source, reason=typed.reasons.get(path, "")[:500],
                authority=old.authority if old else "", query_id=old.query_id if old else "",
            ),
        )  # fmt: skip
    return dict(parsed.errors) | errors


def _is_identity(view: DraftView, one: PlanField) -> bool:
    """Whether it is the number by which the person signed on, or the code of the enterprise that is acted for: with
    another one, registers would be asked about somebody else."""
    return one.source == f"known:{SIGN_ON}" and view.elements[one.element].datatype in _NUMBERS


def _undo(written: Written, path: str, now: datetime) -> None:
    old = written.entries.get(path)
    if old is not None and old.objected:
        restored = Entry(
            value=old.registered, element=old.element, source=old.registered_source, at=now, n=0,
            authority=old.authority, query_id=old.query_id,
        )  # fmt: skip
        written.put(path, restored)


def insist_on_holder(view: DraftView, material: str, base: int | None) -> None:
    """Conflict `people_moved` when a material of the page of version `base` is another person's since."""
    if base is not None and moved_since(view, [holder_of(material)], base):
        raise PEOPLE_MOVED(material=material)


def attach(
    *, actor: Actor, draft_id: UUID, material: str, file_id: UUID, now: datetime, base: int | None = None
) -> DraftView:
    """Put one of one's own uploaded files to a material of the plan. `base`: the draft's version that the page showed.

    Conflict `people_moved` when the material is another person's since; InvalidInput `material_unknown` if the plan does
    not want it, `material_full` when it has as many files as its type takes. NotFound for a file that is not the
    actor's: what is handed in is readable for every party of it.
    """
    own_files(actor, [file_id])

    def make(view: DraftView) -> tuple[Written, None]:
        insist_on_holder(view, material, base)
        wanted = next((one for one in view.plan.materials if one.key == material), None)
        if wanted is None:
            raise MATERIAL_UNKNOWN(material=material)
        written = Written(view)
        files = list(written.materials.get(material, {}).get("files", ()))
        if str(file_id) not in files:
            most = _most_files(view, wanted.type)
            if len(files) >= most:
                raise MATERIAL_FULL(most=most)
            written.materials[material] = {"files": [*files, str(file_id)], "n": written.next}
        return written, None

    return change(draft_id, actor=actor, now=now, make=make)[0]


def _most_files(view: DraftView, material: str) -> int:
    model = view.release.model("material", material)
    return model.max_files if isinstance(model, Material) else 1


def detach(*, actor: Actor, draft_id: UUID, material: str, file_id: UUID, now: datetime) -> DraftView:
    """Take a file away from a material. Again: nothing happens."""

    def make(view: DraftView) -> tuple[Written, None]:
        written = Written(view)
        files = [one for one in written.materials.get(material, {}).get("files", ()) if one != str(file_id)]
        if material in written.materials:
            written.materials[material] = {"files": files, "n": written.next}
        return written, None

    return change(draft_id, actor=actor, now=now, make=make)[0]
