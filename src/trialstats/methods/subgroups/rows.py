"""The words of the rows of effects in subgroups, by which their table and their figure find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["PLANNED", "Plan"]

# `variable` of the row of kind diagnostic that says when the subgroups were chosen (`level`: a Plan).
PLANNED = "PLANNED"


class Plan(StrEnum):
    """`level` of that row."""

    PLANNED = "planned"  # before the data were seen
    POST_HOC = "post hoc"
    NOT_SAID = "not said"
