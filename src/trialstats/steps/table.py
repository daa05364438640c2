"""Make one table."""

from __future__ import annotations

from trialstats.plan.layout import Layout
from trialstats.spec.trial import Trial
from trialstats.steps.display import look_of, rows_of
from trialstats.tables import TableData, save_table, tabulate


def run(trial: Trial, layout: Layout, name: str) -> None:
    save_table(make_table(trial, layout, name), layout.table(name, "html").with_suffix(""))


def make_table(trial: Trial, layout: Layout, name: str) -> TableData:
    """Lay a table out from the results of its analyses."""
    table = trial.tables[name]
    truth = getattr(table, "truth", None)
    rows = rows_of(layout, [*table.analyses, *([truth] if truth else [])])
    return tabulate(table, rows, look_of(trial))
