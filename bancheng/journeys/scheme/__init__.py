"""一件事一方案: what a journey's rulebooks say, in the order of a working plan (实施方案), and as a Word document. Pure."""

from bancheng.journeys.scheme.contents import scheme
from bancheng.journeys.scheme.parts import Scheme, Section, Table
from bancheng.journeys.scheme.word import word_document

__all__ = ["Scheme", "Section", "Table", "scheme", "word_document"]
