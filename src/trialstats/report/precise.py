"""Notes on fits with names that say more: which likelihood was maximised, and what the residuals are.

The notes of all methods have `loglik` and `residuals`; what these are, the words of the notes on the method say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["precise"]

RESTRICTED = "restricted_loglik"
CAUTION = (
    "By restricted maximum likelihood: the restricted log-likelihood, AIC and BIC compare covariance structures of "
    "one model; they are not comparable between models with different fixed effects."
)
# The software whose residuals are scaled, so that those of one subject do not depend on each other.
SCALED = "trialstats.engines.mmrm"


def precise(notes: Mapping[str, Any]) -> dict[str, Any]:
    """Rename likelihoods and residuals to what they are, and say what restricted likelihoods cannot be used for."""
    names = {"residuals": "scaled_residuals" if notes.get("software") == SCALED else "raw_residuals"}
    if not is_restricted(notes):
        return dict(renamed(notes, names))
    names |= {"loglik": RESTRICTED, "log_likelihood": RESTRICTED}
    return {**renamed(notes, names), "comparison_of_fits": CAUTION}


def is_restricted(notes: Mapping[str, Any]) -> bool:
    """Tell REML by what the notes say of software and inference."""
    return "REML" in str(notes.get("software")) or "restricted maximum likelihood" in str(notes.get("inference"))


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Rename keys at every depth."""
    if isinstance(value, Mapping):
        return {names.get(key, key): renamed(item, names) for key, item in value.items()}
    return [renamed(item, names) for item in value] if isinstance(value, list | tuple) else value
