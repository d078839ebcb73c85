"""Plans and people for the tests of cases: synthetic, small, and sure of what they ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID, uuid5

from PIL import Image

from bancheng.cases import commands as cases
from bancheng.cases.spec import (
    Decision,
    Delivery,
    Issue,
    Limit,
    Moved,
    NewCase,
    NewMaterial,
    Opened,
    Opening,
    Party,
    Prerequisite,
    ResultPlan,
    SpecialProcedure,
    Stage,
)
from bancheng.files.commands import keep
from bancheng.kernel.access import PlainActor, system_actor
from bancheng.kernel.ids import uuid7

NAMES = UUID("018f0000-0000-7000-8000-000000000000")
NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
"""Monday 2026-03-02, 10:30 in Shanghai."""

CLOCK = system_actor("clock")
REMEDY = "六十日内可以申请行政复议，六个月内可以提起行政诉讼。"
USCC = "12449900MB2D000016"
TYPE_CODE = "11100000000013338W032"


def fixed(name: str) -> UUID:
    """The same id for the same name in every run."""
    return uuid5(NAMES, name)


def person(name: str = "mother") -> PlainActor:
    """A citizen with an account, acting for themself."""
    own = fixed(f"person:{name}")
    return PlainActor("person", own, frozenset({f"self:{own}", f"for:person:{own}"}), "林小雨")


def officer(post: str, name: str = "李建国") -> PlainActor:
    """An officer appointed to one post of the organization `<post>'s part before the dot`."""
    organization = post.partition(".")[0]
    scopes = {f"queue:{fixed(f'post:{post}')}", f"org:{fixed(f'org:{organization}')}"}
    return PlainActor("staff", fixed(f"staff:{name}:{post}"), frozenset(scopes), name)


def stages(post: str, reviews: int = 1) -> list[Stage]:
    """Accept, so many reviews, decide, issue, all at one post."""
    queue = fixed(f"post:{post}")
    middle = [Stage(f"review-{i + 1}", "review", "审查", queue) for i in range(reviews)]
    return [
        Stage("accept", "accept", "受理", queue),
        *middle,
        Stage("decide", "decide", "决定", queue),
        Stage("issue", "issue", "出结果", queue),
    ]


def case(
    node: str,
    *,
    post: str = "station.household",
    level: int = 1,
    after: Mapping[str, str] | Sequence[str] = (),
    reviews: int = 1,
    certificate: bool = False,
    promised: int = 5,
    legal: int = 20,
    **more: Any,
) -> NewCase:
    """One matter. `after`: node keys, or node key → what happens when it fails."""
    edges = after if isinstance(after, Mapping) else dict.fromkeys(after, "stop")
    organization = post.partition(".")[0]
    more.setdefault("materials", [NewMaterial("identity-card", "身份证", "mother", "certificate")])
    return NewCase(
        case_id=uuid7(),
        node=node,
        item=node.partition("@")[0],
        name=f"事项{node}",
        organization=fixed(f"org:{organization}"),
        handling=fixed(f"org:{organization}"),
        organization_name="善美市公安局",
        organization_uscc=USCC,
        implementation_code="12449900MB2D0000163000709001000",
        stages=stages(post, reviews),
        legal=Limit(legal),
        promised=Limit(promised),
        level=level,
        after=[Prerequisite(key, rule) for key, rule in edges.items()],  # type: ignore[arg-type]
        result=ResultPlan("page", TYPE_CODE, "证明", "child") if certificate else ResultPlan(),
        procedures=[SpecialProcedure("site", "现场核查", 5, "行政许可法第四十五条")],
        basis=["户口登记条例第七条"],
        remedies=[REMEDY],
        **more,
    )


def opening(*all_cases: NewCase, applicant: PlainActor | None = None, **more: Any) -> Opening:
    """A submission of these cases by one person."""
    who = applicant or person()
    assert who.id is not None
    more.setdefault("delivery", Delivery("together"))
    return Opening(
        application_id=more.pop("application_id", None) or uuid7(),
        journey="journey-a",
        name="一件事",
        release="sm3:" + "0" * 64,
        applicant_kind="person",
        applicant_id=who.id,
        applicant_name="林小雨",
        cases=all_cases,
        **more,
    )


def opened(*all_cases: NewCase, now: datetime = NOW, **more: Any) -> tuple[Opening, Opened]:
    """The submission handed in."""
    made = opening(*all_cases, **more)
    return made, cases.open_application(actor=more.get("applicant") or person(), opening=made, now=now)


class Walk:
    """One case driven through its acts, remembering its version."""

    def __init__(
        self, application_id: UUID, case_: NewCase, post: str = "station.household", version: int = 1
    ) -> None:
        self.application_id, self.case, self.version, self.officer = (
            application_id,
            case_,
            version,
            officer(post),
        )

    def act(self, name: str, *, actor: PlainActor | None = None, now: datetime = NOW, **more: Any) -> Moved:
        """One act by its name; the version moves on."""
        moved: Moved = getattr(cases, name)(
            actor=actor or self.officer,
            application_id=self.application_id,
            case_id=self.case.case_id,
            version=more.pop("version", self.version),
            now=now,
            **more,
        )
        self.version = moved.version
        return moved

    def approve(self, now: datetime = NOW) -> Moved:
        """Accept, review, approve."""
        self.act("accept", now=now)
        for stage in self.case.stages:
            if stage.act == "review":
                self.act("review", now=now)
        return self.act("decide", decision=Decision(True, "符合条件"), now=now)

    def finish(self, now: datetime = NOW) -> Moved:
        """All the way to issued."""
        self.approve(now)
        return self.act("issue", issue=Issue(values={"name": "林知夏"}, number="X1"), now=now)

    def approve_only(self) -> Moved:
        """The decision, when it is already accepted."""
        return self.act("decide", decision=Decision(True, "符合条件"))

    def refuse_only(self) -> Moved:
        """The refusal, when it is already accepted."""
        return self.act("decide", decision=Decision(False, "材料不实", ["条例第七条"], [REMEDY]))

    def finish_issue(self) -> Moved:
        """The result, when it is already approved."""
        return self.act("issue", issue=Issue())

    def refuse(self, now: datetime = NOW) -> Moved:
        """Accept, review, refuse."""
        self.act("accept", now=now)
        for stage in self.case.stages:
            if stage.act == "review":
                self.act("review", now=now)
        return self.act("decide", decision=Decision(False, "材料不实", ["条例第七条"], [REMEDY]), now=now)


def party(name: str, role: str, *, acts: bool = False) -> Party:
    """Another subject of the application."""
    return Party(fixed(f"person:{name}"), role, acts)


def photo(owner: PlainActor | None = None) -> UUID:
    """An upload of one's own, as a picture from a telephone."""
    picture = BytesIO()
    Image.new("RGB", (60, 60), (200, 30, 30)).save(picture, "JPEG")
    picture.seek(0)
    return keep(upload=picture, name="a.jpg", actor=owner or person(), now=NOW).id
