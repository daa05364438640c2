"""The trial that every method is tried on: a part of the built-in one, in three arms, with the analyses of trial.yaml.

Nothing is written: each source is read once, cut down, mapped and finished in this process; each analysis runs once,
when a test first asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from trialstats.adam.mapping import map_adsl, map_dataset
from trialstats.io.read import Raw, read_source
from trialstats.methods.run import run_method
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result
from trialstats.steps.check import finish
from trialstats.steps.material import Datasets, material
from trialstats.steps.words import with_words
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.trial import Trial

__all__ = ["Finished", "Tried"]

HERE = Path(__file__).parent
# Where the files that the trial names are looked for.
ROOT = HERE.parents[2]
BUILT_IN = ROOT / "config" / "trials" / "laser.yaml"
# Every so many of its subjects take part.
EVERY = 4
# Two arms would not tell whether a display forgets a comparison; half of the treated were treated twice.
ARMS = "  DTLT: {codes: L}\n  Sham: {codes: S, role: reference}\n"
# What stresses a primary analysis is other methods, which have their own.
STRESSED = "    sensitivity: standard\n"
THREE = "  DTLT: {codes: L, dose: 1}\n  DTLT twice: {codes: H, dose: 2}\n  Sham: {codes: S, role: reference, dose: 0}\n"


@dataclass(frozen=True)
class Finished:
    """An analysis as it was run: complete, with its material, what its method gave, and its rows with all words."""

    analysis: Method
    inputs: Inputs
    result: Result
    rows: pd.DataFrame


class Tried:
    """The trial and what its analyses give."""

    def __init__(self, folder: Path) -> None:
        described = BUILT_IN.read_text("utf-8").partition("\nanalyses:")[0]
        assert ARMS in described
        path = folder / "contract.yaml"
        path.write_text(
            f"{described.replace(ARMS, THREE).replace(STRESSED, '')}\n{(HERE / 'trial.yaml').read_text('utf-8')}",
            "utf-8",
        )
        self.trial: Trial = load_trial(path)
        self._finished: dict[str, Finished] = {}

    @cached_property
    def datasets(self) -> Datasets:
        raw = part_of({name: read_source(source, ROOT) for name, source in self.trial.sources.items()})
        with chdir(ROOT):
            adsl = map_adsl(self.trial, raw)
            records = {
                name: map_dataset(self.trial, name, raw, adsl.records).records
                for name in (*self.trial.datasets, *self.trial.occurrences)
            }
            return finish(self.trial, {"adsl": adsl.records, **records})

    def of_method(self, method: str) -> list[str]:
        """Name the analyses of a method."""
        return [name for name, analysis in self.trial.analyses.items() if analysis.entry == method]

    def rows_of(self, names: Sequence[str]) -> pd.DataFrame:
        """Give the rows of several analyses."""
        return pd.concat([self.run(name).rows for name in names], ignore_index=True)

    def run(self, name: str) -> Finished:
        """Run an analysis, once."""
        if name not in self._finished:
            with chdir(ROOT):
                analysis, inputs, _ = material(self.trial, replace(self.datasets, results=self.rows_of), name)
            result = run_method(analysis, inputs)
            rows = with_words(result.rows, self.trial, analysis, name)
            self._finished[name] = Finished(analysis, inputs, result, rows)
        return self._finished[name]


def part_of(raw: Mapping[str, Raw]) -> dict[str, Raw]:
    """Take the subjects who take part from each source, and treat half of the treated twice."""
    subjects = raw["subjects"].frame["patient_id"].iloc[::EVERY]
    parts = {name: source.frame[source.frame["patient_id"].isin(subjects)] for name, source in raw.items()}
    treated = parts["subjects"].index[parts["subjects"]["arm"] == "L"]
    parts["subjects"] = parts["subjects"].assign(
        arm=parts["subjects"]["arm"].mask(parts["subjects"].index.isin(treated[::2]), "H")
    )
    return {name: replace(source, frame=parts[name].reset_index(drop=True)) for name, source in raw.items()}
