"""Questions about cases and applications; nothing here writes."""

from bancheng.cases.queries.finding import Sought, search_cases
from bancheng.cases.queries.lists import (
    applicant_names,
    applicant_of,
    application_line,
    applications_of,
    handed_in,
    sees_application,
    sees_file,
    todos_of,
)
from bancheng.cases.queries.pages import (
    CasePage,
    HistoryLine,
    Progress,
    application_progress,
    case_page,
    history,
    is_dated,
    materials,
    next_acts,
    several,
)

__all__ = [
    "CasePage",
    "HistoryLine",
    "Progress",
    "Sought",
    "applicant_names",
    "applicant_of",
    "application_line",
    "application_progress",
    "applications_of",
    "case_page",
    "handed_in",
    "history",
    "is_dated",
    "materials",
    "next_acts",
    "search_cases",
    "sees_application",
    "sees_file",
    "several",
    "todos_of",
]
