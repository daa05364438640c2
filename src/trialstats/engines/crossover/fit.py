"""What a model of a crossover trial gives: means, differences, tests."""

from __future__ import annotations

from typing import Protocol

from trialstats.engines.estimate import Estimate

__all__ = ["CrossoverFit", "JointTest"]

# num_df, df (of the denominator), statistic (F), p_value.
JointTest = dict[str, float]


class CrossoverFit(Protocol):
    """A fitted model. Estimates have the keys of `Estimate`; treatments are named as in the records.

    formula: the model in words. n_subjects, n_records: what it used. single: subjects with one record, whom a model
    with fixed subjects leaves out and one with random subjects uses between subjects. within_sd: SD of the records of
    a subject about what the model says of it. between_variance: that of subjects (random subjects only); negative where
    records of one subject are less alike than those of different ones.
    """

    @property
    def formula(self) -> str: ...

    @property
    def n_subjects(self) -> int: ...

    @property
    def n_records(self) -> int: ...

    @property
    def single(self) -> int: ...

    @property
    def within_sd(self) -> float: ...

    @property
    def between_variance(self) -> float | None: ...

    def means(self, conf_level: float) -> dict[str, Estimate]:
        """Least-squares means of the treatments: periods weigh equally, no carry-over, covariates at their mean."""
        ...

    def differences(self, conf_level: float) -> dict[tuple[str, str], Estimate]:
        """Each treatment minus each that comes before it in their order."""
        ...

    def period_differences(self, conf_level: float) -> dict[int, Estimate]:
        """Each period minus the first."""
        ...

    def carry_over(self, conf_level: float) -> dict[str, Estimate]:
        """The carry-over of each treatment minus that of the reference; empty where the model has none."""
        ...

    def slopes(self, conf_level: float) -> dict[str, Estimate]:
        """The slope of each numeric covariate."""
        ...

    def tests(self) -> dict[str, JointTest]:
        """The joint test of each term by its name: treatment, period, sequence (random subjects), carry-over."""
        ...
