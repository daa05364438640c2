"""The true effects of a simulation."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.methods.build import make_inputs, pick
from trialstats.errors import DataError
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.truth.options import Truth
from trialstats.methods.truth.truth import run

TRUTH = Truth(method="truth", file="data/laser/truth.csv")


def inputs(**columns: object) -> Inputs:
    lines = pd.DataFrame(
        {"PARAMCD": ["PAIN", "PAIN"], "AVISIT": ["Week 6", "Week 12"], "ARM": "Laser", "difference": ["-5", "-10.5"]}
    ).assign(**columns)
    empty = make_inputs(pd.DataFrame({"USUBJID": [], "TRT01P": [], "AVISIT": []}))
    return Inputs(**{**vars(empty), "files": {TRUTH.file: lines}})


def test_a_row_a_line() -> None:
    row = pick(run(TRUTH, inputs()), kind="truth", AVISIT="Week 12")
    assert (row["estimate"], row["ARM"], row["REFERENCE"], row["PARAMCD"]) == (-10.5, "Laser", "Sham", "PAIN")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"ARM": "Lasr"}, "ARM = Lasr is not known"),
        ({"ARM": "Sham"}, "ARM = Sham is not known"),
        ({"AVISIT": ["Week 6", "Week 13"]}, "AVISIT = Week 13 is not known"),
        ({"difference": ["-5", "much"]}, r"difference = much, not a number \(PAIN, Week 12\)"),
        ({"AVISIT": "Week 6"}, "1 lines repeat"),
    ],
)
def test_wrong_lines_are_refused(columns: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=f"data/laser/truth.csv: {message}"):
        run(TRUTH, inputs(**columns))


def test_an_absent_column_is_named() -> None:
    material = inputs()
    lacking = {TRUTH.file: material.files[TRUTH.file].drop(columns="difference")}
    with pytest.raises(DataError, match="no column difference"):
        run(TRUTH, Inputs(**{**vars(material), "files": lacking}))


def test_an_effect_on_the_log_scale_is_given_as_a_ratio() -> None:
    result = run(TRUTH, inputs(scale=["log", "identity"], difference=["-0.162519", "-10.5"]))
    ratio, difference = pick(result, measure="RATIO"), pick(result, AVISIT="Week 12")
    assert ratio["estimate"] == pytest.approx(0.85, abs=1e-6)  # ln 0.85 = -0.162519
    assert (ratio["unit"], ratio["AVISIT"], ratio["id"]) == (
        "ratio",
        "Week 6",
        "test/truth/PAIN/RATIO/Week 6/Laser/Sham",
    )
    assert difference["estimate"] == -10.5
    assert pd.isna(difference["measure"])
    assert pd.isna(difference["unit"])
    assert result.notes["excluded"] == []


def test_effects_on_another_scale_are_counted_and_left_out() -> None:
    result = run(TRUTH, inputs(scale=["logit", "identity"]))
    assert result.rows["AVISIT"].tolist() == ["Week 12"]
    assert result.notes["excluded"] == [{"in": 2, "left_out": {"scale is logit": 1}, "used": 1}]


def test_a_difference_and_a_ratio_of_one_parameter_are_two_effects() -> None:
    result = run(TRUTH, inputs(AVISIT="Week 12", scale=["log", "identity"]))
    assert result.rows["measure"].fillna("").tolist() == ["RATIO", ""]
    with pytest.raises(DataError, match="1 lines repeat a PARAMCD, AVISIT, ARM and scale"):
        run(TRUTH, inputs(AVISIT="Week 12", scale="log"))
