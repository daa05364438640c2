"""The words of the rows of effects in subgroups, by which their table and their figure find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["FITS", "PLANNED", "SIDE", "Fits", "Plan"]

# `variable` of the row of kind diagnostic that says when the subgroups were chosen (`level`: a Plan).
PLANNED = "PLANNED"


class Plan(StrEnum):
    """`level` of that row."""

    PLANNED = "planned"  # before the data were seen
    POST_HOC = "post hoc"
    NOT_SAID = "not said"


# `variable` of the row of kind diagnostic that says how the effects were fitted (`level`: a Fits).
FITS = "FITS"


class Fits(StrEnum):
    """`level` of that row; as the trial file says it."""

    TOGETHER = "together"  # one model of all levels: the test is of the interaction
    SEPARATE = "separate"  # the analysis in each level by itself: the test is of heterogeneity


# `variable` of rows of kind value that say by `better` which way a comparison must lie to speak for the arm, where
# that is not the way of the parameter.
SIDE = "SIDE"
