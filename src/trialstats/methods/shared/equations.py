"""What estimating equations (GEE) rest on and how they were solved, as sentences that stand under tables."""

from __future__ import annotations

import numpy as np

from trialstats.engines.gee import GeeFit

__all__ = ["CORRECTED", "solved"]

CORRECTED = {
    "kauermann-carroll": "robust, corrected for few subjects (Kauermann and Carroll, JASA 2001;96:1387-1396)",
    "mancl-derouen": "robust, corrected for few subjects (Mancl and DeRouen, Biometrics 2001;57:126-134)",
    "model": "those of the model, which hold only where the working correlation is the true one",
}


def solved(fit: GeeFit, correlation: str, records: int, name: str) -> str:
    """Say what went into a fit, by the name of its outcome, and its working correlation (as the trial file says it)."""
    told = f"{name}: {records:,} records of {fit.subjects:,} subjects; converged in {fit.steps} steps"
    pairs = fit.correlation[np.triu_indices(len(fit.correlation), 1)]
    if correlation == "independence" or not pairs.size:
        return f"{told}."
    if correlation == "ar1":
        return f"{told}; working correlation {signed(fit.correlation[0, 1])} between neighbouring visits."
    low, high = signed(pairs.min()), signed(pairs.max())
    return f"{told}; working correlation {low if low == high else f'{low} to {high}'}."


def signed(value: float) -> str:
    """Write a correlation with a true minus sign."""
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
