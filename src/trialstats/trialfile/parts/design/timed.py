"""What is assumed of a time to an event: how hazards run, and how arms change them."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from trialstats.trialfile.parts.agreeing import Disagreement, agreement
from trialstats.trialfile.parts.design.recurrent import Believed
from trialstats.trialfile.parts.design.values import Positive, Positives
from trialstats.trialfile.parts.part import Part, Text, Variable

__all__ = ["Timed", "Without"]


class Without(Part):
    """The share of the reference arm that has not had the event by a time."""

    share: float = Field(gt=0, lt=1, description="The share, e.g. 0.6.")
    by: Positive = Field(description="The time, in the unit of the parameter.")


class Timed(Part):
    """A time to an event as it is expected: exponential or Weibull, with proportional hazards."""

    median: Positive | None = Field(None, description="The median of the reference arm, in the unit of the parameter.")
    without: Without | None = Field(
        None, description="In its place: the share of the reference arm without the event by a time."
    )
    shape: Positive = Field(
        1.0, description="Of a Weibull distribution: 1 is exponential; above 1 hazards rise, below they fall."
    )
    ratio: dict[Text, Positive] = Field(
        default_factory=dict, description="What an arm multiplies the hazard by, e.g. `{Laser: 0.7}`."
    )
    covariates: dict[Variable, Positives] = Field(
        default_factory=dict,
        description="What covariates of the design multiply the hazard by: a number by each unit above its mean, a "
        "category by level; the mean of the logarithm stays.",
    )
    prior: Believed | None = Field(None, description="For assurance: what is believed of the ratio.")

    @agreement
    def check_one(self) -> Iterator[Disagreement]:
        if (self.median is None) == (self.without is None):
            text = "give `median`, or `without`, the share that has not had the event by a time"
            yield Disagreement(text)
        if self.prior:
            yield from self.prior.check_ratio(self.ratio)
