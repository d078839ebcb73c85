"""What a person does with a journey until it is handed in."""

from bancheng.journeys.commands.answering import Answered, answer_question, drop_answers
from bancheng.journeys.commands.confirming import (
    answer_confirmation,
    ask_confirmation,
    lapse_confirmations,
    recompute_confirmations,
)
from bancheng.journeys.commands.filling import (
    Clash,
    Saved,
    attach,
    detach,
    insist_on_holder,
    save_section,
)
from bancheng.journeys.commands.issuing import issue_result
from bancheng.journeys.commands.looking_up import Looked, look_up
from bancheng.journeys.commands.noticing import give_notice
from bancheng.journeys.commands.releasing import publish_revision, return_revision, submit_revision
from bancheng.journeys.commands.revising import begin_revision, write_rulebook
from bancheng.journeys.commands.starting import adopt_release, discard_draft, lapse_drafts, start_draft
from bancheng.journeys.commands.starting_again import start_again
from bancheng.journeys.commands.submitting import submit_application
from bancheng.journeys.commands.taking_out import take_out

__all__ = [
    "Answered",
    "Clash",
    "Looked",
    "Saved",
    "adopt_release",
    "answer_confirmation",
    "answer_question",
    "ask_confirmation",
    "attach",
    "begin_revision",
    "detach",
    "discard_draft",
    "drop_answers",
    "give_notice",
    "insist_on_holder",
    "issue_result",
    "lapse_confirmations",
    "lapse_drafts",
    "look_up",
    "publish_revision",
    "recompute_confirmations",
    "return_revision",
    "save_section",
    "start_again",
    "start_draft",
    "submit_application",
    "submit_revision",
    "take_out",
    "write_rulebook",
]
