"""Censored models of a trial file against survreg's vector, the package, the MMRM engine, and closed forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy.stats import norm, t

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.engines.censored import bounds, fit_mixed
from trialstats.engines.mmrm import fit_mmrm
from trialstats.errors import SpecError
from trialstats.methods.laboratory.censored import run
from trialstats.methods.laboratory.options import Censored
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result

VISITS = ("Baseline", "Week 6", "Week 12")
ALL = ("censored", "half", "sqrt2", "limit")


def censored(**others: object) -> Censored:
    return Censored(**options("censored", **others))


def trial(per_arm: int = 30, limit: float = 1.1, upper: float = 4.0, unit: float = 1.0, seed: int = 1) -> pd.DataFrame:
    """Records with values below 1.1 (1.0 in every second subject's batch) and above 4 flagged."""
    rng = np.random.default_rng(seed)
    n = 2 * per_arm
    people = pd.DataFrame({"USUBJID": [f"S{k:03d}" for k in range(n)], "TRT01P": ["Sham", "Laser"] * per_arm})
    people = people.assign(
        level=rng.normal(0.4, 0.58, n), SITEID=np.where(np.arange(n) % 3 == 0, "1", "2"), AGE=rng.normal(60, 8, n)
    )
    frame = people.merge(pd.DataFrame({"AVISIT": VISITS, "AVISITN": [0.0, 6.0, 12.0]}), how="cross")
    effect = np.where(frame["TRT01P"] == "Laser", -0.03 * frame["AVISITN"], 0.0)
    value = unit * np.exp(frame["level"] + effect + rng.normal(0, 0.47, len(frame)))
    lower = unit * np.where(frame["USUBJID"].str[-1].astype(int) % 2 == 0, limit, limit - 0.1)
    return flagged(frame.drop(columns="level").assign(ALLOQ=lower, AULOQ=unit * upper), value)


def flagged(frame: pd.DataFrame, value: pd.Series) -> pd.DataFrame:
    """Flag what lies beyond ALLOQ or AULOQ and take its number away."""
    below, above = value < frame["ALLOQ"], value > frame["AULOQ"]
    return frame.assign(
        AVAL=value.mask(below | above), BLQFL=np.where(below, "Y", None), ALQFL=np.where(above, "Y", None)
    )


def vector(shipped_results: Path) -> tuple[Inputs, pd.DataFrame]:
    data = pd.read_csv(shipped_results / "biomarker_blq_input.csv")
    below = data["blq"] == 1
    frame = pd.DataFrame(
        {
            "USUBJID": data["id"].map("S{:02d}".format),
            "TRT01P": data["trt"].map({0: "Sham", 1: "Laser"}),
            "AVISIT": "Week 12",
            "AVAL": data["il6_pgml"].mask(below),
            "ALLOQ": data["lloq"].astype(float),
            "BLQFL": below.map({True: "Y", False: None}),
        }
    )
    return make_inputs(frame), pd.read_csv(shipped_results / "biomarker_blq_expected.csv")


def test_tobit_meets_survreg_and_the_substitutions_lm(shipped_results: Path) -> None:
    # All columns of the vector: survival::survreg and lm on ln values, whose sigma and SEs divide by n - p.
    inputs, expected = vector(shipped_results)
    result = run(censored(model="tobit", below=ALL), inputs)
    fits = {fit["group"]: fit for fit in result.notes["fits"]}
    for approach, (_, row) in zip(ALL, expected.iterrows(), strict=True):
        ratio = pick(result, kind="ratio", group=approach)
        sham, laser = (pick(result, kind="geometric_mean", group=approach, ARM=arm) for arm in ("Sham", "Laser"))
        sigma = pick(result, kind="variance", group=approach, variable="sigma")
        ours = [np.log(sham["estimate"]), np.log(ratio["estimate"]), sigma["estimate"]]
        ours += [sham["std_error"], ratio["std_error"], fits[approach]["loglik"], ratio["estimate"]]
        names = ["intercept", "trt", "sigma", "se_int", "se_trt", "loglik", "gmr"]
        assert ours == pytest.approx(row[names].tolist(), abs=1e-9)
        assert ratio["df"] == 58 if approach != "censored" else pd.isna(ratio["df"])  # t of least squares, z of Tobit
        assert laser["estimate"] / sham["estimate"] == pytest.approx(ratio["estimate"])
        assert (ratio["n"], sham["total"] + laser["total"], sham["count"] + laser["count"]) == (60, 60, 19)
    printed = pick(result, kind="ratio", group="censored")
    z = np.log(printed["estimate"]) / printed["std_error"]
    assert round(printed["estimate"], 5) == 0.41440
    assert (printed["statistic"], printed["p_value"]) == pytest.approx((z, 2 * norm.sf(abs(z))))
    assert np.isnan(printed["df"])
    half = norm.ppf(0.975) * printed["std_error"]
    assert [printed["conf_low"], printed["conf_high"]] == pytest.approx(printed["estimate"] * np.exp([-half, half]))


def test_mixed_is_the_package_with_baseline_constrained() -> None:
    frame = trial()
    result = run(censored(), make_inputs(frame))
    below, above = frame["BLQFL"] == "Y", frame["ALQFL"] == "Y"
    place = np.log(frame["AVAL"].mask(below, frame["ALLOQ"]).mask(above, frame["AULOQ"]))
    arm, visit = (frame["TRT01P"] == "Laser").to_numpy(), frame["AVISIT"].to_numpy()
    columns = [visit == v for v in VISITS] + [(visit == v) & arm for v in VISITS[1:]]
    fit = fit_mixed(bounds(place, below, above), np.column_stack(columns).astype(float), frame["USUBJID"])
    assert fit.n_below > 40
    assert fit.n_above == above.sum()
    for k, name in enumerate(VISITS):
        sham = pick(result, kind="geometric_mean", group="censored", ARM="Sham", AVISIT=name)
        assert np.log(sham["estimate"]) == pytest.approx(fit.coefficients[k], abs=1e-8)
        assert sham["std_error"] == pytest.approx(np.sqrt(fit.covariance[k, k]), rel=1e-6)
    for k, name in enumerate(VISITS[1:], 3):
        row = pick(result, kind="ratio", group="censored", AVISIT=name)
        error = np.sqrt(fit.covariance[k, k])
        assert (row["measure"], row["df"], row["n"]) == ("RATIO", 59, 60)
        assert np.log(row["estimate"]) == pytest.approx(fit.coefficients[k], abs=1e-8)
        assert row["p_value"] == pytest.approx(2 * t.sf(abs(fit.coefficients[k] / error), 59), rel=1e-5)
        limits = np.exp(fit.coefficients[k] + np.array([-1, 1]) * t.ppf(0.975, 59) * error)
        assert [row["conf_low"], row["conf_high"]] == pytest.approx(limits, rel=1e-6)
    sd = {name: pick(result, kind="variance", group="censored", variable=name) for name in ("sigma", "tau")}
    assert (sd["sigma"]["estimate"], sd["tau"]["estimate"]) == pytest.approx((fit.sigma, fit.tau), abs=1e-8)
    assert sd["tau"]["conf_low"] * sd["tau"]["conf_high"] == pytest.approx(fit.tau**2)
    baseline = choose(result, {"kind": "geometric_mean", "group": "censored", "AVISIT": "Baseline"})
    assert len(set(baseline["estimate"])) == 1
    assert choose(result, {"kind": "ratio", "AVISIT": "Baseline"}).empty


@pytest.mark.parametrize(("approach", "share"), [("half", 0.5), ("sqrt2", np.sqrt(0.5)), ("limit", 1.0)])
def test_substitution_is_the_engine_on_substituted_values(approach: str, share: float) -> None:
    # Compound symmetry by maximum likelihood is the same model; the engine shares no code with it.
    frame = trial(seed=2)
    result = run(censored(below=approach), make_inputs(frame))
    below, above = frame["BLQFL"] == "Y", frame["ALQFL"] == "Y"
    value = frame["AVAL"].mask(below, share * frame["ALLOQ"]).mask(above, frame["AULOQ"])
    arm = frame["TRT01P"] == "Laser"
    wide = frame.assign(
        LN=np.log(value),
        V=pd.Categorical(frame["AVISIT"], VISITS),
        A=arm * (frame["AVISIT"] == VISITS[1]),
        B=1.0 * arm * (frame["AVISIT"] == VISITS[2]),
    ).astype({"A": float})
    other = fit_mmrm("LN ~ V + A + B", wide, subject="USUBJID", visit="V", covariance="cs", reml=False, ddf="inf")
    (fit,) = result.notes["fits"]
    assert fit["loglik"] == pytest.approx(other.loglik, abs=1e-6)
    terms = other.coefficients().set_index("term")
    for name, visit in (("A", "Week 6"), ("B", "Week 12")):
        row = pick(result, kind="ratio", AVISIT=visit)
        assert np.log(row["estimate"]) == pytest.approx(terms.loc[name, "estimate"], abs=1e-6)
        assert row["std_error"] == pytest.approx(terms.loc[name, "std_error"], rel=0.02)


def compare(one: Result, other: Result, **keys: str) -> None:
    first, second = (choose(r, keys).reset_index(drop=True) for r in (one, other))
    pd.testing.assert_frame_equal(first, second, rtol=1e-6)


def test_order_of_rows_and_names_of_subjects_do_not_matter() -> None:
    frame = trial()
    result = run(censored(covariates=["SITEID", "AGE"]), make_inputs(frame))
    other = frame.assign(USUBJID=frame["USUBJID"].map(lambda s: f"P{(7 * int(s[1:])) % 60:02d}")).sample(
        frac=1, random_state=3
    )
    compare(result, run(censored(covariates=["SITEID", "AGE"]), make_inputs(other)))


def test_arms_change_places() -> None:
    frame = trial()
    one, other = run(censored(), make_inputs(frame)), run(censored(), make_inputs(frame, arms=("Laser", "Sham")))
    for approach in ("censored", "half"):
        a, b = (pick(r, kind="ratio", AVISIT="Week 12", group=approach) for r in (one, other))
        assert a["estimate"] * b["estimate"] == pytest.approx(1, rel=1e-7)
        assert a["std_error"] == pytest.approx(b["std_error"], rel=1e-6)
        assert a["p_value"] == pytest.approx(b["p_value"], rel=1e-5)


def test_a_change_of_unit_changes_the_means_alone() -> None:
    one, other = (run(censored(), make_inputs(trial(unit=unit))) for unit in (1.0, 1000.0))
    compare(one, other, kind="ratio")
    compare(one, other, kind="variance")
    means = [choose(r, {"kind": "geometric_mean"})["estimate"].to_numpy() for r in (one, other)]
    assert means[1] == pytest.approx(1000 * means[0], rel=1e-7)
    # The likelihood of ln values does not change with their unit.
    assert [f["loglik"] for f in other.notes["fits"]] == pytest.approx([f["loglik"] for f in one.notes["fits"]])


def test_without_baseline_each_visit_has_its_arms() -> None:
    frame = trial()
    result = run(censored(baseline="none"), make_inputs(frame))
    assert set(choose(result, {"kind": "geometric_mean"})["AVISIT"]) == {"Week 6", "Week 12"}
    row = pick(result, kind="ratio", group="censored", AVISIT="Week 12")
    constrained = pick(run(censored(), make_inputs(frame)), kind="ratio", group="censored", AVISIT="Week 12")
    assert row["std_error"] > 1.03 * constrained["std_error"]


@pytest.mark.parametrize(("rule", "share"), [("half", 0.5), ("sqrt2", np.sqrt(0.5)), ("limit", 1.0)])
@pytest.mark.parametrize("model", ["tobit", "mixed"])
def test_baseline_as_a_covariate_follows_its_rule(model: str, rule: str, share: float) -> None:
    # The same as giving ln baseline as a variable of the subject, made by hand.
    frame = trial(seed=4)
    own = censored(model=model, baseline="covariate", censored_baseline=rule, below="censored")
    result = run(own, make_inputs(frame))
    first = frame[frame["AVISIT"] == "Baseline"].set_index("USUBJID")
    value = (
        first["AVAL"].mask(first["BLQFL"] == "Y", share * first["ALLOQ"]).mask(first["ALQFL"] == "Y", first["AULOQ"])
    )
    by_hand = frame.assign(LNB=frame["USUBJID"].map(np.log(value)))
    other = run(censored(model=model, baseline="none", covariates="LNB", below="censored"), make_inputs(by_hand))
    compare(result, other, kind="ratio")
    compare(result, other, kind="geometric_mean")


def test_tobit_at_each_visit_is_that_visit_alone() -> None:
    frame = trial()
    result = run(censored(model="tobit", below="censored"), make_inputs(frame))
    alone = run(censored(model="tobit", below="censored", visits="Week 12"), make_inputs(frame))
    compare(result, alone, AVISIT="Week 12")
    assert set(result.rows["AVISIT"]) == {"Week 6", "Week 12"}


def test_counts_add_up_and_what_is_missing_is_said() -> None:
    frame = trial()
    lost = frame.index[[3, 10, 50]]
    frame.loc[lost, ["AVAL", "BLQFL", "ALQFL"]] = np.nan
    result = run(censored(), make_inputs(frame))
    (excluded,) = result.notes["excluded"]
    assert excluded == {"PARAMCD": "PAIN", "in": 180, "left_out": {"neither a value nor a flag": 3}, "used": 177}
    means = choose(result, {"kind": "geometric_mean", "group": "half"})
    assert means["n"].sum() == 177
    assert means["count"].sum() == (frame["BLQFL"] == "Y").sum()
    assert means["percent"].to_numpy() == pytest.approx((100 * means["count"] / means["total"]).to_numpy())
    fit = next(fit for fit in result.notes["fits"] if fit["group"] == "censored")
    assert sum(row["above"] for row in fit["censored"]) == (frame["ALQFL"] == "Y").sum() > 0
    assert sum(row["below"] + row["above"] + row["measured"] for row in fit["censored"]) == 177
    json.dumps(result.notes, allow_nan=False)


def test_a_flag_goes_before_a_number() -> None:
    frame = trial()
    result = run(censored(), make_inputs(frame))
    substituted = frame.assign(AVAL=frame["AVAL"].mask(frame["BLQFL"] == "Y", 0.5 * frame["ALLOQ"]))
    compare(result, run(censored(), make_inputs(substituted)))


def test_nobody_apart_is_said_to_be_at_the_boundary() -> None:
    # Take most of every subject's mean away: subjects differ less than chance would have it.
    frame = trial(limit=0.01, upper=1e6)
    ln = np.log(frame["AVAL"])
    apart = flagged(frame.assign(ALLOQ=0.8), np.exp(ln - 0.95 * ln.groupby(frame["USUBJID"]).transform("mean")))
    result = run(censored(below="censored"), make_inputs(apart))
    (fit,) = result.notes["fits"]
    assert sum(row["below"] for row in fit["censored"]) > 20
    assert fit["tau"] == 0
    assert "between subjects is estimated as zero" in fit["warnings"][0]
    tau = pick(result, kind="variance", variable="tau")
    assert tau["estimate"] == 0
    assert np.isnan(tau["std_error"])
    assert choose(result, {"kind": "ratio"})["std_error"].notna().all()


def set_below(frame: pd.DataFrame, query: str) -> pd.DataFrame:
    rows = frame.query(query).index
    changed = frame.copy()
    changed.loc[rows, "AVAL"] = np.nan
    changed.loc[rows, "BLQFL"] = "Y"
    changed.loc[rows, "ALQFL"] = None
    return changed


HIDDEN = {
    "TRT01P == 'Laser' and AVISIT == 'Week 6'": "every value of Laser at Week 6 is below",
    "AVISIT == 'Week 12'": "every value of Sham at Week 12, Laser at Week 12 is below",
    "AVISIT == 'Baseline'": "every value of Sham at Baseline, Laser at Baseline is below",
}


@pytest.mark.parametrize("query", HIDDEN)
def test_an_arm_with_nothing_above_its_limit_is_named(query: str) -> None:
    result = run(censored(), make_inputs(set_below(trial(), query)))
    assert result.rows["estimate"].isna().all()
    assert result.rows["reason"].str.startswith(HIDDEN[query]).all()
    # No likelihood has a maximum, and a constant in the place of every value measures nothing either.
    said = {row["group"]: row["reason"] for row in result.notes["failed"]}
    assert list(said) == ["censored", "half", "sqrt2"]
    assert "no likelihood stops it" in said["censored"]
    assert "a constant in the place of all of them measures nothing" in said["half"]


def test_one_arm_hidden_at_a_constrained_baseline_can_be_estimated() -> None:
    hidden = set_below(trial(), "TRT01P == 'Laser' and AVISIT == 'Baseline'")
    made = choose(run(censored(), make_inputs(hidden)), {"group": "censored"})
    assert made["estimate"].notna().all()
    # Its mean is that of both arms: 30 values of Laser and those of Sham that are below.
    (told,) = made.loc[made["AVISIT"] == "Baseline", "reason"].unique()
    of_sham = (hidden.query("TRT01P == 'Sham' and AVISIT == 'Baseline'")[["BLQFL", "ALQFL"]] == "Y").any(axis=1).sum()
    assert told.startswith(f"{30 + of_sham} of 60 values of all arms lie beyond a limit")


def test_the_other_visits_of_a_tobit_stand() -> None:
    hidden = set_below(trial(), "TRT01P == 'Laser' and AVISIT == 'Week 6'")
    result = run(censored(model="tobit", below="censored"), make_inputs(hidden))
    assert choose(result, {"AVISIT": "Week 6", "group": "censored"})["estimate"].isna().all()
    assert choose(result, {"AVISIT": "Week 12", "group": "censored"})["estimate"].notna().all()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda f: f.assign(ALLOQ=np.nan), "records with BLQFL = Y have no ALLOQ"),
        (lambda f: f.drop(columns="ALLOQ"), "records with BLQFL = Y have no ALLOQ"),
        (lambda f: f.assign(ALQFL="Y"), "flagged below and above"),
        (lambda f: f.assign(AVAL=f["AVAL"] - 3), "not above zero"),
        (lambda f: f.query("TRT01P == 'Sham'"), "no complete record of arm Laser"),
        (lambda f: f.query("AVISIT != 'Baseline'"), "constrained needs records at Baseline"),
        (lambda f: f.query("AVISIT == 'Baseline'"), "no record at this visit|no subject has more than one"),
        (lambda f: pd.concat([f, f.head(2)]), "more than one record for a subject and visit"),
    ],
)
def test_what_cannot_be_fitted_says_why(change: Callable[[pd.DataFrame], pd.DataFrame], reason: str) -> None:
    result = run(censored(), make_inputs(change(trial())))
    assert len(result.rows)
    assert result.rows["estimate"].isna().all()
    assert result.rows["reason"].str.contains(reason).all()


