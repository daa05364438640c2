"""Select an analysis' records, run its method, and write rows and notes."""

from __future__ import annotations

from trialstats.io.artefacts import write_artefact
from trialstats.io.atomic import write_json
from trialstats.methods.run import run_method
from trialstats.methods.shared.inputs import Inputs
from trialstats.plan.layout import Layout
from trialstats.steps.material import material, on_disk
from trialstats.steps.words import with_words
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    analysis, inputs, counts = material(trial, on_disk(layout), name)
    result = run_method(analysis, inputs)
    notes = {**result.notes, **told_of_absence(analysis, inputs), "method": analysis.method, "records": counts}
    write_json(layout.notes(name), notes)
    write_artefact(with_words(result.rows, trial, analysis, name), layout.rows(name))


def told_of_absence(analysis: Method, inputs: Inputs) -> dict[str, object]:
    """Say what the records selected hold, and what was made of absent responses, where parameters tell them."""
    if not isinstance(analysis, Findings) or "RESPSTAT" not in inputs.records:
        return {}
    held = inputs.records["RESPSTAT"].dropna().value_counts()
    counts = {str(status).lower(): int(held[status]) for status in sorted(held.index)}
    return {"absent": analysis.absent, "responses": counts} if counts else {}
