"""Subjects as fixed effects: y ~ subject + period + treatment (+ carry-over + covariates), by least squares.

Subjects are taken out by centring every column within subject (Frisch & Waugh), which gives the coefficients, residuals
and degrees of freedom of the model with a column for each subject. A least-squares mean is

    mean over subjects of ybar_i + (g - mean over subjects of xbar_i)' b,   variance s^2 (sum 1/n_i / m^2 + d' C d),

d the bracket, C = (Xw'Xw)^-1, m subjects with n_i records: the average of the fitted values over subjects, as SAS
LSMEANS with SUBJECT among the CLASS effects. It says nothing of other subjects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.crossover.fit import JointTest
from trialstats.engines.crossover.layout import (
    ALIASED,
    CARRY,
    carry_over_columns,
    periods_of,
    refuse_unusable,
    with_several,
)
from trialstats.engines.estimate import Estimate
from trialstats.engines.inference import statistics
from trialstats.engines.rounding import no_more_than_rounding
from trialstats.errors import FitError

__all__ = ["FixedFit", "fit_fixed"]

Floats = NDArray[np.float64]

NOTHING = 1e-18  # sums of squares below this part of the total are rounding
DEPENDENT = 1e-9  # of a singular value, against the largest


@dataclass(frozen=True)
class FixedFit:
    """See `CrossoverFit`. names: of the p columns; levels, periods: in order, the first of each without a column.

    inverse: (Xw'Xw)^-1; centre: the mean over subjects of their mean records (p,); level: of their mean outcomes;
    spread: sum 1/n_i / m^2; at: where numeric covariates stand in a mean (p,).
    """

    formula: str
    n_subjects: int
    n_records: int
    single: int
    names: tuple[str, ...]
    levels: tuple[str, ...]
    periods: tuple[int, ...]
    coefficients: Floats
    inverse: Floats
    df: float
    within_sd: float
    centre: Floats
    level: float
    spread: float
    at: Floats
    between_variance: float | None = None

    def means(self, conf_level: float) -> dict[str, Estimate]:
        found = {}
        for level in self.levels:
            row = self.at + self._period_average() + self._of(f"treatment {level}")
            along = row - self.centre
            variance = self.within_sd**2 * (self.spread + along @ self.inverse @ along)
            value = self.level + float(along @ self.coefficients)
            found[level] = statistics(value, float(np.sqrt(variance)), self.df, conf_level)
        return found

    def differences(self, conf_level: float) -> dict[tuple[str, str], Estimate]:
        rows = {level: self._of(f"treatment {level}") for level in self.levels}
        return {
            (later, earlier): self._test(rows[later] - rows[earlier], conf_level)
            for earlier, later in combinations(self.levels, 2)
        }

    def period_differences(self, conf_level: float) -> dict[int, Estimate]:
        return {period: self._test(self._of(f"period {period}"), conf_level) for period in self.periods[1:]}

    def carry_over(self, conf_level: float) -> dict[str, Estimate]:
        # Effects sum to zero: that of the reference is minus the sum of the others.
        own = [name for name in self.names if name.startswith(CARRY)]
        total = sum((self._of(name) for name in own), np.zeros(len(self.names)))
        return {
            level: self._test(self._of(name) + total, conf_level)
            for level, name in zip(self.levels[1:], own, strict=False)
        }

    def slopes(self, conf_level: float) -> dict[str, Estimate]:
        own = [name for name in self.names if not name.startswith(("period ", "treatment ", CARRY))]
        return {name: self._test(self._of(name), conf_level) for name in own}

    def tests(self) -> dict[str, JointTest]:
        starts = {"treatment": "treatment ", "period": "period ", "carry-over": CARRY}
        return {
            term: self._joint(rows)
            for term, start in starts.items()
            if (rows := [place for place, name in enumerate(self.names) if name.startswith(start)])
        }

    def _of(self, name: str) -> Floats:
        return np.array([float(own == name) for own in self.names])

    def _period_average(self) -> Floats:
        return np.array([float(name.startswith("period ")) for name in self.names]) / len(self.periods)

    def _test(self, row: Floats, conf_level: float) -> Estimate:
        error = self.within_sd * float(np.sqrt(row @ self.inverse @ row))
        return statistics(float(row @ self.coefficients), error, self.df, conf_level)

    def _joint(self, places: Sequence[int]) -> JointTest:
        own, covariance = self.coefficients[places], self.inverse[np.ix_(places, places)]
        f = float(own @ np.linalg.solve(covariance, own)) / len(places) / self.within_sd**2
        p = float(stats.f.sf(f, len(places), self.df))
        return {"num_df": len(places), "df": self.df, "statistic": f, "p_value": p}


def fit_fixed(
    frame: pd.DataFrame, *, carry_over: bool = False, covariates: Sequence[str] = (), rounding: float = 0.0
) -> FixedFit:
    """Fit the model to the subjects with records in several periods.

    frame: see `layout`; `covariates` are numeric columns of it, which must vary within subjects. rounding: what of the
    outcome's differences means nothing.

    Raises FitError where two records are of one subject and period, effects cannot be told apart within subjects
    (carry-over in a 2 x 2 design), a covariate is one value a subject, no degree of freedom is left, or nothing is left
    to explain.
    """
    refuse_unusable(frame)
    used = with_several(frame)
    if used.empty:
        raise FitError("no subject has records in more than one period: none can be compared with itself")
    columns = _columns(used, frame, covariates, carry_over=carry_over)
    names, matrix = tuple(columns), np.column_stack(list(columns.values()))
    subjects, y = used["subject"].to_numpy(), used["y"].to_numpy(dtype=float)
    means = pd.DataFrame(matrix).assign(y=y).groupby(subjects).mean()
    sizes = pd.Series(subjects).groupby(subjects).size().to_numpy(dtype=float)
    order = means.index.get_indexer(pd.Index(subjects))
    centred = matrix - means.drop(columns="y").to_numpy()[order]
    outcome = y - means["y"].to_numpy()[order]
    _refuse_constant(centred, matrix, names, covariates)
    units = np.sqrt((centred**2).mean(axis=0))
    _refuse_aliased(centred / np.where(units > 0, units, 1.0), names)
    df = float(len(used) - len(sizes) - len(names))
    if df <= 0:
        raise FitError(f"{len(used)} records of {len(sizes)} subjects leave no degree of freedom for the error")
    scaled, root = np.linalg.qr(centred / units)
    solved = np.linalg.solve(root, scaled.T @ outcome) / units
    residual = outcome - centred @ solved
    rss = float(residual @ residual)
    if rss <= NOTHING * float(((y - y.mean()) ** 2).sum()):
        raise FitError("the model fits every record exactly: there is no error variance to test against")
    sd = float(np.sqrt(rss / df))
    if sd <= rounding:
        raise FitError(no_more_than_rounding(sd, rounding))
    half = np.linalg.inv(root) / units[:, None]
    return FixedFit(
        formula=" + ".join(["subject", *_terms(names, covariates)]),
        n_subjects=len(sizes),
        n_records=len(used),
        single=int(frame["subject"].nunique() - len(sizes)),
        names=names,
        levels=tuple(str(level) for level in used["treatment"].cat.remove_unused_categories().cat.categories),
        periods=tuple(periods_of(used)),
        coefficients=solved,
        inverse=half @ half.T,
        df=df,
        within_sd=sd,
        centre=means.drop(columns="y").to_numpy().mean(axis=0),
        level=float(means["y"].mean()),
        spread=float((1 / sizes).sum()) / len(sizes) ** 2,
        at=np.array([matrix[:, k].mean() if name in covariates else 0.0 for k, name in enumerate(names)]),
    )


def _columns(
    used: pd.DataFrame, frame: pd.DataFrame, covariates: Sequence[str], *, carry_over: bool
) -> dict[str, Floats]:
    levels = [str(level) for level in used["treatment"].cat.remove_unused_categories().cat.categories]
    period, treatment = used["period"].to_numpy(), used["treatment"].to_numpy()
    columns: dict[str, Floats] = {f"period {p}": (period == p).astype(float) for p in periods_of(used)[1:]}
    columns |= {f"treatment {level}": (treatment == level).astype(float) for level in levels[1:]}
    if carry_over:
        # Of all records: what a sequence has in a period may be known from subjects who are not used.
        places = frame.index.get_indexer(used.index)
        columns |= {name: column[places] for name, column in carry_over_columns(frame).items()}
    return columns | {name: used[name].to_numpy(dtype=float) for name in covariates}


def _terms(names: Sequence[str], covariates: Sequence[str]) -> list[str]:
    carried = ["carry-over"] if any(name.startswith(CARRY) for name in names) else []
    return ["period", "treatment", *carried, *covariates]


def _refuse_constant(centred: Floats, matrix: Floats, names: Sequence[str], covariates: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if name in covariates and np.abs(centred[:, place]).max() <= DEPENDENT * np.abs(matrix[:, place]).max():
            raise FitError(
                f"{name} is one value a subject, which fixed subjects take up: leave it out, or say `subject: random`"
            )


def _refuse_aliased(scaled: Floats, names: Sequence[str]) -> None:
    """Refuse columns of which subjects' own differences cannot tell one from the others."""
    singular = np.linalg.svd(scaled, compute_uv=False)
    if len(scaled) >= len(names) and singular.min() > DEPENDENT * singular.max():
        return
    least = DEPENDENT * singular.max()
    ranks = [int(np.linalg.matrix_rank(scaled[:, :k], tol=least)) if k else 0 for k in range(len(names) + 1)]
    spare = [name for k, name in enumerate(names) if ranks[k + 1] == ranks[k]]
    if any(name.startswith(CARRY) for name in spare):
        raise FitError(ALIASED)
    raise FitError(f"within subjects {', '.join(spare)} cannot be told from the other effects of the model")
