"""Write the twin programs of a trial's analyses, with the records that these used and the numbers that they gave."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from trialstats.display.inert import inert
from trialstats.errors import DataError, SpecError
from trialstats.io.artefacts import read_artefact
from trialstats.io.atomic import write_text
from trialstats.methods.registry import entry_of
from trialstats.plan.layout import Layout
from trialstats.steps.material import material, on_disk
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.trial import Trial
from trialstats.twins.folder import data_file, our_file, programs_of
from trialstats.twins.made import twin_of
from trialstats.twins.twin import Asked, NoTwin, Twin

__all__ = ["write_twins"]

STATISTICS = ["id", "estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]
# Texts that stand in the programs too: the trial file's own words, which are written as they are.
OWN_WORDS = ("PARAMCD", "TRT01P", "AVISIT", "CRIT1")


def write_twins(trial: Trial, layout: Layout, names: Sequence[str], to: Path) -> tuple[list[Twin], dict[str, str]]:
    """Write the twins of some analyses, or of all, into a folder.

    Returns the twins, and of each analysis without one the reason. Raises SpecError for analyses that the trial does
    not have, DataError where it has not run; then nothing is written.
    """
    if strange := [name for name in names if name not in trial.analyses]:
        raise SpecError([f"no analysis is called {name}{nearest(name, trial.analyses)}" for name in strange])
    twins, reasons = [], {}
    for name in names or trial.analyses:
        try:
            twins.append(twin_of(asked_of(trial, layout, name)))
        except NoTwin as reason:
            reasons[name] = str(reason)
    texts = programs_of(twins, reasons, layout.trial, trial.STUDYID)
    for twin in twins:
        texts[data_file(twin.name)] = as_csv(without_formulas(twin.records))
        rows = read_artefact(layout.rows(twin.name))
        texts[our_file(twin.name)] = as_csv(
            rows.loc[rows["kind"].isin(twin.kinds) & rows["estimate"].notna(), STATISTICS]
        )
    for path, text in texts.items():
        write_text(to / path, text)
    return twins, reasons


def asked_of(trial: Trial, layout: Layout, name: str) -> Asked:
    """Gather what an analysis worked on and what it noted. Raises NoTwin of what has no records of findings."""
    analysis = trial.complete(name)
    if not isinstance(analysis, Findings):
        raise NoTwin(f"method {analysis.method} is not written in SAS or R yet")
    if not layout.notes(name).is_file():
        raise DataError(f"{layout.notes(name)}: is not there; `trialstats run {layout.trial}` makes it")
    _, inputs, _ = material(trial, on_disk(trial, layout), name)
    notes = json.loads(layout.notes(name).read_text("utf-8"))
    return Asked(trial.STUDYID, analysis, inputs, notes, analysis.label or entry_of(analysis.entry).words)


def without_formulas(records: pd.DataFrame) -> pd.DataFrame:
    """Make texts of the data inert, which a spreadsheet would compute."""
    texts = [name for name in records.columns if not pd.api.types.is_numeric_dtype(records[name].dtype)]
    return records.assign(
        **{name: records[name].astype("str").map(inert, na_action="ignore") for name in texts if name not in OWN_WORDS}
    )


def as_csv(frame: pd.DataFrame) -> str:
    """Write numbers in full, and blanks where there is none."""
    return frame.to_csv(index=False, lineterminator="\n")
