"""The subjects of the trial: arms, visits, covariates, disposition and analysis populations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from trialstats.trialfile.parts.crossover import Crossover
from trialstats.trialfile.parts.cuts import Bands, check_cuts
from trialstats.trialfile.parts.days import elapsed, study_day
from trialstats.trialfile.parts.part import (
    Bounds,
    ColumnName,
    DateFormats,
    Name,
    OneOrMore,
    Part,
    Text,
    Variable,
    one_or_more,
)
from trialstats.trialfile.parts.partial_dates import IMPUTE, Impute
from trialstats.trialfile.parts.period_number import PeriodNumber
from trialstats.trialfile.parts.received import Received
from trialstats.trialfile.parts.sources import DateColumn
from trialstats.trialfile.parts.study_days import STUDY_DAYS, StudyDays

__all__ = ["Arm", "Column", "Cuts", "Disposition", "Occurred", "Population", "Subjects", "Visit"]

Flag = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,5}FL$")]
ArmColumns = Annotated[tuple[ColumnName, ...], Field(min_length=1), one_or_more(ColumnName)]
Cuts = Annotated[Bands, Field(min_length=1), AfterValidator(check_cuts)]


class Arm(Part):
    """A treatment arm. Differences are every active arm minus the reference."""

    codes: OneOrMore = Field(description="What the raw files call it, exactly as written.")
    role: Literal["reference", "active"] = Field("active", description="One arm is the reference.")
    dose: float | None = Field(
        None,
        description="The dose in a dose-response trend. It is TRT01PN where every arm has another; else that is the "
        "place of the arm.",
    )


class Visit(Part):
    """A scheduled visit."""

    codes: OneOrMore = Field(description="What the raw files call it, exactly as written.")
    AVISITN: float = Field(description="The visit's number, e.g. its week; no two visits share one.")
    baseline: bool = Field(False, description="Whether it gives BASE; one visit does.")
    target: int | None = Field(None, description="The planned day, in the window; by default its middle.")
    window: tuple[int, int] | None = Field(None, description="First and last day that belong to the visit.")
    period: PeriodNumber | None = Field(None, description="Crossover: the period that it belongs to.")
    timepoint: Text | None = Field(
        None,
        description="Crossover: what it is called within its period, e.g. Week 4: visits of one timepoint are compared "
        "between periods.",
    )

    @model_validator(mode="after")
    def check_window(self) -> Visit:
        if self.window and self.window[0] > self.window[1]:
            raise ValueError(f"the window ends (day {self.window[1]}) before it begins (day {self.window[0]})")
        if self.timepoint and self.period is None:
            raise ValueError("`timepoint` is of a visit with a `period`")
        return self

    @property
    def target_day(self) -> float | None:
        """The day from which closeness is measured."""
        if self.target is not None or self.window is None:
            return self.target
        return study_day((elapsed(self.window[0]) + elapsed(self.window[1])) / 2)


class Column(Part):
    """A column of a source and what it becomes: a number, a category, a date or plain text."""

    column: ColumnName = Field(description="The column's name in the source.")
    type: Literal["number", "category", "date", "text"] = Field("text", description="What the values are.")
    label: Text | None = Field(None, description="Label for tables and metadata; by default the column's name.")
    unit: Text | None = Field(None, description="Unit of a number.")
    codes: dict[Text, OneOrMore] | None = Field(
        None, description="Category: each level and the texts that mean it; by default the texts as they stand."
    )
    cuts: Cuts | None = Field(
        None,
        description="Category of a number: each level, from the lowest, and where it begins and ends; the end belongs "
        "to the next level, `null` is no limit.",
    )
    range: Bounds | None = Field(None, description="Number: smallest and largest possible value.")
    format: DateFormats = Field(
        ("%Y-%m-%d",), description="Date: its strptime format, `iso8601` or `excel`, or several."
    )
    study_days: StudyDays | None = Field(None, description=f"Date: {STUDY_DAYS[0].lower()}{STUDY_DAYS[1:]}")
    impute: Impute | None = Field(None, description=f"Date: {IMPUTE[0].lower()}{IMPUTE[1:]}")
    decimals: int = Field(1, ge=0, le=6, description="Digits after the point in tables (for the mean).")
    source: Name | None = Field(None, description="The source it stands in; by default that of the part it is in.")

    @model_validator(mode="after")
    def check_type(self) -> Column:
        if self.codes and self.type != "category":
            raise ValueError("`codes` goes with `type: category`")
        if self.cuts and self.type != "category":
            raise ValueError("`cuts` goes with `type: category`: the number becomes one of its levels")
        if self.cuts and self.codes:
            raise ValueError("give either `cuts`, of a number, or `codes`, of texts")
        if self.range and self.type != "number" and not self.cuts:
            raise ValueError("`range` goes with `type: number`, or with `cuts`")
        if self.study_days and self.type != "date":
            raise ValueError("`study_days` goes with `type: date`")
        if self.impute and self.type != "date":
            raise ValueError("`impute` goes with `type: date`")
        return self

    @property
    def levels(self) -> list[str]:
        """The levels of a category in their order; none where its texts stand for themselves."""
        return list(self.codes or self.cuts or ())


class Subjects(Part):
    """The source with one row a subject."""

    source: Name = Field(description="Its name under `sources`.")
    arm: ArmColumns = Field(
        description="The column with the arm code; blank means not randomised. Of a crossover trial that of the "
        "sequence, or a list of a column a period with the arm codes of its treatments."
    )
    crossover: Crossover | None = Field(None, description="The sequences of a crossover trial.")
    received: Received | None = Field(
        None, description="The treatment received (TRT01A) and its first and last day (TRTSDT, TRTEDT)."
    )
    repeated: bool = Field(False, description="The file has several rows a subject that agree in what is used.")
    dates: dict[Variable, DateColumn] = Field(default_factory=dict, description="ADSL dates, e.g. RANDDT, TRTSDT.")
    day_one: Variable | None = Field(None, description="Which of the dates is day 1 of ADY.")
    strata: Annotated[tuple[Variable, ...], one_or_more(Variable)] = Field(
        (),
        description="The covariates by which randomisation was stratified, which models of the standard set adjust "
        "for; by default those named as ADaM names sites, regions and strata (SITEID, SITEGR1, REGION1, STRATA1).",
    )


class Disposition(Part):
    """How subjects ended the trial: one row for each who stopped, or for each subject with a completed code.

    Where nothing says `completed`, who has a row stopped, even without a reason; in the subjects file, who has a reason
    or a date. Texts are taken as written, capitals and all.
    """

    source: Name = Field(description="Its name under `sources`.")
    reason: ColumnName = Field(description="The column with the reason.")
    completed: OneOrMore | None = Field(None, description="Reasons that mean `completed`.")
    date: DateColumn | None = Field(None, description="When the subject stopped (EOSDT).")


class Occurred(Part):
    """A condition on an occurrence dataset: so many of its rows, of those chosen."""

    dataset: Name = Field(description="The dataset of `occurrences`.")
    where: dict[Variable, OneOrMore] = Field(
        default_factory=dict, description="Which rows count, e.g. `{EXATTFL: Y}`; by default all."
    )
    at_least: int = Field(1, ge=1, description="At least so many of them.")


class Population(Part):
    """An analysis set: a subject belongs when every condition given holds."""

    label: Text = Field(description="Its name in words.")
    randomised: bool = Field(False, description="Only randomised subjects.")
    column: ColumnName | None = Field(None, description="A column of the subjects source, or of `source`.")
    equals: OneOrMore | None = Field(None, description="The texts of that column that count as yes.")
    source: Name | None = Field(None, description="Where the column stands, if not in the subjects source.")
    dataset: Name | None = Field(None, description="The dataset in which `min_post_baseline` is counted.")
    min_post_baseline: int | None = Field(
        None, ge=1, description="At least so many post-baseline visits with a value in `dataset`."
    )
    occurrence: Occurred | None = Field(
        None, description="At least so many rows of an occurrence dataset, e.g. one session attended."
    )
    all_of: tuple[Flag, ...] = Field((), description="Other populations the subject must belong to.")

    @model_validator(mode="after")
    def check_conditions(self) -> Population:
        if (self.column is None) != (self.equals is None):
            raise ValueError("`column` and `equals` go together")
        if (self.dataset is None) != (self.min_post_baseline is None):
            raise ValueError("`dataset` and `min_post_baseline` go together")
        if not (self.randomised or self.column or self.dataset or self.occurrence or self.all_of):
            raise ValueError(
                "no condition given: say `randomised: true`, a column, a dataset, an occurrence or `all_of`"
            )
        return self

    @property
    def counts_in(self) -> list[str]:
        """The datasets and occurrences in which something is counted."""
        return [name for name in (self.dataset, self.occurrence.dataset if self.occurrence else None) if name]