def test_a_visit_without_records_is_absent_and_the_others_stand() -> None:
    frame = trial().query("AVISIT != 'Week 6'")
    result = run(censored(visits=list(VISITS)), make_inputs(frame))
    assert (choose(result, {"AVISIT": "Week 6"})["reason"] == "no record at this visit").all()
    for approach in ("censored", "half", "sqrt2"):
        assert choose(result, {"AVISIT": "Week 12", "group": approach})["estimate"].notna().all()


def test_a_dataset_without_limits_is_refused() -> None:
    with pytest.raises(SpecError, match="declares no limits of quantification"):
        run(censored(), make_inputs(trial().drop(columns=["BLQFL", "ALQFL"])))


def test_notes_say_what_was_done() -> None:
    mixed = run(censored(), make_inputs(trial())).notes["inference"]
    for words in ("constrained longitudinal", "Gauss-Hermite", "LLOQ/2 and LLOQ/√2", "pulled towards 1", "less one"):
        assert words in mixed
    tobit = run(censored(model="tobit", baseline="covariate", below="censored"), make_inputs(trial())).notes
    assert "counts as LLOQ/2" in tobit["inference"]
    assert "Wald z tests" in tobit["inference"]
    assert "Gauss" not in tobit["inference"]


def test_notes_of_constants_in_a_tobit_are_of_least_squares() -> None:
    # As test_tobit_meets_survreg_and_the_substitutions_lm has the numbers: z of the likelihood, t of the constants.
    both = run(censored(model="tobit", below=["censored", "half"]), make_inputs(trial())).notes["inference"]
    assert "by maximum likelihood; Wald z tests" in both
    assert "with the same means and covariates, fitted by least squares (variance with n - p, t tests" in both
    assert "same model" not in both
    alone = run(censored(model="tobit", below="half"), make_inputs(trial())).notes["inference"]
    assert "maximum likelihood" not in alone
    assert "Wald z" not in alone
    mixed = run(censored(below=["censored", "half"]), make_inputs(trial())).notes["inference"]
    assert "in the same model by the same method" in mixed


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"model": "tobit", "baseline": "constrained"}, "constrained needs `model: mixed`"),
        ({"censored_baseline": "half"}, "`censored_baseline` is for `baseline: covariate`"),
        ({"covariates": ["BASE"]}, "say `baseline: covariate`"),
        ({"value": "CHG"}, "the model is of AVAL"),
        ({"below": ["half", "half"]}, "names an approach twice"),
    ],
)
def test_options_that_cannot_hold_together(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        censored(**given)


def test_a_tobit_has_no_baseline_unless_asked() -> None:
    assert (censored().baseline, censored(model="tobit").baseline) == ("constrained", "none")


def hidden_trial(limit: float) -> pd.DataFrame:
    """Two hundred subjects at one visit, ln values standard normal with 0.3 less in Laser."""
    rng = np.random.default_rng(94)
    n = 200
    frame = pd.DataFrame({"USUBJID": [f"S{k:03d}" for k in range(n)], "TRT01P": ["Sham", "Laser"] * (n // 2)})
    value = np.exp(rng.normal(0, 1, n) - 0.3 * (frame["TRT01P"] == "Laser"))
    return flagged(frame.assign(AVISIT="Week 12", AVISITN=12.0, ALLOQ=limit, AULOQ=9.0), value)


def test_how_much_is_censored_stands_beside_every_estimate_and_too_much_is_said() -> None:
    # The 94th percentile of a standard normal is 1.55: about 94 % lie below exp(1.55) = 4.7.
    frame = hidden_trial(4.7)
    below = frame.groupby("TRT01P")["BLQFL"].apply(lambda flags: int((flags == "Y").sum()))
    assert 0.9 < below.sum() / 200 < 0.98
    result = run(censored(model="tobit", below=["censored", "half"]), make_inputs(frame))
    for approach in ("censored", "half"):
        mean = pick(result, kind="geometric_mean", group=approach, ARM="Laser")
        assert (mean["count"], mean["total"], mean["value"]) == (below["Laser"], 100, 4.7)
        ratio = pick(result, kind="ratio", group=approach)
        assert (ratio["count"], ratio["total"], ratio["percent"]) == (below.sum(), 200, below.sum() / 2)
        above = int((frame["ALQFL"] == "Y").sum())
        assert "values of Laser lie beyond a limit of quantification, more than 60%" in ratio["reason"]
        assert "values of Sham lie beyond" in ratio["reason"]
        assert ratio["estimate"] > 0
    counts = choose(result, {"kind": "count", "variable": "ALQFL"})
    assert counts["count"].sum() == above


def test_the_share_that_warns_is_the_trial_files_to_say() -> None:
    frame = hidden_trial(1.0)  # about half
    for most, warned in ((60, False), (30, True)):
        result = run(censored(model="tobit", below="censored", warn_above_percent=most), make_inputs(frame))
        assert pd.notna(pick(result, kind="ratio")["reason"]) == warned
        assert choose(result, {"kind": "geometric_mean"})["reason"].notna().all() == warned
