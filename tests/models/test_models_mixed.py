"""Mixed models against lme4, against the MMRM engine, and against closed forms of balanced designs."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from models_build import choose, make_inputs, options, pick

from trialstats.mmrm import fit_mmrm
from trialstats.models.inputs import Inputs
from trialstats.models.mixed import run
from trialstats.spec.analyses import Mixed

TIMES = {"Baseline": 0.0, "Week 6": 6.0, "Week 12": 12.0}


def mixed(**others: object) -> Mixed:
    return Mixed(**options("mixed", **others))


def test_chow_interactions_of_lme4(chow: Inputs) -> None:
    # R: lmer(vas10 ~ arm * time + (1 | id)): week 7 -3.658 (SE 0.427), week 12 -2.933 (0.417).
    result = run(mixed(), chow)
    for visit, expected in {"Week 7": (-3.658, 0.427, 84), "Week 12": (-2.933, 0.417, 90)}.items():
        row = pick(result, kind="difference", AVISIT=visit)
        assert (round(row["estimate"], 3), round(row["std_error"], 3), row["n"]) == expected
        assert row["measure"] == "CHG"
        assert np.isnan(row["df"])
    assert "no small-sample degrees of freedom" in result.notes["inference"]


def balanced(n: int = 24, slope_sd: float = 0.3, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    people = pd.DataFrame({"USUBJID": [f"S{k:02d}" for k in range(n)], "TRT01P": ["Sham", "Laser"] * (n // 2)})
    people = people.assign(level=rng.normal(50, 8, n), rate=rng.normal(-1, slope_sd, n))
    visits = pd.DataFrame({"AVISIT": list(TIMES), "AVISITN": list(TIMES.values())})
    frame = people.merge(visits, how="cross")
    rate = frame["rate"] - 0.8 * (frame["TRT01P"] == "Laser")
    noise = rng.normal(0, 1.5, len(frame))
    return frame.assign(AVAL=frame["level"] + rate * frame["AVISITN"] + noise).drop(columns=["level", "rate"])


def unbalanced() -> pd.DataFrame:
    frame = balanced(30, slope_sd=0.0).drop(index=[1, 2, 14, 30, 44, 61])
    return frame.assign(SITEID=np.where(frame["USUBJID"].str[-1].astype(int) < 4, "1", "2"))


@pytest.mark.parametrize(("time", "model"), [("categorical", "AVISIT"), ("continuous", "AVISITN")])
def test_a_random_intercept_is_compound_symmetry(time: str, model: str) -> None:
    # With positive correlation both are one model, fitted by two programs that share no code.
    inputs = make_inputs(unbalanced())
    result = run(mixed(time=time, covariates=("SITEID",)), inputs)
    other = fit_mmrm(
        f"AVAL ~ TRT01P*{model} + SITEID",
        inputs.records,
        subject="USUBJID",
        visit="AVISIT",
        covariance="cs",
        ddf="satterthwaite",
    )
    (fit,) = result.notes["fits"]
    assert fit["loglik"] == pytest.approx(other.loglik, abs=1e-6)
    assert fit["aic"] == pytest.approx(other.aic, abs=1e-5)
    terms = other.coefficients().set_index("term")
    if time == "continuous":
        rows = {"TRT01P[T.Laser]:AVISITN": pick(result, kind="slope", ARM="Laser", REFERENCE="Sham")}
        rows["AVISITN"] = pick(result, kind="slope", ARM="Sham")
    else:
        rows = {
            f"TRT01P[T.Laser]:AVISIT[T.{visit}]": pick(result, kind="difference", AVISIT=visit)
            for visit in ("Week 6", "Week 12")
        }
        means = other.lsmeans("TRT01P", by="AVISIT")
        for row in means.to_dict("records"):
            ours = pick(result, kind="lsmean", ARM=row["TRT01P"], AVISIT=row["AVISIT"])
            assert (ours["estimate"], ours["std_error"]) == pytest.approx((row["estimate"], row["std_error"]), rel=1e-4)
    for term, row in rows.items():
        expected = terms.loc[term, ["estimate", "std_error"]]
        assert (row["estimate"], row["std_error"]) == pytest.approx(tuple(expected), rel=1e-4)


def test_balanced_differences_in_change_have_a_closed_form() -> None:
    # Split plot: difference of mean changes, variance 2 * MS(subject x visit within arm) * (1/n1 + 1/n2).
    frame = balanced(slope_sd=0.0)
    wide = frame.set_index(["USUBJID", "AVISIT"])["AVAL"].unstack()[list(TIMES)]  # noqa: PD010
    arm = frame.drop_duplicates("USUBJID").set_index("USUBJID")["TRT01P"]
    residual = wide.sub(wide.mean(axis=1), axis=0)
    residual = residual - residual.groupby(arm).transform("mean")
    mean_square = (residual**2).to_numpy().sum() / (2 * (24 - 2))
    change = wide["Week 12"] - wide["Baseline"]
    row = pick(run(mixed(), make_inputs(frame)), kind="difference", AVISIT="Week 12")
    assert row["estimate"] == pytest.approx(change[arm == "Laser"].mean() - change[arm == "Sham"].mean())
    assert row["std_error"] == pytest.approx(np.sqrt(2 * mean_square * 2 / 12), rel=1e-4)


def test_balanced_slopes_have_a_closed_form() -> None:
    # Laird & Ware: balanced and unrestricted, the slope is the mean of the subjects' own least-squares slopes,
    # and its standard error that of a mean of such slopes.
    frame = balanced()
    own = frame.groupby("USUBJID").apply(
        lambda one: np.polyfit(one["AVISITN"], one["AVAL"], 1)[0], include_groups=False
    )
    arm = frame.drop_duplicates("USUBJID").set_index("USUBJID")["TRT01P"]
    groups = [own[arm == name] for name in ("Laser", "Sham")]
    pooled = np.mean([group.var(ddof=1) for group in groups])
    result = run(mixed(time="continuous", random="intercept and slope"), make_inputs(frame))
    row = pick(result, kind="slope", ARM="Laser", REFERENCE="Sham")
    assert row["estimate"] == pytest.approx(groups[0].mean() - groups[1].mean(), rel=1e-6)
    assert row["std_error"] == pytest.approx(np.sqrt(pooled * 2 / 12), rel=1e-3)
    (fit,) = result.notes["fits"]
    assert not fit["singular"]
    assert np.shape(fit["random_covariance"]) == (2, 2)


def test_no_difference_between_subjects_is_said_to_be_at_the_boundary() -> None:
    frame = balanced()
    # Take every subject's mean away: subjects differ less than chance would have it.
    centred = frame.assign(AVAL=frame["AVAL"] - frame.groupby("USUBJID")["AVAL"].transform("mean"))
    result = run(mixed(), make_inputs(centred))
    (fit,) = result.notes["fits"]
    assert fit["singular"]
    assert "boundary" in fit["warnings"][0]
    assert choose(result, {"kind": "difference"})["std_error"].notna().all()
    json.dumps(result.notes, allow_nan=False)


def test_units_of_time_and_outcome_scale_the_slopes() -> None:
    weeks = balanced()
    days = weeks.assign(AVISITN=7 * weeks["AVISITN"], AVAL=10 * weeks["AVAL"])
    analysis = mixed(time="continuous", random="intercept and slope")
    first, second = (pick(run(analysis, make_inputs(f)), ARM="Laser", REFERENCE="Sham") for f in (weeks, days))
    assert second["estimate"] == pytest.approx(first["estimate"] * 10 / 7, rel=1e-6)
    assert second["std_error"] == pytest.approx(first["std_error"] * 10 / 7, rel=1e-3)


def test_order_of_rows_and_names_of_arms() -> None:
    frame = unbalanced()
    result = run(mixed(), make_inputs(frame))
    shuffled = run(mixed(), make_inputs(frame.sample(frac=1, random_state=4)))
    pd.testing.assert_frame_equal(result.rows, shuffled.rows, rtol=1e-9)
    swapped = run(mixed(), make_inputs(frame, arms=("Laser", "Sham")))
    one, other = (pick(r, kind="difference", AVISIT="Week 12") for r in (result, swapped))
    assert (other["estimate"], other["std_error"]) == pytest.approx((-one["estimate"], one["std_error"]), rel=1e-5)


def test_changes_have_differences_at_the_visit() -> None:
    frame = balanced()
    base = frame[frame["AVISIT"] == "Baseline"].set_index("USUBJID")["AVAL"]
    frame = frame.assign(CHG=frame["AVAL"] - frame["USUBJID"].map(base))
    result = run(mixed(value="CHG"), make_inputs(frame))
    row = pick(result, kind="difference", AVISIT="Week 12")
    means = frame[frame["AVISIT"] == "Week 12"].groupby("TRT01P")["CHG"].mean()
    assert (row["measure"], row["estimate"]) == ("CHG", pytest.approx(means["Laser"] - means["Sham"]))
    assert set(choose(result, {"kind": "lsmean"})["AVISIT"]) == {"Week 6", "Week 12"}


def one_visit_each() -> pd.DataFrame:
    frame = balanced()
    return frame[frame["AVISIT"].map(list(TIMES).index) == frame["USUBJID"].str[1:].astype(int) // 2 % 3]


@pytest.mark.parametrize(
    ("frame", "others", "reason"),
    [
        (balanced().query("AVISIT != 'Baseline'"), {}, "no record at baseline"),
        (balanced().query("AVISIT == 'Baseline'"), {}, "records at one visit only"),
        (balanced().query("TRT01P == 'Sham'"), {}, "no complete record of arm Laser"),
        (balanced().query("TRT01P == 'Sham' or AVISIT != 'Week 6'"), {}, "no complete record of arm Laser at Week 6"),
        (balanced().assign(AVAL=1.0), {}, "AVAL is 1 in every record"),
        (balanced().assign(AVISITN=3.0), {"time": "continuous"}, "AVISITN is the same in every record"),
        (one_visit_each(), {}, "no subject has more than one record"),
    ],
)
def test_what_cannot_be_fitted_says_why(frame: pd.DataFrame, others: dict[str, object], reason: str) -> None:
    result = run(mixed(**others), make_inputs(frame))
    assert len(result.rows)
    assert result.rows["estimate"].isna().all()
    assert result.rows["reason"].str.contains(reason).all()
    assert reason in result.notes["failed"][0]["reason"]


def test_missing_values_are_counted() -> None:
    frame = balanced()
    frame.loc[3, "AVAL"] = np.nan
    result = run(mixed(), make_inputs(frame))
    assert result.notes["excluded"][0]["left_out"] == {"AVAL missing": 1}
    assert pick(result, kind="lsmean", AVISIT="Baseline", ARM="Laser")["n"] == 11
