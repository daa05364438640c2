"""Correlations against a published example, the analysis of covariance, residuals, and simulation."""

from __future__ import annotations

import json
import math
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from tests.methods.build import FLAG, choose, make_inputs, options, pick, typed
from trialstats.errors import FitError
from trialstats.methods.association.association import run
from trialstats.methods.association.correlation import fisher_interval, within_subjects
from trialstats.methods.association.options import Association
from trialstats.methods.shared.inputs import Inputs, Outcome

VISITS = ("Baseline", "Week 6", "Week 12")
OTHER = {"dataset": "adother", "PARAMCD": "VAS"}


def analysis(**others: object) -> Association:
    return Association(**options("association", **{"outcome": OTHER, "parameters": "IL6", **others}))


def trial(n: int = 40, seed: int = 0, slope: float = 2.0) -> pd.DataFrame:
    """Subjects at three visits: IL6 (positive), VAS that goes with its logarithm, arm, age, site."""
    rng = np.random.default_rng(seed)
    people = pd.DataFrame({"USUBJID": [f"S{k:03d}" for k in range(n)], "TRT01P": np.resize(["Sham", "Laser"], n)})
    people["AGE"] = rng.normal(60, 9, n)
    people["SITE"] = rng.choice(["1", "2", "3"], n)
    people["_own"] = rng.normal(0, 1, n)
    frame = people.merge(pd.DataFrame({"AVISIT": VISITS, "AVISITN": [0.0, 6.0, 12.0]}), how="cross")
    shift = np.where((frame["TRT01P"] == "Laser") & (frame["AVISIT"] != "Baseline"), -0.4, 0.0)
    frame["log"] = 0.5 + frame["_own"] + shift + 0.02 * (frame["AGE"] - 60) + rng.normal(0, 0.5, len(frame))
    frame["IL6"] = np.exp(frame["log"])
    frame["VAS"] = 50 + 5 * frame["_own"] + slope * frame["log"] + 10 * shift + rng.normal(0, 3, len(frame))
    return frame


def inputs_of(frame: pd.DataFrame, texts: dict[int, str] | None = None, **others: Any) -> Inputs:
    """Records of IL6 as the analysis' own, VAS as the other dataset; texts: AVALC of rows without a number."""
    own = frame.assign(PARAMCD="IL6", AVAL=frame["IL6"], AVALC=frame["IL6"].astype(str), ANL01FL="Y")
    for row, text in (texts or {}).items():
        own.loc[row, ["AVAL", "AVALC"]] = [np.nan, text]
    other = frame.assign(PARAMCD="VAS", AVAL=frame["VAS"], ANL01FL="Y").dropna(subset=["AVAL"])
    people = frame.drop_duplicates("USUBJID")[["USUBJID", "TRT01P", "AGE", "SITE"]].reset_index(drop=True)
    adsl = typed(people.assign(AVISIT=VISITS[0]), ("Sham", "Laser"), VISITS).drop(columns="AVISIT")
    adsl = adsl.assign(**{FLAG: "Y"})
    given = {"adsl": adsl, "datasets": {"adother": other}, "outcomes": {"VAS": Outcome("Pain")}, **others}
    return make_inputs(own, visits=VISITS, **given)


def test_the_published_example() -> None:
    # Bakdash & Marusich, Front Psychol 2017;8:456, data of Bland & Altman (BMJ 1995;310:446) on pH and PaCO2 of eight
    # subjects: r(38) = -0.507, 95 % CI -0.71 to -0.23, p < .001; R package rmcorr gives r -0.5067697, p .0008471081.
    import pingouin

    data = pingouin.read_dataset("rm_corr").rename(columns={"Subject": "USUBJID", "pH": "x", "PacO2": "y"})
    row = within_subjects(data, 0.95)
    assert (row["estimate"], row["p_value"]) == pytest.approx((-0.5067697, 0.0008471081), abs=5e-8)
    assert row["df"] == 38
    assert (round(row["conf_low"], 2), round(row["conf_high"], 2)) == (-0.71, -0.23)


@pytest.mark.parametrize(("slope", "seed"), [(2.0, 0), (-0.7, 1), (0.0, 2)])
def test_sums_within_subjects_give_what_a_column_for_each_subject_gives(slope: float, seed: int) -> None:
    # pingouin fits a coefficient for each subject.
    import pingouin

    data = trial(slope=slope, seed=seed).drop(index=[3, 4, 50]).rename(columns={"log": "x", "VAS": "y"})
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The inplace keyword in DataFrame", module=r"pingouin\.")
        told = pingouin.rm_corr(data=data, x="x", y="y", subject="USUBJID").iloc[0]
    row = within_subjects(data.assign(x_size=data["x"].abs(), y_size=data["y"].abs()), 0.95)
    assert row["estimate"] == pytest.approx(float(told["r"]), rel=1e-10)
    assert (row["df"], row["p_value"]) == (
        int(told["dof"]),
        pytest.approx(float(told.filter(like="p").iloc[0]), rel=1e-9),
    )


