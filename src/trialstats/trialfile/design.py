"""What the design of a trial says, with what the rest of the file says of the same."""

from __future__ import annotations

from math import gcd

from trialstats.trialfile.hypotheses import tested_by
from trialstats.trialfile.names import parameters_of
from trialstats.trialfile.parts.design.dichotomous import Dichotomous
from trialstats.trialfile.parts.design.outcome import Expected
from trialstats.trialfile.parts.hypotheses import Hypothesis, Sought
from trialstats.trialfile.parts.quantification import Limits
from trialstats.trialfile.trial import Trial

__all__ = [
    "dataset_of",
    "datasets_with",
    "is_logged",
    "limits_of",
    "nodes_of",
    "shared_out",
    "smallest_block",
    "time_of",
    "visits_of",
]


def datasets_with(trial: Trial, paramcd: str) -> list[str]:
    """Name the datasets that have a parameter."""
    return [name for name in trial.datasets if paramcd in parameters_of(trial, name)]


def dataset_of(trial: Trial, paramcd: str, expected: Expected | Dichotomous) -> str:
    """Name the dataset of an outcome; the trial file was checked."""
    return expected.dataset or datasets_with(trial, paramcd)[0]


def is_logged(trial: Trial, dataset: str, paramcd: str) -> bool:
    """Tell whether a parameter is assumed to be normal on the scale of logarithms."""
    parameter = trial.datasets[dataset].parameters.get(paramcd)
    return parameter is not None and parameter.scale == "log"


def limits_of(trial: Trial, dataset: str, paramcd: str) -> Limits | None:
    """Give the limits of quantification of a parameter, if it has any."""
    parameter = trial.datasets[dataset].parameters.get(paramcd)
    return parameter.limits if parameter is not None else None


def smallest_block(trial: Trial) -> dict[str, int] | None:
    """Give how many of each arm the fewest subjects are that are shared out exactly; None where no ratio is whole."""
    given = trial.design.allocation if trial.design else {}
    ratio = {arm: given.get(arm, 1.0) if given else 1.0 for arm in trial.arms}
    if any(share != int(share) for share in ratio.values()):
        return None
    whole = {arm: int(share) for arm, share in ratio.items()}
    return {arm: share // gcd(*whole.values()) for arm, share in whole.items()}


def shared_out(trial: Trial) -> int:
    """Give the smallest number of subjects that is shared out exactly; 1 where ratios are no whole numbers."""
    smallest = smallest_block(trial)
    return sum(smallest.values()) if smallest else 1


def visits_of(trial: Trial, expected: Expected | Dichotomous) -> list[str]:
    """List the visits after baseline at which an outcome is measured: those that its means or shares name, or all."""
    course = expected.mean if isinstance(expected, Expected) else next(iter(expected.share.values()))
    named = course if isinstance(course, dict) else trial.after_baseline
    return [visit for visit in trial.after_baseline if visit in named]


def time_of(trial: Trial, sought: Sought) -> str:
    """Name the time to an event that a comparison is about: where none is said, it is the only one of its analysis."""
    named = getattr(trial.complete(sought.analysis), "parameters", ()) or tuple(trial.times_to_event)
    return str(sought.PARAMCD or named[0])


def nodes_of(trial: Trial) -> dict[str, Hypothesis]:
    """Give the hypotheses of the file; in a file without, one for each arm and estimand that an analysis answers."""
    if trial.hypotheses is not None:
        return dict(trial.hypotheses.nodes)
    active = [arm for arm in trial.arms if arm != trial.reference_arm]
    found: dict[str, Hypothesis] = {}
    for name, estimand in trial.estimands.items():
        for place, arm in enumerate(active, 1):
            node = Hypothesis(
                estimand=name, arm=arm, label=f"{estimand.label} ({arm})" if active[1:] else estimand.label
            )
            if tested_by(trial, node) is not None:
                found[f"{name}_{place}" if active[1:] else name] = node
    return found
