"""What is said of a questionnaire: thresholds are of its scores."""

from __future__ import annotations

from trialstats.trialfile.names import Broken, parameters_of, unknown_parameter
from trialstats.trialfile.questionnaires import Sf36
from trialstats.trialfile.trial import Trial

__all__ = ["questionnaires"]


def questionnaires(trial: Trial) -> Broken:
    """Yield thresholds of parameters that a questionnaire does not have."""
    for name, dataset in trial.datasets.items():
        for paramcd in dataset.instrument.mcid if isinstance(dataset.instrument, Sf36) else ():
            if paramcd not in (known := parameters_of(trial, name)):
                yield ("datasets", name, "instrument", "mcid", paramcd), unknown_parameter(paramcd, known, sign="")
