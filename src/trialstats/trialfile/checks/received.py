"""The treatment received: names that must exist elsewhere, and analyses that ask for it."""

from __future__ import annotations

from trialstats.trialfile.checks.levels import occurred
from trialstats.trialfile.names import Broken, Missing, unknown
from trialstats.trialfile.parts.subjects import Occurred
from trialstats.trialfile.trial import Trial

__all__ = ["received"]

AT = ("subjects", "received")
ORDERS = ("first", "last", "most")


def received(trial: Trial) -> Broken:
    declared = trial.subjects.received
    yield from asked(trial)
    if declared is None:
        return
    if trial.crossover:
        yield AT, "is of a trial of parallel groups: of a crossover trial say `crossover.actual`"
        return
    if declared.source and declared.source not in trial.sources:
        yield (*AT, "source"), unknown("source", declared.source, trial.sources)
    if declared.several and declared.several not in (*ORDERS, *trial.arms):
        yield (*AT, "several"), unknown("arm, first, last or most", declared.several, trial.arms)
    if declared.dataset:
        yield from occurred(trial, AT, Occurred(dataset=declared.dataset, where=declared.where))
        if declared.dataset in trial.occurrences:
            yield from variables(trial)


def variables(trial: Trial) -> Broken:
    """Yield what the dataset of exposure has not, or not of the type."""
    declared = trial.subjects.received
    assert declared is not None
    columns = trial.occurrences[str(declared.dataset)].columns
    for key, name in (("start", declared.start), ("end", declared.end), ("treatment", declared.treatment)):
        if name is None:
            continue
        if name not in columns:
            yield (*AT, key), unknown(f"column of {declared.dataset}", name, columns)
        elif (columns[name].type == "date") == (key == "treatment"):
            kind = "a text" if key == "treatment" else "a date"
            yield (*AT, key), f"= {name} is of type {columns[name].type}; it must be {kind}"


def asked(trial: Trial) -> Broken:
    """Yield the analyses that ask for the treatment received where nothing tells it."""
    for name, analysis in trial.analyses.items():
        if analysis.arms_asked and trial.crossover:
            yield ("analyses", name, "arms"), "is of parallel groups: of a crossover trial say `crossover.actual`"
        elif analysis.arms_asked == "actual" and not trial.tells_received:
            text = "= actual needs `subjects.received` with `column` or `treatment`, which tell what was received"
            yield ("analyses", name, "arms"), Missing(text, "received")
