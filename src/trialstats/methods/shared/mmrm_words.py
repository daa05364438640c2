"""What the report says of a mixed model for repeated measures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from trialstats.engines.inference import residual_summary
from trialstats.engines.mmrm import MMRMResult
from trialstats.engines.mmrm.ladder import Attempt
from trialstats.results.shape import Row

__all__ = [
    "MARGINS",
    "SANDWICHES",
    "SOFTWARE",
    "STRUCTURES",
    "TESTS",
    "describe",
    "described_attempts",
    "structures_used",
]

SOFTWARE = "trialstats.engines.mmrm"

STRUCTURES = {
    "us": "unstructured",
    "toep": "of Toeplitz form",
    "toeph": "of Toeplitz form with a variance at each visit",
    "ar1": "autoregressive of the first order",
    "ar1h": "autoregressive of the first order with a variance at each visit",
    "cs": "of compound symmetry",
    "csh": "of compound symmetry with a variance at each visit",
    "ad": "antedependent of the first order",
    "adh": "antedependent of the first order with a variance at each visit",
    "sp_exp": "falling exponentially with time",
    "sp_gau": "falling with the square of time (Gaussian)",
}
TESTS = {
    "kr": "Kenward-Roger standard errors and degrees of freedom (SAS DDFM=KR)",
    "kr_linear": "Kenward-Roger standard errors and degrees of freedom, linear (SAS DDFM=KR(LINEAR))",
    "kr_expected": "Kenward-Roger standard errors and degrees of freedom from the expected information",
    "satterthwaite": "Satterthwaite degrees of freedom",
    "between_within": "between-within degrees of freedom",
    "residual": "residual degrees of freedom",
    "inf": "infinite degrees of freedom (z tests)",
}
SANDWICHES = {
    "cr0": "empirical (sandwich) standard errors",
    "cr2": "bias-reduced empirical (sandwich) standard errors",
    "cr3": "jackknife empirical (sandwich) standard errors",
}
MARGINS = {
    "equal": "factors weighted equally",
    "observed": "factors weighted as observed in the records used",
    "sample": "averaged over the records used, whose covariates are taken as they are (their own variability counts in "
    "no standard error of a mean; in differences of arms it cancels)",
}


def describe(fit: MMRMResult) -> Row:
    """The fit, in numbers and words that JSON can hold."""
    matrices = fit.covariance if isinstance(fit.covariance, dict) else {None: fit.covariance}
    first, *others = ({"group": str(level), **_matrix(matrix)} for level, matrix in matrices.items())
    told = {"groups": [first, *others]} if others else {k: v for k, v in first.items() if k != "group"}
    return {
        "formula": fit.formula,
        "structure": fit.structure,
        "n_subjects": fit.n_subjects,
        "n_records": fit.n_obs,
        "n_covariance_parameters": fit.n_theta,
        "loglik": fit.loglik,
        "aic": fit.aic,
        "bic": fit.bic,
        "attempts": described_attempts(fit.attempts),
        "visits": [str(visit) for visit in fit.design.visit_labels],
        **told,
        **({"warnings": list(fit.notes)} if fit.notes else {}),
        # Scaled by the Cholesky factor of each subject's covariance: about N(0, 1) where the model holds.
        "residuals": residual_summary(fit.residuals("normalized").to_numpy()),
    }


def structures_used(planned: Sequence[str], fits: Sequence[Row]) -> str:
    """Say which covariance structure was fitted, of several by parameter, and which of those planned could not be.

    planned: the ladder; fits: as `describe` tells them. Where nothing was fitted, the ladder.
    """
    used: dict[str, list[str]] = {}
    for fit in fits:
        used.setdefault(str(fit["structure"]), []).append(str(fit.get("PARAMCD") or ""))
    if not used:
        return ", else ".join(STRUCTURES[name] for name in planned)
    found = []
    for name, codes in used.items():
        of = f" ({', '.join(codes)})" if len(used) > 1 and all(codes) else ""
        found.append(f"{STRUCTURES.get(name, name)}{of}{passed(planned, name)}")
    return ", ".join(found)


def passed(planned: Sequence[str], used: str) -> str:
    """Say which structures stand before the one used in the ladder, and so could not be fitted."""
    before = planned[: list(planned).index(used)] if used in planned else ()
    return f" (planned first, and not to be fitted: {', '.join(STRUCTURES[name] for name in before)})" if before else ""


def described_attempts(attempts: Sequence[Attempt]) -> list[Row]:
    """The structures tried, in order, and what became of each."""
    return [{name: _plain(value) for name, value in asdict(attempt).items()} for attempt in attempts]


def _matrix(covariance: pd.DataFrame) -> Row:
    values = covariance.to_numpy()
    deviations = values.diagonal() ** 0.5
    return {
        "covariance": values.tolist(),
        "standard_deviations": deviations.tolist(),
        "correlation": (values / deviations / deviations[:, None]).tolist(),
    }


def _plain(value: object) -> object:
    # JSON has no NaN: a structure that was not begun has no log-likelihood.
    return None if isinstance(value, float) and not math.isfinite(value) else value
