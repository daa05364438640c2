"""The analysis datasets: findings (BDS: subject, parameter, visit) and occurrences (one row an event)."""

from __future__ import annotations

from collections import Counter
from math import isfinite
from typing import Annotated, Literal

from pydantic import Field, Tag, model_validator

from trialstats.trialfile.parts.at_visit import Constant, Equals, Recode, Rescale
from trialstats.trialfile.parts.composites import DailyMean, Responder, ZScores
from trialstats.trialfile.parts.deviates import Deviates
from trialstats.trialfile.parts.over_time import OverTime
from trialstats.trialfile.parts.part import (
    BY_FORM,
    Bounds,
    ColumnName,
    DateFormats,
    Name,
    OneOrMore,
    Paramcd,
    Part,
    Text,
    Variable,
)
from trialstats.trialfile.parts.problems import Problems
from trialstats.trialfile.parts.quantification import READ_AS_LIMIT, Conversions, Limits, Replicates, Specimen
from trialstats.trialfile.parts.response import Cold, Response
from trialstats.trialfile.parts.row_filter import MISSING_WHERE, MissingWhere
from trialstats.trialfile.parts.sources import DateColumn, Source
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.questionnaires import Instrument, NormsFile

__all__ = ["Dataset", "Derived", "Instrument", "NormsFile", "Occurrence", "Parameter"]


# The date of a visit that stands beside others: its column, or all that can be said of it.
SideDate = Annotated[Annotated[ColumnName, Tag("plain")] | Annotated[DateColumn, Tag("keyed")], BY_FORM]


ITEM = "{item}"  # what stands for the name of an item in `items_at`


def item_at(form: str, item: str) -> str:
    """Name the column of an item at a visit: `phq1_w6`."""
    return form.replace(ITEM, item)


def is_number(text: str) -> bool:
    """Tell a text that is a number as it stands."""
    try:
        return bool(isfinite(float(text)))
    except ValueError:
        return False


class Outcome(Part):
    """What is told of every parameter, measured or derived."""

    label: Text = Field(description="PARAM without its unit.")
    unit: Text | None = Field(None, description="Its unit.")
    range: Bounds | None = Field(None, description="Smallest and largest possible value.")
    better: Literal["lower", "higher"] | None = Field(None, description="Which direction is improvement.")
    mcid: float | None = Field(None, gt=0, description="Minimal clinically important difference.")
    decimals: int = Field(1, ge=0, le=6, description="Digits after the point in tables (for the mean).")


class Parameter(Outcome, Response):
    """A measured parameter: where its values stand and what they may be."""

    name: OneOrMore | None = Field(
        None,
        description="Long source: what its name column holds for it, one text or several (assays of one analyte); of "
        "several name columns the text of each.",
    )
    column: ColumnName | None = Field(None, description="Wide source: the column with its values.")
    whole: bool = Field(False, description="Only whole numbers are possible, e.g. on a numerical rating scale.")
    columns: dict[Text, ColumnName] | None = Field(
        None, description="Wide source with all visits of a subject in one row: the column of each visit."
    )
    text_results: OneOrMore = Field(
        (),
        description="Results that are not numbers and stay as text (AVALC) with AVAL empty; "
        "`<number` and `>number` stand for any value below or above a limit, `<0.5` for that text alone.",
    )
    numbers: dict[Text, float] = Field(
        default_factory=dict,
        description="Results that are words, and the number that each is, e.g. `{Much improved: 1, Improved: 2}`; "
        "AVALC keeps the word.",
    )
    missing_where: MissingWhere = Field((), description=MISSING_WHERE)
    equals: Equals | None = Field(
        None, description="A stored score: what it must agree with; a difference is a problem, `score_differs`."
    )
    convert: Conversions = Field(
        default_factory=dict,
        description="Other units that are converted, and by what their values are multiplied, e.g. `{cm: 10}` where "
        "`unit` is mm; of a source without a column of units all values are in the one that is named.",
    )
    scale: Literal["identity", "log"] = Field("identity", description="`log`: positive, and compared as a ratio.")
    limits: Limits | None = Field(None, description="The limits of quantification of the assay.")
    specimen: Specimen | None = Field(None, description="The matrix in which it is measured.")
    replicates: Replicates | None = Field(None, description="Several measurements of one sample become one.")

    @model_validator(mode="after")
    def check_units(self) -> Parameter:
        if self.convert and self.unit is None:
            raise ValueError("`convert` needs `unit`, what it converts to")
        if self.unit in self.convert:
            raise ValueError(f"`convert` has {self.unit}, which is the parameter's own unit")
        return self

    @model_validator(mode="after")
    def check_numbers(self) -> Parameter:
        for text in self.numbers:
            if text in self.text_results:
                raise ValueError(f"`numbers` and `text_results` both have {text}: it is a number or none")
            if is_number(text):
                raise ValueError(f"`numbers` has {text}, which is a number already; `recode` (`derived`) changes it")
        return self

    @model_validator(mode="after")
    def check_texts(self) -> Parameter:
        if self.limits is None:
            return self
        said = (*self.limits.below, *self.limits.above, "<number", ">number")
        if twice := [text for text in self.text_results if text in said or READ_AS_LIMIT.match(text)]:
            raise ValueError(f"`limits` reads {twice[0]} already: leave it out of `text_results`")
        return self

    @property
    def quantified(self) -> bool:
        """Whether it says how an assay limits and measures it."""
        return bool(self.convert or self.limits or self.specimen or self.replicates)

    def names_in(self, source: Source) -> tuple[tuple[str, ...], ...]:
        """What the name columns of a long source hold for it, a text a column."""
        if self.name is None:
            return ()
        return tuple((text,) for text in self.name) if len(source.name or ()) == 1 else (self.name,)

    @property
    def columns_read(self) -> tuple[str, ...]:
        """The columns of a wide source that hold its values."""
        return tuple((self.columns or {}).values()) or ((self.column,) if self.column else ())


