"""Responders: what their analyses, tables and figures may say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from trialstats.methods.shared.responses.options import ByCriteria, Response
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.display import Selected
from trialstats.trialfile.parts.part import one_or_more

__all__ = ["ResponderCurve", "ResponderCurveFigure", "ResponderCurveTable", "Responders", "RespondersTable"]


class Responders(ByCriteria):
    """Shares of subjects who improved enough, by arm, and how they compare."""

    method: Literal["responders"]


class ResponderCurve(Response):
    """The share of all randomised subjects who improved by at least c percent, for each c from 0 to 100."""

    method: Literal["responder_curve"]
    step: int = Field(1, ge=1, le=50, description="Percent from one cutoff to the next: 1, 2, 5, 10, ...")
    draws: int = Field(10_000, ge=200, le=1_000_000, description="Bootstrap draws, subjects within arms.")
    interval: Literal["percentile", "bca"] = Field("percentile", description="Which bootstrap interval.")
    permutations: int = Field(10_000, ge=200, le=1_000_000, description="Random permutations of arms for p.")
    seed: int = Field(1, ge=0, description="Seed of the random numbers.")

    @field_validator("step")
    @classmethod
    def check_step(cls, step: int) -> int:
        if 100 % step:
            raise ValueError(f"{step} does not divide 100, so that the last cutoff would not be 100%")
        return step


Measure = Literal["difference", "unadjusted difference", "ratio", "odds ratio", "number needed to treat"]


class RespondersTable(Selected):
    """Responders by criterion, visit and arm, how arms compare, and why the others are no responders."""

    usual_title: ClassVar[str] = "Responders in {outcome}"

    kind: Literal["responders"]
    measures: Annotated[tuple[Measure, ...], Field(min_length=1), one_or_more(Measure)] = Field(
        ("difference", "ratio", "number needed to treat"),
        description="How arms are compared, in this order: `difference` is the adjusted one where the analysis has "
        "covariates, with its p.",
    )
    reasons: bool = Field(True, description="Also the status of everybody else, so that counts add up.")


class ResponderCurveTable(Selected):
    """The cumulative curve of responders in numbers, with the areas under it."""

    usual_title: ClassVar[str] = "Cumulative responders in {outcome}"

    kind: Literal["responder_curve"]
    cutoffs: tuple[Annotated[int, Field(ge=0, le=100)], ...] = Field(
        (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100), min_length=1, description="The cutoffs shown."
    )

    def objections(self, name: str, analysis: Method) -> Iterator[tuple[str, str]]:
        if isinstance(analysis, ResponderCurve):
            yield from leapt_over("cutoffs", self.cutoffs, name, analysis)


class ResponderCurveFigure(Selected):
    """The share of subjects who improved by at least each percentage, by arm, with the shares at some of them."""

    usual_title: ClassVar[str] = "Cumulative responders in {outcome}"

    kind: Literal["responder_curve"]
    guides: tuple[Annotated[int, Field(ge=0, le=100)], ...] = Field(
        (30, 50), max_length=4, description="Percentages at which the shares are read off."
    )

    def objections(self, name: str, analysis: Method) -> Iterator[tuple[str, str]]:
        if isinstance(analysis, ResponderCurve):
            yield from leapt_over("guides", self.guides, name, analysis)


def leapt_over(key: str, percents: tuple[int, ...], name: str, analysis: ResponderCurve) -> Iterator[tuple[str, str]]:
    """Yield the cutoffs of a display that its curve leaps over."""
    lost = [f"{percent}" for percent in percents if percent % analysis.step]
    if lost:
        text = f"{', '.join(lost)} lie between the cutoffs of {name}, which has `step: {analysis.step}`"
        yield key, f"{text}; name cutoffs that it has, or a smaller step"
