"""Where the raw files lie and how they are to be read."""

from __future__ import annotations

import re
from typing import Annotated, Literal, TypeVar, cast

from pydantic import Field, Tag, model_validator

from trialstats.trialfile.parts.files import Files
from trialstats.trialfile.parts.formats import LABELLED, LAID_OUT, PACKED, TEXT_FILES, WORKBOOKS
from trialstats.trialfile.parts.identifier import pieces_of
from trialstats.trialfile.parts.missing import MissingByColumn, MissingCodes, Words, meanings
from trialstats.trialfile.parts.part import BY_FORM, ColumnName, DateFormats, FilePath, OneOrMore, Part, Text
from trialstats.trialfile.parts.partial_dates import IMPUTE, Impute
from trialstats.trialfile.parts.row_filter import MISSING_WHERE, MissingWhere, RowFilter
from trialstats.trialfile.parts.study_days import STUDY_DAYS, StudyDays

__all__ = ["DateColumn", "Source"]


# Settings of how values are written: one for a source, or one by column, of which `*` stands for all others.
T = TypeVar("T")
Mark = Literal[".", ","]
Decimal = Annotated[Annotated[Mark, Tag("plain")] | Annotated[dict[ColumnName, Mark], Tag("keyed")], BY_FORM]
Gap = Literal[",", ".", " ", "'"]
Thousands = Annotated[Annotated[Gap, Tag("plain")] | Annotated[dict[ColumnName, Gap], Tag("keyed")], BY_FORM]
Texts = Annotated[Annotated[Words, Tag("plain")] | Annotated[dict[ColumnName, Words], Tag("keyed")], BY_FORM]
ELSEWHERE = "*"


def of_column(setting: T | dict[str, T], column: str, default: T) -> T:
    """Give what a setting says of a column."""
    if isinstance(setting, dict):
        return cast("T", setting.get(column, setting.get(ELSEWHERE, default)))
    return setting


Digits = Annotated[int, Field(ge=1, le=30)]


class DateColumn(Part):
    """A column of dates and the format they are written in; nothing is guessed."""

    column: ColumnName = Field(description="The column's name in the source.")
    format: DateFormats = Field(
        ("%Y-%m-%d",),
        description="strptime format of the dates, e.g. `%d/%m/%Y`, `excel` (days as Excel counts them), `sas` "
        "(days since 1960) or `iso8601` "
        "(as SDTM has them: of any precision, with or without a time); several where the column has several, and a "
        "date that two of them read as different days is a problem.",
    )
    study_days: StudyDays | None = Field(None, description=STUDY_DAYS)
    impute: Impute | None = Field(None, description=IMPUTE)


