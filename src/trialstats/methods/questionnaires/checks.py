"""What analyses of questionnaires need: parameters that exist, directions, norms."""

from __future__ import annotations

from trialstats.methods.questionnaires.options import Norms, ReliableChange, Sf36ProfileFigure
from trialstats.trialfile.names import At, Broken, Missing, analyses_of, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.questionnaires import Sf36
from trialstats.trialfile.questionnaires.sf36 import SCALES
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield reliabilities of parameters that are none, norms that are not there, and profiles of no scale."""
    for at, source in analyses_of(trial, Norms):
        yield from norms(trial, at, source)
    for at, analysis in analyses_of(trial, ReliableChange):
        yield from reliable_change(trial, at, analysis)
    for name, figure in trial.figures.items():
        if isinstance(figure, Sf36ProfileFigure):
            yield from profile(trial, ("figures", name), figure)


def norms(trial: Trial, at: At, analysis: Norms) -> Broken:
    if analysis.dataset not in trial.datasets:
        yield (*at, "dataset"), unknown("dataset", analysis.dataset, trial.datasets)
        return
    instrument = trial.datasets[analysis.dataset].instrument
    if not isinstance(instrument, Sf36) or instrument.norms is None:
        yield (*at, "dataset"), Missing(f"= {analysis.dataset} has no instrument with `norms`", "norms")


def reliable_change(trial: Trial, at: At, analysis: ReliableChange) -> Broken:
    if analysis.dataset not in trial.datasets:
        return  # said where names of datasets are checked
    known = parameters_of(trial, analysis.dataset)
    for paramcd in analysis.reliability:
        if paramcd not in known:
            yield (*at, "reliability", paramcd), unknown_parameter(paramcd, known, sign="")
    for paramcd in analysis.parameters:
        outcome = trial.outcome(analysis.dataset, paramcd)
        if outcome is not None and outcome.better is None:
            text = f"= {paramcd} has no `better`, so nobody knows which change is for the better"
            yield (*at, "parameters"), Missing(text, "better")


def profile(trial: Trial, at: At, figure: Sf36ProfileFigure) -> Broken:
    """Yield what a profile would draw and none of its analyses gives."""
    shown = {name: trial.analyses[name] for name in figure.analyses if name in trial.analyses}
    described = {name: analysis for name, analysis in shown.items() if isinstance(analysis, Findings)}
    for name in described:
        if not draws(trial, name, figure):
            text = f"= {name} describes no {'T' if figure.scores == 'T' else '0-100'} score of the SF-36 or RAND-36"
            yield (*at, "analysis"), Missing(text, "instrument")
    if figure.norms and not any(isinstance(analysis, Norms) for analysis in shown.values()):
        yield (*at, "norms"), Missing("needs an analysis of method norms under `analysis`", "norms")
    if figure.intervals and described and not any(analysis.has_intervals for analysis in described.values()):
        yield (*at, "intervals"), Missing("needs `intervals: true` in its descriptive analysis", "intervals")


def draws(trial: Trial, name: str, figure: Sf36ProfileFigure) -> bool:
    """Tell whether an analysis describes a scale that the figure draws, or what it describes is not known."""
    analysis = dict(analyses_of(trial, Findings)).get(("analyses", name))
    if analysis is None or analysis.dataset not in trial.datasets:
        return True  # said elsewhere
    described = set(analysis.parameters or parameters_of(trial, analysis.dataset))
    drawn = {f"SF36{scale}T" for scale in SCALES}
    if figure.scores != "T":
        drawn = {f"{code}{scale}" for code in ("SF36", "R36") for scale in SCALES}
    return bool(described & drawn)
