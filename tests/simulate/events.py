"""A trial of events with a design: flares that recur, and the time to relapse, in three arms or two."""

from __future__ import annotations

from pathlib import Path

from tests.simulate.written import ARMS, LOW, SOURCES, written
from trialstats.trialfile.trial import Trial

TRIAL = f"""\
STUDYID: PLAN-02
title: A trial of events that is planned
{SOURCES}  flares: {{file: flares.csv, subject: id}}
{ARMS}"""
TRIAL += """\
subjects:
  source: subjects
  arm: arm
  dates: {RANDDT: {column: randomised}, LASTDT: {column: ended}, RELDT: {column: relapsed}}
  day_one: RANDDT
  visits_dated: LASTDT
visits:
  Baseline: {codes: V0, AVISITN: 0, baseline: true, target: 1}
  Month 6: {codes: V1, AVISITN: 6, target: 183}
  Month 12: {codes: V2, AVISITN: 12, target: 366}
covariates:
  AGE: {column: age, type: number}
  SITE: {column: site, type: category, codes: {North: N, South: S}}
populations:
  ITTFL: {label: All randomised, randomised: true}
datasets:
  adpain:
    source: pain
    parameters: {PAIN: {label: Pain, column: pain, better: lower, range: [0, 100]}}
occurrences:
  adflare:
    source: flares
    columns: {ASTDT: {column: start, type: date}, ASEV: {column: severity}}
times_to_event:
  RELAPSE:
    label: Time to relapse
    start: RANDDT
    unit: months
    event: {label: Relapse, date: RELDT}
    censor: {label: Last seen, date: LASTDT}
"""

FLARES = """\
  flares:
    method: counts
    dataset: adflare
    population: ITTFL
    follow_up: {start: RANDDT, end: LASTDT}
    desirable: false
"""
RELAPSE = "  relapse: {method: time_to_event, population: ITTFL}\n"
NODES = """\
hypotheses:
  alpha: 0.05
  procedure: bonferroni
  nodes:
"""


def planned(
    folder: Path, analysis: str, design: str, arms: tuple[str, ...] = ("High", "Low"), strata: str = "", more: str = ""
) -> Trial:
    """Load the trial with one analysis and its design; a hypothesis for each arm named, with more of each."""
    text = TRIAL.replace("  visits_dated: LASTDT\n", f"  strata: [{strata}]\n" if strata else "")
    name = analysis.strip().partition(":")[0]
    if "Low" not in arms:
        text = text.replace(LOW, "")
    nodes = "".join(f"    {arm.lower()}: {{analysis: {name}, arm: {arm}{more}}}\n" for arm in arms)
    return written(folder / "planned.yaml", text, f"{analysis}{NODES}{nodes}", design)
