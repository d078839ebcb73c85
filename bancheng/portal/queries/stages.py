"""The list of all things: persons' and enterprises', by the stages of life that the city's face names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Face
from bancheng.journeys.queries.published import Published
from bancheng.kernel.rulebooks import text as as_written
from bancheng.portal.queries.finding import Page, result
from bancheng.ui.language import text


def by_stage(found: Sequence[Published], face: Face, on: date) -> list[Page]:
    """Persons' and enterprises' things, each under the stage of life that most of its matters are about.

    Things that no stage knows stand last, under 别的事; where the city named no stages, under no heading.
    """
    sides: list[Page] = []
    for audience, name in (("person", _("个人的事")), ("enterprise", _("企业的事"))):
        here = [one for one in found if one.journey.audience == audience]
        stages = face.stages(audience)
        rows: list[list[Page]] = [[] for _stage in (*stages, None)]
        for one in here:
            rows[_stage_of(one, face)].append(result(one, on))
        names = [*(text(stage.name) for stage in stages), _("别的事") if stages else ""]
        groups = [{"name": word, "rows": each} for word, each in zip(names, rows, strict=True) if each]
        sides += [{"code": audience, "name": name, "stages": groups}] if here else []
    return sides


def _stage_of(one: Published, face: Face) -> int:
    """The number of its stage; one more than the last for a thing that none knows."""
    stages = face.stages(one.journey.audience)
    topics = Counter(as_written(topic) for item in one.items for topic in item.topics)
    for topic, _count in topics.most_common():
        for number, stage in enumerate(stages):
            if topic in stage.topics:
                return number
    return len(stages)
