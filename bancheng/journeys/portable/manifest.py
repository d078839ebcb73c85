"""What stands on the cover of a portable journey: whence it comes, what is in it, whom it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bancheng.kernel.canonical import digest
from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.rulebooks import Document

FORMAT = "bancheng-journey/1"
Level = Literal["province", "city", "county", "township", "village"]
Line = Annotated[str, StringConstraints(max_length=300)]
Key = Annotated[str, StringConstraints(pattern=r"^role-[0-9]{2,3}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sm3:[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{0,40}/[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
"""`kind/code` of a document."""

FILE_WRONG = define(
    InvalidInput,
    "journey_file_wrong",
    _("这个文件不能用：{why}"),
    next_step=_("请对方重新导出一份，再传一次。"),
)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Duty(_Strict):
    """岗位: what a post of a role is called and may do."""

    names: tuple[Line, ...]
    roles: tuple[Line, ...] = ()


class Use(_Strict):
    """What a body is needed for, and in which document."""

    what: Literal["lead", "supporting", "organization", "handling", "entrusted", "provider", "definer"]
    of: Name


class Body(_Strict):
    """机构角色: bodies that take the same place in different regions, named by what they are and not by whose."""

    key: Key
    names: tuple[Line, ...] = Field(min_length=1)
    """What they are called without the names of regions: 民政局; 卫生院、社区卫生服务中心."""
    level: Level
    per: Level | Literal[""]
    """One for each region of this level; empty: one for the whole city."""
    everywhere: bool = True
    """Every region of that level has one where it comes from."""
    duties: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,100}$")], Duty] = {}
    uses: tuple[Use, ...] = ()


class Origin(_Strict):
    """The city that hands it out."""

    city: Line
    names: tuple[Line, ...] = ()
    """Its counties: where a text names one, somebody has to read it."""


class Manifest(_Strict):
    """The cover. `documents`: `kind/code` → digest of what is inside; `digest`: of all the rest of the cover."""

    format: Literal["bancheng-journey/1"]
    journey: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
    name: Line
    version: Line
    origin: Origin
    licence: Line
    release: Digest
    """The release in the city of origin."""
    documents: dict[Name, Digest] = Field(min_length=1, max_length=1000)
    bodies: tuple[Body, ...] = Field(max_length=300)
    digest: Digest

    @property
    def root(self) -> str:
        """`journey/<code>`."""
        return f"journey/{self.journey}"

    def body(self, key: str) -> Body | None:
        """A role by its key."""
        return next((one for one in self.bodies if one.key == key), None)

    def own_digest(self) -> str:
        """What `digest` must be."""
        return digest(self.model_dump(mode="json", exclude={"digest"}))


@dataclass(frozen=True)
class Package:
    """A portable journey: its cover and its documents, roles in the places of bodies, posts and regions."""

    manifest: Manifest
    documents: Mapping[str, Document]
