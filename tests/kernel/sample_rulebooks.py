"""Two kinds of rulebook for tests of the machinery: a recipe needs ingredients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from bancheng.kernel.rulebooks import Reference, Rulebook, Text, rulebook


@rulebook("test-ingredient/1", title="配料")
class Ingredient(Rulebook):
    schema_: Literal["test-ingredient/1"] = Field(alias="schema")
    price: str = "0"
    contains: tuple[str, ...] = ()

    def references(self) -> Iterable[Reference]:
        return (Reference("test-ingredient", code, f"contains.{n}") for n, code in enumerate(self.contains))


@rulebook("test-recipe/2", title="做法")
class Recipe(Rulebook):
    schema_: Literal["test-recipe/2"] = Field(alias="schema")
    needs: tuple[str, ...] = ()
    steps: tuple[Text, ...] = ()

    def references(self) -> Iterable[Reference]:
        return (Reference("test-ingredient", code, f"needs.{n}") for n, code in enumerate(self.needs))


NOODLES = """\
schema: test-recipe/2
code: noodles
name: {zh-hans: 面, en: Noodles}
needs:
  - flour
  - dumpling-filling
steps: [和面, 下锅]
---
schema: test-ingredient/1
code: flour
name: 面粉
price: 3.50
---
schema: test-ingredient/1
code: dumpling-filling
name: 馅
contains: [salt]
---
schema: test-ingredient/1
code: salt
name: 盐
---
schema: test-ingredient/1
code: sugar
name: 糖
"""
