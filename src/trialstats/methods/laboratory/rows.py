"""The words of the rows of concentrations, by which their tables and figures find them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

__all__ = ["APPROACHES", "Approach", "Beyond", "Deviation"]


class Beyond(StrEnum):
    """`level` of a result beyond a limit of quantification, and of a count of such results."""

    BELOW = "<LLOQ"
    ABOVE = ">ULOQ"


class Approach(StrEnum):
    """`group` of an estimate: what is done with values below the limit, as the trial file chooses with `below`."""

    CENSORED = "censored"  # they count with the probability of lying there
    HALF = "half"  # these are constants in their place
    SQRT2 = "sqrt2"
    LIMIT = "limit"


# The approaches as displays and notes name them.
APPROACHES: Mapping[Approach, str] = {
    Approach.CENSORED: "Censored likelihood",
    Approach.HALF: "LLOQ/2",
    Approach.SQRT2: "LLOQ/√2",
    Approach.LIMIT: "LLOQ",
}


class Deviation(StrEnum):
    """`variable` of a row of kind variance: an SD of ln values."""

    SIGMA = "sigma"  # of the error within subjects
    TAU = "tau"  # between subjects
