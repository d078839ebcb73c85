"""What officers post, parsed: the list a page came from, the version it showed, reasons, entries to correct, points seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bancheng.cases.spec import CorrectionEntry
from bancheng.cases.spec.naming import SHORTEST
from bancheng.kernel.errors import InvalidInput, define
from bancheng.ui.controls import split_date, tidy
from bancheng.workbench.queries.finding import Asked
from bancheng.workbench.queries.inbox import KINDS, LIGHTS, LISTS, Wanted

LONGEST = 2000
"""Characters of a reason or an opinion: a page of a decision."""

PAGE_TOO_OLD = define(
    InvalidInput,
    "desk_form_unreadable",
    gettext_lazy("这次提交里少了页面的版本，没有办。"),
    next_step=gettext_lazy("回到办件页再办一次。"),
)
POINTS_OPEN = define(
    InvalidInput,
    "review_points_open",
    gettext_lazy("还有{count}项审查要点没有勾：{points}。"),
    next_step=gettext_lazy("看过以后勾上，再点审查通过。"),
)
BASIS_NEEDED = define(
    InvalidInput,
    "basis_needed",
    gettext_lazy("还没有选依据。"),
    next_step=gettext_lazy("从事项的依据里选一条。"),
)
REASON_EMPTY = define(
    InvalidInput,
    "desk_reason_empty",
    gettext_lazy("还没有写理由。"),
    next_step=gettext_lazy("选一句，或者自己写。申请人会看到。"),
)
CHOICE_NEEDED = define(
    InvalidInput,
    "decision_needed",
    gettext_lazy("还没有选准予还是不予许可。"),
    next_step=gettext_lazy("选一个再确认。"),
)
WORDS_TOO_LONG = define(
    InvalidInput,
    "words_too_long",
    gettext_lazy("写了{count}个字，最多{limit}个字。"),
    next_step=gettext_lazy("写短一些。"),
)


def wanted_of(query: QueryDict) -> Wanted:
    """The list and its filters out of an address; what does not exist counts as not said."""
    which = query.get("list", "mine")
    kind, light = query.get("do", ""), query.get("light", "")
    return Wanted(
        which=which if which in LISTS else "mine",
        journey=query.get("thing", "")[:80],
        kind=kind if kind in KINDS else "",
        light=light if light in LIGHTS else "",
        after=_place(query.get("after", "")),
    )


def _place(written: str) -> tuple[datetime, UUID] | None:
    at, _tilde, case = written.partition("~")
    try:
        return datetime.fromtimestamp(float(at), UTC), UUID(case)
    except (ValueError, OverflowError, OSError):
        return None


def page_of(query: QueryDict) -> int:
    """Which page of a paper, from 1; the first for what is no number."""
    written = query.get("page", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else 1


def version_of(request: HttpRequest) -> int:
    """The version that the page showed. InvalidInput when it is not a number."""
    written = request.POST.get("version", "")
    if not written.isascii() or not written.isdecimal() or len(written) > 9:
        raise PAGE_TOO_OLD()
    return int(written)


def key_of(request: HttpRequest) -> str | None:
    """The key under which the act is done once."""
    return request.POST.get("key") or None


def words_of(post: QueryDict, name: str) -> str:
    """A text as it was written, without the blanks around it. InvalidInput when it is longer than a page."""
    words = post.get(name, "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST:
        raise WORDS_TOO_LONG(count=len(words), limit=LONGEST, fields={name: _("请写短一些")})
    return words


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A reason in the words that the applicant will read, and what it rests on."""

    reason: str
    basis: tuple[str, ...]


def reason_of(post: QueryDict, canned: Sequence[str], basis: Sequence[str]) -> Reasoned:
    """The officer's own words where there are some, else the canned sentence that was picked."""
    own = words_of(post, "words")
    picked = _at(canned, post.get("reason", ""))
    chosen = tuple(one for one in (_at(basis, each) for each in post.getlist("basis")) if one)
    return Reasoned(own or picked, chosen)


def need_basis(found: Reasoned) -> Reasoned:
    """The same; InvalidInput without a basis or without words."""
    if not found.reason:
        raise REASON_EMPTY(fields={"words": _("请写理由，申请人会看到")})
    if not found.basis:
        raise BASIS_NEEDED(fields={"basis": _("请选依据")})
    return found


def _at(options: Sequence[str], index: str) -> str:
    known = index.isascii() and index.isdecimal() and int(index) < len(options)
    return options[int(index)] if known else ""


def entries_of(post: QueryDict, basis: dict[str, str]) -> list[CorrectionEntry]:
    """What is to be corrected: the ticked rows with their sentences, and what the officer added.

    A row is posted as `pick=<kind>|<target>` with its sentence under `words|<kind>|<target>`. `basis`: row → why.
    """
    found = []
    for row in post.getlist("pick"):
        kind, _bar, target = row.partition("|")
        if kind in ("material", "field") and row in basis:
            sentence = words_of(post, f"words|{row}")
            found.append(CorrectionEntry(kind, target, sentence, basis[row]))  # type: ignore[arg-type]
    other = words_of(post, "other")
    if other:
        found.append(CorrectionEntry("other", "", other))
    return found


def points_of(post: QueryDict, open_points: dict[str, str]) -> list[str]:
    """The ticked review points. InvalidInput lists those of this stage that were not ticked."""
    ticked = set(post.getlist("checked"))
    missing = [text for code, text in open_points.items() if code not in ticked]
    if missing:
        raise POINTS_OPEN(count=len(missing), points="、".join(missing))
    return [code for code in open_points if code in ticked]


def number_of(query: QueryDict) -> str:
    """A receipt or case number as people paste it."""
    return tidy(query.get("q", "")).upper()[:60]


def taker_of(written: str) -> tuple[UUID | None, UUID | None]:
    """`<post>` or `<post>~<staff>` as it is posted; nothing for what is neither."""
    post, _tilde, staff = written.partition("~")
    try:
        return UUID(post), UUID(staff) if staff else None
    except ValueError:
        return None, None


def picks_of(posted: QueryDict) -> list[tuple[tuple[UUID, UUID], int]]:
    """The chosen cases, each once: `case=<application>~<case>[~<version>]`; what is no such thing is left out."""
    found: dict[tuple[UUID, UUID], int] = {}
    for written in posted.getlist("case"):
        application, _tilde, rest = written.partition("~")
        case, _tilde, version = rest.partition("~")
        try:
            pick = UUID(application), UUID(case)
        except ValueError:
            continue
        known = version.isascii() and version.isdecimal() and len(version) < 10
        found.setdefault(pick, int(version) if known else -1)
    return list(found.items())


def asked_of(post: QueryDict) -> tuple[Asked, dict[str, str]]:
    """What is looked for, and what is wrong with it by box."""
    asked = Asked(
        words=post.get("q", "").strip()[:60],
        journey=post.get("thing", "")[:80],
        since=_day(post.get("since", "")),
        until=_day(post.get("until", "")),
    )
    wrong = {}
    if not asked.kind:
        wrong["q"] = _("请写编号、姓名、身份证号或者企业代码，姓名至少{count}个字").format(count=SHORTEST)
    for box in ("since", "until"):
        if post.get(box, "").strip() and not getattr(asked, box):
            wrong[box] = _("请写成2026-3-2这样的日期")
    return asked, wrong


def _day(written: str) -> str:
    """A day as people write it, in the form of ISO 8601; empty for what is none."""
    split = split_date(written.strip())
    try:
        return date(*(int(part) for part in split)).isoformat() if split else ""
    except ValueError:
        return ""
