"""Measured parameters of a findings dataset: where their values stand, what they may be, and what is told of them."""

from __future__ import annotations

from math import isfinite
from typing import Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.at_visit import Equals
from trialstats.trialfile.parts.part import Bounds, ColumnName, OneOrMore, Part, Text
from trialstats.trialfile.parts.quantification import READ_AS_LIMIT, Conversions, Limits, Replicates, Specimen
from trialstats.trialfile.parts.response import Response
from trialstats.trialfile.parts.row_filter import MISSING_WHERE, MissingWhere
from trialstats.trialfile.parts.sources import Source

__all__ = ["Outcome", "Parameter", "is_number"]


# So many grades at the least are those of an answer; of one or two words beside numbers nothing follows.
FEWEST = 3


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
    def classes(self) -> dict[float, str] | None:
        """The words of an ordered answer, such as an impression of change, by their whole numbers without a gap."""
        words = {number: word for word, number in self.numbers.items()}
        numbers = sorted(words)
        whole = all(number.is_integer() for number in numbers)
        graded = whole and len(numbers) >= FEWEST and numbers[-1] - numbers[0] == len(numbers) - 1
        amounts = self.unit is not None or self.quantified or self.scale == "log"
        return {number: words[number] for number in numbers} if graded and not amounts else None

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
