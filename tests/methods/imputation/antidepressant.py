"""The antidepressant trial (Goldstein 2004 as masked by the DIA group) from a trial file."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pandas as pd

from tests.trials.conftest import working_in
from trialstats.methods.run import run_method
from trialstats.plan.layout import Layout
from trialstats.results.shape import Result
from trialstats.steps import adam, adsl, dataset, raw, subjects
from trialstats.steps.material import material, on_disk
from trialstats.trialfile.load import load_trial

__all__ = ["Antidepressant"]

HEAD = """\
STUDYID: ANTIDEP
title: An antidepressant or placebo
sources:
  hamd: {file: data/antidepressant_data.csv, subject: PATIENT, visit: VISIT}
  people: {file: data/antidepressant_data.csv, subject: PATIENT}
subjects: {source: people, arm: THERAPY, repeated: true}
arms:
  Drug: {codes: DRUG}
  Placebo: {codes: PLACEBO, role: reference}
visits:
  Week 1: {codes: "4", AVISITN: 1}
  Week 2: {codes: "5", AVISITN: 2}
  Week 4: {codes: "6", AVISITN: 4}
  Week 6: {codes: "7", AVISITN: 6}
covariates:
  BASVAL: {column: BASVAL, type: number, label: HAMD-17 at baseline}
  GENDER: {column: GENDER, type: category, label: Sex, codes: {Female: F, Male: M}}
populations:
  ITTFL: {label: Randomised, randomised: true}
datasets:
  adhamd:
    source: hamd
    parameters:
      HAMDCHG: {label: Change in HAMD-17, column: CHANGE, unit: points, better: lower, decimals: 2}
estimands:
  primary:
    label: Is depression less severe with the drug at week 6?
    population: ITTFL
    dataset: adhamd
    variable: {PARAMCD: HAMDCHG, value: AVAL}
    timepoint: Week 6
analyses:
"""


class Antidepressant:
    """The trial in a folder, with analyses by their names and options as a trial file words them."""

    def __init__(self, folder: Path, data: Path, analyses: dict[str, str]) -> None:
        self.folder = folder
        (folder / "data").mkdir()
        shutil.copy2(data, folder / "data" / data.name)
        lines = [f"  {name}: {{estimand: primary, {options}}}\n" for name, options in analyses.items()]
        self.path = folder / "antidepressant.yaml"
        self.path.write_text(HEAD + "".join(lines), "utf-8")
        self.run = cache(self._run)
        with working_in(folder):
            self.trial, self.layout = load_trial(self.path), Layout("antidepressant")
            for source in self.trial.sources:
                raw.run(self.trial, self.layout, source)
            subjects.run(self.trial, self.layout, "")
            dataset.run(self.trial, self.layout, "adhamd")
            adsl.run(self.trial, self.layout, "")
            adam.run(self.trial, self.layout, "adhamd")

    def _run(self, name: str) -> Result:
        with working_in(self.folder):
            analysis, inputs, _ = material(self.trial, on_disk(self.trial, self.layout), name)
            return run_method(analysis, inputs)

    def row(self, name: str, kind: str = "difference", visit: str = "Week 6", arm: str = "Drug") -> pd.Series:
        """Take a row of an analysis."""
        rows = self.run(name).rows
        found = rows[(rows["kind"] == kind) & (rows["AVISIT"] == visit) & (rows["ARM"] == arm)]
        assert len(found) == 1
        return found.iloc[0]
