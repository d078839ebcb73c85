"""What is frozen into a case for the day on which an earlier result, or the applicant, says more."""

from __future__ import annotations

from bancheng.cases.spec.later import LaterFee, LaterRule, Told
from bancheng.cases.spec.offers import OfferTerms
from bancheng.catalogue.spec import Item
from bancheng.journeys.commands.ending import clock_limit
from bancheng.journeys.compose import LaterRule as PlanRule
from bancheng.journeys.compose import PlanItem
from bancheng.kernel.rulebooks import text


def needs(one: PlanItem) -> tuple[LaterRule, ...]:
    """Rules of which all must hold for the case to be needed."""
    return tuple(_rule(rule) for rule in one.later)


def fees(one: PlanItem) -> tuple[LaterFee, ...]:
    """The charges of the case, each with its quantity as far as somebody has said it."""
    return tuple(
        LaterFee(
            name=text(each.fee.name),
            price=each.fee.amount,
            unit=text(each.fee.unit),
            standard=text(each.fee.standard),
            basis=text(each.fee.basis),
            quantity=_rule(each.quantity) if each.quantity else None,
            when=_rule(each.when) if each.when else None,
        )
        for each in one.charges
    )


def offer_terms(item: Item) -> OfferTerms | None:
    """Until when an offer can be taken and what silence means."""
    if item.offer is None:
        return None
    limit = clock_limit(item.offer.within)
    return OfferTerms(
        limit.days, limit.unit, item.offer.on_silence, text(item.offer.basis), text(item.offer.name)
    )


def _rule(rule: PlanRule) -> LaterRule:
    words = tuple(Told(each.word, each.node, each.path) for each in rule.words)
    return LaterRule(rule.text, rule.guarded, dict(rule.known), words, rule.reason)
