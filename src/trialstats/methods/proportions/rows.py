"""The words of the rows on proportions, by which their table and figure find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["EVENT", "MAIN", "MODEL", "Approach", "Counted", "Joint", "Needed", "StratifiedTest"]

# `variable` of the row of kind value that says which Approach (`level`) the rows without one are of, and by `better`
# which way a difference of shares must lie to speak for the arm.
MAIN = "APPROACH"

# `variable` of the row of kind value that names the event of a repeated yes or no (`PARAM`), and says by `better` which
# way a difference of shares must lie to speak for the arm.
EVENT = "EVENT"

# `variable` of the note on records that the model of all visits leaves out.
MODEL = "model of all visits"


class Approach(StrEnum):
    """`variable` of comparisons that are not the analysis itself: how they are made."""

    CRUDE = "unadjusted"
    STRATIFIED = "stratified"
    STANDARDISED = "standardised"


class Counted(StrEnum):
    """`variable` of rows of kind count: subjects by their status (`level`)."""

    STATUS = "STATUS"  # of those in the denominator, whom they add up to
    EXCLUDED = "EXCLUDED"  # of those in none


class Needed(StrEnum):
    """`variable` of rows of kind nnt: what the number is needed for, as it stands before the number."""

    BENEFIT = "NNTB"  # for one more to benefit
    HARM = "NNTH"  # for one more to be harmed


class StratifiedTest(StrEnum):
    """`variable` of rows of kind joint_test."""

    CMH = "Cochran-Mantel-Haenszel"  # of all arms, within strata
    BRESLOW_DAY = "Breslow-Day"  # whether the odds ratio is the same in all strata


class Joint(StrEnum):
    """`variable` of rows of kind joint_test on all visits together."""

    ARM = "Arm, over the visits"  # whether the mean log odds ratio over the visits is none
    ARM_BY_VISIT = "Arm by visit"  # whether the odds ratios are the same at all visits
