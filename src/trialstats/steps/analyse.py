"""Select an analysis' records, run its method, and write rows and notes."""

from __future__ import annotations

from dataclasses import asdict

from trialstats.adam.people.received import otherwise_treated
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.io.atomic import write_json
from trialstats.methods.run import run_method
from trialstats.methods.shared.inputs import Inputs
from trialstats.plan.layout import Layout
from trialstats.results.collector import FAILED
from trialstats.results.rows import INTERCURRENT, RECEIVED
from trialstats.steps.material import columns_on_disk, material, needed, on_disk
from trialstats.steps.words import in_words, with_words
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.parts.partial_dates import flag_of
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    datasets = needed(trial, on_disk(trial, layout), columns_on_disk(layout), name)
    analysis, inputs, counts = material(trial, datasets, name)
    result = run_method(analysis, inputs)
    told = told_of_treatment(trial, analysis, layout) | told_of_absence(analysis, inputs)
    told |= told_of_imputation(analysis, inputs) | told_of_events(inputs)
    failed = [{**item, "reason": in_words(str(item["reason"]), trial)} for item in result.notes.get(FAILED, ())]
    notes = {**result.notes, FAILED: failed, **told, "method": analysis.method, "records": counts}
    write_json(layout.notes(name), notes)
    write_artefact(with_words(result.rows, trial, analysis, name), layout.rows(name))


def told_of_treatment(trial: Trial, analysis: Method, layout: Layout) -> dict[str, object]:
    """Say, of an analysis by treatment received, who of its population received another than planned, or none."""
    if not trial.by_received(analysis):
        return {}
    adsl = read_artefact(layout.adam("adsl"))
    other, untreated = otherwise_treated(adsl[adsl[str(getattr(analysis, "population", None))] == "Y"])
    pairs = other["TRT01A"].astype("str") + " in the place of " + other["TRT01P"].astype("str")
    otherwise = {str(words): int(n) for words, n in pairs.value_counts().sort_index().items()}
    return {RECEIVED: {"otherwise": otherwise, "untreated": len(untreated)}}


def told_of_absence(analysis: Method, inputs: Inputs) -> dict[str, object]:
    """Say what the records selected hold, and what was made of absent responses, where parameters tell them."""
    if not isinstance(analysis, Findings) or "RESPSTAT" not in inputs.records:
        return {}
    held = inputs.records["RESPSTAT"].dropna().value_counts()
    counts = {str(status).lower(): int(held[status]) for status in sorted(held.index)}
    return {"absent": analysis.absent, "responses": counts} if counts else {}


def told_of_events(inputs: Inputs) -> dict[str, object]:
    """Say what the strategies of the estimand have made of the records, by event."""
    return {INTERCURRENT: [asdict(each) for each in inputs.strategied]} if inputs.strategied else {}


def told_of_imputation(analysis: Method, inputs: Inputs) -> dict[str, object]:
    """Count the dates, of those that an analysis has to do with, for whose unknown part a day stands."""
    periods = list({name for span in analysis.spans for name in span})
    frames = {"ADSL": inputs.adsl.filter([*periods, *map(flag_of, periods)]), **inputs.datasets}
    frames |= {str(analysis.dataset): inputs.records} if isinstance(analysis, Findings) else {}
    told = [
        {"dataset": name, "variable": date, "imputed": int(frame[flag_of(date)].notna().sum()), "of": int(dated.sum())}
        for name, frame in frames.items()
        for date in sorted(frame.columns[[flag_of(column) in frame for column in frame.columns]])
        if (dated := frame[date].notna()).any() and (name == "ADSL" or date not in inputs.adsl)
    ]
    return {"imputed_dates": told} if told else {}
