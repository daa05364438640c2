"""What is assumed of events that recur: their rate, how arms change it, and how subjects differ in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from trialstats.trialfile.parts.agreeing import Disagreement, agreement
from trialstats.trialfile.parts.design.follow_up import Unit
from trialstats.trialfile.parts.design.values import Positive, Positives
from trialstats.trialfile.parts.part import Part, Text, Variable

__all__ = ["Believed", "Recurrent"]


def in_the_plural(given: Any) -> Any:
    """Let the author write `year`, as one says of a rate."""
    return f"{given}s" if given in ("day", "week", "month", "year") else given


class Believed(Part):
    """What is believed of a ratio before the trial: its logarithm is normal. All ratios are changed alike."""

    sd: Positive = Field(description="The standard deviation of its logarithm.")
    mean: Positive | None = Field(None, description="Its median; by default that of the first arm that has one.")

    def check_ratio(self, ratio: Mapping[str, float]) -> Iterator[Disagreement]:
        """Yield what is wrong where no arm has a ratio that it could be of."""
        if all(one == 1 for one in ratio.values()):
            text = "`prior` is of the ratio of an arm, and no arm has one but 1: say `ratio`"
            yield Disagreement(text, "prior", "ratio")


class Recurrent(Part):
    """Events of an occurrence dataset as they are expected: negative binomial counts in the time of each subject."""

    rate: Positive = Field(description="Events of a subject of the reference arm in a unit of time, on average.")
    per: Annotated[Unit, BeforeValidator(in_the_plural)] = Field(
        "years", description="That unit, `year` or `years`; a year has 365.25 days."
    )
    ratio: dict[Text, Positive] = Field(
        default_factory=dict, description="What an arm multiplies the rate by, e.g. `{Laser: 0.7}`."
    )
    dispersion: Annotated[float, Field(ge=0)] = Field(
        0.0,
        description="How subjects differ in their rates: a count with mean m has the variance m + dispersion * m^2 "
        "(negative binomial); 0: they do not (Poisson).",
    )
    covariates: dict[Variable, Positives] = Field(
        default_factory=dict,
        description="What covariates of the design multiply the rate by: a number by each unit, a category by level; "
        "the mean rate stays.",
    )
    prior: Believed | None = Field(None, description="For assurance: what is believed of the ratio.")

    @agreement
    def check_prior(self) -> Iterator[Disagreement]:
        if self.prior:
            yield from self.prior.check_ratio(self.ratio)
