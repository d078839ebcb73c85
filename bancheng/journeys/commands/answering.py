"""情形问答: answering a scenario question, and saying what an answer throws out before it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.journeys.commands.representing import wrong_kind
from bancheng.journeys.commands.storing import Written, change
from bancheng.journeys.compose.applying import roles_for
from bancheng.journeys.compose.values import at, split
from bancheng.journeys.queries.drafts import DraftView, plan_of
from bancheng.journeys.queries.entries import SIGN_ON
from bancheng.journeys.queries.several import marks
from bancheng.journeys.spec import Journey, ScenarioQuestion
from bancheng.kernel.access import Actor
from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.rulebooks import text

ANSWER_UNKNOWN = define(
    InvalidInput,
    "answer_unknown",
    _("请选择：{ask}"),
    next_step=_("从列出的答案里选一个，再点下一题。"),
)
ANSWER_NUMBER = define(
    InvalidInput,
    "answer_number",
    _("请填{least}到{most}之间的整数：{ask}"),
    next_step=_("改一下数字，再点下一题。"),
)
UNSURE = "__unsure__"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did: the earlier answers that no longer count, and items that come in or go."""

    dropped: tuple[str, ...]
    appeared: tuple[str, ...]
    disappeared: tuple[str, ...]


def question_of(journey: Journey, question: str) -> ScenarioQuestion:
    """The question with this id. InvalidInput when the journey has none."""
    found = next((one for one in journey.questions if one.id == question), None)
    if found is None:
        raise ANSWER_UNKNOWN(ask=question)
    return found


def offered(view: DraftView) -> tuple[str, ...]:
    """The subjects that the one in whose name the draft is can be: no person is an enterprise."""
    return roles_for(view.journey, view.acting_for_kind) or view.journey.applicant.roles


def parse_answer(question: ScenarioQuestion, raw: Sequence[str]) -> Any:
    """A posted answer as compose wants it; None for “还没想好”. InvalidInput when it is not one of the answers."""
    ask = text(question.ask)
    first = raw[0].strip() if raw else ""
    if question.unsure is not None and first == UNSURE:
        return None
    if question.kind == "several":
        chosen = [value for value in question.values if value in raw]
        if len(chosen) != len(set(raw)):
            raise ANSWER_UNKNOWN(ask=ask)
        return chosen
    if question.kind in {"count", "number"}:
        return _number(question, first, ask)
    if question.kind in {"date", "text"}:
        if not first or len(first) > _LONGEST or not first.isprintable() or not _is_day(question, first):
            raise ANSWER_UNKNOWN(ask=ask)
        return first
    if first not in question.values:
        raise ANSWER_UNKNOWN(ask=ask)
    return first


def _is_day(question: ScenarioQuestion, written: str) -> bool:
    """Rules compare dates: a day that no calendar has must not reach them."""
    if question.kind != "date":
        return True
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _number(question: ScenarioQuestion, raw: str, ask: str) -> int:
    least = int(question.minimum if question.minimum is not None else 0)
    most = int(question.maximum if question.maximum is not None else 1_000_000)
    digits = raw.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and least <= int(digits) <= most):
        raise ANSWER_NUMBER(ask=ask, least=least, most=most)
    return int(digits)


def effect_of(view: DraftView, question: str, value: Any) -> Answered:
    """What an answer would do, without storing it: for the page that asks before something is dropped."""
    answers = {**view.answers, question: value}
    after = plan_of(view, answers, view.entries)
    live = {one.id for one in after.questions} | {one.question for one in after.answered}
    dropped = tuple(one for one in view.answers if one != question and one not in live)
    before = {one.node: one.item.plain_name or one.name for one in view.plan.items}
    now = {one.node: one.item.plain_name or one.name for one in after.items}
    return Answered(
        dropped,
        tuple(dict.fromkeys(text(name) for node, name in now.items() if node not in before)),
        tuple(dict.fromkeys(text(name) for node, name in before.items() if node not in now)),
    )


def answer_question(
    *, actor: Actor, draft_id: UUID, question: str, raw: Sequence[str], now: datetime
) -> tuple[DraftView, Answered]:
    """Store an answer. Answers that it makes meaningless are dropped; what was typed into the form stays."""

    def make(view: DraftView) -> tuple[Written, Answered]:
        value = parse_answer(question_of(view.journey, question), raw)
        if question == view.journey.applicant.question and value not in (None, *offered(view)):
            raise wrong_kind(view.acting_for_kind)
        effect = effect_of(view, question, value)
        written = Written(view)
        written.answers = {k: v for k, v in view.answers.items() if k not in effect.dropped}
        written.answers[question] = value
        if question == view.journey.applicant.question and value != view.applicant:
            _forget_all(written)  # every register was asked about the wrong person
        _forget_unasked(written)
        return written, effect

    return change(draft_id, actor=actor, now=now, make=make)


def _forget_all(written: Written) -> None:
    written.entries = {
        path: one for path, one in written.entries.items() if one.typed or one.source == SIGN_ON
    }
    written.checked = dict(marks(written.checked))


def _forget_unasked(written: Written) -> None:
    """Forget what registers said to a question that these answers no longer ask: about another role, another place.

    Otherwise “mother” answered by mistake would leave a stranger's data in the form.
    """
    own = {path: entry for path, entry in written.entries.items() if entry.typed or entry.source == SIGN_ON}
    bare = replace(written.view_after(), checked={}, entries=own)
    gone: set[str] = set()
    asked = {(look.resource, path) for look in bare.plan.lookups for path in look.gives.values()}
    for path, entry in list(written.entries.items()):
        role, number, rest = split(path)
        first = path if number is None else f"{at(role, 1)}.{rest}"
        if path not in own and not {(entry.source, path), (entry.source, first)} & asked:
            del written.entries[path]
            gone.add(entry.source)
    written.checked = {key: look for key, look in written.checked.items() if look["source"] not in gone}


def drop_answers(*, actor: Actor, draft_id: UUID, now: datetime) -> DraftView:
    """答错了，重答: forget all answers, keep everything else."""

    def make(view: DraftView) -> tuple[Written, None]:
        written = Written(view)
        written.answers = {}
        return written, None

    return change(draft_id, actor=actor, now=now, make=make)[0]
