"""What the design of a trial says, with what the rest of the file says of the same."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd
from typing import Any

from trialstats.trialfile.hypotheses import tested_by
from trialstats.trialfile.names import parameters_of
from trialstats.trialfile.parts.design.dichotomous import Dichotomous
from trialstats.trialfile.parts.design.outcome import Expected
from trialstats.trialfile.parts.hypotheses import Hypothesis, Sought
from trialstats.trialfile.parts.quantification import Limits
from trialstats.trialfile.trial import Trial

__all__ = [
    "by_visit",
    "dataset_of",
    "datasets_with",
    "expected_by_visit",
    "is_logged",
    "later_baselines",
    "limits_of",
    "nodes_of",
    "shared_out",
    "shares_by_visit",
    "smallest_block",
    "time_of",
    "visits_compared",
    "visits_of",
    "visits_simulated",
    "visits_with_outcome",
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
    """Give how many of each arm, of a crossover trial of each sequence, the fewest subjects are that are shared out
    exactly; None where no ratio is whole."""
    given = trial.design.allocation if trial.design else {}
    ratio = {group: given.get(group, 1.0) if given else 1.0 for group in trial.groups}
    if any(share != int(share) for share in ratio.values()):
        return None
    whole = {group: int(share) for group, share in ratio.items()}
    return {group: share // gcd(*whole.values()) for group, share in whole.items()}


def shared_out(trial: Trial) -> int:
    """Give the smallest number of subjects that is shared out exactly; 1 where ratios are no whole numbers."""
    smallest = smallest_block(trial)
    return sum(smallest.values()) if smallest else 1


def visits_simulated(trial: Trial) -> list[str]:
    """List the visits at which values are drawn beside the first baseline: of a crossover trial later ones too."""
    return [visit for visit in trial.from_baseline if visit != trial.baseline_visit]


def visits_with_outcome(trial: Trial) -> list[str]:
    """List the visits after baseline that outcomes of a design may have: of a crossover trial those of its periods."""
    return [visit for visit in trial.after_baseline if trial.crossover is None or trial.visits[visit].period]


def later_baselines(trial: Trial) -> list[str]:
    """List the baselines of a crossover trial but for the first."""
    return trial.baseline_visits[1:]


def by_visit(trial: Trial, course: Any) -> Any:
    """Give what is said of timepoints within the periods of a crossover trial by visit; all else as it is."""
    if not isinstance(course, Mapping):
        return course
    spread = {visit: course[name] for name, visits in trial.timepoints.items() if name in course for visit in visits}
    return {**spread, **{name: value for name, value in course.items() if name not in trial.timepoints}}


def expected_by_visit(trial: Trial, expected: Expected) -> Expected:
    """Give an outcome with everything that is said of timepoints within periods said by visit."""
    if trial.crossover is None:
        return expected
    told = {key: by_visit(trial, getattr(expected, key)) for key in ("mean", "sd", "cv")}
    of_arms = {
        key: {arm: by_visit(trial, course) for arm, course in getattr(expected, key).items()}
        for key in ("effect", "carry_over")
    }
    return expected.model_copy(update={**told, **of_arms})


def shares_by_visit(trial: Trial, expected: Dichotomous) -> Dichotomous:
    """Give a yes or no with everything that is said of timepoints within periods said by visit."""
    return expected.model_copy(
        update={"share": {arm: by_visit(trial, course) for arm, course in expected.share.items()}}
    )


def visits_of(trial: Trial, expected: Expected | Dichotomous) -> list[str]:
    """List the visits after baseline at which an outcome is measured: those that its means or shares name, or all."""
    course = expected.mean if isinstance(expected, Expected) else next(iter(expected.share.values()))
    known = visits_with_outcome(trial)
    named = by_visit(trial, course) if isinstance(course, dict) else known
    return [visit for visit in known if visit in named]


def visits_compared(trial: Trial, timepoint: str | None) -> list[str]:
    """List the visits whose values a comparison is about: its visit, or of a crossover trial those of its timepoint."""
    if timepoint is None:
        return []
    return list(trial.timepoints.get(timepoint, (timepoint,))) if trial.crossover else [timepoint]


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
