"""Generalised estimating equations for outcomes at several visits, or in several periods, of the same subjects."""

from trialstats.engines.gee.correlation import Moments, Structure
from trialstats.engines.gee.family import Family
from trialstats.engines.gee.fit import GeeFit, fit_gee
from trialstats.engines.gee.sandwich import ErrorKind

__all__ = ["ErrorKind", "Family", "GeeFit", "Moments", "Structure", "fit_gee"]
