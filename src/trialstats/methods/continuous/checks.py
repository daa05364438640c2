"""What comparisons of means need: a baseline that can be an outcome, and doses of the arms."""

from __future__ import annotations

from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.trialfile.names import At, Broken, Missing, analyses_of, parameters_of
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield models of the baseline that cannot have it among the outcomes, and slopes on doses that are not given."""
    for at, compared in analyses_of(trial, Findings):
        if isinstance(compared, Ancova | Mmrm) and compared.dataset in trial.datasets:
            yield from margins(trial, at, compared)
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Mmrm) and analysis.baseline == "constrained":
            yield from constrained(trial, at, analysis)
        if isinstance(analysis, Ancova) and analysis.dose_response:
            for arm in (arm for arm, declared in trial.arms.items() if declared.dose is None):
                yield (*at, "dose_response"), Missing(f"needs `dose` for arm {arm}", "dose")


def margins(trial: Trial, at: At, analysis: Ancova | Mmrm) -> Broken:
    """Yield a margin of a parameter of which nobody says what is better, or that lies on the better side."""
    known = parameters_of(trial, str(analysis.dataset))
    for paramcd in (name for name in analysis.parameters or known if analysis.margin and name in known):
        outcome = trial.outcome(str(analysis.dataset), paramcd)
        better = outcome.better if outcome is not None else None
        problem = analysis.margin.problem(better) if analysis.margin else None
        if better is None and problem:
            yield (
                (*at, "margin"),
                Missing(f"needs `better: lower` or `better: higher` for parameter {paramcd}", "better"),
            )
        elif problem:
            yield (*at, "margin", "value"), problem


def constrained(trial: Trial, at: At, analysis: Mmrm) -> Broken:
    """Yield what hinders a model in which baseline is an outcome."""
    if trial.baseline_visit is None:
        yield (*at, "baseline"), Missing("constrained needs a visit with `baseline: true`", "visits")
    elif analysis.visits and trial.baseline_visit not in analysis.visits:
        yield (*at, "visits"), f"has no {trial.baseline_visit}, which baseline: constrained needs among the outcomes"
    estimand = trial.estimands.get(str(analysis.estimand))
    if estimand is not None and getattr(estimand.variable, "value", None) == "PCHG":
        text = "constrained compares values and changes, and the estimand asks for percent changes (PCHG)"
        yield (*at, "baseline"), text
