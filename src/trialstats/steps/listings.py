"""All listings in one document, in the order of their numbers: as a page, as RTF and as Word."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from trialstats.display.order import by_number
from trialstats.display.table.data import TableData
from trialstats.display.table.listing import listings_page
from trialstats.display.table.stored import table_of
from trialstats.io.artefacts import read_artefact, read_known
from trialstats.io.atomic import write_text
from trialstats.listings.attendance import VISIT_VARIABLES, Material, absent_visits, attendance
from trialstats.listings.received import received
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.steps.paper import printed, source_of_listing, write_documents
from trialstats.trialfile.trial import Trial

__all__ = ["listed_tables"]

RECEIVED, VISITS = "received", "visits"


def run(trial: Trial, layout: Layout, name: str) -> None:
    tables = listed_tables(trial, layout)
    write_text(layout.listings("html"), listings_page(f"{trial.STUDYID}: {trial.style.listings}", tables))
    pages = [printed(trial, name, data, source(trial, layout, name)) for name, data in tables.items()]
    stem = layout.listings("rtf").with_suffix("")
    write_documents(pages, trial, stem, contents=trial.style.listings)


def listed_tables(trial: Trial, layout: Layout) -> dict[str, TableData]:
    """Give the listings that have something to say by name, those of what is missing or was not used last."""
    names = sorted(trial.listings, key=lambda name: by_number(trial.listings[name].number))
    said: dict[str, Any] = {name: json.loads(layout.listed(name, "json").read_text("utf-8")) for name in names}
    tables = {name: table_of(words["table"]) for name, words in said.items() if not words["left_out"]}
    datasets = ["adsl", *Plan(trial, layout).datasets]
    listing = pd.concat([read_artefact(layout.listing(dataset)) for dataset in datasets], ignore_index=True)
    unscored = {dataset: read_artefact(layout.unscored(dataset)) for dataset in trial.datasets}
    adam = {dataset: read_known(layout.adam(dataset), VISIT_VARIABLES) for dataset in trial.datasets}
    attended = attendance(trial, Material(read_artefact(layout.adam("adsl")), adam, listing, unscored))
    further = {
        RECEIVED: received(listing, unscored, notice=trial.notice),
        VISITS: absent_visits(trial, attended, notice=trial.notice),
    }
    return {**tables, **{name: data for name, data in further.items() if data is not None}}


def source(trial: Trial, layout: Layout, name: str) -> str:
    """Say where the records of a listing come from."""
    if name in trial.listings:
        return source_of_listing(trial, layout, trial.listings[name].dataset)
    return source_of_listing(trial, layout, None if name == RECEIVED else "*")
