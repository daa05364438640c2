"""Both sides of a subject: R's random intercept, the closed form with complete data, and what a missing side costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import make_inputs, options, pick
from tests.methods.nerve.build import VELOCITY, bds
from trialstats.engines.linear import build_design, fit_linear
from trialstats.methods.nerve.limbs import run
from trialstats.methods.nerve.limbs_design import ladder
from trialstats.methods.nerve.options import Limbs
from trialstats.methods.shared.inputs import Inputs

SIDES = {"SURVEL": ("VELL", "VELR")}
VISITS = ("Baseline", "V1", "V2")
FILE = Path(__file__).parent / "r" / "limbs.csv"


def of_r(visits: tuple[str, ...] = ("V2",)) -> Inputs:
    """The records that limbs.R reads."""
    d = pd.read_csv(FILE)
    d = d[d["visit"].isin(visits)]
    names = {"id": "USUBJID", "arm": "TRT01P", "age": "AGE", "visit": "AVISIT", "base": "BASE", "y": "AVAL"}
    sides = d["side"].map({"L": "LEFT", "R": "RIGHT"})
    return make_inputs(
        d.rename(columns=names).assign(PARAMCD="VEL" + d["side"], NVLAT=sides).drop(columns="side"),
        arms=("A", "B"),
        visits=VISITS,
        outcomes={"SURVEL": VELOCITY},
    )


def analysis(**more: Any) -> Limbs:
    return Limbs(**options("limbs", **{"sides": SIDES, "covariates": ["BASE", "AGE"], "value": "AVAL", **more}))


@pytest.mark.parametrize(
    ("ddf", "std_error", "df"),
    [("satterthwaite", 0.5063376922764, 31.6198995645831), ("kr_expected", 0.5085468157085, 34.1141215986351)],
)
def test_one_visit_is_rs_random_intercept(ddf: str, std_error: float, df: float) -> None:
    """tests/methods/nerve/r/limbs.R: lmerTest, with Satterthwaite's and with pbkrtest's (Kenward-Roger) tests."""
    row = pick(run(analysis(ddf=ddf), of_r()), kind="difference")
    assert row["estimate"] == pytest.approx(1.0190367773220, abs=2e-6)
    assert row["std_error"] == pytest.approx(std_error, abs=2e-6)
    assert row["df"] == pytest.approx(df, abs=2e-3)
    assert row["n"] == 40


def test_several_visits_with_one_random_intercept_are_rs() -> None:
    """tests/methods/nerve/r/limbs.R: y ~ arm * visit + side + base + age + (1 | id), Kenward-Roger."""
    made = run(analysis(ddf="kr_expected", covariance="cs"), of_r(("V1", "V2")))
    for visit, estimate, std_error, df in (
        ("V1", 0.745082085716, 0.472513952809, 86.1073440731),
        ("V2", 1.14989305395, 0.476007185613, 83.2338157493),
    ):
        row = pick(made, kind="difference", AVISIT=visit)
        assert (row["estimate"], row["std_error"]) == pytest.approx((estimate, std_error), abs=5e-6)
        assert row["df"] == pytest.approx(df, abs=0.02)


def complete(missing: int = 0, seed: int = 7) -> pd.DataFrame:
    """Both sides of 30 subjects, of whom the last `missing` lack the right one."""
    rng = np.random.default_rng(seed)
    arms, person = np.arange(30) % 2, 3 * rng.standard_normal(30)
    parts = []
    for side, letter in (("LEFT", "L"), ("RIGHT", "R")):
        base, after = (42 + person + rng.standard_normal(30) for _ in range(2))
        rows = [(f"S{k:02d}", ("Sham", "Laser")[a], base[k], after[k] + a) for k, a in enumerate(arms)]
        parts.append(bds(rows if letter == "L" else rows[: 30 - missing], f"VEL{letter}", NVLAT=side))
    return pd.concat(parts).assign(AGE=lambda d: 50.0 + d["USUBJID"].str[1:].astype(int) % 7)


def ready(frame: pd.DataFrame, **more: Any) -> Inputs:
    return make_inputs(frame[frame["AVISIT"] != "Baseline"], visits=("Baseline", "Week 12"), **more)


def test_with_complete_data_it_is_the_analysis_of_subjects_means() -> None:
    """With balanced sides and a covariate of subjects, estimate, error and df are those of ANCOVA of the means."""
    frame = complete()
    row = pick(run(analysis(covariates=["AGE"], value="CHG"), ready(frame)), kind="difference")
    means = frame[frame["AVISIT"] == "Week 12"].groupby(["USUBJID", "TRT01P", "AGE"], as_index=False)["CHG"].mean()
    means["TRT01P"] = pd.Categorical(means["TRT01P"], ["Sham", "Laser"])
    fit = fit_linear(means["CHG"].to_numpy(), build_design(["TRT01P", "AGE"], means), "classical")
    expected = fit.estimate(np.array([float("Laser" in term) for term in fit.design.terms]), 0.95)
    for name in ("estimate", "std_error", "df", "p_value", "conf_low", "conf_high"):
        assert row[name] == pytest.approx(expected[name], rel=1e-6), name


def test_a_missing_side_costs_less_than_the_subject() -> None:
    """Eight subjects with one side: they stay in, and the error is smaller than that of the 22 with both."""
    frame = complete(missing=8)
    made = run(analysis(covariates=[], value="CHG"), ready(frame))
    row = pick(made, kind="difference")
    week = frame[frame["AVISIT"] == "Week 12"]
    both = week[week.groupby("USUBJID")["CHG"].transform("size") == 2].groupby(["USUBJID", "TRT01P"])["CHG"].mean()
    x, y = both.xs("Laser", level=1), both.xs("Sham", level=1)
    pooled = ((x.var() * (len(x) - 1) + y.var() * (len(y) - 1)) / (len(both) - 2)) ** 0.5
    assert row["std_error"] < pooled * (1 / len(x) + 1 / len(y)) ** 0.5
    assert row["n"] == 30
    (entry,) = made.notes["excluded"]
    assert (entry["in"], entry["used"], entry["left_out"]) == (52, 52, {})


def test_absent_sides_are_left_out_and_counted() -> None:
    frame = complete()
    lost = (frame["USUBJID"].isin(["S03", "S04"])) & (frame["PARAMCD"] == "VELL") & (frame["AVISIT"] == "Week 12")
    frame.loc[lost, ["AVAL", "CHG"]] = np.nan
    frame.loc[lost, "RESPSTAT"] = ["ABSENT", "NOT DONE"]
    made = run(analysis(covariates=["BASE"], value="CHG"), ready(frame))
    (entry,) = made.notes["excluded"]
    assert entry["left_out"] == {"response absent": 1, "not done": 1}
    assert (entry["in"], entry["used"]) == (60, 58)
    assert pick(made, kind="difference")["n"] == 30


def test_order_and_names_of_sides_do_not_matter() -> None:
    one = run(analysis(covariates=["BASE"]), ready(complete(missing=5))).rows
    shuffled = ready(complete(missing=5).sample(frac=1, random_state=2))
    other = run(analysis(covariates=["BASE"], sides={"SURVEL": ("VELR", "VELL")}), shuffled).rows
    pd.testing.assert_frame_equal(one, other, rtol=1e-7)


def test_the_words_of_both_sides_come_from_what_they_measure() -> None:
    made = run(analysis(covariates=[]), ready(complete(), outcomes={"VELL": VELOCITY}))
    row = pick(made, kind="difference")
    assert row["PARAM"] == "Sural nerve, velocity, both sides"
    assert (row["unit"], row["better"]) == ("m/s", "higher")
    assert (row["group"], row["variable"], row["level"]) == ("SURAL NERVE", "VELOCITY", "BOTH")


def test_what_cannot_be_fitted_says_why() -> None:
    frame = complete()
    made = run(analysis(covariates=[]), ready(frame[frame["TRT01P"] == "Laser"]))
    assert made.rows["reason"].str.contains("no complete record of arm Sham").all()
    assert made.notes["failed"]


def test_the_structure_is_as_rich_as_the_occasions_allow() -> None:
    """One visit: a random intercept; two visits of two sides: unstructured; more than six occasions: cs again."""
    assert run(analysis(), of_r()).notes["fits"][0]["structure"] == "cs"
    several = run(analysis(), of_r(("V1", "V2"))).notes["fits"][0]
    assert several["structure"] == "us"
    assert several["visits"] == ["V1: LEFT", "V1: RIGHT", "V2: LEFT", "V2: RIGHT"]
    frame = of_r(("V1", "V2")).records.assign(limb=pd.Categorical(["a"] * 142, list("abcdefgh")))
    assert ladder(analysis(), frame) == ("cs",)
    assert ladder(analysis(covariance=["csh", "cs"]), frame) == ("csh", "cs")
