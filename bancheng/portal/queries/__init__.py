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
from bancheng.portal.queries.finding import card, journey, name_of, result, terms, todos
from bancheng.portal.queries.halls import halls
from bancheng.portal.queries.needs import accepted_by

__all__ = [
    "accepted_by",
    "answers",
    "card",
    "dropping",
    "halls",
    "is_uuid",
    "journey",
    "name_of",
    "newer_rules",
    "notice",
    "question",
    "result",
    "starting",
    "terms",
    "todos",
]
