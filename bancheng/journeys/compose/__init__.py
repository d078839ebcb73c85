"""Composition: which matters of which departments, in which order, with what. Pure: no database, no clock.

`compose(release, answers, known, on, world=world)` is the one function behind portal, counter, assistant, designer and
statistics. A single matter applied for alone is a journey of one item.
"""

from bancheng.journeys.compose.alone import alone
from bancheng.journeys.compose.composing import acting, compose
from bancheng.journeys.compose.later import located
from bancheng.journeys.compose.plan import (
    Answered,
    Blocked,
    Change,
    Charge,
    Excluded,
    Figures,
    LaterRule,
    LaterWord,
    Lookup,
    NotChosen,
    Plan,
    PlanConfirmation,
    PlanFee,
    PlanField,
    PlanItem,
    PlanMaterial,
    PlanPledge,
    PlanSubject,
    Prerequisite,
    Undecided,
)
from bancheng.journeys.compose.public import plan_json
from bancheng.journeys.compose.values import Known, held

__all__ = [
    "Answered",
    "Blocked",
    "Change",
    "Charge",
    "Excluded",
    "Figures",
    "Known",
    "LaterRule",
    "LaterWord",
    "Lookup",
    "NotChosen",
    "Plan",
    "PlanConfirmation",
    "PlanFee",
    "PlanField",
    "PlanItem",
    "PlanMaterial",
    "PlanPledge",
    "PlanSubject",
    "Prerequisite",
    "Undecided",
    "acting",
    "alone",
    "compose",
    "held",
    "located",
    "plan_json",
]
