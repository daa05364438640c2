"""A trial of 46 made-up subjects in three arms, some without a value, a stratum, a covariate or a time at risk.

Its analyses run in this process, each once, when a test first asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from tests.methods.contract.trial import datasets_of
from trialstats.display.table.data import TableData
from trialstats.io.read import read_source
from trialstats.methods.run import run_method
from trialstats.methods.show import tabulate
from trialstats.results.shape import Result
from trialstats.steps.look import look_of
from trialstats.steps.material import Datasets, material
from trialstats.steps.words import with_words
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.trial import Trial

HERE = Path(__file__).parent


@dataclass
class Lacking:
    """The trial and what its analyses give."""

    trial: Trial = field(default_factory=lambda: load_trial(HERE / "trial.yaml"))
    results: dict[str, Result] = field(default_factory=dict)

    @cached_property
    def datasets(self) -> Datasets:
        raw = {name: read_source(source, HERE) for name, source in self.trial.sources.items()}
        return datasets_of(self.trial, raw, HERE)

    def result(self, name: str) -> Result:
        if name not in self.results:
            analysis, inputs, _ = material(self.trial, self.datasets, name)
            self.results[name] = run_method(analysis, inputs)
        return self.results[name]

    def rows(self, name: str, **keys: str) -> pd.DataFrame:
        """Give the rows of an analysis, with all words, that have these keys."""
        rows = with_words(self.result(name).rows, self.trial, self.trial.complete(name), name)
        for key, value in keys.items():
            rows = rows[rows[key].eq(value).fillna(False)]
        return rows

    def one(self, name: str, **keys: str) -> pd.Series:
        """Give the one row of the analysis itself, and of no other approach, that has these keys."""
        rows = self.rows(name, **keys)
        rows = rows if "variable" in keys else rows[rows["variable"].isna()]
        assert len(rows) == 1, rows
        return rows.iloc[0]

    def table(self, name: str) -> TableData:
        table = self.trial.tables[name]
        rows = pd.concat([self.rows(analysis) for analysis in table.results_of], ignore_index=True)
        rows = rows.assign(id=[f"r{k}" for k in range(len(rows))])
        return tabulate(table, rows, look_of(self.trial, table))

    def left_out(self, name: str) -> list[dict[str, int]]:
        """Give whom the notes of an analysis name as left out."""
        return [note["left_out"] for note in self.result(name).notes["excluded"]]
