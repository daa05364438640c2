"""Crossover trials with a design, of any sequences, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.simulate.written import written
from trialstats.trialfile.trial import Trial

TRIAL = """\
STUDYID: CROSS-01
title: A crossover trial that is planned
sources:
  subjects: {{file: subjects.csv, subject: id}}
  flow: {{file: flow.csv, subject: id, visit: visit, period: period}}
subjects:
  source: subjects
  arm: sequence{strata}
  crossover:
    sequences:
{sequences}
arms:
{arms}
visits:
{visits}
covariates:
  AGE: {{column: age, type: number}}
  SITE: {{column: site, type: category, codes: {{North: N, South: S}}}}
populations:
  EVERYFL: {{label: Randomised, randomised: true}}
datasets:
  adflow:
    source: flow
    parameters:
      FLOW: {{label: Flow, column: flow, unit: L/min, better: higher}}
      AUC: {{label: Exposure, column: auc, unit: h, scale: log{better}}}
estimands:
  flow:
    label: Is flow higher?
    population: EVERYFL
    dataset: adflow
    variable: {{PARAMCD: {paramcd}, value: {value}}}
    timepoint: End
    summary: difference in means
"""

NAMES = {"A": "Placebo", "B": "Drug", "C": "Double"}
ANALYSIS = "  flow: {method: crossover, estimand: flow, role: primary}\n"
DESIGN = """\
n: 12
outcomes:
  FLOW:
    mean: 300
    effect: {Drug: 25}
    within_subjects: {sd: 20}
    between_subjects: {sd: 40}
replicates: 40
batch: 20
"""


def crossed(
    folder: Path,
    sequences: Sequence[str] = ("AB", "BA"),
    analyses: str = ANALYSIS,
    design: str = DESIGN,
    *,
    baselines: bool = False,
    more: str = "",
    paramcd: str = "FLOW",
    value: str = "AVAL",
    better: str = "",
    strata: str = "",
) -> Trial:
    """Load a crossover trial, A being the reference; with a visit in the middle and one at the end of each period."""
    path = folder / "crossed.yaml"
    letters = sorted(set("".join(sequences)))
    treatments = {one: ", ".join(NAMES[letter] for letter in one) for one in sequences}
    visits = []
    for period in range(1, len(sequences[0]) + 1):
        given = f"AVISITN: {period}{{}}, period: {period}"
        if baselines:
            visits.append(f"  Before {period}: {{codes: B, {given.format(0)}, baseline: true}}")
        visits.append(f"  Middle {period}: {{codes: M, {given.format(1)}, timepoint: Middle}}")
        visits.append(f"  End {period}: {{codes: E, {given.format(2)}, timepoint: End}}")
    text = TRIAL.format(
        sequences="\n".join(f"      {one}: {{treatments: [{names}]}}" for one, names in treatments.items()),
        arms="\n".join(
            f"  {NAMES[letter]}: {{codes: {letter}{', role: reference' if letter == 'A' else ''}}}"
            for letter in letters
        ),
        visits="\n".join(visits),
        paramcd=paramcd,
        value=value,
        strata=f"\n  strata: {strata}" if strata else "",
        better=f", better: {better}" if better else "",
    )
    return written(path, text, analyses, design, more)
