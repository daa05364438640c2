"""Subjects as random effects: y ~ sequence + period + treatment (+ carry-over + covariates) by REML.

A random subject with one residual variance is compound symmetry over periods, so that the engine of repeated measures
fits it; a subject with a period missing is used with what it has. The covariance between the periods of a subject may
be negative, which a variance of subjects (SAS RANDOM without NOBOUND, lme4) may not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from trialstats.engines.crossover.fit import JointTest
from trialstats.engines.crossover.layout import (
    ALIASED,
    CARRY,
    carry_over_columns,
    is_two_by_two,
    periods_of,
    refuse_unusable,
    with_several,
)
from trialstats.engines.estimate import Estimate
from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.errors import FitError

__all__ = ["RandomFit", "fit_random"]

ALONG = 1e-9  # of a singular value of scaled columns: below it a column is a sum of the others
ESTIMATES = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "conf_level")


@dataclass(frozen=True)
class RandomFit:
    """See `CrossoverFit`. covariates: the numeric ones."""

    result: MMRMResult
    formula: str
    single: int
    levels: tuple[str, ...]
    periods: tuple[int, ...]
    covariates: tuple[str, ...]

    @property
    def n_subjects(self) -> int:
        return self.result.n_subjects

    @property
    def n_records(self) -> int:
        return self.result.n_obs

    @property
    def within_sd(self) -> float:
        matrix = self._covariance()
        return float(np.sqrt(matrix[0, 0] - matrix[0, 1]))

    @property
    def between_variance(self) -> float:
        return float(self._covariance()[0, 1])

    def means(self, conf_level: float) -> dict[str, Estimate]:
        carried = dict.fromkeys(self._carry(), 0.0)
        table = self._at(conf_level).lsmeans("treatment", at=carried or None)
        return {str(row["treatment"]): _numbers(row) for row in table.to_dict("records")}

    def differences(self, conf_level: float) -> dict[tuple[str, str], Estimate]:
        rows = {level: self._row(f"treatment[T.{level}]") for level in self.levels}
        pairs = [(later, earlier) for earlier, later in combinations(self.levels, 2)]
        table = self._at(conf_level).contrast(np.array([rows[later] - rows[earlier] for later, earlier in pairs]))
        return dict(zip(pairs, map(_numbers, table.to_dict("records")), strict=True))

    def period_differences(self, conf_level: float) -> dict[int, Estimate]:
        table = self._at(conf_level).contrast(
            np.array([self._row(f"period[T.{period}]") for period in self.periods[1:]])
        )
        return dict(zip(self.periods[1:], map(_numbers, table.to_dict("records")), strict=True))

    def carry_over(self, conf_level: float) -> dict[str, Estimate]:
        if not self._carry():
            return {}
        own = np.array([self._row(name) for name in self._carry()])
        table = self._at(conf_level).contrast(own + own.sum(axis=0))
        return dict(zip(self.levels[1:], map(_numbers, table.to_dict("records")), strict=True))

    def slopes(self, conf_level: float) -> dict[str, Estimate]:
        if not self.covariates:
            return {}
        table = self._at(conf_level).contrast(np.array([self._row(name) for name in self.covariates]))
        return dict(zip(self.covariates, map(_numbers, table.to_dict("records")), strict=True))

    def tests(self) -> dict[str, JointTest]:
        rows = {str(row["term"]): row for row in self.result.joint_tests().to_dict("records")}
        rows = {term: rows[term] for term in ("treatment", "period", "sequence") if term in rows}
        if self._carry():
            joint = self.result.test(np.array([self._row(name) for name in self._carry()]))
            rows["carry-over"] = joint.to_dict("records")[0]
        return {
            term: {
                "num_df": float(row["num_df"]),
                "df": float(row["den_df"]),
                "statistic": float(row["statistic"]),
                "p_value": float(row["p_value"]),
            }
            for term, row in rows.items()
        }

    def _at(self, conf_level: float) -> MMRMResult:
        return replace(self.result, conf_level=conf_level)

    def _carry(self) -> list[str]:
        return [name for name in self.result.terms if name.startswith(CARRY)]

    def _row(self, term: str) -> np.ndarray:
        """Weights (p,) of a coefficient; zeros for a first level, which has none."""
        return np.array([float(name == term) for name in self.result.terms])

    def _covariance(self) -> np.ndarray:
        shown = self.result.covariance
        assert isinstance(shown, pd.DataFrame)  # there are no groups
        return shown.to_numpy(dtype=float)


def fit_random(
    frame: pd.DataFrame,
    *,
    sequence: bool = True,
    carry_over: bool = False,
    covariates: Sequence[str] = (),
    ddf: str = "kr",
) -> RandomFit:
    """Fit the model to all records.

    frame: see `layout`; `covariates` are columns of it, numeric or categorical. ddf: a word of `fit_mmrm`: "kr" is SAS
    DDFM=KR, "kr_expected" that of pbkrtest and lmerTest.

    Raises FitError as `fit_mmrm` does, and where two records are of one subject and period, or a sequence for almost
    every subject leaves nothing to tell subjects apart by.
    """
    refuse_unusable(frame)
    if carry_over and is_two_by_two(frame):
        raise FitError(ALIASED)
    levels = [str(level) for level in frame["treatment"].cat.remove_unused_categories().cat.categories]
    periods = periods_of(frame)
    made = frame.assign(
        period=pd.Categorical(frame["period"].astype(int).astype(str), [str(period) for period in periods]),
        treatment=pd.Categorical(frame["treatment"].astype(str), levels),
        sequence=pd.Categorical(frame["sequence"].astype(str), sorted(frame["sequence"].astype(str).unique())),
    )
    carried = carry_over_columns(frame) if carry_over else {}
    made = made.assign(**carried)
    sequences, subjects = made["sequence"].nunique(), made["subject"].nunique()
    if sequence and subjects <= sequences > 1:
        raise FitError(
            f"{sequences} sequences for {subjects} subjects leave nothing to tell subjects apart by: say "
            "`sequence: false`"
        )
    refuse_saturated(made, [*carried, *covariates])
    ordered = ["sequence"] if sequence and sequences > 1 else []
    formula = " + ".join([*ordered, "period", "treatment", *carried, *covariates])
    result = fit_mmrm(f"y ~ {formula}", made, subject="subject", visit="period", covariance="cs", ddf=ddf)
    sizes = frame.groupby("subject").size()
    return RandomFit(
        result=result,
        formula=" + ".join([*ordered, "period", "treatment", *(["carry-over"] if carried else []), *covariates]),
        single=int((sizes == 1).sum()),
        levels=tuple(levels),
        periods=tuple(periods),
        covariates=tuple(name for name in covariates if pd.api.types.is_numeric_dtype(frame[name].dtype)),
    )


def refuse_saturated(made: pd.DataFrame, further: Sequence[str]) -> None:
    """Raise FitError where the records of subjects with several leave nothing to estimate the error within them by."""
    several = with_several(made)
    numeric = [name for name in further if pd.api.types.is_numeric_dtype(several[name].dtype)]
    columns = pd.get_dummies(several[["period", "treatment"]], dtype=float).join(several[numeric])
    centred = columns - columns.groupby(several["subject"]).transform("mean")
    subjects = several["subject"].nunique()
    units = centred.abs().max().replace(0.0, 1.0)
    told = int(np.linalg.matrix_rank((centred / units).to_numpy(), tol=ALONG)) if len(several) else 0
    if len(several) - subjects - told <= 0:
        raise FitError(
            f"{len(several)} records of the {subjects} subjects with several periods leave no degree of freedom for "
            "the error within subjects"
        )


def _numbers(row: dict[object, object]) -> Estimate:
    return {name: float(row[name]) for name in ESTIMATES}  # type: ignore[arg-type]
