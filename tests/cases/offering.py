"""A matter that ends in an agreement: its officer offers, the applicant takes it or not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bancheng.cases.spec import NewCase, Stage
from bancheng.cases.spec.offers import Offer, OfferLine, OfferTerms
from tests.cases.plans import case, fixed

PIPE = Offer("从东门接一根100毫米的管子", [OfferLine("水表安装", Decimal(2), "只", Decimal("180.50"))])


def offering(node: str = "supply", **more: Any) -> NewCase:
    """A matter that ends in an agreement."""
    terms = more.pop("terms", OfferTerms(10, "wd", "decline", "", "供水接入方案"))
    made = case(node, **more)
    queue = fixed("post:station.household")
    stages = [
        Stage("accept", "accept", "受理", queue),
        Stage("offer", "offer", "报方案", queue),
        Stage("issue", "issue", "签约", queue),
    ]
    fields = {name: getattr(made, name) for name in made.__slots__}
    own = {"stages": stages, "offer": terms, "implementation_code": "12449900MB2D0000163000709001099"}
    return NewCase(**{**fields, **own})
