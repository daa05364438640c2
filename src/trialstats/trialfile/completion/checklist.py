"""The checklist of CONSORT 2025 as an analysis of its own, with its table: what `about` stands for."""

from __future__ import annotations

from trialstats.methods.registry import entry_of
from trialstats.trialfile.completion.usual import usual_tables
from trialstats.trialfile.consort.answers import answers_of
from trialstats.trialfile.parts.about import CHECKLIST
from trialstats.trialfile.study_days import randomised_on
from trialstats.trialfile.trial import Trial

__all__ = ["with_answers", "with_checklist"]


def with_checklist(trial: Trial) -> Trial:
    """Add the checklist, and its table where the file has none, to a trial that says something about itself."""
    if trial.about is None or CHECKLIST in trial.analyses:
        return trial
    said = {"recruitment": trial.about.recruitment, "follow_up": trial.about.follow_up}
    date = randomised_on(trial)
    analysis = entry_of(CHECKLIST).options.model_validate({"method": CHECKLIST, "randomised": date, **said})
    declared = any(display.kind == CHECKLIST for display in trial.tables.values())
    tables = {} if declared else usual_tables(CHECKLIST, analysis)
    analyses = {**trial.analyses, CHECKLIST: analysis}
    return trial.model_copy(update={"analyses": analyses, "tables": {**trial.tables, **tables}})


def with_answers(trial: Trial) -> Trial:
    """Answer the checklist: that comes last, when every display has its number."""
    found = trial.analyses.get(CHECKLIST)
    if trial.about is None or found is None or found.declared:
        return trial
    answered = found.model_copy(update={"answers": answers_of(trial)})
    return trial.model_copy(update={"analyses": {**trial.analyses, CHECKLIST: answered}})
