"""Imputation on small trials: against a second computation, closed forms, and what must not matter."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import make_inputs, options, pick
from tests.methods.imputation.dense import Trial
from trialstats.methods.continuous import ancova
from trialstats.methods.continuous.options import Ancova
from trialstats.methods.imputation import imputation
from trialstats.methods.imputation.options import ImputedValues
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result

ARMS, VISITS = ("Sham", "Laser"), ("Baseline", "Week 4", "Week 8", "Week 12")
LAST = {"kind": "difference", "AVISIT": "Week 12"}
STRATEGIES = ("MAR", "J2R", "CR", "CIR", "LMCF")


@cache
def people(n: int = 18, gaps: int = 1) -> pd.DataFrame:
    """A value at each visit (columns) of subjects who leave, every third, and some of whom a visit is missing."""
    rng = np.random.default_rng(7)
    arm = np.resize([0, 1], n)
    base = rng.normal(50, 8, n)
    root = np.linalg.cholesky(np.array([[16.0, 9, 7], [9, 20, 12], [7, 12, 25]]))
    values = base[:, None] - np.array([5, 8, 10]) - 4.0 * arm[:, None] + rng.normal(size=(n, 3)) @ root.T
    for i in range(0, n, 3):
        values[i, 1 + i % 2 :] = np.nan
    values[1 : 1 + gaps, 1] = np.nan
    frame = pd.DataFrame(values, columns=list(VISITS[1:]))
    return frame.assign(Baseline=base, TRT01P=np.array(ARMS)[arm], USUBJID=[f"S{i:02d}" for i in range(n)])


def records_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Records of visits that were made, that at baseline among them."""
    long = frame.melt(["USUBJID", "TRT01P"], list(VISITS), "AVISIT", "AVAL").dropna(subset="AVAL")
    long = long.assign(BASE=long["USUBJID"].map(frame.set_index("USUBJID")["Baseline"]))
    first = long["AVISIT"] == "Baseline"
    return long.assign(CHG=(long["AVAL"] - long["BASE"]).where(~first), ABLFL=first.map({True: "Y", False: None}))


def inputs_of(frame: pd.DataFrame, **others: Any) -> Inputs:
    return make_inputs(records_of(frame), ARMS, VISITS, **others)


def run(frame: pd.DataFrame | None = None, **wanted: Any) -> Result:
    inputs = inputs_of(people() if frame is None else frame)
    return imputation.run(ImputedValues(**options("imputation", **wanted)), inputs)


@cache
def dense(by_arm: bool) -> Trial:
    frame = people()
    outcomes = frame[list(VISITS[1:])].to_numpy() - frame[["Baseline"]].to_numpy()
    arm = (frame["TRT01P"] == "Laser").to_numpy(float)
    return Trial(outcomes, arm, frame["Baseline"].to_numpy() / 8 - 6, by_arm)


@cache
def fits(by_arm: bool) -> tuple[np.ndarray, list[np.ndarray]]:
    return dense(by_arm).fit(), dense(by_arm).fits_without_one()


@pytest.mark.slow
@pytest.mark.parametrize("by_arm", [False, True], ids=["shared", "by arm"])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_conditional_means_and_jackknife_of_a_second_computation(strategy: str, by_arm: bool) -> None:
    row = pick(run(strategy=strategy, covariance_by="TRT01P" if by_arm else None), **LAST)
    theta, without_one = fits(by_arm)
    assert row["estimate"] == pytest.approx(dense(by_arm).difference(strategy, theta), abs=1e-5)
    assert row["std_error"] == pytest.approx(dense(by_arm).jackknife(strategy, without_one), rel=1e-4)


def test_without_missing_values_every_strategy_is_the_analysis_of_complete_data() -> None:
    whole = people(gaps=0)
    whole = whole[whole["Week 12"].notna()].reset_index(drop=True)
    complete = ancova.run(Ancova(**options("ancova")), inputs_of(whole))
    for draws in ({"draws": "Bayes", "imputations": 20}, {}):
        for strategy in STRATEGIES:
            rows = run(whole, strategy=strategy, **draws).rows
            for kind in ("lsmean", "difference"):
                ours, theirs = (found[found["kind"] == kind].reset_index(drop=True) for found in (rows, complete.rows))
                names = ["estimate", *(["std_error", "df", "p_value", "conf_low", "conf_high"] if draws else [])]
                np.testing.assert_allclose(
                    ours.sort_values(["AVISIT", "ARM"])[names], theirs.sort_values(["AVISIT", "ARM"])[names]
                )


def test_jump_to_reference_of_an_arm_that_left_after_baseline_leaves_no_difference_of_it() -> None:
    # Two of the active arm stay, or the model had no effect of the arm to jump from; who was never seen is imputed as
    # the reference, whatever these two did.
    later, frame = list(VISITS[1:]), people(gaps=0)
    frame = frame.assign(**frame[later].ffill(axis=1))
    gone = frame.index[frame["TRT01P"] == "Laser"][2:]
    frame.loc[gone, later] = np.nan
    jumped, at_random = (run(frame, strategy={"Laser": word}, covariates=[]) for word in ("J2R", "MAR"))
    for visit in later:
        ours, theirs = (pick(result, kind="difference", AVISIT=visit)["estimate"] for result in (jumped, at_random))
        assert ours == pytest.approx(theirs * 2 / (2 + len(gone)))


def test_neither_the_order_of_rows_nor_the_names_of_arms_decide() -> None:
    analysis = ImputedValues(**options("imputation", strategy="CIR", draws="Bayes", imputations=20))
    plain = inputs_of(people())
    turned = inputs_of(people().iloc[::-1])
    renamed = people().assign(TRT01P=people()["TRT01P"].map({"Sham": "Zero", "Laser": "Active"}))
    other = make_inputs(records_of(renamed), ("Zero", "Active"), VISITS)
    numbers = ["estimate", "std_error", "mcse", "df"]
    expected = imputation.run(analysis, plain).rows[numbers]
    for inputs in (turned, other):
        pd.testing.assert_frame_equal(imputation.run(analysis, inputs).rows[numbers], expected)


def test_one_visit_is_enough() -> None:
    for draws in ("conditional mean", "Bayes"):
        result = run(
            people()[["USUBJID", "TRT01P", "Baseline", "Week 12"]].assign(**dict.fromkeys(VISITS[1:3], np.nan)),
            draws=draws,
            strategy="J2R",
        )
        assert result.notes["failed"] == []
        assert pick(result, **LAST)["estimate"] < 0
