"""The hypotheses as an analysis of their own, after all others, with its table and its figure."""

from __future__ import annotations

from trialstats.methods.registry import entry_of
from trialstats.trialfile.completion.usual import usual_figures, usual_tables
from trialstats.trialfile.hypotheses import HYPOTHESES, sought_by
from trialstats.trialfile.trial import Trial

__all__ = ["with_hypotheses"]


def with_hypotheses(trial: Trial) -> Trial:
    """Add the analysis that the hypotheses of a trial stand for, and the displays of it that the file does not have."""
    plan = trial.hypotheses
    if plan is None or HYPOTHESES in trial.analyses:
        return trial
    sought = {name: found for name, node in plan.nodes.items() if (found := sought_by(trial, node))}
    options = entry_of(HYPOTHESES).options
    analysis = options.model_validate({"method": HYPOTHESES, "alpha": plan.alpha, "plan": plan, "sought": sought})
    tables, figures = usual_tables(HYPOTHESES, analysis), usual_figures(HYPOTHESES, analysis)
    kinds = {display.kind for display in trial.tables.values()}, {display.kind for display in trial.figures.values()}
    return trial.model_copy(
        update={
            "analyses": {**trial.analyses, HYPOTHESES: analysis},
            "tables": {**trial.tables, **({} if HYPOTHESES in kinds[0] else tables)},
            "figures": {**trial.figures, **({} if HYPOTHESES in kinds[1] else figures)},
        }
    )
