"""Rulebooks of the catalogue: service items and material types."""

from bancheng.catalogue.spec.entry import (
    Channels,
    Codes,
    Entry,
    Exemption,
    Fee,
    Pledge,
    ServicePointFacts,
    Way,
)
from bancheng.catalogue.spec.item import (
    Basis,
    Condition,
    Correction,
    DecisionReason,
    Item,
    ItemSubject,
    Jurisdiction,
    OfferItem,
    OfferRule,
    Outcome,
    Question,
    Remedy,
    ReviewPoint,
    SpecialProcedure,
    Stage,
)
from bancheng.catalogue.spec.limits import Limit
from bancheng.catalogue.spec.material import Material, Replacement
from bancheng.catalogue.spec.needs import ItemField, ItemMaterial

__all__ = [
    "Basis",
    "Channels",
    "Codes",
    "Condition",
    "Correction",
    "DecisionReason",
    "Entry",
    "Exemption",
    "Fee",
    "Item",
    "ItemField",
    "ItemMaterial",
    "ItemSubject",
    "Jurisdiction",
    "Limit",
    "Material",
    "OfferItem",
    "OfferRule",
    "Outcome",
    "Pledge",
    "Question",
    "Remedy",
    "Replacement",
    "ReviewPoint",
    "ServicePointFacts",
    "SpecialProcedure",
    "Stage",
    "Way",
]
