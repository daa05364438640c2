"""A trial with a design, in three arms, and what is made of it."""

from __future__ import annotations

from pathlib import Path

from tests.simulate.written import ARMS, SOURCES, written
from trialstats.trialfile.trial import Trial

TRIAL = f"""\
STUDYID: PLAN-01
title: A trial that is planned
{SOURCES}subjects: {{source: subjects, arm: arm}}
{ARMS}"""
TRIAL += """\
visits:
  Baseline: {codes: V0, AVISITN: 0, baseline: true, target: 1}
  Week 4: {codes: V1, AVISITN: 4, target: 29}
  Week 8: {codes: V2, AVISITN: 8, target: 57}
covariates:
  AGE: {column: age, type: number}
  SITE: {column: site, type: category, codes: {North: N, South: S, West: W}}
  RESCUE: {column: rescue, type: category, codes: {"Y": 1, "N": 0}}
  STOPPED: {column: stopped, type: category, codes: {"Y": 1, "N": 0}}
populations:
  EVERYFL: {label: Randomised, randomised: true}
  FASFL: {label: Full analysis set, randomised: true, dataset: adpain, min_post_baseline: 1}
datasets:
  adpain:
    source: pain
    parameters:
      PAIN: {label: Pain, column: pain, better: lower, range: [0, 100]}
      SLEEP: {label: Sleep, column: sleep, better: lower, range: [0, 10]}
intercurrent_events:
  rescue: {label: Rescue medication, variable: RESCUE, equals: "Y"}
  stopped: {label: Stopped treatment, variable: STOPPED, equals: "Y"}
estimands:
  pain:
    label: Does it help?
    population: FASFL
    dataset: adpain
    variable: {PARAMCD: PAIN}
    timepoint: Week 8
    intercurrent_events: {rescue: hypothetical, stopped: treatment policy}
"""

ANALYSES = """\
  pain: {method: mmrm, estimand: pain, role: primary, covariates: [BASE, AGE, SITE], by_visit: BASE}
"""

DESIGN = """\
n: 60
allocation: {High: 2, Low: 1, Sham: 2}
outcomes:
  PAIN:
    baseline: {mean: 60, sd: 15}
    mean: {Week 4: 55, Week 8: 52}
    effect: {High: {Week 4: -6, Week 8: -12}, Low: -4}
    sd: {Week 4: 16, Week 8: 18}
    correlation: {ar1: 0.6}
    covariates: {AGE: 0.2, SITE: {North: 3, South: 0, West: -2}}
covariates:
  AGE: {mean: 60, sd: 8}
  SITE: {shares: {North: 0.5, South: 0.3, West: 0.2}}
dropout: {hazard: {High: 0.1, Low: 0.1, Sham: {Week 4: 0.05, Week 8: 0.15}}}
missed: 0.03
events:
  rescue: {hazard: 0.1, adds: {PAIN: -10}}
replicates: 40
batch: 20
"""


def planned(folder: Path, analyses: str = ANALYSES, design: str = DESIGN, more: str = "", strata: str = "") -> Trial:
    """Load the trial with other analyses, another design, more at the end, or strata of randomisation."""
    text = TRIAL.replace("arm: arm}", f"arm: arm, strata: {strata}}}") if strata else TRIAL
    return written(folder / "planned.yaml", text, analyses, design, more)
