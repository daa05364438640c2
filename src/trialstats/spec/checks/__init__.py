"""What must agree in a trial file beyond the types: names that exist, settings that can hold together.

Each check takes the trial and yields the path of a key and what is wrong there.
"""

from __future__ import annotations

from trialstats.spec.checks.associations import associations
from trialstats.spec.checks.censored import censored
from trialstats.spec.checks.change import change
from trialstats.spec.checks.codes import codes
from trialstats.spec.checks.collisions import collisions
from trialstats.spec.checks.datasets import datasets
from trialstats.spec.checks.exposure import exposure
from trialstats.spec.checks.nerves import nerve_analyses, nerve_datasets
from trialstats.spec.checks.people import populations, subjects
from trialstats.spec.checks.quantification import concentrations, quantification
from trialstats.spec.checks.questionnaires import questionnaires
from trialstats.spec.checks.repeats import repeats
from trialstats.spec.checks.requests import analyses, displays, estimands
from trialstats.spec.checks.responders import responders
from trialstats.spec.checks.safety import safety
from trialstats.spec.checks.schedule import schedule
from trialstats.spec.checks.shown import shown
from trialstats.spec.checks.summaries import summaries
from trialstats.spec.names import Broken
from trialstats.spec.trial import Trial

__all__ = ["broken_references"]


def broken_references(trial: Trial) -> Broken:
    """Yield every name that leads nowhere, and every pair of settings that cannot hold together."""
    for check in (
        schedule,
        codes,
        subjects,
        collisions,
        populations,
        datasets,
        summaries,
        estimands,
        analyses,
        change,
        repeats,
        displays,
        shown,
        # What families of methods ask further.
        associations,
        censored,
        concentrations,
        exposure,
        nerve_analyses,
        nerve_datasets,
        quantification,
        questionnaires,
        responders,
        safety,
    ):
        yield from check(trial)
