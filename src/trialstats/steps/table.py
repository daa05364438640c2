"""Make one table."""

from __future__ import annotations

import json
from dataclasses import replace

from trialstats.display.table.data import TableData
from trialstats.display.table.house import house_numbers, in_house_words
from trialstats.display.table.save import save_table
from trialstats.display.table.stored import stored
from trialstats.io.atomic import write_json
from trialstats.methods.show import tabulate, unmade_table
from trialstats.plan.layout import Layout
from trialstats.report.explain import method_notes, received_notes
from trialstats.report.multiplicity import nominal
from trialstats.steps.look import look_of
from trialstats.steps.rows import rows_of
from trialstats.steps.unmade import Made, made, say
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    result = make_table(trial, layout, name)
    say(result)
    stem = layout.table(name, "html").with_suffix("")
    save_table(result.display, stem)
    words = {"failed": result.failed, "width": result.display.width, "table": stored(result.display)}
    write_json(layout.table(name, "json"), words)


def make_table(trial: Trial, layout: Layout, name: str) -> Made[TableData]:
    """Lay a table out from the results of its analyses, or say in its place why that cannot be."""
    table, look = trial.tables[name], look_of(trial, trial.tables[name])
    rows = rows_of(layout, table.results_of)
    log = layout.log("tables", name)
    notes = {analysis: json.loads(layout.notes(analysis).read_text("utf-8")) for analysis in table.analyses}

    def explained() -> TableData:
        with house_numbers(trial.style):
            data = in_house_words(tabulate(table, rows, look), trial.style)
        said = (*data.footnotes, *received_notes(notes))
        return replace(data, footnotes=(*said, *method_notes(trial, name, notes), *nominal(table, data)))

    return made(explained, lambda why: unmade_table(table, look, why), "table", str(log))
