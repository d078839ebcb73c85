"""What only an earlier result can say: whether a case is needed at all, and how much is to be paid.

At submission nobody knows how long the trench will be; after the survey everybody does. Such rules are frozen into the
case as text, with the values that were known at submission and with the earlier case that will say the rest. No rulebook
is opened later. A rule that is open (三值) while its giver is open decides nothing; an earlier case that ended without
saying it leaves it missing, and what is missing is neither yes nor no: then the case goes to its officers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from bancheng.cases.lifecycle import CASE, GOOD_END
from bancheng.kernel.expressions import UNKNOWN, Expr, parse
from bancheng.kernel.expressions.guarding import guard

Plain = dict[str, Any]
Family = Mapping[str, Mapping[str, Any]]
"""node → a case of the same application: `state`, `outcome`."""


@dataclass(frozen=True, slots=True)
class Told:
    """A word of a rule that the result of an earlier case (`node`) says, under a path of that result."""

    word: str
    node: str
    path: str


@dataclass(frozen=True, slots=True)
class LaterRule:
    """A rule as frozen: its text, words that may be absent, what is known already, what comes later."""

    text: str
    guarded: tuple[str, ...] = ()
    known: Mapping[str, Any] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    reason: str = ""
    """Why the case is not needed, for people, when the rule is false."""


@dataclass(frozen=True, slots=True)
class LaterFee:
    """A charge whose quantity an earlier result says: `price` 元 for each unit."""

    name: str
    price: Decimal
    unit: str
    standard: str
    basis: str
    quantity: LaterRule | None = None
    when: LaterRule | None = None


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A charge as it stands: `quantity` and `amount` are None until they can be said."""

    name: str
    price: Decimal
    unit: str
    standard: str
    basis: str
    quantity: Decimal | None
    amount: Decimal | None


def pack(value: Any) -> Any:
    """A value of a rule as JSON that comes back as what it was."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | Decimal):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"set": sorted(map(str, value))}


def unpack(value: Any) -> Any:
    """The value again."""
    if not isinstance(value, dict):
        return value
    if "number" in value:
        number = Decimal(value["number"])
        return int(number) if number == number.to_integral_value() else number
    return date.fromisoformat(value["date"]) if "date" in value else frozenset(value["set"])


def frozen(rule: LaterRule | None) -> Plain | None:
    """The rule as a case keeps it."""
    if rule is None:
        return None
    return {
        "text": rule.text,
        "guarded": list(rule.guarded),
        "known": {word: pack(value) for word, value in rule.known.items()},
        "told": [{"word": one.word, "node": one.node, "path": one.path} for one in rule.told],
        "reason": rule.reason,
    }


def frozen_fee(fee: LaterFee) -> Plain:
    """The charge as a case keeps it."""
    words = {name: getattr(fee, name) for name in ("name", "unit", "standard", "basis")}
    return {**words, "price": str(fee.price), "quantity": frozen(fee.quantity), "when": frozen(fee.when)}


def is_needed(plan: Mapping[str, Any] | None, family: Family) -> tuple[bool | None, str]:
    """(False, why) when a frozen rule says so; None while it cannot be said. `plan`: what the case keeps as `later`."""
    verdict: bool | None = True
    for rule in (plan or {}).get("needs", ()):
        found = value_of(rule, family)
        if found is False:
            return False, rule["reason"]
        if found is not True:
            verdict = None
    return verdict, ""


def open_givers(plan: Mapping[str, Any] | None, family: Family) -> list[str]:
    """Nodes of earlier cases, still open, whose results a need of this case reads."""
    nodes = {one["node"] for rule in (plan or {}).get("needs", ()) for one in rule["told"]}
    return sorted(node for node in nodes if node in family and family[node]["state"] not in CASE.ends)


def fees_of(plan: Mapping[str, Any] | None, family: Family) -> list[FeeLine]:
    """The charges of a case as far as results have said their quantities."""
    lines = []
    for fee in (plan or {}).get("fees", ()):
        if fee["when"] and value_of(fee["when"], family) is False:
            continue
        quantity = _number(value_of(fee["quantity"], family)) if fee["quantity"] else Decimal(1)
        price = Decimal(fee["price"])
        amount = None if quantity is None else (quantity * price).quantize(Decimal("0.01"))
        lines.append(
            FeeLine(fee["name"], price, fee["unit"], fee["standard"], fee["basis"], quantity, amount)
        )
    return lines


def told_paths(node: str, plans: Iterable[Mapping[str, Any] | None]) -> frozenset[str]:
    """Paths of the result of one case that rules of other cases read: what its outcome keeps for them."""
    rules = [rule for plan in plans for rule in (plan or {}).get("needs", ())]
    fees = [fee for plan in plans for fee in (plan or {}).get("fees", ())]
    rules += [rule for fee in fees for rule in (fee["quantity"], fee["when"]) if rule]
    return frozenset(one["path"] for rule in rules for one in rule["told"] if one["node"] == node)


def value_of(rule: Mapping[str, Any], family: Family) -> Any:
    """What a frozen rule says now."""
    values = {word: unpack(value) for word, value in rule["known"].items()}
    values |= {one["word"]: _told(one, family) for one in rule["told"]}
    return _compiled(rule["text"], tuple(rule["guarded"]))(values)


def _told(one: Mapping[str, str], family: Family) -> Any:
    giver = family.get(one["node"])
    if giver is None:
        return None
    if giver["state"] not in CASE.ends:
        return UNKNOWN
    if giver["state"] != GOOD_END:
        return None
    return unpack((giver["outcome"] or {}).get("told", {}).get(one["path"]))


def _number(value: Any) -> Decimal | None:
    try:
        return None if value is None or value is UNKNOWN else Decimal(str(value))
    except InvalidOperation:
        return None


@lru_cache(maxsize=1024)
def _compiled(text: str, guarded: tuple[str, ...]) -> Any:
    return Expr(text, guard(parse(text).tree, guarded)).compile()
