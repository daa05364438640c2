"""An analysis set in words: who belongs to it, and how many of the randomised of each arm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trialstats.explain.declared import Declared
from trialstats.explain.facts import PopulationFacts
from trialstats.trialfile.parts.subjects import Population
from trialstats.trialfile.text.layout import flow
from trialstats.trialfile.text.plain import plain
from trialstats.trialfile.trial import Trial

__all__ = ["population_facts"]

Sizes = Mapping[str, tuple[tuple[str, int, int], ...]]


def population_facts(trial: Trial, sizes: Sizes, declared: Declared) -> dict[str, PopulationFacts]:
    """Describe each population; sizes: of each flag, by arm and in all, the subjects in it and those randomised."""
    return {
        flag: PopulationFacts(
            flag,
            population.label,
            tuple(conditions(trial, population)),
            sizes.get(flag, ()),
            declared.at("populations", flag),
        )
        for flag, population in trial.populations.items()
    }


def conditions(trial: Trial, population: Population) -> Iterator[str]:
    """Say each condition that a subject meets."""
    if population.randomised:
        yield "randomised"
    if population.column:
        source = population.source or trial.subjects.source
        where = ", ".join(trial.sources[source].paths())
        yield f"column {population.column} of {where} is {' or '.join(population.equals or ())}"
    if population.dataset:
        visits = "visit" if population.min_post_baseline == 1 else "visits"
        yield f"a value at {population.min_post_baseline} or more {visits} after baseline in {population.dataset}"
    if population.occurrence:
        yield f"rows of an occurrence: {flow(plain(population.occurrence))}"
    if population.all_of:
        yield f"in {' and '.join(population.all_of)}"