def test_within_subjects_r_is_that_of_the_analysis_of_covariance() -> None:
    frame = trial().drop(index=[0, 5, 17, 60])
    fit = smf.ols("VAS ~ C(USUBJID) + log", frame).fit()
    without = smf.ols("VAS ~ C(USUBJID)", frame).fit()
    of_x = without.ssr - fit.ssr
    r = math.copysign(math.sqrt(of_x / (of_x + fit.ssr)), fit.params["log"])
    row = pick(run(analysis(scale="log"), inputs_of(frame)), group="repeated, log")
    assert row["estimate"] == pytest.approx(r, abs=1e-12)
    assert row["df"] == fit.df_resid
    assert row["p_value"] == pytest.approx(fit.pvalues["log"], rel=1e-9)
    assert row["statistic"] == pytest.approx(fit.tvalues["log"], rel=1e-9)
    assert (row["n"], row["events"]) == (frame["USUBJID"].nunique(), len(frame))


def changes(frame: pd.DataFrame, visit: str = "Week 12") -> pd.DataFrame:
    wide = frame.set_index(["AVISIT", "USUBJID"])[["log", "VAS"]]
    change = pd.DataFrame(
        {name: wide.loc[visit, name] - wide.loc["Baseline", name] for name in ("log", "VAS")}
    ).dropna()
    people = frame.drop_duplicates("USUBJID").set_index("USUBJID")[["TRT01P", "AGE", "SITE"]]
    return change.join(people)


@pytest.mark.parametrize("covariates", [(), ("AGE",), ("AGE", "SITE")])
def test_partial_r_is_the_correlation_of_residuals(covariates: tuple[str, ...]) -> None:
    frame = trial(seed=3)
    given = " + ".join(["TRT01P", *covariates])
    change = changes(frame)
    residuals = [smf.ols(f"{name} ~ {given}", change).fit().resid for name in ("log", "VAS")]
    r = float(np.corrcoef(*residuals)[0, 1])
    model = smf.ols(f"VAS ~ {given} + log", change).fit()
    row = pick(
        run(analysis(scale="log", covariates=covariates), inputs_of(frame)), kind="correlation", AVISIT="Week 12"
    )
    assert row["estimate"] == pytest.approx(r, abs=1e-10)
    assert (row["df"], row["n"]) == (model.df_resid, 40)
    assert row["p_value"] == pytest.approx(model.pvalues["log"], rel=1e-8)
    half = stats.norm.ppf(0.975) / math.sqrt(40 - (model.df_model - 1) - 3)  # Fisher: 1 / sqrt(n - k - 3)
    assert np.arctanh([row["conf_low"], row["conf_high"]]) == pytest.approx(np.arctanh(r) + np.array([-half, half]))


def test_the_line_is_the_model_at_the_means_of_its_covariates() -> None:
    frame = trial(seed=3)
    result = run(analysis(scale="log", covariates="AGE", changes_at="Week 12"), inputs_of(frame))
    line = choose(result, {"kind": "point"})
    line = line[line["USUBJID"].isna()]
    change = changes(frame)
    model = smf.ols("VAS ~ TRT01P + AGE + log", change).fit()
    middle = {"AGE": change["AGE"].mean()}
    # Half of the subjects are in either arm: the mean of the arms' predictions.
    grid = [
        model.get_prediction(pd.DataFrame({"TRT01P": arm, **middle, "log": np.log(line["value"])})).predicted_mean
        for arm in ("Sham", "Laser")
    ]
    np.testing.assert_allclose(line["estimate"], (grid[0] + grid[1]) / 2, rtol=1e-9)
    assert np.log([line["value"].min(), line["value"].max()]) == pytest.approx(
        [change["log"].min(), change["log"].max()]
    )
    assert ((line["conf_low"] < line["estimate"]) & (line["estimate"] < line["conf_high"])).all()


def test_points_are_the_changes_of_each_subject() -> None:
    frame = trial(n=12)
    result = run(analysis(scale="log", changes_at="Week 12"), inputs_of(frame))
    points = choose(result, {"kind": "point"}).dropna(subset=["USUBJID"]).set_index("USUBJID")
    change = changes(frame)
    np.testing.assert_allclose(np.log(points["value"].astype(float)), change["log"].loc[points.index])
    np.testing.assert_allclose(points["estimate"].astype(float), change["VAS"].loc[points.index])
    assert points["ARM"].to_dict() == change["TRT01P"].astype(str).to_dict()
    assert set(points["AVISIT"]) == {"Week 12"}