COUNTED = ("mean_of", "sum_of")
LISTS = (*COUNTED, "first_of")
SINGLE = ("rescale", "recode", "constant", "daily_mean", "over_time")
RULES = (*LISTS, *SINGLE, "deviates", "z_scores", "responder")
BEYOND = ("daily_mean", "over_time", "deviates", "z_scores", "responder")  # the values of one visit


class Derived(Outcome):
    """A parameter computed from others: of the same subject and visit, or over visits."""

    mean_of: tuple[Paramcd, ...] = Field((), description="The parameters whose mean it is, two or more.")
    sum_of: tuple[Paramcd, ...] = Field(
        (),
        description="The parameters whose sum it is, two or more; where some are missing and `at_least` are not, each "
        "of them counts as the mean of the others.",
    )
    at_least: int | None = Field(
        None, ge=1, description="`mean_of`, `sum_of`: how many must be present; by default all."
    )
    rescale: Rescale | None = Field(None, description="The parameter that it is on another scale.")
    recode: Recode | None = Field(None, description="The parameter whose results it gives numbers.")
    first_of: tuple[Paramcd, ...] = Field((), description="Parameters of which it is the first that has a number.")
    constant: Constant | None = Field(None, description="A constant where another parameter says so.")
    over_time: OverTime | None = Field(None, description="The parameter that it sums up over visits, and how.")
    daily_mean: DailyMean | None = Field(None, description="The diary whose days it averages, a value a visit.")
    deviates: Deviates | None = Field(None, description="Normal deviates that it is composed of.")
    z_scores: ZScores | None = Field(None, description="Parameters that it is composed of, each in SDs of baseline.")
    responder: Responder | None = Field(None, description="The improvements since baseline that make a response.")

    @property
    def rule(self) -> str:
        """The key that says how it is computed."""
        return next(name for name in RULES if getattr(self, name))

    @property
    def at_visit(self) -> bool:
        """Whether it is made of values of the same visit alone."""
        return self.rule not in BEYOND

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """The parameters that it is computed from, by the key that names them."""
        several = {name: getattr(self, name) for name in LISTS if getattr(self, name)}
        single = {f"{name}.of": (part.of,) for name in SINGLE if (part := getattr(self, name)) and part.of}
        asked = {"constant.where.parameter": (self.constant.where.parameter,)} if self.constant else {}
        composed = {"deviates": self.deviates.of} if self.deviates else {}
        composed |= {"z_scores.of": self.z_scores.of} if self.z_scores else {}
        composed |= {"responder.any": self.responder.own} if self.responder else {}
        return several | single | asked | composed

    @model_validator(mode="after")
    def check_rule(self) -> Derived:
        rules = [name for name in RULES if getattr(self, name)]
        if len(rules) != 1:
            empty = [name for name in LISTS if name in self.model_fields_set]
            if not rules and empty:
                raise ValueError(f"`{empty[0]}` needs at least 2 entries")
            raise ValueError(f"give one rule: {', '.join(f'`{name}`' for name in RULES[:-1])} or `{RULES[-1]}`")
        if rules[0] in LISTS and len(getattr(self, rules[0])) < 2:
            raise ValueError(f"`{rules[0]}` needs at least 2 entries")
        if self.at_least and rules[0] not in COUNTED:
            raise ValueError(f"`at_least` is for {' and '.join(f'`{name}`' for name in COUNTED)}")
        if self.at_least and self.at_least > len(getattr(self, rules[0])):
            raise ValueError(f"`at_least: {self.at_least}` is more than `{rules[0]}` has")
        return self


