"""Parameters made of others at the same subject and visit: on another scale, words as numbers, a constant."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from trialstats.trialfile.parts.part import Bounds, Name, OneOrMore, Paramcd, Part, Text

__all__ = ["Constant", "Equals", "Recode", "Rescale", "Where"]


def check_ends(ends: tuple[float, float]) -> tuple[float, float]:
    """Refuse two ends that are one."""
    if ends[0] == ends[1]:
        raise ValueError(f"both ends are {ends[0]:g}")
    return ends


Ends = Annotated[tuple[float, float], AfterValidator(check_ends)]


class Rescale(Part):
    """A score on another scale: a straight line from one range to the other."""

    of: Paramcd = Field(description="The parameter on the old scale.")
    source: Annotated[Bounds, AfterValidator(check_ends)] = Field(
        alias="from", description="The ends of the old scale, e.g. `[0, 40]`; a value outside has no place on the new."
    )
    to: Ends = Field(description="The ends of the new scale, e.g. `[0, 100]`, or `[100, 0]` to turn it round.")


class Recode(Part):
    """A number for each result, a word or a number."""

    of: Paramcd = Field(description="The parameter whose results are recoded.")
    values: dict[Text, float] = Field(
        min_length=1,
        description="The results and the number of each, e.g. `{Much improved: 1, Improved: 2}`; another result has "
        "none, and is listed.",
    )


class Equals(Part):
    """The score with which a stored one must agree, at the same subject and visit."""

    parameter: Paramcd = Field(description="The derived parameter, or the score of a questionnaire.")
    dataset: Name | None = Field(None, description="The dataset of the questionnaire; by default the parameter's own.")
    within: float = Field(0, ge=0, description="By how much the two may differ.")


class Where(Part):
    """What another parameter says at the same visit."""

    parameter: Paramcd = Field(description="The parameter that is asked.")
    texts: OneOrMore = Field(alias="is", description="Its results for which the constant holds, words or numbers.")


class Constant(Part):
    """A constant where another parameter says so, e.g. 0 for the worst pain where there was none."""

    value: float = Field(description="The constant.")
    where: Where = Field(description="When it holds.")
    of: Paramcd | None = Field(
        None,
        description="The parameter whose value it has elsewhere; one with another value where the constant holds "
        "contradicts it, has no value here, and is listed.",
    )
