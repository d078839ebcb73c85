"""What the pages of the form and of the materials show, cut by what they show."""

from __future__ import annotations

from bancheng.portal.queries.answering import is_uuid
from bancheng.portal.queries.filling.boxes import as_registered, box, control_of, options_of, said
from bancheng.portal.queries.filling.known import clash, known_row, silent, undecided
from bancheng.portal.queries.filling.materials import NO_FILE, material, materials_page
from bancheng.portal.queries.filling.parts import form
from bancheng.portal.queries.filling.sections import (
    REST,
    after,
    fields_of,
    first_open,
    section_codes,
    section_title,
    tasks,
)
from bancheng.portal.queries.filling.several import without
from bancheng.portal.queries.filling.users import used_in, users_of

__all__ = [
    "NO_FILE",
    "REST",
    "after",
    "as_registered",
    "box",
    "clash",
    "control_of",
    "fields_of",
    "first_open",
    "form",
    "is_uuid",
    "known_row",
    "material",
    "materials_page",
    "options_of",
    "said",
    "section_codes",
    "section_title",
    "silent",
    "tasks",
    "undecided",
    "used_in",
    "users_of",
    "without",
]
