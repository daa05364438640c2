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

from tests import crossover_trial
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
# The first and the last of a part of the subjects are others.
RECRUITED = "  recruitment: {first: 2022-01-14, last: 2023-02-03}\n"
THREE = "  DTLT: {codes: L, dose: 1}\n  DTLT twice: {codes: H, dose: 2}\n  Sham: {codes: S, role: reference, dose: 0}\n"


@dataclass(frozen=True)
class Finished:
    """An analysis as it was run: complete, with its material, what its method gave, and its rows with all words."""

    analysis: Method
    inputs: Inputs
    result: Result
    rows: pd.DataFrame


class Tried:
    """The trial and what its analyses give; with it a crossover trial, for the methods that are of such alone."""

    def __init__(self, folder: Path) -> None:
        described = BUILT_IN.read_text("utf-8").partition("\nanalyses:")[0]
        assert ARMS in described
        assert RECRUITED in described
        described = described.replace(RECRUITED, "")
        path = folder / "contract.yaml"
        path.write_text(
            f"{described.replace(ARMS, THREE).replace(STRESSED, '')}\n{(HERE / 'trial.yaml').read_text('utf-8')}",
            "utf-8",
        )
        self.trial: Trial = load_trial(path)
        crossed = folder / "crossed"
        crossover_trial.write(crossed, f"{crossover_trial.TRIAL}\n{(HERE / 'crossover.yaml').read_text('utf-8')}")
        self.folder_of_crossed = crossed
        self.crossed: Trial = load_trial(crossed / crossover_trial.TRIAL_FILE)
        self._finished: dict[str, Finished] = {}

    @cached_property
    def datasets(self) -> Datasets:
        raw = part_of({name: read_source(source, ROOT) for name, source in self.trial.sources.items()})
        return datasets_of(self.trial, raw, ROOT)

    @cached_property
    def datasets_crossed(self) -> Datasets:
        folder, sources = self.folder_of_crossed, self.crossed.sources
        return datasets_of(self.crossed, {name: read_source(one, folder) for name, one in sources.items()}, folder)

    def trial_of(self, name: str) -> Trial:
        """Give the trial that has an analysis."""
        return self.trial if name in self.trial.analyses else self.crossed

    def of_method(self, method: str) -> list[str]:
        """Name the analyses of a method; a method for crossover trials alone has its own trial."""
        own = [name for name, analysis in self.trial.analyses.items() if analysis.entry == method]
        return own or [name for name, analysis in self.crossed.analyses.items() if analysis.entry == method]

    def rows_of(self, names: Sequence[str]) -> pd.DataFrame:
        """Give the rows of several analyses."""
        return pd.concat([self.run(name).rows for name in names], ignore_index=True)

    def run(self, name: str) -> Finished:
        """Run an analysis, once."""
        if name not in self._finished:
            trial = self.trial_of(name)
            folder, datasets = (
                (ROOT, self.datasets) if trial is self.trial else (self.folder_of_crossed, self.datasets_crossed)
            )
            with chdir(folder):
                analysis, inputs, _ = material(trial, replace(datasets, results=self.rows_of), name)
            result = run_method(analysis, inputs)
            rows = with_words(result.rows, trial, analysis, name)
            self._finished[name] = Finished(analysis, inputs, result, rows)
        return self._finished[name]


def datasets_of(trial: Trial, raw: Mapping[str, Raw], folder: Path) -> Datasets:
    """Map and finish the datasets of a trial."""
    with chdir(folder):
        adsl = map_adsl(trial, raw)
        records = {
            name: map_dataset(trial, name, raw, adsl.records).records for name in (*trial.datasets, *trial.occurrences)
        }
        return finish(trial, {"adsl": adsl.records, **records})


def part_of(raw: Mapping[str, Raw]) -> dict[str, Raw]:
    """Take the subjects who take part from each source, and treat half of the treated twice."""
    subjects = raw["subjects"].frame["patient_id"].iloc[::EVERY]
    parts = {name: source.frame[source.frame["patient_id"].isin(subjects)] for name, source in raw.items()}
    treated = parts["subjects"].index[parts["subjects"]["arm"] == "L"]
    parts["subjects"] = parts["subjects"].assign(
        arm=parts["subjects"]["arm"].mask(parts["subjects"].index.isin(treated[::2]), "H")
    )
    return {name: replace(source, frame=parts[name].reset_index(drop=True)) for name, source in raw.items()}
