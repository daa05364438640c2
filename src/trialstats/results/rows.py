"""The words of rows that methods of several families write, and that every display, the report and the ARD look for."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "ALL",
    "ANALYSED",
    "BRIEF",
    "CODED",
    "INTERCURRENT",
    "MISSING",
    "NO_UNITS",
    "OBSERVED",
    "RECEIVED",
    "UNSHIFTED",
    "Bound",
    "Coded",
    "Scale",
    "Shown",
    "Told",
]

# `ARM` of what is of all arms together.
ALL = "All"

# `level` of rows of kind count: the subjects without a value.
MISSING = "Missing"

# `variable` of rows of kind count: results that are a text and no number, by groups of them (`level`: a Coded, the text
# itself, or MISSING).
CODED = "AVALC"

# `variable` of rows of kind count of the flow of participants, `group` an analysis: the subjects whom it used, and of
# these those with a value at the timepoint (`level`).
ANALYSED = "ANALYSED"
OBSERVED = "OBSERVED"

# `group` of the point of a tipping point analysis at which nothing is shifted.
UNSHIFTED = "as assumed"

# Of the notes of an analysis: what the strategies for intercurrent events have made of its records.
INTERCURRENT = "intercurrent_events"
RECEIVED = "received"

# Of the notes of an analysis: what a figure says of its model, `inference` in few words.
BRIEF = "brief"

# Words that stand where a unit would and are none: `SF-36 total (score)` says no more than `SF-36 total`.
NO_UNITS = ("score", "scores")


class Coded(StrEnum):
    """`level` of results without a number, or without a change, where the text itself is not told."""

    BELOW = "Below limit (<)"
    ABOVE = "Above limit (>)"
    ANY = "Coded result, no number"  # of too many texts to tell each
    OTHER = "Any other result"  # of texts alone, beside those that are most frequent
    AT_BASELINE = "Coded at baseline"  # no change: a number at the visit, and none at baseline
    ZERO_AT_BASELINE = "Baseline is zero"  # no percentage: a change from nothing


class Bound(StrEnum):
    """`level` of a statistic of which only a bound is known (`value`; `variable` is its name)."""

    BELOW = "<"
    ABOVE = ">"
    AT_MOST = "\N{LESS-THAN OR EQUAL TO}"  # the bound itself may be it
    AT_LEAST = "\N{GREATER-THAN OR EQUAL TO}"


class Shown(StrEnum):
    """`variable` of the row of a margin: what is to be shown."""

    NON_INFERIORITY = "non-inferiority"
    EQUIVALENCE = "equivalence"


class Scale(StrEnum):
    """`level` of the row of a margin: what the margin is of."""

    DIFFERENCE = "difference"
    RATIO = "ratio"
    ODDS_RATIO = "odds ratio"
    RATE_RATIO = "rate ratio"
    HAZARD_RATIO = "hazard ratio"


class Told(StrEnum):
    """`variable` of rows of kind value that tell a sentence (`PARAM`) to stand under the tables of the analysis."""

    THRESHOLD = "THRESHOLD"  # of a criterion (`group`), with its `value`
    RULE = "RULE"  # how the analysis counted
    LEFT_OUT = "LEFT OUT"  # who was not used, and why
    PROCEDURE = "PROCEDURE"  # by which hypotheses are tested
