"""The listings on paper, as RTF and as Word: each by itself, and all in one document, which is a page too."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from trialstats.display.order import by_number
from trialstats.display.paper.printed import Printed
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

RECEIVED, VISITS = "received", "visits"


def run(trial: Trial, layout: Layout, name: str) -> None:
    pages: list[Printed] = []
    tables: dict[str, TableData] = {}
    for name in sorted(trial.listings, key=lambda name: by_number(trial.listings[name].number)):
        words: dict[str, Any] = json.loads(layout.listed(name, "json").read_text("utf-8"))
        table = table_of(words["table"])
        page = printed(trial, name, table, source(trial, layout, name))
        write_documents([page], trial, layout.listed(name, "rtf").with_suffix(""))
        if not words["left_out"]:
            tables[name], pages = table, [*pages, page]
    further = further_tables(trial, layout)
    pages += [printed(trial, name, table, source(trial, layout, name)) for name, table in further.items()]
    write_text(layout.listings("html"), listings_page(f"{trial.STUDYID}: {trial.style.listings}", tables | further))
    write_documents(pages, trial, layout.listings("rtf").with_suffix(""), contents=trial.style.listings)


def further_tables(trial: Trial, layout: Layout) -> dict[str, TableData]:
    """Give the listings of what was not used and of what is missing, where there is any."""
    datasets = ["adsl", *Plan(trial, layout).datasets]
    listing = pd.concat([read_artefact(layout.listing(dataset)) for dataset in datasets], ignore_index=True)
    unscored = {dataset: read_artefact(layout.unscored(dataset)) for dataset in trial.datasets}
    adam = {dataset: read_known(layout.adam(dataset), VISIT_VARIABLES) for dataset in trial.datasets}
    attended = attendance(trial, Material(read_artefact(layout.adam("adsl")), adam, listing, unscored))
    further = {
        RECEIVED: received(listing, unscored, notice=trial.notice),
        VISITS: absent_visits(trial, attended, notice=trial.notice),
    }
    return {name: data for name, data in further.items() if data is not None}


def source(trial: Trial, layout: Layout, name: str) -> str:
    """Say where the records of a listing come from."""
    if name in trial.listings:
        return source_of_listing(trial, layout, trial.listings[name].dataset)
    return source_of_listing(trial, layout, None if name == RECEIVED else "*")
