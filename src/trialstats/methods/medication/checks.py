"""What an analysis of medication needs to answer the question of an estimand, and of a crossover trial."""

from __future__ import annotations

from trialstats.methods.medication.options import Medication
from trialstats.trialfile.names import Broken, analyses_of
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield primary analyses of how many courses there were that count courses begun before, which have no rate.

    Of a crossover trial every analysis that does: a course is of the treatment under which it began.
    """
    for at, analysis in analyses_of(trial, Medication):
        if analysis.counts == "taken" and trial.crossover:
            text = "is not for crossover trials, in which a course is of the treatment under which it began"
            yield (*at, "counts"), f"= taken {text}: say `counts: started`"
        estimand = trial.estimands.get(str(analysis.estimand))
        asked = getattr(estimand.variable, "value", None) if estimand else None
        if analysis.role == "primary" and analysis.counts == "taken" and asked == "number":
            text = f"gives no rate of courses, and {analysis.estimand} asks for their number: say `counts: started`"
            yield (*at, "counts"), f"= taken {text}"
