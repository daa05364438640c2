"""Norms as rows, and intervals of means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.methods.descriptive.descriptive import run as describe
from trialstats.methods.descriptive.options import Descriptive
from trialstats.methods.questionnaires.norms import run
from trialstats.methods.questionnaires.options import Norms
from trialstats.methods.shared.inputs import Outcome

NORM = {"population": "US general population 1990", "source": "A manual", "sha256": "abc"}


def test_each_score_with_a_norm_has_a_row() -> None:
    outcomes = {
        "SF36PF": Outcome("PF", norm={**NORM, "mean": 84.5, "sd": 22.9}),
        "SF36PCS": Outcome("PCS", norm={**NORM, "mean": 50.0, "sd": 10.0}),
        "SF36HT": Outcome("HT"),
    }
    inputs = make_inputs(pd.DataFrame({"USUBJID": [], "TRT01P": [], "AVISIT": []}), outcomes=outcomes)
    result = run(Norms(method="norms", dataset="adqs"), inputs)
    row = pick(result, PARAMCD="SF36PF")
    assert (row["kind"], row["variable"], row["level"]) == ("value", "NORM", "US general population 1990")
    assert (row["mean"], row["sd"]) == (84.5, 22.9)
    assert list(result.rows["PARAMCD"]) == ["SF36PF", "SF36PCS"]
    assert "A manual" in result.notes["inference"]
    assert result.notes["sha256"] == ["abc"]


def test_intervals_of_means_are_student_s() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(50, 8, 12)
    frame = pd.DataFrame({"USUBJID": [f"S{k}" for k in range(13)], "TRT01P": ["Sham"] * 12 + ["Laser"]})
    frame = frame.assign(AVISIT="Week 6", AVAL=[*values, 3.0], CHG=[*values, 3.0], AVALC=pd.NA)
    result = describe(Descriptive(**options("descriptive", intervals=True, alpha=0.1)), make_inputs(frame))
    row = pick(result, measure="AVAL", ARM="Sham", kind="summary", AVISIT="Week 6")
    expected = stats.t.interval(0.9, 11, values.mean(), stats.sem(values))
    assert (row["conf_low"], row["conf_high"]) == pytest.approx(expected)
    assert (row["std_error"], row["df"], row["conf_level"]) == (pytest.approx(stats.sem(values)), 11, 0.9)
    alone = pick(result, measure="AVAL", ARM="Laser", kind="summary", AVISIT="Week 6")
    assert alone[["std_error", "conf_low"]].isna().all()
    plain = describe(Descriptive(**options("descriptive")), make_inputs(frame))
    assert choose(plain, {"kind": "summary"})[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)