def test_results_below_a_limit_are_left_out_and_counted_or_half_of_it() -> None:
    frame = trial(n=20)
    texts = {4: "<0.7", 8: "< 0.5", 10: "NOT DONE"}
    left_out = run(analysis(scale="log"), inputs_of(frame, texts))
    counted = {row["variable"]: (row["count"], row["total"], row["level"]) for _, row in rows_of(left_out).iterrows()}
    assert counted["USED"][:2] == (57, 60)
    assert counted["BELOW"] == (2, 60, "excluded")
    assert counted["ABSENT"][:2] == (1, 60)
    assert left_out.notes["excluded"][0]["left_out"] == {"below the limit": 2, "no value": 1}
    gone = frame.drop(index=[4, 8, 10])
    expected = pick(run(analysis(scale="log"), inputs_of(gone)), group="repeated, log")
    assert pick(left_out, group="repeated, log")["estimate"] == pytest.approx(expected["estimate"])

    halved = run(analysis(scale="log", below_limit="half limit"), inputs_of(frame, texts))
    filled = frame.drop(index=10)
    filled.loc[[4, 8], "IL6"] = [0.35, 0.25]
    expected = pick(run(analysis(scale="log"), inputs_of(filled)), group="repeated, log")
    assert pick(halved, group="repeated, log")["estimate"] == pytest.approx(expected["estimate"])
    assert rows_of(halved).set_index("variable").loc["BELOW", ["count", "level"]].tolist() == [2, "half limit"]
    for result in (left_out, halved):
        for entry in result.notes["excluded"]:
            assert entry["in"] == entry["used"] + sum(entry["left_out"].values())


def test_half_of_the_limit_is_of_the_limit_that_the_record_has_whatever_its_text() -> None:
    # `BLQ` holds no number, 0.6 is a number below its limit, and `< 0,7` was written with a comma and converted.
    frame = trial(n=20).assign(ALLOQ=0.7, BLQFL=None)
    texts = {4: "BLQ", 8: "0.6", 10: "< 0,0007"}
    frame.loc[list(texts), "BLQFL"] = "Y"
    halved = run(analysis(scale="log", below_limit="half limit"), inputs_of(frame, texts))
    filled = frame.drop(columns="BLQFL").assign(IL6=frame["IL6"].where(~frame.index.isin(list(texts)), 0.35))
    expected = pick(run(analysis(scale="log"), inputs_of(filled)), group="repeated, log")
    found = pick(halved, group="repeated, log")
    assert (found["estimate"], found["events"]) == (pytest.approx(expected["estimate"], abs=1e-12), 60)


def test_above_the_limit_and_the_only_pair_of_a_subject_are_counted_as_such() -> None:
    frame = trial(n=20).assign(ALQFL=None)
    frame.loc[4, "ALQFL"] = "Y"
    frame = frame.drop(index=[0, 1])  # of the first subject one visit is left
    notes = run(analysis(scale="log"), inputs_of(frame, {4: ">8"})).notes["excluded"]
    assert notes[0] == {"PARAMCD": "IL6", "in": 58, "left_out": {"above the limit": 1}, "used": 57}
    repeated = {"in": 57, "left_out": {"the only pair of its subject": 1}, "used": 56}
    assert notes[1] == {"PARAMCD": "IL6", "group": "repeated, log", **repeated}


def rows_of(result: Any) -> pd.DataFrame:
    return choose(result, {"kind": "count", "PARAMCD": "IL6"})


def test_the_interval_covers_what_it_says() -> None:
    # Bivariate normal with r = 0.5 and n = 25: df = 23.
    rng = np.random.default_rng(11)
    x = rng.normal(0, 1, (4000, 25))
    y = 0.5 * x + math.sqrt(0.75) * rng.normal(0, 1, (4000, 25))
    xc, yc = (v - v.mean(axis=1, keepdims=True) for v in (x, y))
    r = (xc * yc).sum(axis=1) / np.sqrt((xc**2).sum(axis=1) * (yc**2).sum(axis=1))
    limits = np.array([fisher_interval(value, 23, 0.9) for value in r])
    covered = ((limits[:, 0] < 0.5) & (limits[:, 1] > 0.5)).mean()
    assert covered == pytest.approx(0.9, abs=0.015)  # Monte Carlo standard error 0.5 %


