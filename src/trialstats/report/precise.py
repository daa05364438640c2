"""Notes on fits with names that say more: which likelihood was maximised, and what the residuals are.

The notes of all methods have `loglik` and `residuals`; what these are, `fitting` among the notes says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trialstats.results.fitting import Fitting

__all__ = ["precise"]

RESTRICTED = "restricted_loglik"
CAUTION = (
    "By restricted maximum likelihood: the restricted log-likelihood, AIC and BIC compare covariance structures of "
    "one model; they are not comparable between models with different fixed effects."
)


def precise(notes: Mapping[str, Any]) -> dict[str, Any]:
    """Rename likelihoods and residuals to what they are, and say what restricted likelihoods cannot be used for."""
    fitting = Fitting(**notes.get("fitting", {}))
    told = {key: value for key, value in notes.items() if key != "fitting"}
    names = {"residuals": "scaled_residuals" if fitting.scaled_residuals else "raw_residuals"}
    if not fitting.restricted:
        return dict(renamed(told, names))
    names |= {"loglik": RESTRICTED, "log_likelihood": RESTRICTED}
    return {**renamed(told, names), "comparison_of_fits": CAUTION}


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Rename keys at every depth."""
    if isinstance(value, Mapping):
        return {names.get(key, key): renamed(item, names) for key, item in value.items()}
    return [renamed(item, names) for item in value] if isinstance(value, list | tuple) else value
