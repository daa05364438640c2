"""From rows of a contrast matrix to a table of estimates with their tests and intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from scipy.special import fdtrc, stdtr, stdtrit

from trialstats.engines.mmrm.arrays import Floats, Switches
from trialstats.engines.mmrm.vcov import Vcov
from trialstats.errors import FitError

__all__ = ["FTest", "Inference", "estimate_rows", "f_table", "independent_rows", "wald"]

# A row is a combination of the others when what they leave of it is below this part of its length.
DEPENDENT = 1e-9


@dataclass(frozen=True)
class FTest:
    """A test of several rows at once: F with num_df and den_df degrees of freedom."""

    statistic: float
    num_df: int
    den_df: float

    @property
    def p_value(self) -> float:
        # With infinitely many degrees of freedom num_df * F is chi-squared; fdtrc wants a finite number.
        return float(fdtrc(self.num_df, min(self.den_df, 1e15), self.statistic))


class Inference(Protocol):
    """How sure a fit is of its coefficients: their covariance and the degrees of freedom of a test."""

    @property
    def vcov(self) -> Vcov: ...

    def degrees_of_freedom(self, rows: Floats) -> Floats:
        """(r,), of the t test of each row of `rows` (r, p)."""
        ...

    def f_test(self, rows: Floats, coefficients: Floats) -> FTest:
        """The test that all of `rows` (r, p), of rank r, times `coefficients` (p,) are zero."""
        ...


def estimate_rows(
    rows: Floats,
    labels: Mapping[str, Any],
    coefficients: Floats,
    inference: Inference,
    conf_level: float,
    *,
    partial: bool = False,
) -> pd.DataFrame:
    """Return `labels` (columns of r) with estimate std_error df statistic p_value conf_low conf_high conf_level.

    Each row l of `rows` (r, p) gives l'b, its standard error sqrt(l' Phi l), a two-sided t test of
    l'b = 0 and an interval.
    Raises FitError for a row of zeros, and for one whose variance is none: nothing to base a test on. Where `partial`,
    such a row stands without numbers, and a last column `reason` says why (None for the others).
    """
    reasons = _reasons(rows, labels, inference.vcov)
    lacking: Switches = np.array([reason is not None for reason in reasons], dtype=bool)
    if lacking.any() and not partial:
        raise FitError(next(reason for reason in reasons if reason is not None))
    numbers = _numbers(rows[~lacking], coefficients, inference, conf_level)
    if lacking.any():
        numbers = {name: _spread(found, ~lacking) for name, found in numbers.items()}
    told = {"reason": pd.Series(reasons, dtype=object)} if partial else {}
    return pd.DataFrame({**labels, **numbers, "conf_level": conf_level, **told}, index=range(len(rows)))


def _spread(found: Floats, places: Switches) -> Floats:
    everywhere = np.full(len(places), np.nan)
    everywhere[places] = found
    return everywhere


def _reasons(rows: Floats, labels: Mapping[str, Any], vcov: Vcov) -> list[str | None]:
    """Why a row has no test, or None."""
    empty, variance = ~np.any(rows, axis=1), vcov.variances(rows)
    reasons: list[str | None] = []
    for row in range(len(rows)):
        if empty[row]:
            reasons.append(f"contrast {_name(labels, row)} is zero in every coefficient")
        else:
            reasons.append(None if variance[row] > 0 else f"{_name(labels, row)} has no variance: {vcov.shortfall}")
    return reasons


def _numbers(rows: Floats, coefficients: Floats, inference: Inference, conf_level: float) -> dict[str, Floats]:
    estimate, error = rows @ coefficients, np.sqrt(inference.vcov.variances(rows))
    df = inference.degrees_of_freedom(rows) if len(rows) else np.zeros(0)
    statistic = estimate / error
    half = stdtrit(df, 0.5 + 0.5 * conf_level) * error
    return {
        "estimate": estimate,
        "std_error": error,
        "df": df,
        "statistic": statistic,
        "p_value": 2.0 * stdtr(df, -np.abs(statistic)),
        "conf_low": estimate - half,
        "conf_high": estimate + half,
    }


def _name(labels: Mapping[str, Any], row: int) -> str:
    """What a row is called."""
    return ", ".join(str(list(column)[row]) for column in labels.values()) or f"row {row + 1}"


def f_table(tests: dict[str, FTest]) -> pd.DataFrame:
    """One row a test: term num_df den_df statistic p_value."""
    return pd.DataFrame(
        {
            "term": list(tests),
            "num_df": [test.num_df for test in tests.values()],
            "den_df": [test.den_df for test in tests.values()],
            "statistic": [test.statistic for test in tests.values()],
            "p_value": [test.p_value for test in tests.values()],
        }
    )


def wald(rows: Floats, coefficients: Floats, vcov: Vcov) -> float:
    """The Wald statistic of `rows` (r, p) divided by r; the rows may be in units as different as they like."""
    covariance, estimate = vcov.between(rows), rows @ coefficients
    scale = 1.0 / np.sqrt(np.diag(covariance))
    scaled = scale * estimate
    return float(scaled @ np.linalg.solve(covariance * np.outer(scale, scale), scaled)) / len(rows)


def independent_rows(rows: Floats, to_terms: Floats) -> Floats:
    """Rows (r, p) that span what `rows` span: themselves where they are independent, else as many combinations as are.

    What is independent is decided in an orthonormal basis of the predictors (`to_terms` leads from it to the
    coefficients), whatever the units of the columns. The combinations are those of an orthonormal basis of the rows'
    covariance, so its eigenvalues but for the zeros are kept, as in SAS. Raises FitError where all rows are zero.
    """
    in_basis = rows @ to_terms
    length = np.linalg.norm(in_basis, axis=1)
    if not length.any():
        raise FitError("the rows to be tested are zero in every coefficient: there is no hypothesis")
    left, sizes, _ = np.linalg.svd(in_basis / np.where(length > 0, length, 1.0)[:, None], full_matrices=False)
    rank = int((sizes > DEPENDENT * sizes.max()).sum())
    if rank == len(rows):
        return rows
    combinations, _ = np.linalg.qr(length[:, None] * left[:, :rank])
    return np.asarray(combinations.T @ rows, dtype=float)
