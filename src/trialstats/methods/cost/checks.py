"""Names in analyses of cost that must exist elsewhere: sessions, arms, and the responders that are counted."""

from __future__ import annotations

from trialstats.methods.cost.options import Cost
from trialstats.methods.shared.responses.options import ByCriteria, Criterion
from trialstats.trialfile.checks.filters import filters
from trialstats.trialfile.names import Broken, analyses_of, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.trial import Trial

__all__ = ["check"]

Path = tuple[str | int, ...]


def check(trial: Trial) -> Broken:
    """Yield what analyses of cost name and the trial file does not have."""
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Cost):
            yield from cost(trial, ("analyses", name), analysis)


def cost(trial: Trial, at: Path, analysis: Cost) -> Broken:
    if analysis.occurrence not in trial.occurrences:
        yield (*at, "occurrence"), unknown("occurrence dataset", analysis.occurrence, trial.occurrences)
    else:
        columns = list(trial.occurrences[analysis.occurrence].columns)
        yield from filters(at, analysis.records, columns)
        for key, variable in (("by", analysis.by), ("sequence", analysis.sequence)):
            if variable is not None and variable not in columns:
                yield (*at, key), unknown(f"variable of {analysis.occurrence}", variable, columns)
    for number, price in enumerate(analysis.prices):
        if price.arm not in trial.arms:
            yield (*at, "prices", number, "arm"), unknown("arm", price.arm, trial.arms)
    priced = {price.arm for price in analysis.prices}
    for arm in (arm for arm in trial.arms if arm not in priced):
        yield (*at, "prices"), f"has no price for arm {arm} (write `per_session: 0` where a session costs nothing)"
    yield from counted(trial, (*at, "responders"), analysis)


def said(criterion: Criterion) -> str:
    """Write a criterion as the trial file does."""
    percent, points = criterion.percent, criterion.points
    return f"percent: {percent:g}" if percent is not None else f"points: {points}"


def counted(trial: Trial, at: Path, analysis: Cost) -> Broken:
    wanted = analysis.responders
    named = trial.analyses.get(wanted.analysis)
    if not isinstance(named, ByCriteria):
        known = [name for name, other in trial.analyses.items() if isinstance(other, ByCriteria)]
        yield (*at, "analysis"), unknown("analysis of method responders", wanted.analysis, known)
        return
    if not any(wanted.criterion.is_same(criterion) for criterion in named.criteria):
        criteria = ", ".join(said(criterion) for criterion in named.criteria)
        yield (*at, "criterion"), f"is none of the criteria of {wanted.analysis} ({criteria})"
    visits = named.visits or trial.after_baseline
    if wanted.visit not in visits:
        yield (*at, "visit"), unknown(f"visit of {wanted.analysis}", wanted.visit, visits)
    complete = dict(analyses_of(trial, ByCriteria)).get(("analyses", wanted.analysis))
    if complete is None or complete.dataset not in trial.datasets:
        return  # said elsewhere
    parameters = complete.parameters or parameters_of(trial, complete.dataset)
    if wanted.parameter is None and len(parameters) > 1:
        yield (*at, "parameter"), f"is missing: {wanted.analysis} has {', '.join(parameters)}"
    elif wanted.parameter is not None and wanted.parameter not in parameters:
        yield (*at, "parameter"), unknown_parameter(wanted.parameter, parameters, wanted.analysis)
