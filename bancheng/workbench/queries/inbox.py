"""The list of a post's work: which list, which filters, where in it; every state is a link and every link a state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.accounts.queries import names_of
from bancheng.accounts.spec import SessionActor
from bancheng.cases.lifecycle import CASE
from bancheng.cases.models import Case
from bancheng.cases.queries import applicant_names
from bancheng.kernel.access import condition, scope_ids
from bancheng.kernel.database import Row
from bancheng.kernel.events import actor_ref
from bancheng.kernel.evidence import looked
from bancheng.kernel.ids import made_at
from bancheng.workbench.queries.due import due_of, light_of
from bancheng.worklist.queries import FIRST, Which, badges, inbox

PAGE = 30
READ = 150
"""Rows read for one filtered page at most: a filter never makes a page slower than this, it makes it shorter."""

LISTS = ("mine", "free", "all", "done")
LIGHTS = ("overdue", "today", "near", "far", "paused")
KINDS = ("accept", "review", "offer", "decide", "issue")

TOGETHER = ("claim", "accept", "approve", "transfer", "release")
"""What may be done with several at once. A no, a correction, a review and a result are looked at one by one."""
_WITH_OTHERS = {"accept": "accept", "decide": "approve"}

After = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list with its filters and place; `query` is its address, so that a case page knows where it came from."""

    which: str = "mine"
    journey: str = ""
    kind: str = ""
    light: str = ""
    after: After | None = None

    def parameters(self) -> dict[str, str]:
        """What stands in the address; defaults are left out."""
        given = {"list": self.which if self.which != "mine" else "", "thing": self.journey, "do": self.kind}
        given |= {"light": self.light, "after": place(self.after) if self.after else ""}
        return {name: value for name, value in given.items() if value}

    @property
    def query(self) -> str:
        """`?list=free&light=overdue`, or nothing."""
        parameters = self.parameters()
        return f"?{urlencode(parameters)}" if parameters else ""

    def href(self, **changed: Any) -> str:
        """The list with something changed, from its beginning."""
        return reverse("inbox") + replace(self, **{"after": None, **changed}).query

    @property
    def filtered(self) -> bool:
        """Whether a filter is on."""
        return bool(self.journey or self.kind or self.light)


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the list: rows for `ui.inbox`, and the links around it."""

    rows: Sequence[Mapping[str, Any]]
    next: str
    first: str
    filters: Sequence[Sequence[Mapping[str, Any]]]
    title: str
    acts: Sequence[Mapping[str, str]] = ()
    """What can be done with several rows at once."""


def place(after: After) -> str:
    """A place in a list, for an address."""
    return f"{after[0].timestamp():.6f}~{after[1]}"


def queues_of(actor: SessionActor) -> list[UUID]:
    """The posts whose work the officer sees."""
    return list(scope_ids(actor, "queue"))


def inbox_page(actor: SessionActor, wanted: Wanted, now: datetime, selected: str = "") -> InboxPage:
    """The page of the list. Three statements, four when colleagues hold some of it."""
    if wanted.which == "done":
        return _done_page(actor, wanted)
    read = READ if wanted.filtered else PAGE + 1
    found = _entries(actor, wanted.which, wanted.after, read)
    kept = [row for row in found if _fits(row, wanted, now)][:PAGE]
    full = len(found) == read or len(kept) < len([row for row in found if _fits(row, wanted, now)])
    last = kept[-1] if len(kept) == PAGE else (found[-1] if found else None)
    names = applicant_names([row["application_id"] for row in kept])
    holders = names_of([row["held_by"] for row in kept if row["held_by"] and row["held_by"] != actor.id])
    more = replace(wanted, after=(last["due_at"], last["id"])) if full and last else None
    opened = _opened(actor, kept)
    return InboxPage(
        rows=[
            {
                **_row(row, names, holders, wanted, now),
                "acts": together(row, actor.id),
                "batch": True,
                "unread": row["id"] not in opened,
            }
            for row in kept
        ],
        next=reverse("inbox") + more.query if more else "",
        first=wanted.href() if wanted.after else "",
        filters=_filters(wanted, found),
        title=title_of(wanted.which),
        acts=_acts(kept, actor),
    )


def _opened(actor: SessionActor, rows: Sequence[Row]) -> set[UUID]:
    """What of the page this officer has opened before, by the log of looks. One statement."""
    named = {f"case:{row['id']}": row["id"] for row in rows}
    since = min((_made(row["application_id"]) for row in rows), default=FIRST[0])
    return {named[one] for one in looked(actor, list(named), since)}


def _made(application_id: UUID) -> datetime:
    """A case is no older than its application, whose id tells its instant: no month of the log before that one is read.
    An id of somebody's own making tells nothing."""
    return made_at(application_id) if application_id.version == 7 else FIRST[0]


def _acts(rows: Iterable[Row], actor: SessionActor) -> list[dict[str, str]]:
    """The buttons of the bar: each act that some row of the page could be done with."""
    able = {act for row in rows for act in together(row, actor.id).split()}
    keys = {"accept": "A", "approve": "P", "transfer": "T"}
    return [
        {"word": CASE.title(act), "name": "act", "value": act, "key": keys.get(act, "")}
        for act in TOGETHER
        if act in able
    ]


def together(entry: Mapping[str, Any], actor_id: UUID | None) -> str:
    """The acts of a row that can be done with several at once, as the list knows them (no rulebook is read)."""
    held = entry["held_by"]
    if held is not None and held != actor_id:
        return ""
    acts = ["release" if held else "claim", "transfer", _WITH_OTHERS.get(entry["kind"], "")]
    return " ".join(act for act in TOGETHER if act in acts)


