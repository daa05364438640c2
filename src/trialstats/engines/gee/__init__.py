"""Generalised estimating equations for a yes or no at several visits."""

from trialstats.engines.gee.correlation import Structure
from trialstats.engines.gee.fit import GeeFit, fit_gee
from trialstats.engines.gee.sandwich import ErrorKind

__all__ = ["ErrorKind", "GeeFit", "Structure", "fit_gee"]
