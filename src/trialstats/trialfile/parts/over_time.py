"""A parameter that sums up another over the visits of a window."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.part import OneOrMore, Paramcd, Part

__all__ = ["RULES", "OverTime"]

RULES = {"trapezoid": "trapezoidal rule", "right": "right-endpoint rule", "left": "left-endpoint rule"}


class OverTime(Part):
    """A summary of one parameter over several visits: one value a subject, at the last of them."""

    of: Paramcd = Field(description="The parameter summed up.")
    summary: Literal["total", "time_weighted_average", "spid", "percent_spid"] = Field(
        description="The values after baseline added up, such as counts; area under the curve over its duration; sum "
        "of pain intensity differences (improvements from baseline, each times its interval); that sum in percent of "
        "the largest possible."
    )
    rule: Literal["trapezoid", "right", "left"] | None = Field(
        None,
        description="Which value stands for an interval: the mean of its ends, its end, or its beginning. A total has "
        "no intervals; every other summary needs it.",
    )
    time: Literal["AVISITN", "ADY"] = Field("AVISITN", description="The numbers of the visits, or the actual days.")
    visits: OneOrMore = Field(
        (), description="The window; by default the dataset's visits from baseline on, of a total after it."
    )
    missing: Literal["absent", "interpolated", "last carried"] = Field(
        "absent",
        description="A visit without value: no summary; a line between the values around it (DTYPE INTERP); the last "
        "value after baseline (DTYPE LOCF). Baseline is never carried forward.",
    )
    best: float | None = Field(
        None, description="percent_spid: the best possible value; by default the better end of the declared `range`."
    )

    @property
    def from_baseline(self) -> bool:
        """Whether it measures improvement from baseline."""
        return self.summary in ("spid", "percent_spid")

    @property
    def has_change(self) -> bool:
        """Whether its change from baseline means anything: a baseline is one visit's, as a total is not."""
        return self.summary == "time_weighted_average"

    @model_validator(mode="after")
    def check_rule(self) -> OverTime:
        if self.summary == "total":
            if self.rule is not None:
                raise ValueError("`rule` is of intervals, and a total has none")
        elif self.rule is None:
            raise ValueError(f"{self.summary} needs `rule`: trapezoid, right or left")
        return self

    @model_validator(mode="after")
    def check_best(self) -> OverTime:
        if self.best is not None and self.summary != "percent_spid":
            raise ValueError("`best` is for percent_spid")
        return self

    @model_validator(mode="after")
    def check_visits(self) -> OverTime:
        if len(self.visits) == 1:
            raise ValueError("`visits` needs at least 2 entries")
        return self
