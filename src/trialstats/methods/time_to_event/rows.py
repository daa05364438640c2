"""The words of the rows about times to an event, by which their displays find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "ARM",
    "CENSORED",
    "EVENT",
    "OVER_TIME",
    "PROPORTIONALITY",
    "RESTRICTED",
    "TESTED",
    "TIMED",
    "WITHIN_STRATA",
    "Share",
    "Test",
]

# `variable` of rows of kind count: subjects with the event, and without; `level` is what it was, absent of any.
EVENT = "EVENT"
CENSORED = "CENSORED"
# `variable` of notes on those whom comparisons within strata leave out.
WITHIN_STRATA = "within strata"
# `variable` of rows of kind count: the subjects who have a time, of all of the arm in the population.
TIMED = "TIMED"
# `variable` of differences and ratios of restricted means.
RESTRICTED = "RMST"
# `variable` of the tests of proportional hazards; `level` is the variable tested, or GLOBAL.
PROPORTIONALITY = "PROPORTIONALITY"


# `variable` of rows of kind value, a log hazard ratio at a subject's event, and of kind point, their smooth curve.
OVER_TIME = "HR OVER TIME"


# How displays name a `level` of these tests that is no covariate.
ARM = "TRT01P"
TESTED = {"GLOBAL": "all variables", ARM: "arm"}


class Share(StrEnum):
    """`variable` of rows of kind point: which subjects the percentages are of."""

    WITHOUT = "WITHOUT"  # the event so far
    HAD = "HAD"  # it, of an event that is desirable


class Test(StrEnum):
    """`variable` of log-rank tests."""

    LOG_RANK = "LOG-RANK"
    STRATIFIED = "STRATIFIED LOG-RANK"

    @property
    def words(self) -> str:
        """What it is called: `Log-rank test`."""
        return f"{self.capitalize()} test"
