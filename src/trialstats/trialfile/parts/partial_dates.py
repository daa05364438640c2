"""Dates of which a part is unknown: the rule by which a day may stand for them, and where what is known is kept."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag, model_validator

from trialstats.trialfile.parts.part import BY_FORM, Part, Variable, one_or_more

__all__ = ["IMPUTE", "NOTHING_KNOWN", "Imputation", "Impute", "flag_of", "known_part_of", "rule_of"]

NOTHING_KNOWN = "unknown"
"""Stands where a date was recorded of which nothing can be used; a year, or a year and month, stands as ISO 8601."""

Limit = Annotated[tuple[Variable, ...], one_or_more(Variable)]
Day = Literal["first", "middle", "last"]


class Imputation(Part):
    """The day that stands for a date of which a part is unknown; what is known of it is never changed.

    A limit counts where it can be the date by what is known: 2024-03 is never made a day of April.
    """

    to: Day = Field(
        description="Which of the days that it can be; `middle` is the 15th of a month, and 30 June of a year."
    )
    highest: Literal["day", "month", "year"] = Field(
        "month",
        description="The largest part that may be unknown: `day` (2024-03), `month` (2024), `year` (`UN/UNK/UNKN`; the "
        "date is then that of a limit). Blanks are no dates, and never filled in.",
    )
    not_before: Limit | None = Field(
        None,
        description="Dates of ADSL before which it is not, by default that of randomisation (or day 1); `[]` for none.",
    )
    not_after: Limit = Field((), description="Dates of ADSL after which it is not, e.g. `[EOSDT]`.")

    @model_validator(mode="after")
    def check_year(self) -> Imputation:
        if self.highest == "year" and self.to == "middle":
            raise ValueError("`highest: year` goes with `to: first` or `to: last`: the date is that of a limit")
        if self.highest == "year" and self.to == "last" and not self.not_after:
            raise ValueError("`highest: year` with `to: last` needs `not_after`, whose date it becomes")
        if self.highest == "year" and self.to == "first" and self.not_before == ():
            raise ValueError("`highest: year` with `to: first` needs `not_before`, whose date it becomes")
        return self


Impute = Annotated[Annotated[Day, Tag("plain")] | Annotated[Imputation, Tag("keyed")], BY_FORM]

IMPUTE = (
    "The day that stands for a date known in part, flagged beside it (ASTDT: ASTDTF) and listed: `first`, `middle` or "
    "`last` of those that it can be, or a rule with limits; by default none does."
)


def rule_of(setting: Day | Imputation | None) -> Imputation | None:
    """Give the whole rule of what a date says under `impute`."""
    return Imputation(to=setting) if isinstance(setting, str) else setting


def known_part_of(variable: str) -> str:
    """Name the variable with the known part of a date, in at most 8 characters.

    >>> known_part_of("ASTDT"), known_part_of("LASTVSDT")
    ('ASTDTK', 'LASTVSDK')
    """
    return f"{variable[:7]}K"


def flag_of(variable: str) -> str:
    """Name the variable that tells which part of a date was imputed (ADaM's --DTF): D, M (and day) or Y (and all)."""
    return f"{variable}F"
