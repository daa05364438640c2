"""Tie everything together in one self-contained page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from trialstats.display.order import by_number
from trialstats.display.table.house import house_numbers
from trialstats.io.artefacts import read_artefact, read_known
from trialstats.io.atomic import write_text
from trialstats.listings.attendance import VISIT_VARIABLES, Material, attendance
from trialstats.manuscript.write import manuscript, on_the_page, sections
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.provenance import file_digest, library_versions
from trialstats.report import ReportContent, ReportFigure, ReportTable, build_report
from trialstats.report.accounts import account_ids, guessed_encodings, with_ids
from trialstats.report.content import EVENTS, ReportListing, Since
from trialstats.report.listings import exclusions, not_scored
from trialstats.results.ard import with_addresses
from trialstats.results.data_rows import Besides
from trialstats.steps.facts import Provenance, ard_of_groups, facts_of
from trialstats.steps.rows import rows_of_groups
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    page, paragraphs = rendered(content_of(trial, layout))
    write_text(layout.report, page)
    write_text(layout.manuscript, paragraphs)


def rendered(content: ReportContent) -> tuple[str, str]:
    """Give the page, and the paragraphs for a paper, which stand on the page too."""
    with house_numbers(content.trial.style):
        written = sections(content)
        page = build_report(replace(content, paper=on_the_page(written)))
        return page, manuscript(content.trial, written)


def content_of(
    trial: Trial,
    layout: Layout,
    page: Path | None = None,
    since: Since | None = None,
    inputs: Mapping[str, str] | None = None,
) -> ReportContent:
    """Gather what the other steps made.

    page: where it will lie, as seen from which files are linked. since: an earlier run, and what differs from it.
    inputs: digests of the data files, by default of those that are there now.
    """
    home = (page or layout.report).parent
    plan, versions = Plan(trial, layout), library_versions()
    inputs = inputs or {file: file_digest(Path(file)) for file in trial.files}
    datasets = ["adsl", *plan.datasets]
    listing = pd.concat([read_artefact(layout.listing(dataset)) for dataset in datasets], ignore_index=True)
    accounts = pd.concat([read_artefact(layout.accounts(dataset)) for dataset in datasets], ignore_index=True)
    unscored = {dataset: read_artefact(layout.unscored(dataset)) for dataset in trial.datasets}
    ard = ard_of_groups(layout)
    ids = account_ids(ard)
    return ReportContent(
        trial=trial,
        rows=rows_of_groups(layout, list(trial.analyses)),
        tables=tuple(read_table(trial, layout, table, home) for table in trial.tables),
        figures=tuple(read_figure(trial, layout, figure, home) for figure in trial.figures),
        populations=population_counts(ard),
        events=event_counts(ard),
        accounting=with_ids(accounts, ids),
        exclusions=pd.concat([exclusions(listing, ids), not_scored(unscored, ids)], ignore_index=True),
        attendance=attendance(trial, material_of(trial, layout, listing, unscored)),
        listings=tuple(report_listings(trial, layout, home)),
        diagnostics={analysis: read_notes(layout, analysis) for analysis in trial.analyses},
        encodings=encodings(trial, layout),
        versions=versions,
        inputs=inputs,
        facts=partial(facts_of, trial, layout, Provenance(inputs, "", "", versions)),
        codes={analysis: plan.job("analyse", analysis).code for analysis in trial.analyses},
        since=since,
    )


def material_of(trial: Trial, layout: Layout, listing: pd.DataFrame, unscored: dict[str, pd.DataFrame]) -> Material:
    """Read what tells of visits, beside what mapping listed and the scores that could not be computed."""
    adam = {name: read_known(layout.adam(name), VISIT_VARIABLES) for name in trial.datasets}
    return Material(read_artefact(layout.adam("adsl")), adam, listing, unscored)


def report_listings(trial: Trial, layout: Layout, home: Path) -> Iterator[ReportListing]:
    """Name the listings beside the report, in the order of their numbers."""
    for name in sorted(trial.listings, key=lambda listing: by_number(trial.listings[listing].number)):
        listing, said = trial.listings[name], read_words(layout.listed(name, "json"))
        if not said["left_out"]:
            (href,) = beside(home, [layout.listed(name, "html")])
            yield ReportListing(str(listing.number), listing.title, href, said["counts"].get("listed"))


def read_table(trial: Trial, layout: Layout, name: str, home: Path) -> ReportTable:
    table = trial.tables[name]
    html = layout.table(name, "html").read_text("utf-8")
    words = read_words(layout.table(name, "json"))
    files = beside(home, [layout.table(name, ending) for ending in ("rtf", "docx", "csv")])
    return ReportTable(name, table.section, table.title, html, words["width"], table.number, words["failed"], files)


def read_figure(trial: Trial, layout: Layout, name: str, home: Path) -> ReportFigure:
    figure = trial.figures[name]
    words = read_words(layout.figure(name, "json"))
    files = beside(home, [layout.figure(name, ending) for ending in ("pdf", "csv")])
    drawings = tuple(words["drawings"])
    return ReportFigure(name, figure.section, figure.title, drawings, figure.number, words["failed"], files)


def beside(home: Path, files: list[Path]) -> tuple[str, ...]:
    """Name files as they are seen from the folder of the page."""
    return tuple(Path(os.path.relpath(file, home)).as_posix() for file in files)


def read_words(path: Path) -> dict[str, Any]:
    """Read what a step said of its display."""
    words: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return words


def read_notes(layout: Layout, analysis: str) -> dict[str, object]:
    """Read the notes of an analysis, every number with its address in the analysis results data."""
    return with_addresses(json.loads(layout.notes(analysis).read_text("utf-8")), analysis)


def population_counts(ard: pd.DataFrame) -> pd.DataFrame:
    """Take the sizes of the populations from the analysis results data, with the ids of the rows they stand in."""
    sizes = ard[ard["analysis"] == Besides.POPULATIONS]
    totals = sizes[sizes["stat_name"] == "total"].set_index("row_id")["stat"]
    counted = sizes[sizes["stat_name"] == "count"].assign(total=lambda rows: rows["row_id"].map(totals))
    named = counted.rename(columns={"variable": "flag", "stat": "count"}).drop(columns=["id", "label"])
    return named.rename(columns={"level": "label", "row_id": "id"})[["flag", "label", "ARM", "count", "total", "id"]]


def event_counts(ard: pd.DataFrame) -> pd.DataFrame:
    """Take the subjects with intercurrent events from the analysis results data, with the ids of their rows."""
    rows = ard[ard["analysis"] == Besides.EVENTS]
    totals = rows[rows["stat_name"] == "total"].set_index("row_id")["stat"]
    counted = rows[rows["stat_name"] == "count"].assign(total=lambda found: found["row_id"].map(totals))
    named = {"group": "flag", "variable": "event", "stat": "count", "row_id": "id"}
    return counted.drop(columns="id").rename(columns=named)[list(EVENTS)]


def encodings(trial: Trial, layout: Layout) -> dict[str, str]:
    """Name the files whose encoding was guessed, with what they were read as."""
    read_as: dict[str, str] = {}
    declared: dict[str, str | None] = {}
    for name, source in trial.sources.items():
        found = json.loads(pq.read_schema(layout.raw(name)).metadata[b"encodings"])
        read_as |= found
        declared |= dict.fromkeys(found, source.encoding)
    return guessed_encodings(read_as, declared)
