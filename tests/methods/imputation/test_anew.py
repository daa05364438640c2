"""Summaries over time made anew of completed courses: linear in them, and those of complete data."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import make_inputs, options, pick
from tests.methods.imputation.test_imputation import dense, fits
from tests.methods.imputation.trial import LATER, VISITS, inputs_of, people, records_of
from trialstats.adam.over_time import Summary
from trialstats.methods.continuous import ancova
from trialstats.methods.continuous.options import Ancova
from trialstats.methods.imputation import imputation, tipping_point
from trialstats.methods.imputation.options import ImputedValues, TippingPoint
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.results.shape import Result
from trialstats.trialfile.parts.over_time import OverTime
from trialstats.trialfile.trial import Trial

WEEKS = {"Baseline": 0, "Week 4": 4, "Week 8": 8, "Week 12": 12}
TRIAL = cast(
    Trial,
    SimpleNamespace(
        visits={visit: SimpleNamespace(AVISITN=week, target_day=7.0 * week + 1) for visit, week in WEEKS.items()},
        after_baseline=LATER,
    ),
)


def summary(kind: str, window: list[str], rule: str = "trapezoid", best: float | None = None) -> Summary:
    over_time = OverTime.model_validate({"of": "PAIN", "summary": kind, "rule": rule, "visits": window})
    return Summary(over_time, window, 1.0, best, TRIAL)


WORDS = {"SUM": Outcome("Sum of pain", "mm", "lower"), "PAIN": Outcome("Pain", "mm", "lower")}
TWA, SPID = summary("time_weighted_average", LATER), summary("spid", list(VISITS), "right")
LAST = {"kind": "difference", "AVISIT": "Week 12"}


def inputs_with(made: Summary, frame: pd.DataFrame | None = None) -> Inputs:
    inputs = inputs_of(frame, courses={"SUM": made}, outcomes=WORDS)
    return replace(inputs, records=inputs.records.assign(ANL01FL="Y"))


def run(made: Summary, frame: pd.DataFrame | None = None, **wanted: Any) -> Result:
    given = {"parameters": "SUM", "value": "AVAL", **wanted}
    return imputation.run(ImputedValues(**options("imputation", **given)), inputs_with(made, frame))


@pytest.mark.parametrize("strategy", ["MAR", "J2R", "CIR"])
def test_a_weighted_sum_of_visits_is_that_of_their_differences(strategy: str) -> None:
    # Weeks 4, 8, 12 by trapezoids: (y4 / 2 + y8 + y12 / 2) * 4 / 8.
    plain = imputation.run(ImputedValues(**options("imputation", strategy=strategy)), inputs_of())
    of_visits = np.array([pick(plain, kind="difference", AVISIT=visit)["estimate"] for visit in LATER])
    result = run(TWA, strategy=strategy)
    assert "Sum of pain is made anew of each completed course of Pain" in result.notes["inference"]
    row = pick(result, **LAST)
    assert row["estimate"] == pytest.approx(of_visits @ [0.25, 0.5, 0.25])
    # The sum of improvements by their right ends, of 4 weeks each.
    assert pick(run(SPID, strategy=strategy), **LAST)["estimate"] == pytest.approx(-4 * of_visits.sum())
    # The change of an average differs by the baseline, which the model adjusts for.
    assert pick(run(TWA, strategy=strategy, value="CHG"), **LAST)["estimate"] == pytest.approx(row["estimate"])


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["MAR", "J2R", "CIR"])
def test_its_jackknife_is_that_of_a_second_computation(strategy: str) -> None:
    row = pick(run(TWA, strategy=strategy), **LAST)
    theta, without_one = fits(False)
    weights = np.array([0.25, 0.5, 0.25])
    assert row["estimate"] == pytest.approx(dense(False).difference(strategy, theta, weights), abs=1e-5)
    assert row["std_error"] == pytest.approx(dense(False).jackknife(strategy, without_one, weights), rel=1e-4)


def whole() -> pd.DataFrame:
    frame = people(gaps=0)
    return frame[frame["Week 12"].notna()].reset_index(drop=True)


@pytest.mark.parametrize("value", ["AVAL", "CHG", "PCHG"])
def test_without_missing_values_it_is_the_analysis_of_what_the_dataset_has(value: str) -> None:
    made = summary("time_weighted_average", list(VISITS), "left")
    frame = whole()
    average = frame[["Baseline", "Week 4", "Week 8"]].mean(axis=1)  # the left ends of 4 weeks each
    records = records_of(frame.assign(**{"Week 12": average}))
    records = records.assign(PCHG=100 * records["CHG"] / records["BASE"])
    records = records[records["AVISIT"].isin(["Baseline", "Week 12"])]
    expected = ancova.run(Ancova(**options("ancova", value=value)), make(records))
    found = run(made, frame, value=value, draws="Bayes", imputations=5)
    names = ["estimate", "std_error", "df", "p_value", "conf_low", "conf_high"]
    np.testing.assert_allclose(
        pick(found, **LAST)[names].astype(float), pick(expected, **LAST)[names].astype(float), rtol=1e-9
    )


def make(records: pd.DataFrame) -> Inputs:
    return make_inputs(records, ("Sham", "Laser"), VISITS)


def test_the_set_is_summed_up_and_not_its_mean() -> None:
    # Responders of a sum: with everything known they are counted from the sums themselves.
    frame = whole()
    spid = 4 * sum(frame["Baseline"] - frame[visit] for visit in LATER)
    bound = float(np.sort(spid)[5])
    model = {"method": "responders", "criteria": [{"at_least": bound}]}
    found = run(SPID, frame, draws="Bayes", imputations=5, analysis=model)
    for arm in ("Sham", "Laser"):
        own = spid[frame["TRT01P"] == arm]
        share = pick(found, kind="proportion", ARM=arm, AVISIT="Week 12")
        assert share["estimate"] == pytest.approx((own >= bound).mean())
    counted = pick(
        run(SPID, draws="Bayes", imputations=5, analysis=model), kind="count", ARM="Sham", level="Value imputed"
    )
    lost = people()[LATER].isna().any(axis=1) & (people()["TRT01P"] == "Sham")
    assert counted["count"] == lost.sum()


def test_who_could_have_no_sum_is_left_out_and_counted() -> None:
    frame = people().copy()
    frame.loc[4, "Baseline"] = 0.0
    made = summary("percent_spid", list(VISITS), "right", best=0.0)
    told = run(made, frame).notes["excluded"][0]
    assert told["left_out"] == {"baseline is the best possible value: there is no largest improvement": 1}
    assert told["used"] == 17


def test_what_one_value_a_subject_cannot_be_asked_is_said() -> None:
    model = {"method": "mmrm"}
    failed = run(TWA, draws="Bayes", imputations=5, analysis=model).notes["failed"]
    assert failed[0]["reason"] == "a summary over time is one value a subject: analyse it by ancova, not by mmrm"
    assert "say `value: AVAL`" in run(SPID, value="CHG").notes["failed"][0]["reason"]
    assert "Week 8 of the window" in run(TWA, visits=("Week 4", "Week 12")).notes["failed"][0]["reason"]


def test_a_shift_moves_the_sum_by_the_share_of_visits_imputed() -> None:
    analysis = TippingPoint(
        **options("tipping_point", parameters="SUM", value="AVAL", covariates=[], delta={"Laser": (0, 10)}, steps=2)
    )
    rows = tipping_point.run(analysis, inputs_with(TWA)).rows
    by_shift = rows[rows["kind"] == "difference"].set_index("group")["estimate"].to_list()
    frame = people()
    after = frame[LATER].isna() & frame[LATER].bfill(axis=1).isna()
    weight = (after @ np.array([0.25, 0.5, 0.25]))[frame["TRT01P"] == "Laser"].mean()
    assert by_shift[-1] - by_shift[0] == pytest.approx(10 * weight)
