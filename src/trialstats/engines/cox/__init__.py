"""Cox regression of times to an event: hazard ratios, robust standard errors, and whether hazards are proportional."""

from __future__ import annotations

from trialstats.engines.cox.fit import CoxFit, Ties, fit_cox
from trialstats.engines.cox.over_time import curve_over_time, residuals_over_time
from trialstats.engines.cox.proportionality import Transform, proportionality, scaled_residuals

__all__ = [
    "CoxFit",
    "Ties",
    "Transform",
    "curve_over_time",
    "fit_cox",
    "proportionality",
    "residuals_over_time",
    "scaled_residuals",
]
