"""What must agree within one part of the trial file: each problem of it, with the keys whose values it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError, ValidationInfo, model_validator
from pydantic_core import InitErrorDetails

__all__ = ["Disagreement", "agreement", "noted"]

P = TypeVar("P", bound=BaseModel)


class Disagreement(ValueError):
    """Says that keys of one part do not go together; keys: those whose values, not only their presence, decide it."""

    def __init__(self, text: str, *keys: str) -> None:
        super().__init__(text)
        self.keys = keys


def noted(part: BaseModel, problem: Disagreement) -> tuple[str, str]:
    """Name a problem as the context names those that have been told, which are passed over when a part is typed."""
    return repr(part), str(problem)


def agreement(check: Callable[[P], Iterator[Disagreement]]) -> Any:
    """Make a validator of a method that yields what does not go together in its part.

    A part has one, for pydantic asks no second after one that found something. With a set of `noted` problems as
    context these are passed over, so that what lies around their part is looked at too.
    """

    def hold(part: P, info: ValidationInfo) -> P:
        told = info.context or ()
        problems: list[InitErrorDetails] = [
            {"type": "value_error", "loc": (), "input": part, "ctx": {"error": problem}}
            for problem in check(part)
            if noted(part, problem) not in told
        ]
        if problems:
            raise ValidationError.from_exception_data(type(part).__name__, problems)
        return part

    return model_validator(mode="after")(hold)
