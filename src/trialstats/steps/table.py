"""Make one table."""

from __future__ import annotations

from trialstats.display.table.data import TableData
from trialstats.display.table.save import save_table
from trialstats.io.atomic import write_json
from trialstats.methods.show import tabulate, unmade_table
from trialstats.plan.layout import Layout
from trialstats.steps.look import look_of
from trialstats.steps.rows import rows_of
from trialstats.steps.unmade import Made, made, say
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    result = make_table(trial, layout, name)
    say(result)
    save_table(result.display, layout.table(name, "html").with_suffix(""))
    write_json(layout.table(name, "json"), {"failed": result.failed, "width": result.display.width})


def make_table(trial: Trial, layout: Layout, name: str) -> Made[TableData]:
    """Lay a table out from the results of its analyses, or say in its place why that cannot be."""
    table, look = trial.tables[name], look_of(trial, trial.tables[name])
    rows = rows_of(layout, table.results_of)
    log = layout.log("tables", name)
    return made(lambda: tabulate(table, rows, look), lambda why: unmade_table(table, look, why), "table", str(log))
