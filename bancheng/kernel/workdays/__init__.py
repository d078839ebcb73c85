"""工作日：which days count, when a limit ends, and why that day.

``calendar(on)`` is the calendar in force, ``built_in()`` needs no database. Years are published (a notice of
the State Council) or provisional (the law's days alone, shown as 暂定 and computed again when the notice comes);
a year with neither is refused. Nothing here reads the time of day.
"""

from bancheng.kernel.workdays.ages import age
from bancheng.kernel.workdays.calendars import YEAR_MISSING, Calendar, Due, built_in
from bancheng.kernel.workdays.clocks import (
    FOREVER,
    SHANGHAI,
    Clock,
    ClockDue,
    Light,
    Pause,
    Unit,
    clock_due,
    days_left,
    end_of_day,
    light,
    local_day,
    start_of_day,
)
from bancheng.kernel.workdays.explain import explain, explain_clock
from bancheng.kernel.workdays.notices import NOTICE_WRONG, Changes, apply_notice, read_notice
from bancheng.kernel.workdays.store import calendar, import_notice, imported_since
from bancheng.kernel.workdays.years import Year, provisional_year, statutory_days

__all__ = [
    "FOREVER",
    "NOTICE_WRONG",
    "SHANGHAI",
    "YEAR_MISSING",
    "Calendar",
    "Changes",
    "Clock",
    "ClockDue",
    "Due",
    "Light",
    "Pause",
    "Unit",
    "Year",
    "age",
    "apply_notice",
    "built_in",
    "calendar",
    "clock_due",
    "days_left",
    "end_of_day",
    "explain",
    "explain_clock",
    "import_notice",
    "imported_since",
    "light",
    "local_day",
    "provisional_year",
    "read_notice",
    "start_of_day",
    "statutory_days",
]
