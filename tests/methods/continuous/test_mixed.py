"""Mixed models against lme4, against the MMRM engine, and against closed forms of balanced designs."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.engines.mmrm import fit_mmrm
from trialstats.methods.continuous.mixed import run
from trialstats.methods.continuous.options import Mixed
from trialstats.methods.shared.inputs import Inputs, Outcome

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
        # Within subjects: some 300 records, less subjects and coefficients.
        assert 150 < row["df"] < 400
    assert (
        "t tests with Kenward-Roger standard errors and degrees of freedom (SAS DDFM=KR)" in result.notes["inference"]
    )


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
    # With positive correlation both are one model, laid out over the visits or by what subjects' own effects reach.
    inputs = make_inputs(unbalanced())
    result = run(mixed(time=time, covariates=("SITEID",), ddf="satterthwaite"), inputs)
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
        expected = terms.loc[term, ["estimate", "std_error", "df"]]
        assert (row["estimate"], row["std_error"], row["df"]) == pytest.approx(tuple(expected), rel=1e-4)


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


@pytest.mark.parametrize(("unit", "said"), [("mm", "mm per week"), (None, "per week")])
def test_slopes_have_the_unit_of_the_value_per_time(unit: str | None, said: str) -> None:
    frame = balanced()
    frame["AVISITN"] = frame["AVISIT"].astype(str).map({"Baseline": 0.0, "Week 6": 6.0, "Week 12": 12.0})
    inputs = make_inputs(frame, outcomes={"PAIN": Outcome("Pain", unit)})
    result = run(mixed(time="continuous"), inputs)
    assert set(choose(result, {"kind": "slope"})["unit"]) == {said}
    assert "Slopes are per week." in result.notes["inference"]
    assert "AVISITN" not in result.notes["inference"]


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


@pytest.mark.parametrize("options_", [{}, {"time": "continuous", "random": "intercept and slope"}])
@pytest.mark.parametrize(("unit", "shift"), [(1e-15, 0.0), (1e15, 0.0), (1.0, 2e6 * 8), (1.0, 1e9)])
def test_units_and_offsets_change_nothing(options_: dict[str, str], unit: float, shift: float) -> None:
    # Before: an offset of 2e6 SDs had standard errors 0.2 to 0.5 % off.
    frame = unbalanced().round(3)
    one = run(mixed(**options_), make_inputs(frame)).rows
    other = run(mixed(**options_), make_inputs(frame.assign(AVAL=unit * frame["AVAL"] + shift))).rows
    # The last digit of a value at that shift, as a part of the SD of 8.
    digits = 1e-9 + 1e-15 * shift
    for name in ("estimate", "std_error"):
        known = ~one["kind"].isin(["lsmean", "point"]) if shift else one["kind"].notna()
        found = other.loc[known, name].astype(float) / unit
        np.testing.assert_allclose(found, one.loc[known, name].astype(float), rtol=100 * digits)
    means = other["kind"].isin(["lsmean", "point"])
    np.testing.assert_allclose(other.loc[means, "std_error"] / unit, one.loc[means, "std_error"], rtol=100 * digits)
    np.testing.assert_allclose(
        (other.loc[means, "estimate"] - shift) / unit, one.loc[means, "estimate"], rtol=1e-9, atol=4e-16 * shift
    )


@pytest.mark.parametrize("time", ["categorical", "continuous"])
@pytest.mark.parametrize("turns", [False, True])
def test_a_random_slope_needs_three_times_of_a_subject(time: str, turns: bool) -> None:
    # Before: variance components and AIC were printed, `singular: False`. lme4 refuses too: "number of observations
    # <= number of random effects". Each subject lacks a visit: the last, or one after the other in turns.
    frame = balanced(30)
    lacking = frame["USUBJID"].str[1:].astype(int) % 3 if turns else 2
    frame = frame[frame["AVISIT"].map(list(TIMES).index) != lacking]
    assert frame.groupby("USUBJID").size().max() == 2
    result = run(mixed(time=time, random="intercept and slope"), make_inputs(frame))
    (failed,) = result.notes["failed"]
    assert "no subject has records at more than 2 times" in failed["reason"]
    assert not result.notes["fits"]
    assert run(mixed(time=time), make_inputs(frame)).notes["fits"]


def test_subjects_that_do_not_vary_leave_no_error() -> None:
    frame = balanced()
    flat = frame.assign(AVAL=frame.groupby("USUBJID")["AVAL"].transform("first").round(1))
    (failed,) = run(mixed(), make_inputs(flat)).notes["failed"]
    assert "nothing is left for the error within subjects" in failed["reason"]


def test_what_varies_within_subjects_by_rounding_leaves_no_error() -> None:
    frame = balanced()
    (failed,) = run(mixed(), make_inputs(frame.assign(AVAL=frame["AVAL"] + 1e13))).notes["failed"]
    assert "is rounding of values as large as 1e+13" in failed["reason"]


def test_changes_that_are_all_alike_are_refused() -> None:
    frame = balanced()
    base = frame["USUBJID"].map(frame[frame["AVISIT"] == "Baseline"].set_index("USUBJID")["AVAL"].round(1))
    frame = frame.assign(BASE=base, AVAL=(base + 0.1).round(1)).assign(CHG=lambda f: f["AVAL"] - f["BASE"])
    (failed,) = run(mixed(value="CHG"), make_inputs(frame)).notes["failed"]
    assert "in every record but for rounding" in failed["reason"]


def own_days(seed: int = 2) -> pd.DataFrame:
    """Records at each subject's own days: day 1 is the baseline, and there is no day 0."""
    rng = np.random.default_rng(seed)
    frame = balanced(30, seed=seed)
    day = 7 * frame["AVISITN"] + np.where(frame["AVISITN"] > 0, rng.integers(-4, 5, len(frame)), 0)
    return frame.assign(ADY=day + 1)


