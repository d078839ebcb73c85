"""Acts on the catalogue: import and publish a folder of rulebooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from bancheng.catalogue.access import PUBLISH
from bancheng.catalogue.spec.changes import sentences
from bancheng.kernel import rulebooks
from bancheng.kernel.access import Actor, require
from bancheng.kernel.errors import RuleBroken, define
from bancheng.kernel.rulebooks import Folder, Release

NOT_SOUND = define(
    RuleBroken,
    "catalogue_not_sound",
    _("规则书里还有{count}处问题，先改好再发布。第一处在{place}：{sentence}"),
    next_step=_("运行 bancheng catalogue check 看全部问题和改法。"),
)


class Defect(Protocol):
    """A finding of a check; the checks belong to the apps that know every kind of rulebook."""

    @property
    def place(self) -> str: ...
    @property
    def sentence(self) -> str: ...


Check = Callable[[Folder], Sequence[Defect]]


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did."""

    releases: tuple[Release, ...]
    changes: tuple[str, ...]
    """What is different from what was in force, in plain words."""


def roots(folder: Folder) -> list[tuple[str, str]]:
    """What a folder publishes: its journeys, and by itself whatever no journey reaches (national code lists, messages) and
    what is read beside the journeys that reach it (a register that tells of deaths)."""
    journeys = [("journey", document.code) for document in folder.of("journey")]
    reached: set[str] = set()
    for kind, code in journeys:
        reached |= rulebooks.compose_release(folder.documents, kind, code).documents.keys()
    alone = [
        doc for key, doc in sorted(folder.documents.items()) if key not in reached or doc.model.rules_alone
    ]
    return journeys + [(doc.kind, doc.code) for doc in alone]


def import_folder(*, actor: Actor, folder: Folder, check: Check, now: datetime) -> tuple[Release, ...]:
    """Store a sound folder's versions without putting them in force. RuleBroken `catalogue_not_sound`."""
    require(PUBLISH, actor)
    _sound(folder, check)
    return tuple(rulebooks.keep(folder, roots(folder), now=now))


def publish_folder(
    *, actor: Actor, folder: Folder, check: Check, now: datetime, effective_from: date
) -> Published:
    """Put a sound folder in force from a day on. RuleBroken `catalogue_not_sound`, NotPermitted.

    Applications and drafts keep the release they hold: nothing that runs is changed. The same content again changes
    nothing.
    """
    require(PUBLISH, actor)
    _sound(folder, check)
    found = roots(folder)
    before = {root: rulebooks.current_digest(*root, effective_from) for root in found}
    made = rulebooks.publish(
        folder, found, now=now, by=f"{actor.kind}:{actor.id or ''}", effective_from=effective_from
    )
    told: dict[str, None] = {}
    for release in made:
        old = before[release.kind, release.code]
        if old is not None and old != release.digest:
            told |= dict.fromkeys(sentences(rulebooks.release(old), release))
    return Published(tuple(made), tuple(told))


def _sound(folder: Folder, check: Check) -> None:
    defects = check(folder)
    if defects:
        raise NOT_SOUND(count=len(defects), place=defects[0].place, sentence=defects[0].sentence)
