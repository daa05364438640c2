"""The values that an analysis works on: those recorded, but for what strategies for events set aside."""

from __future__ import annotations

import numpy as np

from trialstats.simulate.analyse.people import members
from trialstats.simulate.outcome import Floats
from trialstats.simulate.population import Drawn
from trialstats.trialfile.parts.analysis import Estimating, Findings
from trialstats.trialfile.parts.estimands import Strategy
from trialstats.trialfile.trial import Trial

__all__ = ["acts_on_arrays", "observed", "set_aside"]

ON_ARRAYS = (Strategy.TREATMENT_POLICY, Strategy.HYPOTHETICAL, Strategy.PRINCIPAL_STRATUM)


def set_aside(trial: Trial, analysis: Estimating) -> list[str]:
    """Name the events from which on the estimand of an analysis sets records aside."""
    handled = trial.handled_in(analysis)
    return [name for name, handling in handled.items() if handling.strategy == Strategy.HYPOTHETICAL]


def acts_on_arrays(trial: Trial, analysis: Findings) -> bool:
    """Tell whether what the estimand makes of its events is to set records aside, or nothing."""
    return all(handling.strategy in ON_ARRAYS for handling in trial.handled_in(analysis).values())


def observed(trial: Trial, analysis: Findings, paramcd: str, drawn: Drawn) -> Floats:
    """Give the values of a parameter, (R, n, V+1), NaN where the analysis has none."""
    values = np.where(members(trial, str(analysis.population), drawn)[..., None], drawn.recorded[paramcd], np.nan)
    visits = np.arange(values.shape[2])
    for name in set_aside(trial, analysis):
        if name in drawn.begins:
            values = np.where(visits >= drawn.begins[name][..., None], np.nan, values)
    return values
