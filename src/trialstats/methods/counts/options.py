"""Counts: what their analyses, table and figure may say."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from trialstats.methods.shared.occurrences.options import Occurrences
from trialstats.methods.shared.options import GeeDdf, GeeErrors, Moments, WorkingCorrelation
from trialstats.trialfile.parts.analysis import Estimating, Findings, Method, Names
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.parts.margin import Direction, Margin, RatioMargin
from trialstats.trialfile.parts.part import Part, Variable

__all__ = [
    "Counts",
    "CountsRegression",
    "CountsTable",
    "OfRecorded",
    "PersonTime",
    "RatesFigure",
    "RecordedCounts",
    "RepeatedCounts",
]

# Days in each unit of time: a month is a twelfth of a year of 365.25 days.
UNITS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
# Standard errors that one model alone has.
OF_ONE = {"expected": "negative binomial", "pearson": "poisson", "deviance": "poisson"}


def refuse_others(key: str, names: Names, covariates: Names) -> None:
    """Raise ValueError where a key names what is no covariate."""
    others = [name for name in names if name not in covariates]
    if others:
        raise ValueError(f"`{key}` names {', '.join(others)}, which `covariates` does not")


class CountsRegression(Estimating):
    """A regression of counts: its model, and where its standard errors come from."""

    covariates: Names = Field((), description="Variables of the model, beside the arm.")
    by_arm: Names = Field(
        (),
        description="Numbers among them whose slope may differ by arm: rate ratios are then those at their mean over "
        "the subjects used, and by what a ratio changes with them is estimated and tested.",
    )
    model: Literal["negative binomial", "poisson"] = Field(
        "negative binomial",
        description="Negative binomial (NB2): subjects differ in their rates, and the dispersion is estimated; "
        "Poisson: they differ by arm and covariates alone.",
    )
    std_error: Literal["model", "expected", "pearson", "deviance", "HC0", "HC1"] = Field(
        "model",
        description="Standard errors: of the model (of the negative binomial from the observed information of "
        "coefficients and dispersion, as SAS GENMOD; `expected`: as R's glm.nb); of Poisson's times the root of "
        "Pearson's chi-square or the deviance over its degrees of freedom (SAS PSCALE, DSCALE); the sandwich, as it is "
        "or times n / (n - p).",
    )
    weights: Literal["equal", "observed"] = Field("equal", description="Margins of the adjusted rates.")
    p_values: bool = Field(True, description="Give z and p beside the intervals of the ratios.")
    margin: RatioMargin = None

    @property
    def better(self) -> Direction | None:
        """Whether lower or higher rates are better; None where nobody says, or the parameter does."""
        return None

    @property
    def margin_of(self) -> Margin | None:
        return self.margin

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}

    @property
    def logs(self) -> tuple[str, ...]:
        """The numbers that enter as their logarithm."""
        return ()

    @model_validator(mode="after")
    def check_by_arm(self) -> CountsRegression:
        refuse_others("by_arm", self.by_arm, self.covariates)
        return self

    @model_validator(mode="after")
    def check_std_error(self) -> CountsRegression:
        wanted = OF_ONE.get(self.std_error)
        if wanted and wanted != self.model:
            raise ValueError(f"std_error: {self.std_error} goes with `model: {wanted}`")
        return self


class Counts(CountsRegression, Occurrences):
    """Rates of recurrent events and their ratio by negative binomial or Poisson regression, person-time as offset."""

    method: Literal["counts"]
    p_values: bool = Field(True, description="Give z and p beside the intervals of the ratios.")
    desirable: bool | None = Field(
        None, description="Whether more events are better, which a margin of non-inferiority needs to know."
    )

    @property
    def better(self) -> Direction | None:
        if self.desirable is None:
            return None
        return "higher" if self.desirable else "lower"

    @model_validator(mode="after")
    def check_time(self) -> Counts:
        if self.follow_up is None:
            raise ValueError("needs `follow_up`: events are counted, and rates are per, the time that it tells")
        return self


def one_of_them(given: Any) -> Any:
    """Let the author write `weeks`, as the unit of a time to an event is written."""
    return given.removesuffix("s") if isinstance(given, str) else given


class PersonTime(Part):
    """The time in which a recorded count was counted: the same for all, a variable, or between two dates."""

    unit: Annotated[
        Literal["day", "week", "month", "year"],
        BeforeValidator(one_of_them, json_schema_input_type=Literal["day", "week", "month", "year"]),
    ] = Field(description="What rates are per, `week` or `weeks`.")
    value: float | None = Field(None, gt=0, description="So many of them for every subject.")
    variable: Variable | None = Field(None, description="A number of the record or of ADSL: so many of them.")
    start: Variable | None = Field(None, description="A date: the first day.")
    end: Names = Field((), description="Dates, of which the first that a subject has is the last day.")

    @model_validator(mode="after")
    def check_one(self) -> PersonTime:
        if sum((self.value is not None, self.variable is not None, bool(self.start or self.end))) != 1:
            raise ValueError("give one of `value`, `variable`, and `start` with `end`")
        if bool(self.start) != bool(self.end):
            raise ValueError("`start` and `end` go together")
        return self

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that tell it."""
        return tuple(name for name in (self.variable, self.start, *self.end) if name)


