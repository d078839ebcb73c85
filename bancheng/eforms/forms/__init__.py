"""Parsing and normalising by data element. Other apps' forms are made of these."""

from .dates import parse_date
from .fields import FORM_INVALID, Field, Parsed, Value, label_of, parse_form, parse_value
from .identity import birth_date, sex
from .slips import Slip

__all__ = [
    "FORM_INVALID",
    "Field",
    "Parsed",
    "Slip",
    "Value",
    "birth_date",
    "label_of",
    "parse_date",
    "parse_form",
    "parse_value",
    "sex",
]
