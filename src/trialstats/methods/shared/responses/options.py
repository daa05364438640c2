"""Improvement: what every analysis of it may say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from trialstats.trialfile.parts.analysis import Filter, Findings, Names
from trialstats.trialfile.parts.part import Name, Part, Text, Variable, one_or_several
from trialstats.trialfile.parts.roles import Roles, named, pairs

__all__ = ["ByCriteria", "Criterion", "Response", "Unless", "in_points"]


def check_points(value: object) -> object:
    """Refuse what is neither a number above zero nor the word mcid, in one sentence for both."""
    if value in ("mcid", None):
        return value
    try:  # the trial file's numbers come as texts
        number = float(str(value))
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise ValueError("write a number above 0 or `mcid`")
    return number


Written = Annotated[float, Field(gt=0)] | Literal["mcid"] | None
Points = Annotated[float | Literal["mcid"] | None, BeforeValidator(check_points, json_schema_input_type=Written)]


def in_points(amount: float, unit: str | None = None) -> str:
    """Write an amount with its unit, of a score without one as points: `1 point`, `20 points`, `20 mm`."""
    return f"{amount:g} {unit or ('point' if amount == 1 else 'points')}"


class Criterion(Part):
    """Who is a responder: an improvement from baseline of at least so many percent, or so many points."""

    percent: float | None = Field(None, gt=0, le=100, description="At least so many percent of the own baseline.")
    points: Points = Field(None, description="At least so many points; `mcid`: the parameter's.")
    label: Text | None = Field(None, description="Its name in tables, e.g. `At least 30% improvement`.")
    source: Text | None = Field(None, description="Whence the threshold is, and what it is compared with.")

    @model_validator(mode="after")
    def check_one(self) -> Criterion:
        if (self.percent is None) == (self.points is None):
            raise ValueError("give either `percent` or `points`")
        return self

    @property
    def words(self) -> str:
        """How much is asked, as a list of several says it: `30%`, `20 points`, `what matters`."""
        if self.percent is not None:
            return f"{self.percent:g}%"
        return "what matters" if isinstance(self.points, str) or self.points is None else in_points(self.points)

    def is_same(self, other: Criterion) -> bool:
        """Tell whether another asks for the same improvement, whatever it is called."""
        return (self.percent, self.points) == (other.percent, other.points)


class Unless(Part):
    """An event that makes a subject a non-responder: discontinuation, or a record of an occurrence dataset."""

    discontinued: bool = Field(False, description="`true`: discontinuation of the trial (EOSSTT, EOSDT).")
    occurrence: Name | None = Field(None, description="An occurrence dataset, e.g. of rescue medication.")
    records: tuple[Filter, ...] = Field((), description="Which of its records count; by default all.")
    date: Variable = Field("ASTDT", description="The variable with the date of a record, or of its first day.")
    end: Variable | None = Field(
        None, description="The variable with its last day; blank: still going on, a part of a date: over by then."
    )
    duration: Variable | None = Field(None, description="Or the variable with its number of days.")
    days: int | None = Field(None, ge=0, description="Only records within so many days before the visit.")
    when: Literal["by visit", "ever"] = Field(
        "by visit", description="Events up to the day of the visit, or at any time, also after it."
    )
    label: Text | None = Field(None, description="The reason in tables, e.g. `Rescue medication`.")

    @model_validator(mode="after")
    def check_one(self) -> Unless:
        if self.discontinued == (self.occurrence is not None):
            raise ValueError("give either `occurrence` or `discontinued: true`")
        options = {"records", "date", "end", "duration", "days"} & self.model_fields_set
        if self.discontinued and options:
            raise ValueError(f"{', '.join(sorted(options))}: an option of `occurrence`, not of `discontinued`")
        if self.when == "ever" and self.days is not None:
            raise ValueError("`days` before the visit do not go with `when: ever`")
        if self.end and self.duration:
            raise ValueError("give either `end` or `duration`")
        return self


class Response(Findings):
    """What all analyses of improvement say."""

    from_baseline: ClassVar[bool] = True
    usual_value: ClassVar[str] = "PCHG"

    zero_baseline: Literal["non-responder", "exclude"] = Field(
        "non-responder", description="Subjects whose baseline is 0, of which nobody can improve by a percentage."
    )
    unless: tuple[Unless, ...] = Field((), description="Events that make a subject a non-responder, the first counts.")

    @model_validator(mode="after")
    def check_value(self) -> Response:
        if self.value is not None:
            raise ValueError("improvement is told by `criteria` and the parameter's `better`: leave `value` out")
        return self

    @property
    def further_datasets(self) -> tuple[str, ...]:
        own = (self.dataset,) if self.dataset else ()
        named = (*own, *(rule.occurrence for rule in self.unless if rule.occurrence))
        return tuple(dict.fromkeys(named))

    def roles_of(self, occurrence: str) -> Iterator[Roles]:
        for rule in (rule for rule in self.unless if rule.occurrence == occurrence):
            yield Roles(
                spans=pairs(rule.date, rule.end),
                durations=pairs(rule.date, rule.duration),
                amounts=named(rule.duration),
            )


class ByCriteria(Response):
    """What analyses say that count responders by criteria, and what others that count their responders read."""

    criteria: Annotated[tuple[Criterion, ...], one_or_several(Criterion)] = Field(
        min_length=1, description="Who is a responder; each by itself."
    )
    missing: Literal["non-responder", "exclude"] = Field(
        "non-responder", description="Subjects without a value at the visit; `exclude`: observed cases."
    )
    covariates: Names = Field((), description="BASE or ADSL variables of the logistic model.")

    @model_validator(mode="after")
    def check_criteria(self) -> ByCriteria:
        for number, criterion in enumerate(self.criteria):
            if any(criterion.is_same(other) for other in self.criteria[:number]):
                raise ValueError("`criteria` holds the same threshold twice")
        return self

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}

    @property
    def variable_words(self) -> str:
        *others, last = (criterion.words for criterion in self.criteria)
        asked = f"{', '.join(others)} or {last}, each by itself" if others else last
        return f"response, which is an improvement from baseline by at least {asked}"