class OfRecorded(Findings):
    """An analysis of counts that are values of a findings dataset (AVAL), and the time in which they were counted."""

    numbers_alone: ClassVar[bool] = True

    covariates: Names = Field((), description="BASE or ADSL variables of the model, beside the arm.")
    log: Names = Field((), description="Those of them that are numbers and enter as their logarithm.")
    time: PersonTime | None = Field(
        None, description="The time in which it was counted; without it rates are per subject."
    )
    per: float = Field(1.0, gt=0, description="Rates are per so many units of that time, or so many subjects.")

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}

    @property
    def logs(self) -> tuple[str, ...]:
        return self.log

    @property
    def unit(self) -> str:
        """The unit of rates: `per week`, `per 100 subjects`."""
        one = self.time.unit if self.time else "subject"
        return f"per {one}" if self.per == 1 else f"per {self.per:g} {one}s"

    @model_validator(mode="after")
    def check_log(self) -> OfRecorded:
        refuse_others("log", self.log, self.covariates)
        return self

    @model_validator(mode="before")
    @classmethod
    def say_value(cls, given: Any) -> Any:
        """A change is no count."""
        return {"value": "AVAL", **given} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def check_value(self) -> OfRecorded:
        if self.value != "AVAL":
            raise ValueError(f"value: {self.value} is no count: only AVAL is")
        return self


class RecordedCounts(CountsRegression, OfRecorded):
    """Counts that are values of a findings dataset (AVAL): rates and their ratio at each visit."""

    visits_alone: ClassVar[bool] = True
    visits_together: ClassVar[str | None] = "repeated_counts"

    method: Literal["recorded_counts"]
    covariates: Names = Field((), description="BASE or ADSL variables of the model, beside the arm.")

    @property
    def logs(self) -> tuple[str, ...]:
        return self.log


class RepeatedCounts(OfRecorded):
    """Counts at several visits: their rates and the ratio over all of them, by estimating equations (GEE)."""

    method: Literal["repeated_counts"]
    correlation: WorkingCorrelation = "exchangeable"
    std_error: GeeErrors = "robust"
    ddf: GeeDdf = "inf"
    moments: Moments = "sas"
    weights: Literal["equal", "observed"] = Field("equal", description="Margins of the adjusted rates.")
    margin: RatioMargin = None

    @property
    def margin_of(self) -> Margin | None:
        return self.margin

    @property
    def over_all_visits(self) -> bool:
        return True


class OfRates(Display):
    """A display of counts: of events in the chapter of safety, of an outcome in that of efficacy."""

    explained: ClassVar[bool] = True
    chapter: ClassVar[Chapter] = Chapter.SAFETY
    usual_title: ClassVar[str] = "{Outcome}: rates, {arms}"

    def chapter_of(self, analyses: Collection[Method]) -> Chapter:
        recorded = any(isinstance(analysis, OfRecorded) for analysis in analyses)
        return Chapter.EFFICACY if recorded else self.chapter


class CountsTable(OfRates):
    """Events, time and rates by arm, adjusted rates, their ratios, and how far counts vary beyond Poisson's."""

    kind: Literal["counts"]


class RatesFigure(OfRates):
    """Adjusted rates of the arms with intervals, and their ratios on a logarithmic axis below."""

    kind: Literal["rates"]
