"""A least-squares fit in numbers and words that JSON can hold."""

from __future__ import annotations

from trialstats.engines.inference import residual_summary
from trialstats.engines.linear import LinearFit
from trialstats.results.shape import Row

__all__ = ["describe"]


def describe(fit: LinearFit, formula: str, **more: float) -> Row:
    """The fit; `more` stands before its residuals."""
    return {
        "formula": formula,
        "n_subjects": fit.residuals.size,
        "n_coefficients": len(fit.design.terms),
        "df_residual": fit.df,
        "residual_sd": fit.sigma,
        **more,
        "residuals": residual_summary(fit.residuals),
    }
