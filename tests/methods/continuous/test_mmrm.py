"""The method mmrm: what it asks of the engine, and the rows it makes of the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.methods.continuous import ancova
from trialstats.methods.continuous.mmrm import run
from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.methods.shared.inputs import Inputs
from trialstats.trialfile.parts.analysis import Filter, Findings

PILOT = {
    "population": "EFFFL",
    "parameters": "ACTOT",
    "covariates": ("BASE", "SITEGR1"),
    "records": (Filter(column="DTYPE", without=("LOCF",)),),
}


def mmrm(**others: object) -> Mmrm:
    return Mmrm(**options("mmrm", **others))


@pytest.mark.parametrize(
    ("by_visit", "expected"),
    [
        # R: mmrm 0.3.18 and emmeans, week 24, `CHG ~ BASE + SITEGR1 + TRTP * AVISIT`.
        ((), (2.33, 1.73, 1.51)),
        # SAS's values for the model with BASE by visit: 2.3291, 1.7352, 1.5009.
        ("BASE", (2.3291, 1.7352, 1.5009)),
    ],
)
def test_pilot_ls_means_at_week_24(
    pilot: Callable[[Findings], Inputs], by_visit: object, expected: tuple[float, ...]
) -> None:
    analysis = mmrm(**PILOT, by_visit=by_visit)
    inputs = pilot(analysis)
    result = run(analysis, inputs)
    digits = 4 if by_visit else 2
    found = [pick(result, kind="lsmean", AVISIT="Week 24", ARM=arm)["estimate"] for arm in inputs.arms]
    assert [round(x, digits) for x in found] == list(expected)
    assert result.notes["excluded"] == [{"PARAMCD": "ACTOT", "measure": "CHG", "in": 539, "left_out": {}, "used": 539}]


def test_pilot_differences_and_likelihood_of_another_program(
    pilot: Callable[[Findings], Inputs], reference_results: Path
) -> None:
    fits = json.loads((reference_results / "mmrm_adas.json").read_text())
    reference = next(
        f
        for f in fits
        if (f["covariance"], f["grouped"], f["method"], f["reml"]) == ("us", False, "Satterthwaite", True)
    )
    analysis = mmrm(**PILOT, ddf="satterthwaite")
    result = run(analysis, pilot(analysis))
    (fit,) = result.notes["fits"]
    assert (fit["n_subjects"], fit["n_records"], fit["n_covariance_parameters"]) == (234, 539, 6)
    assert fit["loglik"] == pytest.approx(reference["loglik"], abs=1e-5)
    assert (fit["aic"], fit["bic"]) == pytest.approx((reference["aic"], reference["bic"]), abs=1e-5)
    theirs = ["estimate", "std_error", "df", "conf_low", "conf_high"]
    for row in reference["lsmeans"]:
        ours = pick(result, kind="lsmean", AVISIT=row["AVISIT"], ARM=row["TRTP"])
        expected = [row[name] for name in ("emmean", "SE", "df", "lower.CL", "upper.CL")]
        assert list(ours[theirs]) == pytest.approx(expected, rel=1e-5)
    for row in reference["contrasts"]:
        ours = pick(result, kind="difference", AVISIT=row["AVISIT"], ARM=row["contrast"].removesuffix(" - Placebo"))
        expected = [row[name] for name in ("estimate", "SE", "df", "p.value")]
        assert list(ours[[*theirs[:3], "p_value"]]) == pytest.approx(expected, rel=1e-5)
    slope = next(row for row in reference["coefficients"] if row["term"] == "BASE")
    ours = pick(result, kind="coefficient", variable="BASE")
    assert list(ours[theirs[:3]]) == pytest.approx([slope[name] for name in ("estimate", "se", "df")], rel=1e-5)


def one_visit(n: int = 40) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"USUBJID": [f"S{k}" for k in range(n)], "TRT01P": ["Sham", "Laser"] * (n // 2)})
    frame = frame.assign(AVISIT="Week 6", BASE=rng.normal(50, 9, n), SITEID=rng.choice(["1", "2"], n))
    return frame.assign(CHG=-5 * (frame["TRT01P"] == "Laser") - 0.2 * frame["BASE"] + rng.normal(0, 4, n))


@pytest.mark.parametrize("weights", ["equal", "observed"])
def test_one_visit_is_the_analysis_of_covariance(weights: str) -> None:
    inputs = make_inputs(one_visit())
    chosen = {"covariates": ("BASE", "SITEID"), "weights": weights}
    ours = choose(run(mmrm(**chosen, by_visit="BASE"), inputs), {"AVISIT": "Week 6"})
    theirs = ancova.run(Ancova(**options("ancova", **chosen)), inputs).rows
    pd.testing.assert_frame_equal(ours.reset_index(drop=True), theirs, rtol=1e-9)


def longitudinal(n: int = 40, seed: int = 5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    people = pd.DataFrame({"USUBJID": [f"S{k:02d}" for k in range(n)], "TRT01P": ["Sham", "Laser"] * (n // 2)})
    people = people.assign(BASE=rng.normal(50, 9, n), level=rng.normal(0, 4, n))
    frame = people.merge(pd.DataFrame({"AVISIT": ["Week 6", "Week 12"]}), how="cross")
    change = frame["level"] - 4 * (frame["TRT01P"] == "Laser") + rng.normal(0, 3, len(frame))
    return frame.drop(columns="level").assign(CHG=change)


def test_differences_agree_with_ls_means_and_swap_with_the_arms() -> None:
    result = run(mmrm(), make_inputs(longitudinal()))
    swapped = run(mmrm(), make_inputs(longitudinal(), arms=("Laser", "Sham")))
    for visit in ("Week 6", "Week 12"):
        laser, sham = (pick(result, kind="lsmean", AVISIT=visit, ARM=arm) for arm in ("Laser", "Sham"))
        difference = pick(result, kind="difference", AVISIT=visit)
        assert (difference["ARM"], difference["REFERENCE"], difference["n"]) == ("Laser", "Sham", 40)
        assert difference["estimate"] == pytest.approx(laser["estimate"] - sham["estimate"])
        other = pick(swapped, kind="difference", AVISIT=visit)
        assert (other["estimate"], other["conf_low"]) == pytest.approx(
            (-difference["estimate"], -difference["conf_high"])
        )


def test_the_order_of_rows_does_not_matter() -> None:
    frame = longitudinal()
    first = run(mmrm(), make_inputs(frame)).rows
    second = run(mmrm(), make_inputs(frame.sample(frac=1, random_state=1))).rows
    pd.testing.assert_frame_equal(first, second, rtol=1e-9)


def test_alpha_sets_the_intervals() -> None:
    wide = pick(run(mmrm(alpha=0.01), make_inputs(longitudinal())), kind="difference", AVISIT="Week 6")
    narrow = pick(run(mmrm(alpha=0.2), make_inputs(longitudinal())), kind="difference", AVISIT="Week 6")
    assert (wide["conf_level"], narrow["conf_level"]) == (0.99, 0.8)
    assert wide["conf_low"] < narrow["conf_low"] < narrow["conf_high"] < wide["conf_high"]


def test_a_structure_the_data_cannot_hold_gives_way_to_the_next() -> None:
    frame = longitudinal(12)
    apart = frame[(frame["AVISIT"] == "Week 6") == frame["USUBJID"].isin([f"S{k:02d}" for k in range(6)])]
    result = run(mmrm(covariates=(), covariance=("us", "ar1h")), make_inputs(apart))
    assert set(result.rows["reason"].dropna())  # nobody was seen at both visits: no covariance can be known
    ladder = run(mmrm(covariates=(), covariance=("us", "cs")), make_inputs(frame))
    (fit,) = ladder.notes["fits"]
    assert [a["covariance"] for a in fit["attempts"]] == ["us"]
    json.dumps(ladder.notes, allow_nan=False)
    json.dumps(result.notes, allow_nan=False)


def test_missing_covariates_are_counted_and_a_failed_parameter_keeps_its_rows() -> None:
    pain = longitudinal().assign(PARAMCD="PAIN")
    pain.loc[0, "BASE"] = np.nan
    sleep = longitudinal().assign(PARAMCD="SLEEP").query("TRT01P == 'Sham' or AVISIT == 'Week 6'")
    result = run(mmrm(), make_inputs(pd.concat([pain, sleep])))
    assert result.notes["excluded"][0]["left_out"] == {"BASE missing": 1}
    pain_rows = choose(result, {"PARAMCD": "PAIN"})
    assert pain_rows["estimate"].fillna(pain_rows["statistic"]).notna().all()
    lost = choose(result, {"PARAMCD": "SLEEP"})
    assert len(lost) == 6
    assert lost["estimate"].isna().all()
    assert lost["reason"].str.contains("no complete record of arm Laser at Week 12").all()
    assert result.notes["failed"][0]["PARAMCD"] == "SLEEP"


def test_a_visit_named_in_the_trial_file_and_not_measured_has_rows() -> None:
    frame = longitudinal().query("AVISIT == 'Week 6'")
    result = run(mmrm(visits=("Week 6", "Week 12")), make_inputs(frame))
    later = choose(result, {"AVISIT": "Week 12"})
    assert len(later) == 3
    assert set(later["reason"]) == {"no complete record at this visit"}
    assert pick(result, kind="difference", AVISIT="Week 6")["estimate"] < 0
