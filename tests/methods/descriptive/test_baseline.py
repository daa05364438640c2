"""Baseline characteristics by hand, and standardised differences by their formulas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import FLAG, choose, make_inputs, pick
from trialstats.errors import FitError, SpecError
from trialstats.methods.descriptive.baseline import run
from trialstats.methods.descriptive.imbalance import smd_categorical, smd_numeric
from trialstats.methods.descriptive.options import Baseline
from trialstats.methods.shared.inputs import Inputs, Outcome


def inputs() -> Inputs:
    adsl = pd.DataFrame(
        {
            "USUBJID": list("12345678"),
            "TRT01P": ["Sham", "Sham", "Sham", "Laser", "Laser", "Laser", None, "Laser"],
            FLAG: ["Y", "Y", "Y", "Y", "Y", "Y", "Y", "N"],
            "AGE": [50.0, 60.0, 70.0, 60.0, 70.0, None, 99.0, 99.0],
            "SEX": pd.Categorical(["F", "M", "F", "M", "M", None, "F", "F"], categories=["F", "M", "U"]),
        }
    )
    bds = pd.DataFrame(
        {
            "USUBJID": ["1", "2", "4", "5", "6", "1"],
            "PARAMCD": "PAIN",
            "ABLFL": ["Y", "Y", "Y", "Y", "Y", None],
            "AVAL": [4.0, 6.0, 7.0, 9.0, None, 1.0],
        }
    )
    empty = make_inputs(pd.DataFrame({"USUBJID": [], "TRT01P": [], "AVISIT": []}), adsl=adsl, datasets={"adpain": bds})
    return replace(empty, covariates={"AGE": Outcome("Age", "years"), "SEX": Outcome("Sex")})


def baseline(**others: object) -> Baseline:
    return Baseline(method="baseline", population=FLAG, **others)


def test_numbers_are_summarised_by_arm_and_over_all() -> None:
    result = run(baseline(), inputs())
    sham, laser, everybody = (pick(result, kind="summary", variable="AGE", ARM=arm) for arm in ("Sham", "Laser", "All"))
    assert (sham["n"], sham["total"], sham["mean"], sham["sd"]) == (3, 3, 60, 10)
    assert (laser["n"], laser["total"], laser["mean"]) == (2, 3, 65)
    assert (everybody["n"], everybody["total"], everybody["mean"]) == (5, 6, 62)


def test_levels_are_counted_with_those_missing_and_add_up() -> None:
    result = run(baseline(variables=("SEX",)), inputs())
    counts = choose(result, {"kind": "count"}).set_index(["ARM", "level"])["count"].to_dict()
    expected = {
        ("Sham", "F"): 2,
        ("Sham", "M"): 1,
        ("Sham", "U"): 0,
        ("Sham", "Missing"): 0,
        ("Laser", "F"): 0,
        ("Laser", "M"): 2,
        ("Laser", "U"): 0,
        ("Laser", "Missing"): 1,
        ("All", "F"): 2,
        ("All", "M"): 3,
        ("All", "U"): 0,
        ("All", "Missing"): 1,
    }
    assert counts == expected
    assert pick(result, ARM="Sham", level="F")["percent"] == pytest.approx(200 / 3)
    by_arm = choose(result, {"kind": "count"}).groupby("ARM")
    assert by_arm["percent"].sum().to_list() == pytest.approx([100] * 3)
    assert set(pick(result, ARM="Laser", level="M")[["n", "total"]]) == {2, 3}
    assert result.notes["excluded"] == [{"variable": "SEX", "in": 6, "left_out": {"missing": 1}, "used": 5}]


def test_baseline_values_of_a_dataset() -> None:
    result = run(baseline(variables=("AGE",), parameters={"adpain": ("PAIN",)}), inputs())
    row = pick(result, kind="summary", variable="PAIN", ARM="Sham")
    assert (row["PARAMCD"], row["mean"], row["n"], row["total"]) == ("PAIN", 5, 2, 3)
    # (8 - 5) / sqrt((2 + 2) / 2), the variances of 7, 9 and 4, 6.
    smd = pick(result, kind="effect_size", variable="PAIN")
    assert (smd["estimate"], smd["n"], smd["REFERENCE"]) == (pytest.approx(3 / np.sqrt(2)), 4, "Sham")
    by_default = run(baseline(variables=("AGE",), parameters={"adpain": ()}), inputs())
    pd.testing.assert_frame_equal(by_default.rows, result.rows)


def test_coded_results_at_baseline_are_counted_beside_the_numbers() -> None:
    bds = inputs().datasets["adpain"]
    coded = bds.assign(AVAL=bds["AVAL"].mask(bds["USUBJID"] == "5"), AVALC=["4", "6", "7", "<0.7", None, None])
    result = run(
        baseline(variables=("AGE",), parameters={"adpain": ("PAIN",)}), replace(inputs(), datasets={"adpain": coded})
    )
    counts = choose(result, {"kind": "count", "PARAMCD": "PAIN"})
    assert set(counts["variable"]) == {"AVALC"}
    assert counts.set_index(["ARM", "level"])["count"].to_dict() == {
        ("Sham", "Below limit (<)"): 0,
        ("Sham", "Missing"): 1,
        ("Laser", "Below limit (<)"): 1,
        ("Laser", "Missing"): 1,
        ("All", "Below limit (<)"): 1,
        ("All", "Missing"): 2,
    }
    # A result below a limit is one: n counts it, and of a mean of the others nothing is said.
    laser = pick(result, kind="summary", variable="PAIN", ARM="Laser")
    assert laser["n"] == 2
    assert np.isnan(laser["mean"])
    assert result.notes["excluded"][1]["left_out"] == {"missing": 2}
    smd = pick(result, kind="effect_size", variable="PAIN")
    assert np.isnan(smd["estimate"])
    assert "beyond a limit of quantification" in smd["reason"]


def test_chow_is_unbalanced_at_baseline(chow: Inputs) -> None:
    # 5.92 (SD 2.29) against 4.04 (2.26), 45 in each arm: (5.92 - 4.04) / sqrt((2.29^2 + 2.26^2) / 2) = 0.826.
    result = run(baseline(parameters={"advas": ("VAS",)}), replace(chow, datasets={"advas": chow.records}))
    assert pick(result, kind="effect_size")["estimate"] == pytest.approx(0.826, abs=0.003)


def series(text: str) -> pd.Series:
    return pd.Series(text.split())


def test_two_levels_are_the_difference_of_shares() -> None:
    # Austin 2009: |p1 - p0| / sqrt((p1 q1 + p0 q0) / 2); here p1 = 3/4, p0 = 1/4.
    found = smd_categorical(series("M M M F"), series("M F F F"))
    assert found == pytest.approx(0.5 / np.sqrt(3 / 16))


def test_three_levels_are_a_mahalanobis_distance() -> None:
    # Shares (.2, .3, .5) and (.4, .4, .2); over the first two levels (Yang & Dalton 2012) the difference is
    # (-.2, -.1) and S, the mean of diag(p) - pp', is [[.2, -.11], [-.11, .225]]: invert it by hand.
    active, reference = series("A A B B B C C C C C"), series("A A A A B B B B C C")
    expected = np.sqrt((0.225 * 0.2**2 + 2 * 0.11 * 0.2 * 0.1 + 0.2 * 0.1**2) / (0.2 * 0.225 - 0.11**2))
    assert smd_categorical(active, reference) == pytest.approx(expected)


def test_which_level_is_left_out_does_not_matter() -> None:
    active, reference = series("A A B B B C C C C C"), series("A A A A B B B B C C")
    renamed = smd_categorical(active.replace("C", "0"), reference.replace("C", "0"))
    assert renamed == pytest.approx(smd_categorical(active, reference))
    assert smd_categorical(reference, active) == pytest.approx(smd_categorical(active, reference))


def test_equal_shares_differ_by_nothing() -> None:
    assert smd_categorical(series("A B"), series("A A B B")) == 0


def test_numbers_change_sign_with_the_arms_and_not_with_the_unit() -> None:
    active, reference = pd.Series([1.0, 2, 4, None]), pd.Series([3.0, 4, 8])
    assert smd_numeric(active, reference) == pytest.approx(-smd_numeric(reference, active))
    assert smd_numeric(10 * active + 3, 10 * reference + 3) == pytest.approx(smd_numeric(active, reference))


@pytest.mark.parametrize(
    ("smd", "active", "reference", "reason"),
    [
        (smd_numeric, pd.Series([1.0]), pd.Series([1.0, 2.0]), "fewer than two values"),
        (smd_numeric, pd.Series([1.0, 1.0]), pd.Series([2.0, 2.0]), "do not vary"),
        (smd_categorical, series("A A"), series("B B"), "no level in common"),
        (smd_categorical, series("A"), series(""), "no value in an arm"),
    ],
)
def test_what_has_no_standardised_difference_says_why(
    smd: object, active: object, reference: object, reason: str
) -> None:
    with pytest.raises(FitError, match=reason):
        smd(active, reference)  # type: ignore[operator]


def test_a_difference_without_a_number_keeps_its_row() -> None:
    adsl = inputs().adsl.assign(AGE=[1.0, 1, 1, 2, 2, 2, 2, 2])
    result = run(baseline(variables=("AGE",)), replace(inputs(), adsl=adsl))
    assert pick(result, kind="effect_size")["reason"] == "the values do not vary within the arms"
    assert len(result.notes["failed"]) == 1


def test_an_unknown_variable_is_an_error_of_the_trial_file() -> None:
    with pytest.raises(SpecError, match="WEIGHT is not a variable of ADSL"):
        run(baseline(variables=("WEIGHT",)), inputs())


def test_classes_at_baseline_are_counted_by_their_names() -> None:
    classes = {4.0: "few", 6.0: "some", 7.0: "many", 9.0: "most"}
    given = replace(inputs(), outcomes={"PAIN": Outcome("Class", levels=classes)})
    analysis = Baseline.model_validate({"method": "baseline", "population": FLAG, "parameters": {"adpain": ["PAIN"]}})
    made = run(analysis, given).rows
    own = made[(made["PARAMCD"] == "PAIN") & (made["ARM"] == "Sham") & (made["kind"] == "count")]
    assert own[["level", "count"]].values.tolist()[:4] == [["few", 1], ["some", 1], ["many", 0], ["most", 0]]
