"""`face/1`: what the city says about its own public face: the stages of life that things stand under, and hot words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from bancheng.eforms.spec import Part
from bancheng.kernel.rulebooks import Rulebook, Text, rulebook

Side = Literal["person", "enterprise"]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=30)]

BUCKETS = 60
"""Sessions that searched are told apart only as one of so many; see `bancheng.journeys.queries.hot`."""


class LifeStage(Part):
    """A stage of a person's life or of an enterprise's, and what matters of it are about."""

    name: Text
    """What people call it: 结婚、生孩子."""
    topics: tuple[Phrase, ...] = ()
    """服务主题 of the items that belong here, as the items write them."""


class HotTerms(Part):
    """常有人搜: which words the home page offers."""

    most: int = Field(default=4, ge=0, le=8)
    days: int = Field(default=30, ge=1, le=90)
    """So many days count, the day of looking included."""
    sessions: int = Field(default=5, ge=2, le=BUCKETS)
    """A word is shown once at least so many different sessions searched it: fewer could say who did."""
    never: tuple[Phrase, ...] = ()
    """Words that are never shown, nor any that holds one of them."""
    first: tuple[Phrase, ...] = ()
    """What stands there while too few people searched; empty: a word of each of the things done most."""


@rulebook("face/1", title="门面")
class Face(Rulebook):
    """门面 of the city. One document; without one, all things stand under one heading."""

    office_only: ClassVar[frozenset[str]] = frozenset({"name"})
    schema_: Literal["face/1"] = Field(alias="schema")
    person: tuple[LifeStage, ...] = ()
    """Stages of a person's life, in its order."""
    enterprise: tuple[LifeStage, ...] = ()
    """Stages of an enterprise, in their order."""
    hot: HotTerms = HotTerms()

    def stages(self, side: str) -> Sequence[LifeStage]:
        """The stages of one side."""
        return self.enterprise if side == "enterprise" else self.person


PLAIN_FACE = Face.model_validate({"schema": "face/1", "code": "plain", "name": "没有写门面"})
"""For a city that wrote none."""
