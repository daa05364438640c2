"""What must agree in a trial file beyond the types: names that exist, settings that can hold together.

Each check takes the trial and yields the path of a key and what is wrong there.
"""

from __future__ import annotations

from trialstats.methods.checks import check_families
from trialstats.trialfile.checks.change import change
from trialstats.trialfile.checks.codes import codes
from trialstats.trialfile.checks.collisions import collisions
from trialstats.trialfile.checks.composites import composites
from trialstats.trialfile.checks.crossover import crossover
from trialstats.trialfile.checks.datasets import datasets
from trialstats.trialfile.checks.derived import derived
from trialstats.trialfile.checks.design import design
from trialstats.trialfile.checks.hypotheses import hypotheses
from trialstats.trialfile.checks.imputation import imputation
from trialstats.trialfile.checks.intercurrent import intercurrent_events
from trialstats.trialfile.checks.listings import listings
from trialstats.trialfile.checks.missing import missing
from trialstats.trialfile.checks.nerves import absent_responses, nerve_datasets
from trialstats.trialfile.checks.people import populations, subjects
from trialstats.trialfile.checks.quantification import quantification
from trialstats.trialfile.checks.questionnaires import questionnaires
from trialstats.trialfile.checks.received import received
from trialstats.trialfile.checks.repeats import repeats
from trialstats.trialfile.checks.requests import analyses, displays, estimands
from trialstats.trialfile.checks.schedule import schedule
from trialstats.trialfile.checks.shown import shown
from trialstats.trialfile.checks.summaries import summaries
from trialstats.trialfile.checks.times import times
from trialstats.trialfile.checks.units import units
from trialstats.trialfile.names import Broken
from trialstats.trialfile.trial import Trial

__all__ = ["broken_references"]


def broken_references(trial: Trial) -> Broken:
    """Yield every name that leads nowhere, and every pair of settings that cannot hold together."""
    for check in (
        schedule,
        codes,
        crossover,
        missing,
        units,
        subjects,
        received,
        collisions,
        populations,
        datasets,
        imputation,
        derived,
        summaries,
        composites,
        estimands,
        intercurrent_events,
        times,
        analyses,
        hypotheses,
        design,
        change,
        repeats,
        displays,
        shown,
        listings,
        absent_responses,
        nerve_datasets,
        quantification,
        questionnaires,
        check_families,
    ):
        yield from check(trial)
