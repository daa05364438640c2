"""Make one table."""

from __future__ import annotations

from trialstats.plan.layout import Layout
from trialstats.spec.trial import Trial
from trialstats.steps.display import look_of, rows_of
from trialstats.tables import save_table, tabulate


def run(trial: Trial, layout: Layout, name: str) -> None:
    table = trial.tables[name]
    truth = getattr(table, "truth", None)
    rows = rows_of(layout, [*table.analyses, *([truth] if truth else [])])
    save_table(tabulate(table, rows, look_of(trial)), layout.table(name, "html").with_suffix(""))
