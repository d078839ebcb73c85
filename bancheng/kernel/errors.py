"""What a person is told when something cannot be done: one family per HTTP status, one stable code per rule.

An error says what happened, what to do next and whom to ask, and carries its facts as data. Codes are
declared beside the rule that raises them::

    CASE_TAKEN = define(
        Conflict, "case_taken", _("{who}{when}已经{what}了这件事。您的操作没有生效。"),
        next_step=_("看一看最新情况，再决定要不要继续。"), ask=_("问{who}。"),
    )
    raise CASE_TAKEN(who="李建国", when="10:41", what="受理")

Sentences are given as ``gettext_lazy`` literals, so they are translated when the error is shown. Anything
raised that is not a DomainError is a bug: it alerts and shows the page of 500.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, ClassVar, Protocol


class Sentence(Protocol):
    """A text or a lazily translated text."""

    def __str__(self) -> str: ...


class DomainError(Exception):
    """领域错误。Raise through a declared code (see :func:`define`), not directly.

    ``code`` stable word for programs · ``status`` HTTP · ``message`` what happened · ``next_step`` what to
    do · ``ask`` whom to ask · ``facts`` data of the sentence · ``regulation`` the article behind it ·
    ``fields`` field → sentence, for errors beside their inputs.
    """

    status: ClassVar[int] = 400
    code: str
    message: str
    next_step: str
    ask: str
    facts: dict[str, Any]
    regulation: str
    fields: dict[str, str]

    def __init__(
        self,
        message: str,
        *,
        code: str,
        next_step: str = "",
        ask: str = "",
        facts: Mapping[str, Any] | None = None,
        regulation: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.next_step = next_step
        self.ask = ask
        self.facts = dict(facts or {})
        self.regulation = regulation
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def as_problem(self) -> dict[str, Any]:
        """The members of an ``application/problem+json`` answer (RFC 9457); facts still as Python values."""
        return {
            "type": f"urn:bancheng:error:{self.code}",
            "title": self.message,
            "status": self.status,
            "code": self.code,
            "next_step": self.next_step,
            "ask": self.ask,
            "regulation": self.regulation,
            "facts": self.facts,
            "fields": self.fields,
        }


class InvalidInput(DomainError):  # noqa: N818
    """填错了：what was typed cannot be used; ``fields`` says where."""

    status = 422


class NotPermitted(DomainError):  # noqa: N818
    """不能做：an act refused on something the actor may see."""

    status = 403


class NotFound(DomainError):  # noqa: N818
    """没有，或者看不到：the two are told apart by nobody."""

    status = 404


class Conflict(DomainError):  # noqa: N818
    """有人先做了：someone or something moved first; says who and when."""

    status = 409


class RuleBroken(DomainError):  # noqa: N818
    """规则不允许：a rule of the procedure forbids it; carries the regulation."""

    status = 422


class Unavailable(DomainError):  # noqa: N818
    """暂时办不了：something that is needed is down; safe to try again."""

    status = 503


FAMILIES: tuple[type[DomainError], ...] = (
    InvalidInput,
    NotPermitted,
    NotFound,
    Conflict,
    RuleBroken,
    Unavailable,
)


@dataclass(frozen=True)
class ErrorKind:
    """A declared code. Calling it makes the error; every name in its sentences must be given as a fact."""

    family: type[DomainError]
    code: str
    message: Sentence
    next_step: Sentence
    ask: Sentence
    regulation: Sentence

    def __call__(
        self, *, fields: Mapping[str, str] | None = None, regulation: str | None = None, **facts: Any
    ) -> DomainError:
        """The error with its sentences filled in. TypeError names a fact that a sentence needs and lacks."""
        missing = sorted(self.placeholders() - facts.keys())
        if missing:
            raise TypeError(f"error {self.code} needs {', '.join(missing)}")
        return self.family(
            str(self.message).format(**facts),
            code=self.code,
            next_step=str(self.next_step).format(**facts),
            ask=str(self.ask).format(**facts),
            facts=facts,
            regulation=str(self.regulation) if regulation is None else regulation,
            fields=fields,
        )

    def placeholders(self) -> frozenset[str]:
        """The facts that the sentences name."""
        texts = (str(self.message), str(self.next_step), str(self.ask))
        names = (name for text in texts for _, name, _, _ in Formatter().parse(text) if name)
        return frozenset(name.partition(".")[0].partition("[")[0] for name in names)

    def raised_as(self, error: BaseException) -> bool:
        """Whether the error was made by this kind."""
        return isinstance(error, self.family) and error.code == self.code


_kinds: dict[str, ErrorKind] = {}


def define(
    family: type[DomainError],
    code: str,
    message: Sentence,
    *,
    next_step: Sentence = "",
    ask: Sentence = "",
    regulation: Sentence = "",
) -> ErrorKind:
    """Declare a code once, beside its rule. ValueError: the code is taken or is not a plain identifier."""
    if not (code.isidentifier() and code.isascii() and code == code.lower()):
        raise ValueError(f"an error code is a lower-case identifier, not {code!r}")
    if code in _kinds:
        raise ValueError(f"error code {code!r} is declared twice")
    kind = ErrorKind(family, code, message, next_step, ask, regulation)
    _kinds[code] = kind
    return kind


def all_errors() -> Iterator[ErrorKind]:
    """Every declared code in alphabetical order, for the generated list of errors."""
    return iter(sorted(_kinds.values(), key=lambda kind: kind.code))
