"""The estimand of an analysis by its attributes, with what its strategies have made of the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trialstats.explain.facts import EstimandFacts, EventFacts
from trialstats.explain.sentences import MEASURED
from trialstats.results.rows import INTERCURRENT
from trialstats.trialfile.completion.words import inside, joined, parameter_words
from trialstats.trialfile.parts.analysis import Estimating, Method
from trialstats.trialfile.parts.estimands import Estimand, Events, Hierarchy, TimeTo
from trialstats.trialfile.trial import Trial

__all__ = ["estimand_facts"]


def estimand_facts(trial: Trial, analysis: Method, notes: Mapping[str, Any]) -> EstimandFacts | None:
    """Describe the estimand of an analysis, if it has one; notes: its own, which count what the strategies made."""
    name = analysis.estimand if isinstance(analysis, Estimating) else None
    if name is None:
        return None
    estimand = trial.estimands[name]
    active = [arm for arm in trial.arms if arm != trial.reference_arm]
    population = trial.populations.get(estimand.population)
    return EstimandFacts(
        name=name,
        question=estimand.label,
        treatment=f"{joined(active)} compared with {trial.reference_arm}",
        population=f"{population.label} ({estimand.population})" if population else estimand.population,
        variable=variable(trial, estimand),
        summary=estimand.summary,
        events=events(trial, estimand, notes.get(INTERCURRENT) or ()),
    )


def variable(trial: Trial, estimand: Estimand) -> str:
    """Say what is measured, counted, timed or compared."""
    asked = estimand.variable
    if isinstance(asked, Events):
        return f"{asked.label}: {'whether a subject has any' if asked.value == 'any' else 'how many a subject has'}"
    if isinstance(asked, TimeTo):
        return f"time to {inside(trial.times_to_event[asked.time_to].label)}"
    if isinstance(asked, Hierarchy):
        return f"the first that tells two subjects apart of {', then '.join(asked.hierarchy)}"
    named = parameter_words(trial, str(estimand.dataset), asked.PARAMCD)
    return f"{MEASURED[asked.value]}{inside(named)} ({asked.PARAMCD}) at {estimand.timepoint}"


def events(trial: Trial, estimand: Estimand, acted: Sequence[Mapping[str, Any]]) -> tuple[EventFacts, ...]:
    """Describe the intercurrent events of an estimand with what was made of the records."""
    counts = {each["event"]: each for each in acted}
    declared = trial.intercurrent_events
    return tuple(
        EventFacts(
            event=name,
            label=declared[name].label if name in declared else name,
            strategy=estimand.words_of(handling),
            rationale=handling.rationale,
            **{key: counts[name][key] for key in ("set_aside", "assigned", "without_value") if name in counts},
        )
        for name, handling in estimand.intercurrent_events.items()
    )
