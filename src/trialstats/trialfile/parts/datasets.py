"""Findings datasets (BDS: subject, parameter, visit): one source, and its parameters or its questionnaire."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Tag, model_validator

from trialstats.trialfile.parts.derived import Derived
from trialstats.trialfile.parts.parameters import Parameter
from trialstats.trialfile.parts.part import (
    BY_FORM,
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
from trialstats.trialfile.parts.response import Cold
from trialstats.trialfile.parts.sources import DateColumn
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.questionnaires import Instrument

__all__ = ["Dataset"]


# The date of a visit that stands beside others: its column, or all that can be said of it.
SideDate = Annotated[Annotated[ColumnName, Tag("plain")] | Annotated[DateColumn, Tag("keyed")], BY_FORM]


ITEM = "{item}"  # what stands for the name of an item in `items_at`


def item_at(form: str, item: str) -> str:
    """Name the column of an item at a visit: `phq1_w6`."""
    return form.replace(ITEM, item)


def no_name_alone(given: Any) -> Any:
    """Tell who writes the name of a questionnaire alone what more is to be said."""
    if isinstance(given, str):
        raise ValueError(
            f'{given} says no items: write `{{name: {given}, items: "q{{n}}"}}`, where `q{{n}}` stands for the columns '
            "q1, q2 and so on of its items"
        )
    return given


Questionnaire = Annotated[Instrument | None, BeforeValidator(no_name_alone, json_schema_input_type=Instrument | None)]


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
    instrument: Questionnaire = Field(None, description="The questionnaire whose items the source holds.")
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
    def classes(self) -> tuple[str, ...]:
        """The parameters whose numbers are classes and no amounts: those of its questionnaire, composite responders."""
        scored = self.instrument.classes if self.instrument else ()
        return (*scored, *(paramcd for paramcd, derived in self.derived.items() if derived.responder))

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
