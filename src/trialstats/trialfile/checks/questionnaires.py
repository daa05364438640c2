"""What analyses of questionnaires need: parameters that exist, directions, norms."""

from __future__ import annotations

from trialstats.methods.descriptive.options import Descriptive
from trialstats.methods.questionnaires.options import Norms, ReliableChange, Sf36ProfileFigure
from trialstats.trialfile.names import Broken, Missing, parameters_of, unknown
from trialstats.trialfile.questionnaires import Sf36
from trialstats.trialfile.questionnaires.sf36 import SCALES
from trialstats.trialfile.trial import Trial

__all__ = ["questionnaires"]


def questionnaires(trial: Trial) -> Broken:
    """Yield thresholds and reliabilities of parameters that are none, and norms that are not there."""
    for name, dataset in trial.datasets.items():
        for paramcd in dataset.instrument.mcid if isinstance(dataset.instrument, Sf36) else ():
            if paramcd not in (known := parameters_of(trial, name)):
                yield ("datasets", name, "instrument", "mcid", paramcd), unknown("parameter", paramcd, known, sign="")
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Norms):
            yield from norms(trial, at, analysis)
        if isinstance(analysis, ReliableChange) and (analysis.estimand is None or analysis.estimand in trial.estimands):
            yield from reliable_change(trial, at, trial.findings(name), analysis)
    for name, figure in trial.figures.items():
        if isinstance(figure, Sf36ProfileFigure):
            yield from profile(trial, ("figures", name), figure)


def norms(trial: Trial, at: tuple[str | int, ...], analysis: Norms) -> Broken:
    if analysis.dataset not in trial.datasets:
        yield (*at, "dataset"), unknown("dataset", analysis.dataset, trial.datasets)
        return
    instrument = trial.datasets[analysis.dataset].instrument
    if not isinstance(instrument, Sf36) or instrument.norms is None:
        yield (*at, "dataset"), Missing(f"= {analysis.dataset} has no instrument with `norms`", "norms")


def reliable_change(trial: Trial, at: tuple[str | int, ...], completed: object, analysis: ReliableChange) -> Broken:
    dataset = getattr(completed, "dataset", None)
    if dataset not in trial.datasets:
        return  # said where names of datasets are checked
    known = parameters_of(trial, dataset)
    for paramcd in analysis.reliability:
        if paramcd not in known:
            yield (*at, "reliability", paramcd), unknown("parameter", paramcd, known, sign="")
    for paramcd in analysis.parameters:
        outcome = trial.outcome(dataset, paramcd)
        if outcome is not None and outcome.better is None:
            text = f"= {paramcd} has no `better`, so nobody knows which change is for the better"
            yield (*at, "parameters"), Missing(text, "better")


def profile(trial: Trial, at: tuple[str | int, ...], figure: Sf36ProfileFigure) -> Broken:
    """Yield what a profile would draw and none of its analyses gives."""
    shown = [trial.analyses[name] for name in figure.analyses if name in trial.analyses]
    described = [analysis for analysis in shown if isinstance(analysis, Descriptive)]
    for name in figure.analyses:
        if isinstance(analysis := trial.analyses.get(name), Descriptive) and not draws(trial, name, analysis, figure):
            text = f"= {name} describes no {'T' if figure.scores == 'T' else '0-100'} score of the SF-36 or RAND-36"
            yield (*at, "analysis"), Missing(text, "instrument")
    if figure.norms and not any(isinstance(analysis, Norms) for analysis in shown):
        yield (*at, "norms"), Missing("needs an analysis of method norms under `analysis`", "norms")
    if figure.intervals and described and not any(analysis.intervals for analysis in described):
        yield (*at, "intervals"), Missing("needs `intervals: true` in its descriptive analysis", "intervals")


def draws(trial: Trial, name: str, analysis: Descriptive, figure: Sf36ProfileFigure) -> bool:
    """Tell whether an analysis describes a scale that the figure draws, or what it describes is not known."""
    if analysis.estimand is not None and analysis.estimand not in trial.estimands:
        return True  # said elsewhere
    completed = trial.findings(name)
    if completed.dataset not in trial.datasets:
        return True
    described = set(completed.parameters or parameters_of(trial, str(completed.dataset)))
    drawn = {f"SF36{scale}T" for scale in SCALES}
    if figure.scores != "T":
        drawn = {f"{code}{scale}" for code in ("SF36", "R36") for scale in SCALES}
    return bool(described & drawn)
