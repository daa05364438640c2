"""From the files that a run left to the facts of all its numbers and analyses; nothing is fitted again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from trialstats.display.table.stored import table_of
from trialstats.errors import DataError
from trialstats.explain.analyses import analysis_facts
from trialstats.explain.declared import Declared
from trialstats.explain.displays import Shown, display_facts, display_key, seen
from trialstats.explain.facts import TrialFacts
from trialstats.explain.populations import Sizes, population_facts
from trialstats.explain.rows import row_facts
from trialstats.io.artefacts import read_artefact, read_beside
from trialstats.plan.jobs import FIGURE_FILES, TABLE_FILES, Plan
from trialstats.plan.layout import Layout
from trialstats.plan.origins import files_behind
from trialstats.results.data_rows import Besides
from trialstats.trialfile.named import trial_path
from trialstats.trialfile.text.document import read_document
from trialstats.trialfile.trial import Trial

__all__ = ["Provenance", "ard_of_groups", "facts_of", "of_run"]

UNREAD = "json"  # which nobody reads but the program


@dataclass(frozen=True)
class Provenance:
    """The SHA-256 of each input file, the digests of what all jobs used of code and trial file, and the versions."""

    inputs: Mapping[str, str]
    code: str
    spec: str
    versions: Mapping[str, str]


def of_run(layout: Layout) -> Provenance:
    """Take it from the manifest that ends a run; DataError where there is none."""
    if not layout.manifest.is_file():
        raise DataError(f"{layout.manifest}: no such file; the last run did not end, or there was none: run the trial")
    manifest = json.loads(layout.manifest.read_text("utf-8"))
    return Provenance(manifest["inputs"], manifest["jobs"]["code"], manifest["jobs"]["spec"], manifest["versions"])


def facts_of(trial: Trial, layout: Layout, provenance: Provenance, rows: Collection[str] | None = None) -> TrialFacts:
    """Gather the facts of all rows, analyses, displays and populations of a trial's results.

    It reads the analysis results data, the notes and rows of the analyses and what tables and figures hold: about a
    second for 50,000 statistics. rows: the ids of those whose facts are wanted, where it is not all; then it is not
    said which displays show them. The records behind an analysis are `trialstats.steps.records`.
    """
    path = trial_path(layout.trial)
    declared = Declared(path.as_posix(), read_document(path))
    ard = read_artefact(layout.ard) if rows is None else ard_of_groups(layout, rows)
    wanted = ard if rows is None else ard[ard["row_id"].isin(rows)]
    on_display = seen(shown(trial, layout)) if rows is None else {}
    populations = population_facts(trial, sizes(ard), declared)
    displays = display_facts(trial, files_of(trial, layout), declared)
    notes = {name: read_json(layout.notes(name)) for name in trial.analyses}
    files = files_behind(Plan(trial, layout))
    return TrialFacts(
        trial=layout.trial,
        studyid=trial.STUDYID,
        trial_file=path.as_posix(),
        rows=row_facts(wanted, better_of(trial, layout, of_subjects=rows is None), on_display),
        analyses=analysis_facts(trial, notes, displays, populations, files, provenance.inputs, declared),
        displays=displays,
        populations=populations,
        code=provenance.code,
        spec=provenance.spec,
        versions=provenance.versions,
    )


def ard_of_groups(layout: Layout, but: Collection[str] = ()) -> pd.DataFrame:
    """Read the analysis results data without the rows of single subjects, but those of some ids."""
    return read_beside(layout.ard, without="USUBJID", but=("row_id", but))


def read_json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def better_of(trial: Trial, layout: Layout, *, of_subjects: bool = True) -> dict[str, str]:
    """Give the better direction of the rows that know one, by their id; of_subjects: of single subjects too."""
    files, columns = [layout.rows(name) for name in trial.analyses], ["id", "better"]
    read = read_artefact if of_subjects else partial(read_beside, without="USUBJID")
    rows = pd.concat([read(file, columns) for file in files])
    known = rows[rows["better"].notna()]
    return dict(zip(known["id"].astype(str), known["better"].astype(str), strict=True))


def shown(trial: Trial, layout: Layout) -> Shown:
    """Read what the tables hold, and which rows figures draw."""
    tables = {name: table_of(read_json(layout.table(name, "json"))["table"]) for name in trial.tables}
    return Shown(tables, {name: ids_drawn(layout.figure(name, "csv")) for name in trial.figures})


def ids_drawn(path: Path) -> list[str]:
    """Read the ids of the rows that a figure draws; one that could not be drawn has none."""
    head = path.read_text("utf-8")[:3]
    return list(pd.read_csv(path, usecols=["id"], dtype="str")["id"].dropna()) if head == "id," else []


def files_of(trial: Trial, layout: Layout) -> dict[str, tuple[str, ...]]:
    """Name the files of each display, by its key."""
    tables = {
        display_key("table", name): tuple(layout.table(name, end).as_posix() for end in TABLE_FILES if end != UNREAD)
        for name in trial.tables
    }
    listings = {
        display_key("listing", name): tuple(layout.listed(name, end).as_posix() for end in TABLE_FILES if end != UNREAD)
        for name in trial.listings
    }
    figures = {
        display_key("figure", name): tuple(layout.figure(name, end).as_posix() for end in FIGURE_FILES if end != UNREAD)
        for name in trial.figures
    }
    return tables | listings | figures


def sizes(ard: pd.DataFrame) -> Sizes:
    """Take the sizes of the populations by arm from the analysis results data: subjects in it, subjects randomised."""
    own = ard[ard["analysis"] == Besides.POPULATIONS]
    found: dict[str, list[tuple[str, int, int]]] = {}
    for (flag, arm), group in own.groupby(["variable", "ARM"], sort=False):
        counts = dict(zip(group["stat_name"], group["stat"], strict=True))
        found.setdefault(str(flag), []).append((str(arm), int(counts["count"]), int(counts["total"])))
    return {flag: tuple(each) for flag, each in found.items()}
