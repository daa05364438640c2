"""A screening visit comes before baseline: it is described, and is an outcome of nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.steps.run import run_steps
from tests.tiny import RANDOMISED, TRIAL, TRIAL_FILE, Tiny

ANALYSES = """\
analyses:
  ancova: {method: ancova, estimand: primary, value: AVAL, covariates: []}
  changes: {method: ancova, estimand: primary, value: PCHG}
  mmrm: {method: mmrm, estimand: primary, value: AVAL, covariates: [], covariance: cs}
  mixed: {method: mixed, estimand: primary, value: AVAL}
  slopes: {method: mixed, estimand: primary, value: AVAL, time: continuous}
  size: {method: effect_size, estimand: primary, value: AVAL}
  ranks: {method: ranks, estimand: primary, value: AVAL}
  responders: {method: responders, estimand: primary, criteria: [{percent: 30}]}
  curve: {method: responder_curve, estimand: primary, permutations: 200, draws: 200}
  levels: {method: subgroups, estimand: primary, value: AVAL, factors: [SEX], planned: true, covariates: []}
  together: {method: association, dataset: adpain, population: ITTFL, parameters: PAIN,
             outcome: {dataset: adpain, PARAMCD: STIFF}}
  people: {method: disposition}
  medicines: {method: medication, dataset: adae, population: ITTFL, treatment: AETERM, start: ASTDT,
              follow_up: {start: RANDDT, last_record: adpain}}
  summary: {method: descriptive, dataset: adpain, population: ITTFL, parameters: PAIN}
  recorded: {method: missingness, dataset: adpain, population: ITTFL, parameters: PAIN}
  carried: {method: descriptive, dataset: adpain, population: ITTFL, parameters: CARRIED}

tables:
  changes: {kind: estimates, title: Change in pain, analysis: changes}
"""
BASELINE = "  Baseline: {codes: V0, AVISITN: 0"
SCREENING = "  Screening: {codes: VS, AVISITN: -2, target: -14, window: [-20, -8]}\n"
MEAN = "      BOTH: {label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}\n"
LAST = "      CARRIED: {label: Carried, over_time: {of: PAIN, summary: time_weighted_average, rule: right, missing: last carried}}\n"  # noqa: E501


@pytest.fixture
def seen(tiny: Tiny) -> Tiny:
    """002 is seen at baseline alone, 004 not at baseline, 005 not at week 4."""
    tiny.write(TRIAL_FILE, TRIAL.partition("analyses:")[0].replace(MEAN, MEAN + LAST) + ANALYSES)
    tiny.remove("data/vas.csv", "002,V1", "002,V2", "004,V0", "005,V1")
    return tiny


def screened(tiny: Tiny, place: str) -> None:
    """Give everybody a screening visit 14 days before day 1, declared before or after the others."""
    if place == "first":
        tiny.spec(BASELINE, SCREENING + BASELINE)
    else:
        tiny.spec("window: [50, 64]}\n", "window: [50, 64]}\n" + SCREENING)
    days = {subject: day - pd.Timedelta(14, "D").to_pytimedelta() for subject, day in RANDOMISED.items()}
    for item in ("PAIN", "STIFF"):
        tiny.add("data/vas.csv", *(f"{subject},VS,{day},{item},80,mm" for subject, day in days.items()))


def results(tiny: Tiny) -> dict[str, pd.DataFrame]:
    from trialstats.io.artefacts import read_artefact

    trial, layout = run_steps(tiny)
    return {name: read_artefact(layout.rows(name)) for name in trial.analyses} | {
        name: read_artefact(layout.adam(name)) for name in ("adsl", "adpain")
    }


@pytest.mark.parametrize("place", ["first", "last"])
def test_what_was_seen_before_baseline_changes_no_result(seen: Tiny, place: str) -> None:
    """Brute force: the same trial without the visit. Before, screening had a CHG and was an outcome of every model."""
    without = results(seen)
    screened(seen, place)
    made = results(seen)
    assert set(made["adpain"]["AVISIT"]) - set(without["adpain"]["AVISIT"]) == {"Screening"}
    for name, rows in made.items():
        told = rows[rows["AVISIT"].ne("Screening").fillna(True)] if "AVISIT" in rows else rows
        described = name in ("summary", "recorded", "adpain")
        assert described or len(told) == len(rows), name
        drop = ["SRCLINE", "ASEQ"] if name == "adpain" else []
        left, right = (frame.drop(columns=drop).reset_index(drop=True) for frame in (told, without[name]))
        pd.testing.assert_frame_equal(left, right, check_dtype=False, obj=name)


def test_screening_by_hand(seen: Tiny) -> None:
    """002 has no value after baseline: FASFL is N (Y before). What is carried forward is no screening value."""
    screened(seen, "first")
    made = results(seen)
    before = made["adpain"][made["adpain"]["AVISIT"] == "Screening"]
    assert before[["CHG", "PCHG"]].isna().all(axis=None)
    assert before.loc[before["PARAMCD"] == "PAIN", "BASE"].dropna().tolist() == [60, 62, 70, 66, 58]
    assert made["adsl"].set_index("USUBJID")["FASFL"].to_dict()["002"] == "N"
    carried = made["adpain"][made["adpain"]["PARAMCD"] == "CARRIED"].set_index("USUBJID")["AVAL"]
    assert carried.to_dict() == {"001": 35, "003": 42, "006": 58.5}  # (40 + 30) / 2; 005 has nothing to carry to week 4
    summary = made["summary"]
    first = summary[(summary["AVISIT"] == "Screening") & (summary["kind"] == "summary")]
    assert first[["measure", "mean"]].drop_duplicates().to_numpy().tolist() == [["AVAL", 80]]


def test_a_window_that_names_screening_carries_nothing_from_it(seen: Tiny) -> None:
    """005 has 80 at screening and no value at week 4: before, 80 was carried there."""
    screened(seen, "first")
    seen.spec("missing: last carried}", "missing: last carried, visits: [Screening, Week 4, Week 8]}")
    records = seen.adam("adpain")["adpain"]
    carried = records[records["PARAMCD"] == "CARRIED"].set_index("USUBJID")
    assert sorted(carried.index) == ["001", "003", "004", "006"]


def test_a_model_at_screening_is_refused(seen: Tiny) -> None:
    screened(seen, "first")
    seen.spec("value: AVAL, covariates: []}\n  changes", "value: AVAL, covariates: [], visits: [Screening]}\n  changes")
    seen.spec(
        "population: ITTFL, parameters: PAIN}\n  recorded",
        "population: ITTFL, parameters: PAIN, visits: [Screening]}\n  recorded",
    )
    (problem,) = seen.spec_problems()
    assert problem.endswith(
        "analyses.ancova.visits = Screening comes before Baseline (AVISITN), and what came before is no outcome"
    )


def test_who_misses_screening_has_no_gap_in_a_course(seen: Tiny) -> None:
    screened(seen, "first")
    seen.remove("data/vas.csv", "001,VS")
    results(seen)
    notes = json.loads(Path("results/tiny/models/recorded.json").read_text())
    patterns = {row["ARM"]: (row["complete"], row["monotone"], row["intermittent"]) for row in notes["patterns"]}
    assert patterns == {"Laser": (2, 0, 1), "Sham": (1, 1, 1)}


def test_displays_show_visits_as_time_runs(seen: Tiny) -> None:
    from trialstats.steps.look import look_of

    screened(seen, "last")
    assert look_of(seen.load()).visits == ("Screening", "Baseline", "Week 4", "Week 8")
