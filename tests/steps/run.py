"""The tiny trial with every kind of table, run step by step in this process."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from tests.tiny import EVENTS, TRIAL, TRIAL_FILE, Tiny, sf36_file

if TYPE_CHECKING:
    from trialstats.plan.layout import Layout
    from trialstats.trialfile.trial import Trial

ANALYSES = """\
analyses:
  subjects: {method: disposition}
  baseline: {method: baseline, population: ITTFL, parameters: {adpain: [PAIN, STIFF]}}
  change: {method: ancova, estimand: primary, role: primary, label: Analysis of covariance}
  repeated: {method: mmrm, estimand: primary, covariates: [BASE], covariance: cs, label: Repeated measures}
  courses: {method: mixed, estimand: primary, value: AVAL, label: Random intercept}
  size: {method: effect_size, estimand: primary}
  summary: {method: descriptive, dataset: adpain, population: FASFL}
  quality: {method: descriptive, dataset: adqs, population: ITTFL}
  recorded: {method: missingness, dataset: adpain, population: ITTFL}
  events:
    method: adverse_events
    dataset: adae
    population: ITTFL
    term: AETERM
    severity: AESEV
    follow_up: {start: RANDDT, last_record: [adpain, adae]}
  medicines:
    method: medication
    dataset: adae
    population: ITTFL
    treatment: AETERM
    follow_up: {start: RANDDT, last_record: adpain}

tables:
  subjects: {kind: disposition, number: "1", title: Disposition, analysis: subjects}
  baseline: {kind: demographics, number: "2", title: Baseline, analysis: baseline}
  summary: {kind: descriptive, number: "3", title: Pain by visit, analysis: summary}
  quality: {kind: descriptive, number: "4", title: SF-36 by visit, analysis: quality}
  events: {kind: adverse_events, number: "6", title: Adverse events, analysis: events, incidence: true}
  medicines: {kind: medication, number: "7", title: Events as if they were courses of medication, analysis: medicines}
  change: {kind: estimates, number: "5", title: Change in pain, analysis: [change, repeated, courses, size]}
"""


def untidy(tiny: Tiny) -> None:
    """Make of the tiny trial one in which everything happens that a report must account for."""
    described = TRIAL.partition("analyses:")[0].replace("better: lower}", "better: lower, mcid: 20}", 1)
    tiny.write(TRIAL_FILE, described + ANALYSES)
    tiny.fates(outside_window="keep", out_of_range="exclude")
    tiny.replace("data/vas.csv", "002,V1,2024-02-05,PAIN,58,mm", "002,V1,2024-02-05,PAIN,,mm")
    tiny.replace("data/vas.csv", "004,V2,2024-03-08,STIFF,41,mm", "004,V2,2024-03-08,STIFF,NOT DONE,mm")
    tiny.replace("data/vas.csv", "005,V2,2024-03-11,STIFF,39,mm", "005,V2,2024-03-11,STIFF,390,mm")
    tiny.replace("data/vas.csv", "006,V1,2024-02-13,PAIN,60,mm", "006,V1,2024-02-26,PAIN,60,mm")
    tiny.write("data/sf36.csv", without_answers(sf36_file(), line=1, items=range(3, 11)))
    tiny.write("data/events.csv", EVENTS.replace("warmth", "Wärme").encode("cp1252"))


def without_answers(text: str, line: int, items: Iterable[int]) -> str:
    """Blank some answers of one questionnaire: too many for a scale."""
    lines = [record.split(",") for record in text.splitlines()]
    for item in items:
        lines[line][item + 1] = ""
    return "\n".join(",".join(record) for record in lines) + "\n"


def run_steps(tiny: Tiny) -> tuple[Trial, Layout]:
    """Run every step of the trial, in the order of the data."""
    from trialstats.plan.layout import Layout

    trial, layout = tiny.load(), Layout("tiny")
    names = {
        "raw": trial.sources,
        "subjects": [""],
        "dataset": [*trial.datasets, *trial.occurrences],
        "adsl": [""],
        "adam": [*trial.datasets, *trial.occurrences],
        "analyse": trial.analyses,
        "figure": trial.figures,
        "table": trial.tables,
        "documents": [""],
        "listing": trial.listings,
        "listings": [""],
        "ard": [""],
        "report": [""],
    }
    for step, of in names.items():
        for name in of:
            import_module(f"trialstats.steps.{step}").run(trial, layout, name)
    return trial, layout