def title_of(which: str) -> str:
    """The name of a list."""
    return {
        "mine": _("我的待办"),
        "free": _("科室待领"),
        "all": _("科室全部"),
        "done": _("我办过的"),
    }[which]


def next_task(actor: SessionActor, wanted: Wanted, now: datetime, done: UUID) -> Row | None:
    """What comes after the case just done: the first entry of the list that it was opened from, or of the other list."""
    for which in dict.fromkeys((wanted.which if wanted.which != "done" else "mine", "mine", "free")):
        if which == "all":
            continue
        rows = _entries(actor, which, None, READ)
        found = next((row for row in rows if row["id"] != done and _fits(row, wanted, now)), None)
        if found:
            return found
    return None


def counts(actor: SessionActor) -> dict[str, int]:
    """What the rail shows: bounded reads, 100 stands for “99+”."""
    mine, free = badges(queues_of(actor), actor.id)
    return {"mine": mine, "free": free}


def _entries(actor: SessionActor, which: str, after: After | None, limit: int) -> list[Row]:
    queues = queues_of(actor)
    listed: Which = "mine" if which == "mine" else "free" if which == "free" else "all"
    rows = inbox(queues, held_by=actor.id, which=listed, after=after, limit=limit)
    seen = set(queues)
    return [row for row in rows if row["queue"] in seen]


def _fits(row: Row, wanted: Wanted, now: datetime) -> bool:
    return (
        (not wanted.journey or row["facts"].get("journey") == wanted.journey)
        and (not wanted.kind or row["kind"] == wanted.kind)
        and (not wanted.light or light_of(row["due_at"], row["warn_at"], now) == wanted.light)
    )


def case_href(application_id: UUID, case_id: UUID, wanted: Wanted, name: str = "case") -> str:
    """The address of a case (or of an act on it), with the list that it is opened from."""
    return reverse(name, args=[application_id, case_id]) + wanted.query


def _row(
    row: Row, names: Mapping[UUID, str], holders: Mapping[UUID, str], wanted: Wanted, now: datetime
) -> dict[str, Any]:
    holder = holders.get(row["held_by"]) if row["held_by"] else None
    stage = kind_word(row["kind"])
    return {
        "id": row["id"],
        "pick": f"{row['application_id']}~{row['id']}",
        "href": case_href(row["application_id"], row["id"], wanted),
        "item": row["name"],
        "who": names.get(row["application_id"], ""),
        "thing": row["facts"].get("journey_name", ""),
        "stage": _("{who}在办").format(who=holder) if holder else stage,
        "due": due_of(row["due_at"], row["warn_at"], row["provisional"], now),
    }


def kind_word(kind: str) -> str:
    """What is to be done next, in a word."""
    return {
        "accept": _("待受理"),
        "review": _("审查"),
        "offer": _("待报方案"),
        "decide": _("待决定"),
        "issue": _("待出证"),
    }.get(kind, kind)


def _done_page(actor: SessionActor, wanted: Wanted) -> InboxPage:
    rows = Case.objects.filter(condition("cases.see", actor).q(), last_by=actor_ref(actor))
    if wanted.after:
        rows = rows.filter(last_at__lt=wanted.after[0])
    found = list(rows.order_by("-last_at", "-case_id").values(
        "application_id", "case_id", "name", "state", "last_at", "last_act"
    )[: PAGE + 1])  # fmt: skip
    shown = found[:PAGE]
    names = applicant_names([row["application_id"] for row in shown])
    more = replace(wanted, after=(shown[-1]["last_at"], shown[-1]["case_id"])) if len(found) > PAGE else None
    return InboxPage(
        rows=[
            {
                "id": row["case_id"],
                "href": case_href(row["application_id"], row["case_id"], wanted),
                "item": row["name"],
                "who": names.get(row["application_id"], ""),
                "thing": CASE.title(row["last_act"]) if row["last_act"] else "",
                "stage": CASE.state(row["state"]).desk,
                "due": None,
            }
            for row in shown
        ],
        next=reverse("inbox") + more.query if more else "",
        first=wanted.href() if wanted.after else "",
        filters=(),
        title=title_of("done"),
    )


def _filters(wanted: Wanted, found: Iterable[Row]) -> list[list[dict[str, Any]]]:
    """Rows of links: what to do, lights, things. A filter that would change nothing is not offered."""
    rows = list(found)
    things = {row["facts"].get("journey", ""): row["facts"].get("journey_name", "") for row in rows}
    things.pop("", None)
    groups = [
        _group(wanted, "kind", _("环节不限"), {kind: kind_word(kind) for kind in KINDS}),
        _group(wanted, "light", _("期限不限"), {light: _light_word(light) for light in LIGHTS}),
        _group(wanted, "journey", _("一件事不限"), things) if len(things) > 1 or wanted.journey else [],
    ]
    return [group for group in groups if group]


def _light_word(light: str) -> str:
    words = {"overdue": _("逾期"), "today": _("今天到期"), "near": _("快到期"), "far": _("还早")}
    return words.get(light, _("停钟"))


def _group(wanted: Wanted, field: str, everything: str, words: Mapping[str, str]) -> list[dict[str, Any]]:
    chosen = getattr(wanted, field)
    options = [("", everything), *words.items()]
    return [
        {"word": word, "href": wanted.href(**{field: code}), "current": code == chosen}
        for code, word in options
    ]
