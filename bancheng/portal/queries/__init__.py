"""What the public pages show, put together from the apps below. Nothing here writes or decides."""

from bancheng.portal.queries.answering import (
    answers,
    dropping,
    is_uuid,
    newer_rules,
    notice,
    question,
    starting,
)
from bancheng.portal.queries.finding import card, journey, result, terms, todos
from bancheng.portal.queries.halls import halls

__all__ = [
    "answers",
    "card",
    "dropping",
    "halls",
    "is_uuid",
    "journey",
    "newer_rules",
    "notice",
    "question",
    "result",
    "starting",
    "terms",
    "todos",
]
