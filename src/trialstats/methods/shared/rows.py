"""Words of rows that several families write, and by which displays find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["NO_SUBJECT", "NO_SUBJECT_IN_POPULATION", "NO_VALUE", "RATIO", "RESPONSES", "Response"]

# `measure` of the ratio of two geometric means, estimated or true.
RATIO = "RATIO"
# `reason` of statistics of values where nobody has one.
NO_VALUE = "no value"
# `reason` of what is of an arm that has nobody: among those whom an analysis uses, in its whole population.
NO_SUBJECT = "no subject of this arm"
NO_SUBJECT_IN_POPULATION = "no subject of this arm in the population"
# `variable` of a count of the records that hold a response: the variable of the dataset that says so.
RESPONSES = "RESPSTAT"


class Response(StrEnum):
    """What a record says of a response, and `level` of a count of such records."""

    PRESENT = "PRESENT"  # it was measured
    ABSENT = "ABSENT"  # it was looked for and not found
    NOT_DONE = "NOT DONE"  # nobody looked