class Source(Files):
    """One raw file, or several that are one table.

    Every value comes in as the text that stands there; types are given where it is mapped.
    """

    encoding: Text | None = Field(
        None,
        description="Text encoding; by default UTF-8 or what a byte-order mark says; another is guessed and noted.",
    )
    delimiter: str | None = Field(None, min_length=1, max_length=1, description="Field separator of a text file.")
    header_row: int | None = Field(
        None, ge=1, description="The line (of a sheet: row) of the header; by default the first that is not empty."
    )
    header_lines: int | None = Field(
        None,
        ge=1,
        le=5,
        description="How many lines (of a sheet: rows) the header has, by default 1. What stands above each other is "
        "one name, and a cell that spans several columns belongs to each: `Week 4` above `VAS` is `Week 4 VAS`.",
    )
    skip_below_header: int | None = Field(
        None, ge=0, description="How many lines below the header are no records, e.g. 1 with labels or units."
    )
    skip_at_end: int | None = Field(
        None, ge=0, description="How many lines at the end are no records, e.g. 1 with a total."
    )
    comment: Text | None = Field(None, description="What a line begins with that is a comment and no record, e.g. `#`.")
    decimal: Decimal = Field(
        ".", description='The decimal mark of its numbers, or that of each column, e.g. `{"*": ",", bmi: "."}`.'
    )
    thousands: Thousands | None = Field(
        None, description='The mark between thousands of its numbers, or that of each column, e.g. `{cells: ","}`.'
    )
    suffix: Texts = Field(
        (), description="Texts that may stand behind a number and are no part of it, e.g. `mm`, or those by column."
    )
    missing: MissingByColumn | None = Field(
        None,
        description='Texts that mean `no value`, e.g. `[NA, "-99"]`, or those of each column, as a list or with what '
        'each means, e.g. `{"*": [NA], age: {"-99": refused}}`; by default those of the trial. Blanks always do.',
    )
    missing_where: MissingWhere = Field((), description=f"Of all its results. {MISSING_WHERE}")
    labels: OneOrMore | None = Field(
        None,
        description="Columns of an SPSS, Stata or SAS (sas7bdat) file whose values are read as their labels, `Female` "
        'for 2; `"*"` for all that have any. By default values are read.',
    )
    label_file: FilePath | None = Field(
        None, description="Path of the format catalog (sas7bcat) that holds the labels of a sas7bdat file."
    )
    may_be_empty: bool = Field(False, description="A file with a header and no rows is right, e.g. no adverse events.")
    subject: OneOrMore = Field(description="The column(s) that identify the subject; several are joined with `-`.")
    pad: dict[ColumnName, Digits] = Field(
        default_factory=dict,
        description="Columns of `subject` whose numbers lost their zeros, and how many digits they have: `{id: 3}` "
        "reads 1 as 001.",
    )
    identifier: Text | None = Field(
        None,
        description="How the columns of `subject` make up the identifier, where that is not joined with `-`: "
        "`SITE01-{id}`, or `{site}/{id:03}` with three digits.",
    )
    visit: ColumnName | None = Field(None, description="The column that holds the visit code.")
    period: ColumnName | None = Field(
        None, description="Crossover: the column that holds the period, where visits of several have one code."
    )
    date: DateColumn | None = Field(None, description="The date of the record; gives ADT and ADY.")
    visits_by: Literal["code", "window"] = Field(
        "code", description="`code`: the visit column decides. `window`: the day in the visits' windows decides."
    )
    rows: tuple[RowFilter, ...] = Field((), description="The rows used, by default all; e.g. one period.")
    shape: Literal["wide", "long"] = Field("wide", description="One column a parameter, or one row a parameter.")
    name: OneOrMore | None = Field(None, description="Long shape: the column(s) that name the parameter.")
    value: ColumnName | None = Field(None, description="Long shape: the column that holds the result.")
    unit: ColumnName | None = Field(None, description="Long shape: the column that holds the unit.")

    def decimal_of(self, column: str) -> Mark:
        """The decimal mark of a column."""
        return of_column(self.decimal, column, ".")

    def thousands_of(self, column: str) -> Gap | None:
        """The mark between thousands of a column."""
        if isinstance(self.thousands, dict):
            return self.thousands.get(column, self.thousands.get(ELSEWHERE))
        return self.thousands

    def suffix_of(self, column: str) -> tuple[str, ...]:
        """What may stand behind the numbers of a column."""
        return of_column(self.suffix, column, ())

    def missing_of(self, column: str) -> dict[str, str]:
        """The texts of a column that mean `no value`, each with its meaning where the trial file says that."""
        if isinstance(self.missing, dict):
            return meanings(self.missing.get(column, self.missing.get(ELSEWHERE, ())))
        return meanings(self.missing or ())

    @property
    def missing_by_column(self) -> dict[str, tuple[str, ...]]:
        """The texts of the columns of which `missing` says something of their own."""
        own = self.missing if isinstance(self.missing, dict) else {}
        return {column: tuple(codes) for column, codes in own.items() if column != ELSEWHERE}

    def with_missing(self, usual: MissingCodes) -> Source:
        """Complete it with the trial's texts that mean `no value`, for columns of which it says nothing itself."""
        own = {} if self.missing is None else self.missing
        if not usual or not isinstance(own, dict) or ELSEWHERE in own:
            return self
        return self.model_copy(update={"missing": {**own, ELSEWHERE: usual}})

    def is_labelled(self, column: str) -> bool:
        """Tell whether the labels of a column's values are read."""
        return self.labels is not None and (column in self.labels or ELSEWHERE in self.labels)

    @property
    def labelled_by_name(self) -> tuple[str, ...]:
        """The columns that `labels` names."""
        return tuple(name for name in self.labels or () if name != ELSEWHERE)

    @property
    def files_beside(self) -> tuple[str, ...]:
        """What is read beside the data."""
        return () if self.label_file is None else (self.label_file,)

    @property
    def columns_told_apart(self) -> tuple[str, ...]:
        """The columns of which a setting says something of their own."""
        settings = (self.decimal, self.thousands, self.suffix, self.missing)
        named = (name for setting in settings if isinstance(setting, dict) for name in setting)
        return tuple(name for name in dict.fromkeys([*named, *(self.labels or ())]) if name != ELSEWHERE)

    @model_validator(mode="after")
    def check_labels(self) -> Source:
        if self.labels is not None and self.kind not in (*LABELLED, PACKED):
            raise ValueError(f"`labels` is for files of SPSS, Stata and SAS ({', '.join(LABELLED)})")
        if (self.labels is None) != (self.label_file is None) and (self.label_file or self.kind == "sas7bdat"):
            raise ValueError("the labels of a sas7bdat file are in its catalog: `labels` and `label_file` go together")
        if self.label_file is not None and self.kind != "sas7bdat":
            raise ValueError("`label_file` is for sas7bdat files: those of SPSS and Stata hold their labels")
        return self

    @model_validator(mode="after")
    def check_marks(self) -> Source:
        for column in (*self.columns_told_apart, ELSEWHERE):
            if self.decimal_of(column) == self.thousands_of(column):
                of = "" if column == ELSEWHERE else f" of {column}"
                raise ValueError(f"`decimal` and `thousands`{of} are both {self.decimal_of(column)}")
        for column in (*self.columns_told_apart, ELSEWHERE):
            for text in self.suffix_of(column):
                if re.fullmatch(r"[\d.,+\-\u2212\s]*", text):
                    raise ValueError(f"`suffix` `{text}` could be a part of a number: give a unit or a word, e.g. `mm`")
        if strangers := [name for name in self.pad if name not in self.subject]:
            raise ValueError(f"`pad` has {strangers[0]}, which is no column of `subject`")
        if self.identifier is not None:
            pieces_of(self.identifier, self.subject)
        return self

    @property
    def columns_named(self) -> tuple[str, ...]:
        """The columns of the file that the source itself names, each once."""
        single = (name for name in (self.visit, self.period, self.value, self.unit) if name is not None)
        names = [
            *self.subject,
            *single,
            *(self.name or ()),
            *(choice.column for choice in (*self.rows, *self.missing_where)),
        ]
        names += self.columns_told_apart
        names += [self.date.column] if self.date else []
        return tuple(name for name in dict.fromkeys(names) if name not in self.origin_columns)

    @model_validator(mode="after")
    def check_layout(self) -> Source:
        for key in ("header_row", "header_lines", "skip_below_header", "skip_at_end", "comment"):
            if getattr(self, key) is not None and self.kind not in (*LAID_OUT, PACKED):
                raise ValueError(f"`{key}` is for text files and workbooks")
        kind = self.kind
        for key, fits in (("delimiter", kind in TEXT_FILES), ("encoding", kind not in (*WORKBOOKS, "parquet"))):
            if getattr(self, key) is not None and not fits and kind != PACKED:
                raise ValueError(f"`{key}` has no effect on {self.file}, which is {kind.upper()}: leave it out")
        return self

    @model_validator(mode="after")
    def check_shape(self) -> Source:
        if self.shape == "long" and (self.name is None or self.value is None):
            raise ValueError("a source of shape long needs `name` and `value`, the columns of parameter and result")
        if self.shape == "wide" and (self.name or self.value or self.unit):
            raise ValueError("`name`, `value` and `unit` are for sources of shape long")
        if self.visits_by == "window" and self.date is None:
            raise ValueError("`visits_by: window` needs `date`")
        return self
