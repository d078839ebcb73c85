"""Who may apply: which subjects of a journey the one in whose name it is done can be. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bancheng.journeys.spec import Journey


def kinds_of(journey: Journey) -> frozenset[str]:
    """The kinds of applicant that a journey has: person, enterprise, or both."""
    declared = {journey.subjects[role].kind for role in journey.applicant.roles if role in journey.subjects}
    return frozenset(declared & {"person", "enterprise"} or {"person"})


def roles_for(journey: Journey, kind: str) -> tuple[str, ...]:
    """The subjects that an applicant of this kind (person, enterprise) can be, in the rulebook's order."""
    declared = journey.subjects
    return tuple(role for role in journey.applicant.roles if role in declared and declared[role].kind == kind)


def played(journey: Journey, kind: str) -> dict[str, str]:
    """The answer to “who are you” that follows from the kind alone: {question: subject}; empty where the journey has
    no such question, or several subjects are of that kind."""
    question, fitting = journey.applicant.question, roles_for(journey, kind)
    if question is None or len(kinds_of(journey)) == 1 or len(fitting) != 1:
        return {}
    return {question: fitting[0]}


def values_of(journey: Journey, kind: str) -> Mapping[str, str]:
    """path → element of what sign-on tells of an applicant of this kind."""
    applicant = journey.applicant
    return (applicant.enterprise_values if kind == "enterprise" else None) or applicant.values
