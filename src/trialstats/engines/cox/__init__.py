"""Cox regression of times to an event: hazard ratios, robust standard errors, and whether hazards are proportional."""

from __future__ import annotations

from trialstats.engines.cox.fit import CoxFit, Ties, fit_cox
from trialstats.engines.cox.proportionality import Transform, proportionality, scaled_residuals

__all__ = ["CoxFit", "Ties", "Transform", "fit_cox", "proportionality", "scaled_residuals"]
