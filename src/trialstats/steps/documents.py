"""The tables on paper, as RTF and as Word: each by itself, and all in one document, in the order of their numbers.

Paper has on every page what the house says of the trial, its title too if wanted. So it is written here, of tables that
are laid out, and other words there lay none of them out again.
"""

from __future__ import annotations

import json

from trialstats.display.order import by_number
from trialstats.display.table.stored import table_of
from trialstats.plan.layout import Layout
from trialstats.steps.paper import printed, source_of_table, write_documents
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    names = sorted(trial.tables, key=lambda table: by_number(trial.tables[table].number))
    tables = [(table, json.loads(layout.table(table, "json").read_text("utf-8"))["table"]) for table in names]
    pages = [printed(trial, table, table_of(values), source_of_table(trial, layout, table)) for table, values in tables]
    for page in pages:
        write_documents([page], trial, layout.table(page.name, "rtf").with_suffix(""))
    write_documents(pages, trial, layout.document("rtf").with_suffix(""), contents=trial.style.contents)