def test_own_days_are_the_time_of_the_arms_and_of_the_subjects() -> None:
    frame = own_days()
    result = run(mixed(time="ADY", random="intercept and slope"), make_inputs(frame))
    engine = fit_mmrm(
        "AVAL ~ TRT01P*DAYS",
        make_inputs(frame.assign(DAYS=frame["ADY"] - 1)).records,
        subject="USUBJID",
        covariance="random_slope",
        time="DAYS",
    )
    expected = engine.coefficients().set_index("term").loc["TRT01P[T.Laser]:DAYS"]
    row = pick(result, kind="slope", ARM="Laser", REFERENCE="Sham")
    for name in ("estimate", "std_error", "df", "p_value", "conf_low"):
        assert row[name] == pytest.approx(expected[name], rel=1e-7)
    assert row["unit"] == "per day"
    assert "days from day 1 of each subject's own records" in result.notes["inference"]
    # The course of an arm is its line, in the days that were counted.
    course = choose(result, {"kind": "point", "ARM": "Sham"})
    line = course[course["level"].str.startswith("predicted")]
    at = engine.lsmeans("TRT01P", at={"DAYS": float(line["value"].iloc[4])}).set_index("TRT01P").loc["Sham"]
    assert line["estimate"].iloc[4] == pytest.approx(at["estimate"], rel=1e-8)
    assert line["conf_high"].iloc[4] == pytest.approx(at["conf_high"], rel=1e-8)


@pytest.mark.parametrize(
    ("per", "days", "said"),
    [("week", 7, "per week."), ("month", 365.25 / 12, "(30.4375 days)"), ("year", 365.25, "(365.25 days)"),
     (30, 30, "per 30 days.")],
)  # fmt: skip
def test_slopes_over_own_days_are_per_what_is_asked_for(per: str | float, days: float, said: str) -> None:
    given = make_inputs(own_days())
    by_day, asked = (run(mixed(time="ADY", random="intercept and slope", **more), given) for more in ({}, {"per": per}))
    assert said in asked.notes["inference"]
    one, other = (choose(result, {"kind": "slope"}).reset_index(drop=True) for result in (by_day, asked))
    scaled, same = ["estimate", "std_error", "conf_low", "conf_high"], ["df", "statistic", "p_value"]
    assert len(one) == 3
    pd.testing.assert_frame_equal(other[scaled].astype(float), days * one[scaled].astype(float), rtol=1e-9)
    pd.testing.assert_frame_equal(other[same].astype(float), one[same].astype(float), rtol=1e-7)
    # Courses stay in days.
    points = [choose(result, {"kind": "point"})[["value", "estimate"]].astype(float) for result in (by_day, asked)]
    pd.testing.assert_frame_equal(*points)


