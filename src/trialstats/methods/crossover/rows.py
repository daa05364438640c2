"""The words of the rows of crossover analyses, by which their displays find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["BASE_MEAN", "BASE_WITHIN", "WITHIN", "Beside", "Effect", "Odds", "Paired", "Ranks"]

# `variable` of coefficients: the SD of the records of one subject about what the model says (of logarithms with the
# coefficient of variation), and the slopes of a baseline that is split.
WITHIN = "SD within subjects"
BASE_MEAN, BASE_WITHIN = "BASE, subject's mean", "BASE, within subjects"


class Effect(StrEnum):
    """`variable` of a joint test or a coefficient: what it is of.

    Of a coefficient: a later period minus the first (`level`), or the carry-over of a treatment minus that of the
    reference (ARM, REFERENCE), from the model, or of two treatments in two periods from subjects' totals.
    """

    TREATMENT = "treatment"
    PERIOD = "period"
    SEQUENCE = "sequence"
    CARRY_OVER = "carry-over"
    TOTALS = "subjects' totals"


class Ranks(StrEnum):
    """`variable` of a row of kind rank_test: what is compared between the two sequences."""

    TREATMENT = "Wilcoxon, period differences"
    PERIOD = "Wilcoxon, treatment differences"
    CARRY_OVER = "Wilcoxon, totals"


class Beside(StrEnum):
    """`group` of comparisons that stand beside that of the model."""

    PAIRED = "paired t test, periods ignored"
    FIRST = "first period alone"


class Odds(StrEnum):
    """`variable` of an odds ratio: of a yes within the same subject, or over all subjects."""

    WITHIN = "within subjects"
    OVER = "over subjects"


class Paired(StrEnum):
    """`variable` of a row of kind joint_test about a yes or no: the test. An exact one has the statistic of the other.

    That of the periods, and that of the sequences, are no tests of the treatment.
    """

    MCNEMAR = "McNemar"
    MCNEMAR_EXACT = "McNemar, exact"
    MAINLAND_GART = "Mainland-Gart"
    MAINLAND_GART_EXACT = "Mainland-Gart, exact (Fisher)"
    PRESCOTT = "Prescott"
    PRESCOTT_EXACT = "Prescott, exact"
    PERIOD = "Period (Mainland-Gart)"
    PERIOD_EXACT = "Period, exact (Fisher)"
    CARRY_OVER = "Sequence (same outcome in both periods)"
    CARRY_OVER_EXACT = "Sequence, exact (Fisher)"
