"""The city's public face: every thing finds its stage of life, and no topic stands in two."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Face
from bancheng.journeys.checks.findings import Catalogue
from bancheng.kernel.rulebooks import text

SIDES = ("person", "enterprise")


def check(catalogue: Catalogue) -> None:
    """Two faces, stages without a topic, a topic in two stages of one side, a word both first and never."""
    faces = catalogue.faces
    for code in sorted(faces)[1:]:
        catalogue.report("face_twice", f"face/{code}", (), _("门面有两份。"), _("一个城市留一份。"))
    for code, face in faces.items():
        for side in SIDES:
            _stages(catalogue, f"face/{code}", face, side)
        for number, word in enumerate(face.hot.first):
            if any(one in word for one in face.hot.never):
                catalogue.report(
                    "hot_never", f"face/{code}", ("hot", "first", number),
                    _("“{word}”又要放，又写了不放。").format(word=word), _("从 first 或 never 里去掉它。"),
                )  # fmt: skip


def _stages(catalogue: Catalogue, key: str, face: Face, side: str) -> None:
    seen: dict[str, str] = {}
    for number, stage in enumerate(face.stages(side)):
        name = text(stage.name)
        if not stage.topics:
            catalogue.report(
                "stage_without_topic", key, (side, number),
                _("“{name}”下面没有写主题，什么事都不会排到这里。").format(name=name),
                _("写上主题，或去掉这一段。"),
            )  # fmt: skip
        for index, topic in enumerate(stage.topics):
            if topic in seen:
                catalogue.report(
                    "topic_twice", key, (side, number, "topics", index),
                    _("主题“{topic}”在“{first}”里已经写过。").format(topic=topic, first=seen[topic]),
                    _("留在一段里。"),
                )  # fmt: skip
            seen.setdefault(topic, name)


def advise(catalogue: Catalogue) -> None:
    """Items whose topic no stage of their side knows: their things may end up under 别的事."""
    told: set[tuple[str, str]] = set()
    for face in list(catalogue.faces.values())[:1]:
        for journey, _place, item in catalogue.placed():
            known = {one for stage in face.stages(journey.audience) for one in stage.topics}
            for number, topic in enumerate(map(text, item.topics)):
                if topic not in known and (item.code, topic) not in told:
                    told.add((item.code, topic))
                    catalogue.report(
                        "topic_without_stage", f"item/{item.code}", ("topics", number),
                        _("主题“{topic}”不在门面的任何一段里。").format(topic=topic),
                        _("写进门面 face/{code} 的一段里，或换一个主题。").format(code=face.code),
                    )  # fmt: skip