class Dataset(Part):
    """A BDS dataset: one source, its parameters or its instrument."""

    source: Name = Field(description="Its name under `sources`.")
    label: Text | None = Field(None, description="Label of the dataset.")
    adam: bool = Field(False, description="The source is ADaM already: its visits, values and flags are taken over.")
    parameters: dict[Paramcd, Parameter] = Field(default_factory=dict, description="Measured parameters by PARAMCD.")
    derived: dict[Paramcd, Derived] = Field(default_factory=dict, description="Derived parameters by PARAMCD.")
    columns: dict[Variable, Column] = Field(
        default_factory=dict, description="Further variables of each record, e.g. a batch, and their columns."
    )
    instrument: Instrument | None = Field(None, description="The questionnaire whose items the source holds.")
    items_at: dict[Text, Text] = Field(
        default_factory=dict,
        description="A questionnaire at visits side by side: what the columns of its items are called at each visit, "
        'where `{item}` stands for the name that `items` gives, e.g. `{Baseline: "{item}_bl", Week 6: '
        '"{item}_w6"}`.',
    )
    dates: dict[Text, SideDate] = Field(
        default_factory=dict,
        description="Visits side by side: the column with the date of each visit, e.g. `{Baseline: date_v0}`, or all "
        "that can be said of it; gives ADT and ADY.",
    )
    date_format: DateFormats = Field(
        ("%Y-%m-%d",), description="Visits side by side: the format of the `dates` of which the column alone is named."
    )
    visits: OneOrMore = Field(
        (),
        description="The visits at which it is measured, by default all; a value at another is an `unplanned_visit`.",
    )
    cold: Cold | None = Field(None, description="Which limbs were cold when they were examined.")
    records_in_window: Literal["closest", "first", "last"] = Field(
        "closest", description="Which of several records in a window gets ANL01FL (ties: the earlier)."
    )
    problems: Problems | None = Field(None, description="Choices for this dataset alone.")

    @property
    def beside(self) -> tuple[str, ...]:
        """The datasets whose values its composite responders need."""
        asked = [name for d in self.derived.values() if d.responder for name, _ in d.responder.others]
        return tuple(dict.fromkeys(asked))

    @property
    def diaries(self) -> tuple[str, ...]:
        """The parameters of which it has a value a day."""
        return tuple(dict.fromkeys(d.daily_mean.of for d in self.derived.values() if d.daily_mean))

    @property
    def compared_with(self) -> tuple[str, ...]:
        """The datasets of questionnaires whose scores its stored scores must equal."""
        held = [p.equals.dataset for p in self.parameters.values() if p.equals and p.equals.dataset]
        return tuple(dict.fromkeys(held))

    @property
    def visits_in_columns(self) -> bool:
        """Whether each row of the source holds a subject's values at all visits."""
        return bool(self.items_at) or any(parameter.columns for parameter in self.parameters.values())

    @property
    def visits_side_by_side(self) -> tuple[str, ...]:
        """The visits that stand beside each other in a row of the source, in order."""
        named = (visit for p in self.parameters.values() for visit in p.columns or ())
        return tuple(dict.fromkeys((*self.items_at, *named)))

    @property
    def columns_side_by_side(self) -> list[tuple[str, str]]:
        """The columns of visits that stand beside each other, each with its visit."""
        items = self.instrument.columns.values() if self.instrument else ()
        named = [(visit, item_at(form, item)) for item in items for visit, form in self.items_at.items()]
        return named + [(visit, name) for p in self.parameters.values() for visit, name in (p.columns or {}).items()]

    @property
    def item_columns(self) -> list[tuple[str, ...]]:
        """The columns of each item of its questionnaire, in order: one, or one a visit."""
        if self.instrument is None:
            return []
        if not self.items_at:
            return [(column,) for column in self.instrument.columns.values()]
        forms = self.items_at.values()
        return [tuple(item_at(form, item) for form in forms) for item in self.instrument.columns.values()]

    @property
    def dates_side_by_side(self) -> tuple[DateColumn, ...]:
        """The columns with the dates of those visits."""
        return tuple(date for visit in self.dates if (date := self.date_of(visit)))

    def date_of(self, visit: str) -> DateColumn | None:
        """The column with the date of a visit that stands beside others."""
        said = self.dates.get(visit)
        return DateColumn(column=said, format=self.date_format) if isinstance(said, str) else said

    @property
    def tells_response(self) -> bool:
        """Whether any of its parameters tells an absent response from one that was not looked for."""
        return any(parameter.absent or parameter.not_done for parameter in self.parameters.values())

    @property
    def further_variables(self) -> tuple[str, ...]:
        """The variables of a record that it has beside those of every dataset, and that nobody else may name."""
        nerves = ("NVLOC", "NVLAT", "NVATTR") if any(p.nerve for p in self.parameters.values()) else ()
        responses = ("RESPSTAT", "RESPBL") if self.tells_response else ()
        composed = ("REASND",) if any(derived.deviates for derived in self.derived.values()) else ()
        return (*nerves, *responses, *composed, *(("TEMPFL",) if self.cold else ()))

    @property
    def files(self) -> list[str]:
        """The files that it reads beside its source."""
        limits = [derived.deviates.reference.file for derived in self.derived.values() if derived.deviates]
        return [*(self.instrument.files if self.instrument else ()), *dict.fromkeys(limits)]

    @model_validator(mode="after")
    def check_content(self) -> Dataset:
        if bool(self.parameters) == bool(self.instrument):
            raise ValueError("give either `parameters` or `instrument`")
        if len({bool(parameter.columns) for parameter in self.parameters.values()}) > 1:
            raise ValueError("give `columns` by visit for every parameter, or for none")
        if self.items_at and not self.instrument:
            raise ValueError("`items_at` is of the items of a questionnaire: of parameters say `columns` by visit")
        if without := [form for form in self.items_at.values() if form.count(ITEM) != 1]:
            raise ValueError(f"`items_at` has {without[0]}, which must hold `{ITEM}` once, e.g. `{ITEM}_w6`")
        columns = Counter(column for _, column in self.columns_side_by_side) if self.items_at else {}
        if twice := next((column for column, times in columns.items() if times > 1), ""):
            raise ValueError(f"`items_at` and `items` name column {twice} twice")
        if self.dates and not self.visits_in_columns:
            raise ValueError("`dates` are of visits side by side (`columns`): of others say `date` at the source")
        if strangers := [visit for visit in self.dates if visit not in self.visits_side_by_side]:
            raise ValueError(f"`dates` has {strangers[0]}, and no `columns` of a parameter has that visit")
        if "date_format" in self.model_fields_set and not self.dates:
            raise ValueError("`date_format` is that of `dates`: of other dates say `format`")
        if self.adam and (self.instrument or self.derived or self.columns):
            raise ValueError("`adam: true` takes values over: leave `instrument`, `derived` and `columns` out")
        if self.instrument and self.columns:
            raise ValueError("`columns` are variables of a record; the scores of a questionnaire have none")
        return self


class Occurrence(Part):
    """A dataset with one row an event: adverse events, treatment sessions, medication."""

    source: Name = Field(description="Its name under `sources`.")
    label: Text | None = Field(None, description="Label of the dataset.")
    columns: dict[Variable, Column] = Field(min_length=1, description="ADaM variables and the columns they come from.")
    problems: Problems | None = Field(None, description="Choices for this dataset alone.")
