"""The acts on applications and cases: one verb each, keyword-only; one read, pure rules, one guarded statement."""

from bancheng.cases.commands.acceptance import accept, claim, refuse_acceptance, release
from bancheng.cases.commands.corrections import answer_correction, request_correction
from bancheng.cases.commands.deferring import bring_deferrals
from bancheng.cases.commands.delivery import deliver, release_results, write_letter
from bancheng.cases.commands.endings import (
    answer_question,
    stop_cases,
    terminate,
    withdraw,
    withdraw_application,
)
from bancheng.cases.commands.intake import open_application, opened, prepare_opening
from bancheng.cases.commands.needs import decide_need
from bancheng.cases.commands.offers import accept_offer, decline_offer, offer
from bancheng.cases.commands.recomputing import Recomputed, recompute_due
from bancheng.cases.commands.rehoming import give_back, rehome
from bancheng.cases.commands.results import issue
from bancheng.cases.commands.review import decide, pause, resume, review
from bancheng.cases.commands.silence import silence
from bancheng.cases.commands.transferring import transfer

__all__ = [
    "Recomputed",
    "accept",
    "accept_offer",
    "answer_correction",
    "answer_question",
    "bring_deferrals",
    "claim",
    "decide",
    "decide_need",
    "decline_offer",
    "deliver",
    "give_back",
    "issue",
    "offer",
    "open_application",
    "opened",
    "pause",
    "prepare_opening",
    "recompute_due",
    "refuse_acceptance",
    "rehome",
    "release",
    "release_results",
    "request_correction",
    "resume",
    "review",
    "silence",
    "stop_cases",
    "terminate",
    "transfer",
    "withdraw",
    "withdraw_application",
    "write_letter",
]
