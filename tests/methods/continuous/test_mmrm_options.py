"""What a trial file can ask of mmrm beyond its defaults: tests, sandwich, groups, times, constrained baseline."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.engines.mmrm import fit_mmrm
from trialstats.methods.continuous.mmrm import run
from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_words import structures_used

DDF = ["kr", "kr_linear", "kr_expected", "satterthwaite", "between_within", "residual", "inf"]


def mmrm(**others: object) -> Mmrm:
    return Mmrm(**options("mmrm", **others))


def trial(n: int = 60, seed: int = 4, missing: float = 0.15) -> Inputs:
    """Baseline and two visits; every subject has its own level."""
    rng = np.random.default_rng(seed)
    people = pd.DataFrame({"USUBJID": [f"S{k:02d}" for k in range(n)], "TRT01P": ["Sham", "Laser"] * (n // 2)})
    people = people.assign(level=rng.normal(50, 8, n), AGE=rng.normal(60, 9, n))
    visits = pd.DataFrame({"AVISIT": ["Baseline", "Week 6", "Week 12"], "AVISITN": [0.0, 6.0, 12.0]})
    frame = people.merge(visits, how="cross")
    effect = 5.0 * ((frame["TRT01P"] == "Laser") & (frame["AVISIT"] != "Baseline"))
    frame["AVAL"] = frame["level"] - effect + rng.normal(0, 5, len(frame))
    base = frame[frame["AVISIT"] == "Baseline"].set_index("USUBJID")["AVAL"]
    frame["BASE"] = frame["USUBJID"].map(base)
    frame["CHG"] = (frame["AVAL"] - frame["BASE"]).where(frame["AVISIT"] != "Baseline")
    frame["ADY"] = 7 * frame["AVISITN"] + rng.integers(-2, 3, len(frame))
    gone = (rng.random(len(frame)) < missing) & (frame["AVISIT"] != "Baseline")
    return make_inputs(frame[~gone].drop(columns="level"))


@pytest.mark.parametrize("ddf", DDF)
def test_every_word_for_degrees_of_freedom_reaches_the_engine(ddf):
    inputs = trial()
    row = pick(run(mmrm(ddf=ddf), inputs), kind="difference", AVISIT="Week 12")
    later = inputs.records[inputs.records["AVISIT"] != "Baseline"]
    later = later.assign(AVISIT=later["AVISIT"].cat.remove_unused_categories())
    fit = fit_mmrm("CHG ~ TRT01P*AVISIT + BASE", later, subject="USUBJID", visit="AVISIT", ddf=ddf)
    expected = fit.contrasts("TRT01P", by="AVISIT").iloc[-1]
    names = ["estimate", "std_error", "df", "p_value"]
    assert list(row[names]) == pytest.approx(list(expected[names]), rel=1e-9)


def test_joint_tests_have_rows():
    rows = choose(run(mmrm(), trial()), {"kind": "joint_test"})
    assert list(rows["variable"]) == ["TRT01P", "AVISIT", "BASE", "TRT01P:AVISIT"]
    assert rows[["num_df", "df", "statistic", "p_value"]].notna().all(axis=None)
    assert rows["estimate"].isna().all()


def test_a_sandwich_says_so():
    result = run(mmrm(vcov="cr2"), trial())
    assert "bias-reduced empirical (sandwich) standard errors and Satterthwaite" in result.notes["inference"]
    plain, robust = (pick(r, kind="difference", AVISIT="Week 6") for r in (run(mmrm(), trial()), result))
    assert plain["estimate"] == pytest.approx(robust["estimate"])
    assert plain["std_error"] != pytest.approx(robust["std_error"], rel=1e-4)


def test_the_structure_told_is_the_one_used():
    planned, fits = ("us", "toeph", "cs"), [{"PARAMCD": "A", "structure": "us"}, {"PARAMCD": "B", "structure": "cs"}]
    assert structures_used(planned, fits[:1]) == "unstructured"
    assert structures_used(planned, fits[1:]) == (
        "of compound symmetry (planned first, and not to be fitted: unstructured, of Toeplitz form with a variance at "
        "each visit)"
    )
    assert structures_used(planned, fits).startswith("unstructured (A), of compound symmetry (B) (planned first")
    assert structures_used(("us", "cs"), []) == "unstructured, else of compound symmetry"
    assert "within subjects unstructured; t" in run(mmrm(covariance=["us", "cs"]), trial()).notes["inference"]


def test_a_matrix_for_each_arm():
    result = run(mmrm(covariance_by="TRT01P"), trial())
    (fit,) = result.notes["fits"]
    assert [group["group"] for group in fit["groups"]] == ["Sham", "Laser"]
    assert fit["n_covariance_parameters"] == 6
    assert "for each level of TRT01P" in result.notes["inference"]
    json.dumps(result.notes, allow_nan=False)


def test_times_of_their_own():
    result = run(mmrm(covariance="sp_exp", time="ADY"), trial())
    (fit,) = result.notes["fits"]
    assert fit["structure"] == "sp_exp"
    assert fit["n_covariance_parameters"] == 2


def test_constrained_baseline_is_generalised_least_squares():
    """The differences are those of the restricted means, at the fitted covariance, by dense algebra."""
    inputs = trial()
    result = run(mmrm(baseline="constrained", value="AVAL", ddf="satterthwaite", covariates=("AGE",)), inputs)
    (fit,) = result.notes["fits"]
    frame = inputs.records.dropna(subset=["AVAL"]).sort_values(["USUBJID", "AVISIT"])
    visit, active = frame["AVISIT"].cat.codes.to_numpy(), (frame["TRT01P"] == "Laser").to_numpy()
    x = np.column_stack(
        [visit == 0, visit == 1, visit == 2, active & (visit == 1), active & (visit == 2), frame["AGE"]]
    )
    x = x.astype(float)
    same = frame["USUBJID"].to_numpy()[:, None] == frame["USUBJID"].to_numpy()
    v = np.where(same, np.array(fit["covariance"])[np.ix_(visit, visit)], 0.0)
    phi = np.linalg.inv(x.T @ np.linalg.solve(v, x))
    b = phi @ x.T @ np.linalg.solve(v, frame["AVAL"].to_numpy())
    for k, name in [(3, "Week 6"), (4, "Week 12")]:
        row = pick(result, kind="difference", AVISIT=name)
        assert (row["measure"], row["estimate"]) == ("AVAL", pytest.approx(b[k], rel=1e-8))
        assert row["std_error"] == pytest.approx(np.sqrt(phi[k, k]), rel=1e-8)
        means = {arm: pick(result, kind="lsmean", AVISIT=name, ARM=arm)["estimate"] for arm in ("Sham", "Laser")}
        assert means["Sham"] == pytest.approx(b[k - 2] + b[5] * frame["AGE"].mean(), rel=1e-8)
        assert means["Laser"] - means["Sham"] == pytest.approx(b[k], rel=1e-8)
    assert not len(choose(result, {"AVISIT": "Baseline"}))
    assert "one mean for all arms" in result.notes["inference"]


def test_constrained_baseline_uses_subjects_without_a_later_visit():
    inputs = trial(missing=0.4)
    only_baseline = inputs.records.groupby("USUBJID")["AVISIT"].nunique().eq(1).sum()
    assert only_baseline > 0
    (fit,) = run(mmrm(baseline="constrained", value="AVAL"), inputs).notes["fits"]
    assert fit["n_subjects"] == 60


def test_the_day_before_day_1_is_one_day_away():
    """There is no day 0: study days -1 and 29 are 29 days apart (30 before), as days counted through say."""
    inputs = trial()
    at_baseline = inputs.records["AVISIT"] == "Baseline"
    day = inputs.records["ADY"].where(~at_baseline, -1 - inputs.records.index % 3).astype(float)
    named = dataclasses.replace(inputs, records=inputs.records.assign(ADY=day.where(at_baseline, day + 1)))
    counted = dataclasses.replace(inputs, records=inputs.records.assign(AVISITN=day))
    asked = {"baseline": "constrained", "value": "AVAL", "covariance": "sp_exp"}
    made, expected = (run(mmrm(**asked, time=time), on) for time, on in (("ADY", named), ("AVISITN", counted)))
    pd.testing.assert_frame_equal(made.rows, expected.rows, rtol=1e-9)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"covariance": "sp_exp"}, "sp_exp needs `time`"),
        ({"time": "ADY"}, "`time` is for covariance sp_exp and sp_gau"),
        ({"covariance": "sp_gau", "time": "AGE"}, "time = AGE, not one of AVISITN, ADY"),
        ({"vcov": "cr0", "ddf": "kr_linear"}, "ddf kr_linear does not go with `vcov`"),
        ({"baseline": "constrained", "value": "CHG"}, "say `value: AVAL`"),
        ({"baseline": "constrained", "value": "AVAL", "covariates": ("BASE",)}, "take BASE out of `covariates`"),
    ],
)
def test_what_does_not_go_together_is_said(given, words):
    with pytest.raises(ValidationError, match=words):
        mmrm(**given)


@pytest.mark.parametrize("vcov", ["cr0", "cr2", "cr3"])
def test_an_arm_that_never_changes_has_no_sandwich_and_the_others_stand(vcov):
    """LS mean 1.2e-15 with p .0055 it had: its subjects' residuals are zero but for rounding."""
    inputs = trial(missing=0.0)
    records = inputs.records.copy()
    still = (records["TRT01P"] == "Sham") & (records["AVISIT"] != "Baseline")
    records.loc[still, "CHG"] = 0.1
    records["AVAL"] = records["AVAL"].where(~still, records["BASE"] + 0.1)
    result = run(mmrm(vcov=vcov, covariates=[]), dataclasses.replace(inputs, records=records))
    means = choose(result, {"kind": "lsmean"}).set_index("ARM")
    assert means.loc["Sham", "reason"].str.contains("has no variance").all()
    assert means.loc["Sham", ["estimate", "std_error", "p_value"]].isna().all(axis=None)
    assert means.loc["Laser", "std_error"].gt(0.1).all()
    assert choose(result, {"kind": "difference"})["std_error"].gt(0.1).all()


def test_what_a_fit_has_to_tell_stands_beside_it():
    fits = run(mmrm(reml=False), trial()).notes["fits"]
    assert "restricted maximum likelihood" in fits[0]["warnings"][0]
    assert "warnings" not in run(mmrm(), trial()).notes["fits"][0]


def test_visits_whose_order_is_that_of_the_alphabet_are_in_order():
    inputs = trial()
    records = inputs.records.assign(
        AVISIT=inputs.records["AVISIT"].cat.rename_categories({"Week 6": "End", "Week 12": "Late"})
    )
    named = dataclasses.replace(inputs, records=records, visits=("Baseline", "End", "Late"))
    rows = run(mmrm(covariance=["ar1"], baseline="constrained", value="AVAL", covariates=[]), named)
    assert choose(rows, {"kind": "difference"})["std_error"].notna().all()
