"""A crossover trial: the sequences that subjects are randomised to, and the treatment of each period."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.part import ColumnName, OneOrMore, Part, Text, one_or_more
from trialstats.trialfile.parts.period_number import PeriodNumber

__all__ = [
    "APERIOD",
    "PERIOD_END",
    "PERIOD_START",
    "PERIOD_VARIABLES",
    "PLANNED",
    "Crossover",
    "Sequence",
    "actual_variable",
    "end_variable",
    "period_name",
    "planned_variable",
    "start_variable",
]

Columns = Annotated[tuple[ColumnName, ...], one_or_more(ColumnName)]

# What a record of a period has beside those of every dataset.
APERIOD = "APERIOD"
# The first and the last day on which what happens to a subject is of one treatment: it had that in a period, or in
# several that follow each other without a gap.
PERIOD_START, PERIOD_END = "APERSDT", "APEREDT"
PERIOD_VARIABLES = (APERIOD, "APERIODC", "TRTA", "BASETYPE")


class Sequence(Part):
    """A sequence: a treatment a period."""

    treatments: tuple[Text, ...] = Field(min_length=2, description="The arm of each period, by its name under `arms`.")
    codes: OneOrMore | None = Field(
        None,
        description="What the column `subjects.arm` calls it, exactly as written; by default its name. Not where that "
        "is a column a period, which says the treatments themselves.",
    )


class Crossover(Part):
    """What makes the trial a crossover trial. Its arms are the treatments; subjects are randomised to sequences."""

    sequences: dict[Text, Sequence] = Field(
        min_length=1, description="The sequences by name, e.g. AB and BA (TRTSEQP)."
    )
    actual: Columns = Field(
        (), description="A column a period with the arm code of the treatment really taken (TRT01A, TRT02A; TRTSEQA)."
    )
    period: ColumnName | None = Field(
        None,
        description="The column of the period, where the subjects file has a row a subject and period: `subjects.arm` "
        "is then the column with the arm code of the period's treatment.",
    )
    periods: dict[PeriodNumber, OneOrMore] = Field(
        default_factory=dict,
        description="What files with a column of the period call each (`period` of a source), e.g. `{1: I, 2: II}`; by "
        "default its number.",
    )
    washout: Literal["earlier", "none"] = Field(
        "earlier",
        description="The treatment of an event that begins after a period and before the next: that of the earlier "
        "period, or none (which needs the dates AP01EDT, AP02EDT).",
    )

    @property
    def length(self) -> int:
        """How many periods there are."""
        return max(len(sequence.treatments) for sequence in self.sequences.values())

    @property
    def period_codes(self) -> dict[str, int]:
        """The number of each period by what files call it."""
        own = {period: self.periods.get(period, (str(period),)) for period in range(1, self.length + 1)}
        return {code: period for period, codes in own.items() for code in codes}

    @property
    def sequence_codes(self) -> dict[str, str]:
        """Each sequence by what the subjects file calls it."""
        return {code: name for name, sequence in self.sequences.items() for code in sequence.codes or (name,)}

    @model_validator(mode="after")
    def check_sequences(self) -> Crossover:
        lengths = {name: len(sequence.treatments) for name, sequence in self.sequences.items()}
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{name} {length}" for name, length in lengths.items())
            raise ValueError(f"`sequences` are of different lengths (periods: {told})")
        orders: dict[tuple[str, ...], str] = {}
        for name, sequence in self.sequences.items():
            if sequence.treatments in orders:
                raise ValueError(f"`sequences` {orders[sequence.treatments]} and {name} have the same treatments")
            orders[sequence.treatments] = name
        if self.actual and len(self.actual) != self.length:
            raise ValueError(f"`actual` has {len(self.actual)} columns for {self.length} periods")
        if self.actual and self.period:
            raise ValueError("`actual` is a column a period, and `period` says that the file has a row a period")
        if strangers := [period for period in self.periods if not 1 <= period <= self.length]:
            raise ValueError(f"`periods` has {strangers[0]}; the sequences have periods 1 to {self.length}")
        return self


# Any planned treatment: TRT01P, TRT02P.
PLANNED = r"TRT\d\dP"


def planned_variable(period: int) -> str:
    """Name the planned treatment of a period: TRT01P."""
    return f"TRT{period:02d}P"


def actual_variable(period: int) -> str:
    """Name the actual treatment of a period: TRT01A."""
    return f"TRT{period:02d}A"


def start_variable(period: int) -> str:
    """Name the date on which a period begins: AP01SDT."""
    return f"AP{period:02d}SDT"


def end_variable(period: int) -> str:
    """Name the date on which a period ends: AP01EDT."""
    return f"AP{period:02d}EDT"


def period_name(period: int) -> str:
    """Say a period as displays do (APERIODC)."""
    return f"Period {period}"