@pytest.mark.parametrize("residual", ["ar1", "by arm"])
@pytest.mark.parametrize("time", ["categorical", "continuous"])
def test_errors_along_the_visits_or_by_arm(residual: str, time: str) -> None:
    frame = balanced(30, seed=4)
    result = run(mixed(residual=residual, time=time), make_inputs(frame))
    (fit,) = result.notes["fits"]
    assert ("residual_correlation" in fit) == (residual == "ar1")
    assert ("residual_variances" in fit) == (residual == "by arm")
    rows = result.rows[result.rows["kind"].isin(["difference", "slope"])]
    assert rows["df"].notna().all()
    assert ("over the visits" if residual == "ar1" else "a variance in each arm") in result.notes["inference"]
    json.dumps(result.notes, allow_nan=False)


@pytest.mark.parametrize("choice", [{"ddf": "inf"}, {"ddf": "kr_expected"}, {"vcov": "cr2"}, {"reml": False}])
def test_the_tests_are_those_of_the_engine(choice: dict[str, object]) -> None:
    frame = balanced(30)
    row = pick(run(mixed(time="continuous", **choice), make_inputs(frame)), ARM="Laser", REFERENCE="Sham")
    engine = fit_mmrm(
        "AVAL ~ TRT01P*AVISITN", make_inputs(frame).records, subject="USUBJID", covariance="random_intercept", **choice
    )
    expected = engine.coefficients().set_index("term").loc["TRT01P[T.Laser]:AVISITN"]
    assert row["std_error"] == pytest.approx(expected["std_error"], rel=1e-8)
    assert row["p_value"] == pytest.approx(expected["p_value"], rel=1e-8)
    assert np.isnan(row["df"]) if choice.get("ddf") == "inf" else row["df"] == pytest.approx(expected["df"])


def test_each_subject_has_a_course_of_its_own() -> None:
    frame = balanced(30)
    result = run(mixed(time="continuous", random="intercept and slope", own_courses=True), make_inputs(frame))
    own = result.rows[result.rows["level"].str.startswith("own").fillna(False)]
    assert len(own) == len(frame)
    # Drawn towards the mean of the arm, and so nearer to it than the subjects' own lines by least squares.
    one = own[own["USUBJID"] == "S00"]
    slope = np.diff(one["estimate"]) / np.diff(one["value"])
    assert slope[0] == pytest.approx(slope[1])
    assert (own["std_error"] > 0).all()
    assert not run(mixed(time="continuous"), make_inputs(frame)).rows["level"].str.startswith("own").any()


def test_observed_means_stand_beside_the_course() -> None:
    frame = balanced(30)
    result = run(mixed(time="continuous"), make_inputs(frame))
    row = pick(result, kind="point", level="observed", ARM="Laser", AVISIT="Week 6")
    records = frame[(frame["TRT01P"] == "Laser") & (frame["AVISIT"] == "Week 6")]
    assert (row["value"], row["n"]) == (6.0, 15)
    assert row["estimate"] == pytest.approx(records["AVAL"].mean())


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"own_courses": True}, "courses over time: say `time: continuous`"),
        ({"vcov": "cr2", "ddf": "kr_expected"}, "ddf kr_expected does not go with `vcov`"),
        ({"per": "year"}, "say `time: ADY`"),
        ({"time": "ADY", "per": 0}, "a number of days is above 0"),
    ],
)
def test_options_that_do_not_go_together(others: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        mixed(**others)
