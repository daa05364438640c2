"""A fit of a mixed model for repeated measures in numbers and words that JSON can hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from trialstats.engines.inference import residual_summary
from trialstats.engines.mmrm import MMRMResult
from trialstats.engines.mmrm.ladder import Attempt
from trialstats.results.shape import Row

__all__ = ["describe", "described_attempts", "described_model"]


def describe(fit: MMRMResult) -> Row:
    """The fit, in numbers and words that JSON can hold."""
    matrices = fit.covariance if isinstance(fit.covariance, dict) else {None: fit.covariance}
    first, *others = ({"group": str(level), **_matrix(matrix)} for level, matrix in matrices.items())
    told = {"groups": [first, *others]} if others else {k: v for k, v in first.items() if k != "group"}
    return {
        **described_model(fit),
        "bic": fit.bic,
        "attempts": described_attempts(fit.attempts),
        "visits": [str(visit) for visit in fit.design.visit_labels],
        **told,
        **({"warnings": list(fit.notes)} if fit.notes else {}),
        # Scaled by the Cholesky factor of each subject's covariance: about N(0, 1) where the model holds.
        "residuals": residual_summary(fit.residuals("normalized").to_numpy()),
    }


def described_model(fit: MMRMResult) -> Row:
    """What is alike of all mixed models: the model, how much went into it, and how well it fits."""
    return {
        "formula": fit.formula,
        "structure": fit.structure,
        "n_subjects": fit.n_subjects,
        "n_records": fit.n_obs,
        "n_covariance_parameters": fit.n_theta,
        "loglik": fit.loglik,
        "aic": fit.aic,
    }


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
