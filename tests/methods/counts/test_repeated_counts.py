"""Method repeated_counts: the numbers of R geepack on the seizures of Thall & Vail, and what must not matter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import FLAG, make_inputs, pick
from trialstats.methods.counts.options import RepeatedCounts
from trialstats.methods.counts.repeated_counts import check, run
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result

Shared = Callable[[str], Path]
GIVEN = "truths/02_counts"
VISITS = ("Week 2", "Week 4", "Week 6", "Week 8")
ARMS = ("placebo", "progabide")
OPTIONS: dict[str, Any] = {
    "method": "repeated_counts",
    "dataset": "adsz",
    "population": FLAG,
    "covariates": ["BASE", "AGE"],
    "time": {"value": 2, "unit": "week"},
    "moments": "geepack",
}
# geepack 1.3.9 of Debian, geeglm(y ~ base + age + trt + factor(period), offset = log 2, id = subject, family = poisson,
# control = geese.control(epsilon = 1e-13)): log rate ratio, its error, alpha, scale.
GEEPACK = {
    "exchangeable": (-0.1461808870584, 0.1713021160677, 0.408343398713, 4.900766135438),
    "ar1": (-0.1637073060264, 0.1632334232189, 0.557268605984, 4.941974147464),
}


@pytest.fixture(scope="module")
def seizures(shared: Shared) -> pd.DataFrame:
    frame = pd.read_csv(shared(f"{GIVEN}/epilepsy_visits.csv"))
    return pd.DataFrame(
        {
            "USUBJID": frame["subject"].map("{:03d}".format),
            "TRT01P": frame["trt"],
            "AVISIT": frame["period"].map(dict(enumerate(VISITS, start=1))),
            "AVAL": frame["y"].astype(float),
            "BASE": frame["base"].astype(float),
            "AGE": frame["age"].astype(float),
        }
    )


def inputs(records: pd.DataFrame) -> Inputs:
    return make_inputs(records, arms=ARMS, visits=("Baseline", *VISITS))


def made(records: pd.DataFrame, **changes: Any) -> Result:
    analysis = RepeatedCounts(**{**OPTIONS, **changes})
    check(analysis, inputs(records))
    return run(analysis, inputs(records))


@pytest.mark.parametrize("correlation", GEEPACK)
def test_the_numbers_of_geepack(seizures: pd.DataFrame, correlation: str) -> None:
    estimate, error, alpha, scale = GEEPACK[correlation]
    result = made(seizures, correlation=correlation)
    ratio = pick(result, kind="rate_ratio")
    assert (np.log(ratio["estimate"]), ratio["std_error"]) == pytest.approx((estimate, error), rel=1e-9)
    assert pick(result, kind="variance", variable="PEARSON")["estimate"] == pytest.approx(scale, rel=1e-9)
    assert result.notes["fits"][0]["working_correlation"][0][1] == pytest.approx(alpha, rel=1e-9)
    assert f"working correlation {alpha:.2f}" in pick(result, kind="value", PARAMCD="PAIN")["PARAM"]


def test_where_all_have_all_visits_independence_needs_no_visits(seizures: pd.DataFrame, shared: Shared) -> None:
    """The truths are of a model without visits: with the same covariates at all of them its ratio is the same."""
    truths = json.loads(shared(f"{GIVEN}/truths.json").read_text("utf-8"))["truths"]
    known = {truth["id"]: truth["value"] for truth in truths}
    ratio = pick(made(seizures, correlation="independence"), kind="rate_ratio")
    found = {"estimate": np.log(ratio["estimate"]), "se": ratio["std_error"], "p": ratio["p_value"]}
    own = {name: known[f"epil_gee.independence.trtprogabide.{name}"] for name in found}
    assert found == pytest.approx(own, rel=1e-8)


def test_rates_are_in_the_unit_of_time_and_ratios_in_none(seizures: pd.DataFrame) -> None:
    weeks, days = made(seizures), made(seizures, time={"value": 14, "unit": "day"}, per=7)
    for keys in ({"kind": "rate_ratio"}, *({"kind": "rate", "variable": "ADJUSTED", "ARM": arm} for arm in ARMS)):
        one, other = (pick(result, **keys) for result in (weeks, days))
        numbers = ["estimate", "conf_low", "conf_high"]
        assert other[numbers].tolist() == pytest.approx(one[numbers].tolist(), rel=1e-9)
    shuffled = made(seizures.sample(frac=1, random_state=3))
    assert pick(shuffled, kind="rate_ratio")["estimate"] == pytest.approx(pick(weeks, kind="rate_ratio")["estimate"])
    counted = weeks.rows.query("kind == 'rate' and variable.isna() and ARM == 'placebo'").iloc[0]
    own = seizures[seizures["TRT01P"] == "placebo"]
    assert (counted["events"], counted["value"], counted["n"]) == (own["AVAL"].sum(), 2 * len(own), 28)


def test_few_subjects_can_be_corrected_for(seizures: pd.DataFrame) -> None:
    few = seizures[seizures["USUBJID"].isin(sorted(seizures["USUBJID"].unique())[10:40])]
    plain, corrected = made(few), made(few, std_error="mancl-derouen", ddf="subjects")
    one, other = (pick(result, kind="rate_ratio") for result in (plain, corrected))
    assert other["estimate"] == pytest.approx(one["estimate"])
    assert other["std_error"] > one["std_error"]
    assert other["df"] == few["USUBJID"].nunique() - 7


def test_an_arm_without_events_has_no_ratio(seizures: pd.DataFrame) -> None:
    none = seizures.assign(AVAL=seizures["AVAL"].mask(seizures["TRT01P"] == "progabide", 0.0))
    result = made(none)
    assert "no event" in pick(result, kind="rate_ratio")["reason"]
    adjusted = pick(result, kind="rate", variable="ADJUSTED", ARM="placebo")
    assert adjusted["estimate"] > 0
    still = made(seizures.assign(AVAL=seizures["AVAL"].mask(seizures["AVISIT"] == "Week 4", 0.0)))
    assert "AVISIT[T.Week 4]" in pick(still, kind="rate_ratio")["reason"]
