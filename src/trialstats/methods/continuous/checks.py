"""What comparisons of means need: a baseline that can be an outcome, and doses of the arms."""

from __future__ import annotations

from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.methods.shared.comparisons.checks import margin_of_parameters
from trialstats.trialfile.names import At, Broken, Missing, analyses_of
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield models of the baseline that cannot have it among the outcomes, and slopes on doses that are not given."""
    for at, compared in analyses_of(trial, Findings):
        if isinstance(compared, Ancova | Mmrm):
            yield from margin_of_parameters(trial, at, compared)
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Mmrm) and analysis.baseline == "constrained":
            yield from constrained(trial, at, analysis)
        if isinstance(analysis, Ancova) and analysis.dose_response:
            for arm in (arm for arm, declared in trial.arms.items() if declared.dose is None):
                yield (*at, "dose_response"), Missing(f"needs `dose` for arm {arm}", "dose")


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
