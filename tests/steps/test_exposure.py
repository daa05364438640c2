"""From the trial file to the rows: units and day 1 reach the methods, and what they find is written."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tiny import Tiny
from trialstats.methods.run import run_method
from trialstats.steps.inputs import base_inputs, findings_inputs, further_inputs
from trialstats.steps.words import with_words

SUMMARY = "  summary: {method: descriptive, dataset: adpain, population: FASFL}"
DOSES = (
    "id,no,date,energy,area\n"
    "001,1,2024-01-06,1000,100\n001,2,2024-01-08,1000,100\n003,1,2024-01-11,900,100\n005,1,2024-01-16,800,100\n"
    "005,2,2024-01-18,800,100\n005,3,2024-03-30,800,100\n"
)
OCCURRENCE = """\
occurrences:
  adex:
    source: doses
    columns:
      EXSEQ: {column: "no", type: number}
      ASTDT: {column: date, type: date}
      EXENERGY: {column: energy, type: number, unit: J, decimals: 0}
      EXAREA: {column: area, type: number, unit: cm2}
"""
SESSIONS = "sessions: adex, date: ASTDT, sequence: EXSEQ, energy: EXENERGY, area: EXAREA"


def rows_of(tiny: Tiny, analysis: str) -> pd.DataFrame:
    """Run one analysis of the tiny trial as the step does, without files between."""
    from trialstats.methods.shared.select import select_records
    from trialstats.trialfile.parts.analysis import Findings

    tiny.write("data/doses.csv", DOSES)
    tiny.spec("sources:\n", "sources:\n  doses: {file: data/doses.csv, subject: id}\n")
    tiny.spec("occurrences:\n", OCCURRENCE)
    tiny.spec(SUMMARY, f"  summary: {{{analysis}}}")
    trial, built = tiny.load(), tiny.adam()
    asked = trial.analyses["summary"]
    inputs = base_inputs(trial, "summary", built["adsl"])
    if isinstance(asked, Findings):
        asked = trial.complete("summary")
        inputs, _ = findings_inputs(trial, inputs, asked, built[str(asked.dataset)], select_records)
    inputs = further_inputs(trial, inputs, {name: built[name] for name in asked.further_datasets})
    return with_words(run_method(asked, inputs).rows, trial, asked, "summary")


def one(rows: pd.DataFrame, **keys: str) -> pd.Series:
    for key, value in keys.items():
        rows = rows[(rows[key] == value).fillna(False)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_exposure_has_the_units_of_the_trial_file(tiny: Tiny) -> None:
    rows = rows_of(tiny, f"method: exposure, population: ITTFL, {SESSIONS}, planned: 2, adherent: 2")
    energy = one(rows, kind="summary", variable="ENERGY", ARM="Laser")
    assert (energy["unit"], energy["PARAM"], energy["mean"]) == ("J", "Total energy", (2000 + 900 + 2400) / 3)
    assert one(rows, kind="summary", variable="CUMFLU", ARM="Laser")["unit"] == "J/cm2"
    assert energy["population"] == "Randomised"
    assert one(rows, kind="point", ARM="Laser", level="1")["mean"] == 5 / 3
    assert one(rows, variable="ADHERENT", ARM="Sham")["count"] == 0


def test_dose_response_counts_up_to_the_visit_and_names_its_unit(tiny: Tiny) -> None:
    rows = rows_of(
        tiny, f"method: dose_response, estimand: primary, covariates: [], {SESSIONS}, doses: energy, visits: Week 8"
    )
    doses = rows[rows["kind"] == "value"].set_index("USUBJID")["value"]
    assert doses.to_dict() == {"001": 2000, "003": 900, "005": 1600}
    slope = one(rows, kind="slope")
    assert slope["unit"] == "mm per 100 J"
    assert (slope["n"], slope["df"]) == (3, 1)
    assert one(rows, kind="correlation")["reason"] == "3 subjects: a correlation with its interval needs four"


def test_subgroups_of_a_cut_number(tiny: Tiny) -> None:
    sex = "  SEX: {column: sex, type: category, codes: {Female: F, Male: M}}\n"
    cuts = '{"<60": [null, 60], ">=60": [60, null]}'
    tiny.spec(sex, f"{sex}  AGEGR1: {{column: age, type: category, label: Age group, cuts: {cuts}}}\n")
    rows = rows_of(tiny, "method: subgroups, estimand: primary, planned: true, factors: AGEGR1, covariates: []")
    # Ages 54 47 66 (Laser), 61 70 58 (Sham); changes of pain at week 8: -30 -37 -25 and -3 -5 -1.
    old = one(rows, kind="difference", AVISIT="Week 8", level=">=60")
    assert (old["estimate"], old["n"], old["group"]) == (pytest.approx(-25 - -4), 3, "Age group")
    young = one(rows, kind="difference", AVISIT="Week 8", level="<60")
    assert young["estimate"] == pytest.approx(-33.5 - -1)
    assert young["reason"] == "fewer than 10 subjects in an arm: not an estimate to lean on"
    assert young["PARAM"] == "Pain"
