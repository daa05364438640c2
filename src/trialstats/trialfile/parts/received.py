"""The treatment that subjects received, where it may be another than planned, and its first and last day."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.part import ColumnName, Name, OneOrMore, Part, Text, Variable

__all__ = ["Received"]

OF_RECORDS = ("where", "start", "end", "treatment", "several")


class Received(Part):
    """What tells the treatment received (TRT01A) and its days (TRTSDT, TRTEDT): a column, records of exposure, or both.

    Without a column and without `treatment`, records tell the days alone, and TRT01A is as planned.
    """

    column: ColumnName | None = Field(
        None,
        description="The column with the arm code of the treatment received, in the subjects source or `source`; blank "
        "means none.",
    )
    source: Name | None = Field(None, description="Where the column stands, if not in the subjects source.")
    dataset: Name | None = Field(None, description="The dataset of `occurrences` whose records are exposure.")
    where: dict[Variable, OneOrMore] = Field(
        default_factory=dict, description="Which of its records count, e.g. `{EXATTFL: Y}`; by default all."
    )
    start: Variable = Field(
        "ASTDT", description="Its variable with the first day: TRTSDT is the earliest, unless `dates` have it."
    )
    end: Variable | None = Field(
        None,
        description="Its variable with the last day, by default `start`: TRTEDT is the latest of both, unless `dates` "
        "have it.",
    )
    treatment: Variable | None = Field(
        None, description="Its variable with the treatment, an arm's code or name; who has no record received none."
    )
    several: Literal["first", "last", "most"] | Text | None = Field(
        None,
        description="Of who received several treatments, that of the `first` or `last` day, of `most` records, or the "
        "name of an arm that counts whenever it was received. Without it such a subject is refused.",
    )

    @model_validator(mode="after")
    def check_sources(self) -> Received:
        if self.column is None and self.dataset is None:
            raise ValueError("give `column`, or the `dataset` of exposure")
        if self.source and not self.column:
            raise ValueError("`source` goes with `column`")
        if self.column and self.treatment:
            raise ValueError("`column` and `treatment` both tell the treatment received: give one of them")
        if self.several and not self.treatment:
            raise ValueError("`several` goes with `treatment`")
        given = [key for key in OF_RECORDS if key in self.model_fields_set]
        if given and self.dataset is None:
            raise ValueError(f"`{given[0]}` goes with `dataset`")
        return self

    @property
    def tells_treatment(self) -> bool:
        """Whether the treatment received may be another than planned."""
        return self.column is not None or self.treatment is not None
