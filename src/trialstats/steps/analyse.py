"""Select an analysis' records, run its method, and write rows and notes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd

from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.io.atomic import write_json
from trialstats.models import run_method
from trialstats.models.inputs import Inputs
from trialstats.models.select import select_records
from trialstats.plan.layout import Layout
from trialstats.spec.analyses import Findings, Method
from trialstats.spec.trial import Trial
from trialstats.steps.inputs import base_inputs, findings_inputs, further_inputs, scale_items
from trialstats.steps.words import with_words


def run(trial: Trial, layout: Layout, name: str) -> None:
    analysis, inputs, counts = material(trial, layout, name)
    result = run_method(analysis, inputs)
    notes = {**result.notes, **told_of_absence(analysis, inputs), "method": analysis.method, "records": counts}
    write_json(layout.notes(name), notes)
    write_artefact(with_words(result.rows, trial, analysis, name), layout.rows(name))


def material(trial: Trial, layout: Layout, name: str) -> tuple[Method, Inputs, dict[str, int]]:
    """Give a complete analysis, its material (that of the analyses it names too), and how records were chosen."""
    analysis: Method = trial.analyses[name]
    inputs = base_inputs(trial, name, read_artefact(layout.adam("adsl")))
    counts: dict[str, int] = {}
    if isinstance(analysis, Findings):
        analysis = trial.findings(name)
        bds = read_artefact(layout.adam(str(analysis.dataset)))
        inputs, counts = findings_inputs(trial, inputs, analysis, bds, select_records)
        if analysis.uses_items:
            inputs = scale_items(trial, inputs, analysis, read_artefact(layout.mapped(str(analysis.dataset))), bds)
    if analysis.further_datasets:
        read = {dataset: read_artefact(layout.adam(dataset)) for dataset in analysis.further_datasets}
        inputs = further_inputs(trial, inputs, read)
    if analysis.files:
        tables = {file: read_given(Path(file)) for file in analysis.files}
        inputs = dataclasses.replace(inputs, files=tables)
    others: dict[str, tuple[Findings, Inputs]] = {}
    for other in analysis.further_analyses:
        complete, own, _ = material(trial, layout, other)
        assert isinstance(complete, Findings)  # the trial file was checked
        others[other] = complete, own
    return analysis, dataclasses.replace(inputs, others=others), counts


def told_of_absence(analysis: Method, inputs: Inputs) -> dict[str, object]:
    """Say what the records selected hold, and what was made of absent responses, where parameters tell them."""
    if not isinstance(analysis, Findings) or "RESPSTAT" not in inputs.records:
        return {}
    held = inputs.records["RESPSTAT"].dropna().value_counts()
    counts = {str(status).lower(): int(held[status]) for status in sorted(held.index)}
    return {"absent": analysis.absent, "responses": counts} if counts else {}


def read_given(path: Path) -> pd.DataFrame:
    """Read a CSV that an analysis names, every value as the text that stands there."""
    return pd.read_csv(path, dtype="str", keep_default_na=False)
