"""How the results of an assay are limited and measured: units, limits of quantification, specimens, replicates."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from trialstats.trialfile.parts.part import ColumnName, OneOrMore, Part, Text, Variable, one_or_more

__all__ = ["READ_AS_LIMIT", "Conversions", "Limit", "Limits", "Replicates", "Specimen", "Substitute"]

# A text that begins so is read as a limit; it cannot be one of the texts that stand beside such.
READ_AS_LIMIT = re.compile(r"[<>]\s*[0-9.,]")

Substitute = Literal["HALFLLOQ", "SQRT2LLOQ"]
Positive = Annotated[float, Field(gt=0)]
Conversions = dict[Text, Positive]


def as_limit(value: Any) -> Any:
    """Let the author write `0.7` for `{number: 0.7}`."""
    if isinstance(value, dict | Limit):
        return value
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not (number > 0 and math.isfinite(number)):
        written = "(nothing)" if value is None else value
        raise ValueError(f"{written} is no limit: give a number above 0, {{by: .., values: ..}} or {{column: ..}}")
    return {"number": number}


class Limit(Part):
    """A limit of quantification: one number, one for each text of a variable, or what a column holds."""

    number: Positive | None = Field(None, description="One limit for all records; may be written without this key.")
    by: Variable | None = Field(None, description="The variable of `columns` that tells which limit holds, e.g. BATCH.")
    values: dict[Text, Positive] | None = Field(None, description="The limit for each text (or level) of `by`.")
    column: ColumnName | None = Field(
        None, description="The column of the source with each record's own limit, in the record's unit."
    )

    @model_validator(mode="after")
    def check_one(self) -> Limit:
        if (self.by is None) != (not self.values):
            raise ValueError("`by` and `values` go together")
        if sum(way is not None for way in (self.number, self.by, self.column)) != 1:
            raise ValueError("give a number, `by` with `values`, or `column`")
        return self


def numbers_of(limit: Limit | None) -> list[float]:
    """List the limits that are declared as numbers: none where a column of the source holds them."""
    if limit is None or limit.column:
        return []
    return [limit.number] if limit.number else list((limit.values or {}).values())


AnyLimit = Annotated[Limit, BeforeValidator(as_limit, json_schema_input_type=Positive | Limit)]


class Limits(Part):
    """Between which concentrations the assay gives a number, in the parameter's unit; `<0.7`, `>1000` are read."""

    lower: AnyLimit | None = Field(None, description="Lower limit of quantification (ALLOQ): results below have none.")
    upper: AnyLimit | None = Field(None, description="Upper limit of quantification (AULOQ).")
    below: OneOrMore = Field((), description="Texts beside `<number` that mean below the lower limit, e.g. BLQ.")
    above: OneOrMore = Field((), description="Texts beside `>number` that mean above the upper limit, e.g. ALQ.")
    holds: Literal["reported", "declared"] = Field(
        "reported",
        description="Which limit holds for a `<number` whose number is not the declared one (problem `other_limit`).",
    )
    substitutes: Annotated[tuple[Substitute, ...], one_or_more(Substitute)] = Field(
        ("HALFLLOQ",),
        description="DTYPE of the records added for each result below: HALFLLOQ is half the limit, SQRT2LLOQ (ours; "
        "the codelist C81224 is extensible) the limit over the root of 2. No analysis uses them unless it says so.",
    )

    @model_validator(mode="after")
    def check_limits(self) -> Limits:
        if self.lower is None and self.upper is None:
            raise ValueError("give `lower`, `upper` or both")
        for texts, limit, name in ((self.below, self.lower, "lower"), (self.above, self.upper, "upper")):
            if texts and limit is None:
                raise ValueError(f"`{'below' if name == 'lower' else 'above'}` needs `{name}`, the limit it means")
        for text in (*self.below, *self.above):
            if READ_AS_LIMIT.match(text):
                raise ValueError(f"{text} is read as a limit by itself: leave it out of `below` and `above`")
        if both := sorted(set(self.below) & set(self.above)):
            raise ValueError(f"{both[0]} cannot mean both below and above")
        low, high = numbers_of(self.lower), numbers_of(self.upper)
        if low and high and max(low) >= min(high):
            raise ValueError(f"the upper limit ({min(high):g}) is not above the lower ({max(low):g})")
        return self

    @property
    def both(self) -> dict[str, Limit]:
        """The limits that are declared, by their key."""
        return {key: limit for key, limit in (("lower", self.lower), ("upper", self.upper)) if limit is not None}


class Specimen(Part):
    """The matrix in which it is measured; records of another are listed, never mixed in."""

    variable: Variable = Field(description="The variable of `columns` that holds the specimen, e.g. LBSPEC.")
    equals: OneOrMore = Field(alias="is", description="The text(s) that it must hold.")


class Replicates(Part):
    """One sample measured several times: its records are combined into one."""

    variable: Variable = Field(description="The variable of `columns` that numbers the replicates, e.g. LBREP.")
    combine: Literal["mean", "geometric mean"] | None = Field(
        None, description="How their values are combined; by default the geometric mean where `scale: log`, else mean."
    )
    max_cv: float | None = Field(
        None, gt=0, description="Largest CV (100 SD / mean, percent); above it is the problem `replicate_cv`."
    )
