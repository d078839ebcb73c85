"""Rulebooks of the catalogue: service items, material types, and the city's own public face."""

from bancheng.catalogue.spec.coding import IMPLEMENTATION, LEVELS, USCC, coded, rest_of
from bancheng.catalogue.spec.directory import Difference, Directory, Matter, differences
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
from bancheng.catalogue.spec.face import PLAIN_FACE, Face, HotTerms, LifeStage
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
from bancheng.catalogue.spec.specimen import Specimen

__all__ = [
    "IMPLEMENTATION",
    "LEVELS",
    "PLAIN_FACE",
    "USCC",
    "Basis",
    "Channels",
    "Codes",
    "Condition",
    "Correction",
    "DecisionReason",
    "Difference",
    "Directory",
    "Entry",
    "Exemption",
    "Face",
    "Fee",
    "HotTerms",
    "Item",
    "ItemField",
    "ItemMaterial",
    "ItemSubject",
    "Jurisdiction",
    "LifeStage",
    "Limit",
    "Material",
    "Matter",
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
    "Specimen",
    "Stage",
    "Way",
    "coded",
    "differences",
    "rest_of",
]
