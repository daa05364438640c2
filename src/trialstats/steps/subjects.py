"""Map the subjects to the core of ADSL."""

from __future__ import annotations

from trialstats.adam.mapping import map_adsl
from trialstats.plan.data_jobs import sources_of_subjects
from trialstats.plan.layout import Layout
from trialstats.steps.mapped import read_raw, write_mapped
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    write_mapped(map_adsl(trial, read_raw(layout, sources_of_subjects(trial))), layout, "adsl")
