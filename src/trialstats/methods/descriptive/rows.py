"""The words of the rows that describe a trial's subjects, by which tables find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["CLASS", "Disposition"]

# `variable` of the counts of a parameter's classes (`level`).
CLASS = "class"


class Disposition(StrEnum):
    """`variable` of rows of kind count: what became of the subjects; beside them stand the flags of populations."""

    SCREENED = "SCREENED"  # of all arms together alone
    NOT_RANDOMISED = "NOTRAND"  # the same: they have no arm
    RANDOMISED = "RAND"
    PERIOD = "PERIOD"  # of a crossover trial: who began a period (`level`)
    COMPLETED = "COMPLETED"  # as EOSSTT has it
    DISCONTINUED = "DISCONTINUED"  # as EOSSTT has it
    REASON = "DCSREAS"  # why they stopped (`level`), from the variable of this name
    NOT_KNOWN = "NOTKNOWN"  # randomised, and nobody says how it ended