def test_order_units_and_arms_do_not_matter() -> None:
    frame = trial(seed=6)
    given = analysis(scale="log", covariates="AGE")
    numbers = ["estimate", "conf_low", "conf_high", "p_value"]

    def correlations(changed: pd.DataFrame) -> pd.DataFrame:
        return choose(run(given, inputs_of(changed)), {"kind": "correlation"})[numbers].reset_index(drop=True)

    base = correlations(frame)
    others = [
        frame.sample(frac=1, random_state=3),
        frame.assign(IL6=1000 * frame["IL6"], VAS=frame["VAS"] / 10 + 4),
        frame.assign(TRT01P=frame["TRT01P"].map({"Sham": "Laser", "Laser": "Sham"})),
    ]
    for other in others:
        pd.testing.assert_frame_equal(correlations(other), base, rtol=1e-8)
    pd.testing.assert_series_equal(
        correlations(frame.assign(VAS=-frame["VAS"]))["estimate"], -base["estimate"], rtol=1e-8
    )


def test_one_scale_is_not_the_other() -> None:
    frame = trial()
    log = pick(run(analysis(scale="log"), inputs_of(frame)), group="repeated, log")["estimate"]
    plain = pick(run(analysis(), inputs_of(frame)), group="repeated")["estimate"]
    assert log != pytest.approx(plain, abs=1e-3)


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (trial(n=2), "2 subjects with two pairs of values or more: the correlation needs three"),
        (trial(n=4).assign(IL6=2.0), "the values do not vary within subjects"),
    ],
)
def test_what_has_no_correlation_within_subjects_says_why(frame: pd.DataFrame, reason: str) -> None:
    row = pick(run(analysis(), inputs_of(frame)), group="repeated")
    assert row["reason"] == reason
    assert pd.isna(row["estimate"])


def test_what_has_no_partial_correlation_says_why() -> None:
    result = run(analysis(covariates=("AGE", "SITE")), inputs_of(trial(n=6)))
    assert "subjects for" in pick(result, kind="correlation", AVISIT="Week 12")["reason"]
    assert {entry["AVISIT"] for entry in result.notes["failed"] if "AVISIT" in entry} == {"Week 6", "Week 12"}
    flat = trial()
    flat["IL6"] = flat.groupby("USUBJID")["IL6"].transform("first")
    row = pick(run(analysis(), inputs_of(flat)), kind="correlation", AVISIT="Week 12")
    assert row["reason"] == "a change does not vary, or the covariates explain it wholly"


def test_a_perfect_correlation_has_no_interval() -> None:
    with pytest.raises(FitError, match="perfect"):
        fisher_interval(1.0, 20, 0.95)
    with pytest.raises(FitError, match="degrees of freedom"):
        fisher_interval(0.5, 1, 0.95)


@pytest.mark.parametrize("seed", range(8))
def test_trials_full_of_holes_have_a_number_or_a_reason(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame = trial(n=int(rng.integers(2, 16)), seed=seed)
    frame = frame[rng.random(len(frame)) > 0.3].reset_index(drop=True)
    frame["VAS"] = frame["VAS"].where(rng.random(len(frame)) > 0.2)
    texts = dict.fromkeys(np.flatnonzero(rng.random(len(frame)) < 0.2).tolist(), "<0.4")
    result = run(analysis(scale="log", covariates=("AGE", "SITE")), inputs_of(frame, texts))
    correlations = choose(result, {"kind": "correlation"})
    assert len(correlations)
    assert (correlations["estimate"].notna() == correlations["reason"].isna()).all()
    assert (correlations["conf_low"].notna() == correlations["estimate"].notna()).all()
    for entry in result.notes["excluded"]:
        assert entry["in"] == entry["used"] + sum(entry["left_out"].values())
    json.dumps(result.notes, allow_nan=False)


def test_it_is_exploratory_whatever_anybody_says() -> None:
    assert analysis().role == "exploratory"
    with pytest.raises(ValueError, match="exploratory"):
        analysis(role="primary")
    assert run(analysis(), inputs_of(trial())).notes["inference"].startswith("Exploratory")
    with pytest.raises(ValueError, match="BASE"):
        analysis(covariates="BASE")


def test_other_visits_and_other_subjects_are_left_out() -> None:
    frame = trial()
    inputs = inputs_of(frame)
    outside = inputs.adsl["USUBJID"].isin(["S000", "S001"])
    fewer = make_inputs(
        inputs.records[~inputs.records["USUBJID"].isin(["S000", "S001"])],
        visits=VISITS,
        adsl=inputs.adsl.assign(**{FLAG: np.where(outside, "N", "Y")}),
        datasets=inputs.datasets,
    )
    kept = frame[~frame["USUBJID"].isin(["S000", "S001"])]
    one, other = (pick(run(analysis(), given), group="repeated") for given in (fewer, inputs_of(kept)))
    assert (one["estimate"], one["n"]) == (pytest.approx(other["estimate"]), 38)
    assert set(choose(run(analysis(changes_at="Week 6"), inputs), {"kind": "correlation"})["AVISIT"].dropna()) == {
        "Week 6"
    }
