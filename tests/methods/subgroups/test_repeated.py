"""Analyses repeated in subgroups: against R, the engine itself on a part of the subjects, and closed forms."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from tests.methods.build import FLAG, choose, options, pick
from tests.methods.subgroups.build import course, material, repeat
from trialstats.engines.heterogeneity import cochran_q
from trialstats.engines.mmrm import fit_mmrm
from trialstats.errors import NoSuchNumber
from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.run import run_method
from trialstats.results.shape import Result

R = Path(__file__).parent / "r"
NUMBERS = ["n", "estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]
SHARES = ["n", "estimate", "statistic", "p_value", "conf_low", "conf_high"]


def mmrm(**others: Any) -> Mmrm:
    return Mmrm(**options("mmrm", **{"covariates": ["BASE", "SITEID"], "by_visit": "BASE", **others}))


def proportions(**others: Any) -> Proportions:
    given = {"event": {"at_most": 56, "label": "Little pain"}, "visits": "Week 12", "missing": "non-event", **others}
    return Proportions(**options("proportions", **given))


@pytest.fixture(scope="module")
def together() -> Result:
    return repeat(mmrm(), material(course()), at="Week 12")


@pytest.fixture(scope="module")
def apart() -> Result:
    return repeat(mmrm(), material(course()), at="Week 12", fits="separate")


def same(row: pd.Series, expected: pd.Series, names: list[str] = NUMBERS, rel: float = 1e-7) -> None:
    assert [row[name] for name in names] == pytest.approx([expected[name] for name in names], rel=rel, nan_ok=True)


class TestMmrm:
    @pytest.mark.parametrize("ddf", ["kr", "between_within"])
    def test_one_model_is_arm_by_visit_by_factor_of_the_engine(self, ddf: str) -> None:
        """The formula written out, whose coding and whose contrasts over a grid are others.

        Between-within degrees of freedom count columns that are constant within subjects: main effects, as R has them.
        """
        together = repeat(mmrm(ddf=ddf), material(course()), at="Week 12")
        frame = material(course()).records
        fit = fit_mmrm(
            "CHG ~ TRT01P*AVISIT*SEX + BASE + SITEID + BASE:AVISIT",
            frame.assign(AVISIT=frame["AVISIT"].cat.remove_unused_categories(), TRT01P=frame["TRT01P"].astype(str)),
            subject="USUBJID",
            visit="AVISIT",
            ddf=ddf,
        )
        means = fit.lsmeans("TRT01P", by=["AVISIT", "SEX"])
        differences = fit.contrasts("TRT01P", by=["AVISIT", "SEX"], reference="Sham")
        for sex in ("F", "M"):
            for arm in ("Sham", "Laser"):
                own = means[(means["SEX"] == sex) & (means["TRT01P"] == arm) & (means["AVISIT"] == "Week 12")].iloc[0]
                same(pick(together, kind="lsmean", level=sex, ARM=arm), own, NUMBERS[1:])
            own = differences[(differences["SEX"] == sex) & (differences["AVISIT"] == "Week 12")].iloc[0]
            same(pick(together, kind="difference", level=sex), own, NUMBERS[1:])
        terms = dict(zip(fit.terms, np.eye(len(fit.terms)), strict=True))
        rows = [v for name, v in terms.items() if name.count(":") == 1 and "SEX" in name and "TRT01P" in name]
        rows += [v for name, v in terms.items() if name.count(":") == 2 and "Week 12" in name]
        test = fit.test(np.sum(rows, axis=0)).iloc[0]
        found = pick(together, kind="interaction")
        expected = [test["num_df"], test["den_df"], test["statistic"], test["p_value"]]
        assert [found[name] for name in ("num_df", "df", "statistic", "p_value")] == pytest.approx(expected, rel=1e-6)

    def test_all_subjects_are_the_analysis_itself(self, together: Result, apart: Result) -> None:
        expected = run_method(mmrm(), material(course()))
        for result in (together, apart):
            overall = result.rows[result.rows["group"].isna()]
            for arm in ("Sham", "Laser"):
                mean = overall[(overall["kind"] == "lsmean") & (overall["ARM"] == arm)].iloc[0]
                same(mean, pick(expected, kind="lsmean", AVISIT="Week 12", ARM=arm))
            same(overall[overall["kind"] == "difference"].iloc[0], pick(expected, kind="difference", AVISIT="Week 12"))

    def test_separate_fits_are_the_engine_on_a_part_of_the_subjects(self, apart: Result) -> None:
        frame = course()
        effects, errors = [], []
        for sex in ("F", "M"):
            own = run_method(mmrm(), material(frame[frame["SEX"] == sex]))
            found = pick(apart, kind="difference", level=sex)
            same(found, pick(own, kind="difference", AVISIT="Week 12"))
            same(
                pick(apart, kind="lsmean", level=sex, ARM="Sham"),
                pick(own, kind="lsmean", AVISIT="Week 12", ARM="Sham"),
            )
            effects.append(found["estimate"])
            errors.append(found["std_error"])
        # Of two levels Q is the square of their difference over its error.
        z = (effects[0] - effects[1]) / math.hypot(*errors)
        test = pick(apart, kind="interaction")
        assert (test["statistic"], test["num_df"]) == (pytest.approx(z**2), 1)
        assert test["p_value"] == pytest.approx(2 * stats.norm.sf(abs(z)))
        assert math.isnan(test["df"])

    def test_a_factor_that_is_a_covariate_is_in_neither_model_twice(self) -> None:
        for fits in ("together", "separate"):
            result = repeat(mmrm(), material(course()), at="Week 12", factors="SITEID", fits=fits)
            assert result.notes["failed"] == []
            assert choose(result, {"kind": "difference"})["estimate"].notna().all()

    def test_a_level_that_nobody_of_an_arm_was_seen_in_at_the_visit_is_absent_and_the_rest_stands(self) -> None:
        frame = course()
        gone = (frame["SEX"] == "M") & (frame["TRT01P"] == "Laser") & (frame["AVISIT"] == "Week 12")
        result = repeat(mmrm(covariance="cs"), material(frame[~gone]), at="Week 12")
        row = pick(result, kind="difference", level="M")
        assert row["reason"] == "no subject of arm Laser in this level at this visit"
        assert pd.notna(pick(result, kind="difference", level="F")["estimate"])
        reason = pick(result, kind="interaction")["reason"]
        assert reason == "fewer than two levels have subjects of both arms at this visit"

    def test_a_shared_baseline_is_shared_within_levels(self) -> None:
        frame = course()
        first = frame.drop_duplicates("USUBJID")
        whole = pd.concat([frame, first.assign(AVISIT="Baseline", AVAL=first["BASE"], CHG=0.0)], ignore_index=True)
        constrained = Mmrm(**options("mmrm", baseline="constrained"))
        one = repeat(constrained, material(whole), at="Week 12")
        # With a covariance for each level one model is two: the levels share no coefficient.
        split = repeat(constrained.model_copy(update={"covariance_by": "SEX"}), material(whole), at="Week 12")
        alone = repeat(constrained, material(whole), at="Week 12", fits="separate")
        for sex in ("F", "M"):
            by_level = [pick(result, kind="difference", level=sex) for result in (split, alone)]
            assert by_level[0]["estimate"] == pytest.approx(by_level[1]["estimate"], rel=1e-5)
            assert by_level[0]["std_error"] == pytest.approx(by_level[1]["std_error"], rel=2e-2)
        assert pd.notna(pick(one, kind="interaction")["p_value"])

        counted = repeat(constrained.model_copy(update={"ddf": "between_within"}), material(whole), at="Week 12")
        # Constant within subjects are a column for each level; arms differ after baseline, within them.
        n, records = whole["USUBJID"].nunique(), len(whole)
        cells = 2 * (1 + 2 * 3)  # of each sex, baseline and three visits of two arms
        assert pick(counted, kind="lsmean", level="M", ARM="Sham")["df"] == n - 2
        assert pick(counted, kind="difference", level="F")["df"] == records - n - (cells - 2)


class TestLeastSquares:
    def test_of_covariance_with_its_options(self) -> None:
        frame = course()[lambda d: d["AVISIT"] == "Week 12"]
        result = repeat(Ancova(**options("ancova", covariates=["BASE"], std_error="HC3")), material(frame))
        for sex in ("F", "M"):
            formula = f"CHG ~ C(TRT01P, Treatment('Sham')) * C(SEX, Treatment('{sex}')) + BASE"
            fit = smf.ols(formula, frame).fit(cov_type="HC3", use_t=True)
            name = "C(TRT01P, Treatment('Sham'))[T.Laser]"
            row = pick(result, kind="difference", level=sex)
            assert [row["estimate"], row["std_error"]] == pytest.approx([fit.params[name], fit.bse[name]], rel=1e-8)
        assert pick(result, kind="interaction")["p_value"] == pytest.approx(fit.pvalues.filter(like=":").iloc[0])

    def test_separately_without_covariates_each_level_has_its_own_variance(self) -> None:
        frame = course()[lambda d: d["AVISIT"] == "Week 12"]
        result = repeat(Ancova(**options("ancova", covariates=[])), material(frame), fits="separate")
        for sex in ("F", "M"):
            own = frame[frame["SEX"] == sex]
            sides = [own.loc[own["TRT01P"] == arm, "CHG"] for arm in ("Laser", "Sham")]
            expected = stats.ttest_ind(*sides)
            row = pick(result, kind="difference", level=sex)
            found = [row["statistic"], row["p_value"], row["df"]]
            assert found == pytest.approx([expected.statistic, expected.pvalue, len(own) - 2])


class TestYesOrNo:
    def test_odds_ratios_are_those_of_logistic_regression(self) -> None:
        inputs = material(course())
        result = repeat(proportions(adjusted="SITEID"), inputs, effect="odds ratio", at="Week 12")
        people = inputs.adsl.merge(
            inputs.records.loc[inputs.records["AVISIT"] == "Week 12", ["USUBJID", "AVAL"]], "left", on="USUBJID"
        ).astype({"TRT01P": str, "SEX": str, "SITEID": str})
        people["y"] = (people["AVAL"] <= 56).astype(float)
        for sex in ("F", "M"):
            formula = f"y ~ C(TRT01P, Treatment('Sham')) * C(SEX, Treatment('{sex}')) + C(SITEID)"
            fit = smf.logit(formula, people).fit(disp=0, method="newton", tol=1e-12)
            name = "C(TRT01P, Treatment('Sham'))[T.Laser]"
            row, limits = pick(result, kind="odds_ratio", level=sex), np.exp(fit.conf_int().loc[name])
            found = [row["estimate"], row["std_error"], row["conf_low"], row["conf_high"], row["p_value"]]
            expected = [np.exp(fit.params[name]), fit.bse[name], *limits, fit.pvalues[name]]
            assert found == pytest.approx(expected, rel=1e-6)
        z = fit.tvalues.filter(like=":").iloc[0]
        test = pick(result, kind="interaction")
        assert (test["statistic"], test["num_df"]) == (pytest.approx(z**2, rel=1e-6), 1)

    def test_a_saturated_model_gives_the_shares_as_they_are(self) -> None:
        """And Wald's interval, and of two levels the z test of the difference of differences."""
        inputs = material(course())
        result = repeat(proportions(), inputs, at="Week 12")
        differences, variances = [], []
        for sex in ("F", "M"):
            shares = choose(result, {"kind": "proportion", "level": sex}).set_index("ARM")
            p, n = shares["estimate"], shares["n"]
            row = pick(result, kind="risk_difference", level=sex)
            variance = float((p * (1 - p) / n).sum())
            assert row["estimate"] == pytest.approx(p["Laser"] - p["Sham"])
            assert row["std_error"] == pytest.approx(variance**0.5)
            differences.append(row["estimate"])
            variances.append(variance)
        z = (differences[0] - differences[1]) / sum(variances) ** 0.5
        assert pick(result, kind="interaction")["statistic"] == pytest.approx(z**2)
        assert choose(result, {"kind": "value", "variable": "SIDE"})["better"].tolist() == ["higher"]

    def test_separate_intervals_are_those_of_the_analysis(self) -> None:
        frame = course()
        of = proportions(strata="SITEID", interval="newcombe")
        result = repeat(of, material(frame), at="Week 12", fits="separate", effect="ratio")
        for sex in ("F", "M"):
            people = frame[frame["SEX"] == sex]
            own = run_method(of, material(people))
            expected = own.rows[(own.rows["kind"] == "risk_ratio") & own.rows["variable"].isna()].iloc[0]
            same(pick(result, kind="risk_ratio", level=sex), expected, SHARES)

    def test_a_combination_without_an_event_is_absent_and_leaves_the_others(self) -> None:
        frame = course()
        frame.loc[(frame["SEX"] == "M") & (frame["TRT01P"] == "Sham"), "AVAL"] = 90.0
        result = repeat(proportions(), material(frame), at="Week 12", effect="odds ratio")
        assert "arm Sham in this level has the event" in pick(result, kind="odds_ratio", level="M")["reason"]
        assert pd.notna(pick(result, kind="odds_ratio", level="F")["estimate"])


def test_names_of_arms_and_levels_do_not_matter(together: Result) -> None:
    frame = course()
    other = frame.assign(
        TRT01P=frame["TRT01P"].map({"Sham": "z", "Laser": "a"}), SEX=frame["SEX"].map({"F": "y", "M": "x"})
    )
    result = repeat(mmrm(), material(other.sample(frac=1, random_state=1), ("z", "a")), at="Week 12")
    for old, new in (("F", "y"), ("M", "x")):
        same(pick(result, kind="difference", level=new), pick(together, kind="difference", level=old))
    test, expected = (pick(one, kind="interaction") for one in (result, together))
    assert test["p_value"] == pytest.approx(expected["p_value"], rel=1e-6)


@pytest.mark.parametrize("fits", ["together", "separate"])
def test_units_and_added_constants_do_not_matter(fits: str, together: Result, apart: Result) -> None:
    """Of an outcome in tenths of its unit, from another zero."""
    frame = course()
    other = frame.assign(CHG=10 * frame["CHG"], AVAL=10 * frame["AVAL"] + 500, BASE=10 * frame["BASE"] + 500)
    result = repeat(mmrm(), material(other), at="Week 12", fits=fits)
    expected = together if fits == "together" else apart
    for sex in ("F", "M"):
        new, old = (pick(one, kind="difference", level=sex) for one in (result, expected))
        assert [new["estimate"], new["std_error"]] == pytest.approx(
            [10 * old["estimate"], 10 * old["std_error"]], rel=1e-6
        )
    new, old = (pick(one, kind="interaction") for one in (result, expected))
    assert new["p_value"] == pytest.approx(old["p_value"], rel=1e-6)


def test_cochran_q_of_three_trials() -> None:
    """By hand: effects 1, 2, 4 with variances 1, 1, 2: weights 1, 1, 1/2, mean 2, Q = 1 + 0 + 2."""
    found = cochran_q([1.0, 2.0, 4.0], [1.0, 1.0, 2**0.5])
    assert (found["statistic"], found["num_df"]) == (pytest.approx(3.0), 2)
    assert found["p_value"] == pytest.approx(math.exp(-1.5))
    with pytest.raises(NoSuchNumber, match="fewer than two levels"):
        cochran_q([1.0], [1.0])


def test_what_was_counted_adds_up() -> None:
    frame = course()
    inputs = material(frame)
    people = inputs.adsl.copy()
    people.loc[:4, "SEX"] = None
    lost = set(people.loc[:4, "USUBJID"])
    records = inputs.records.assign(SEX=inputs.records["SEX"].mask(inputs.records["USUBJID"].isin(lost)))

    result = repeat(mmrm(), dataclasses.replace(inputs, adsl=people, records=records), at="Week 12", fits="separate")
    (of_factor,) = [e for e in result.notes["excluded"] if e.get("variable") == "SEX" and "level" not in e]
    assert of_factor["in"] == of_factor["used"] + sum(of_factor["left_out"].values())
    assert of_factor["left_out"] == {"SEX missing": 5}
    assert people[FLAG].eq("Y").sum() == of_factor["in"]


@pytest.fixture(scope="module")
def computed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((R / "subgroups.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def courses() -> pd.DataFrame:
    return pd.read_csv(R / "course.csv", dtype={"SITEID": "str"})


class TestAgainstR:
    """R 4.2: r/subgroups.R on r/course.csv (lm with emmeans, gls of nlme, glm), its output in r/subgroups.json."""

    def test_analysis_of_covariance(self, computed: dict[str, Any], courses: pd.DataFrame) -> None:
        of = Ancova(**options("ancova", covariates=["BASE", "SITEID"]))
        last = material(courses[courses["AVISIT"] == "Week 12"])
        for weights, name in (("equal", "equal"), ("observed", "proportional")):
            result = repeat(of, last, weights=weights)
            for mean in computed["least_squares"][name]:
                found = pick(result, kind="lsmean", level=mean["SEX"], ARM=mean["TRT01P"])
                expected = [mean["emmean"], mean["SE"], mean["lower.CL"], mean["upper.CL"]]
                assert found[["estimate", "std_error", "conf_low", "conf_high"]].tolist() == pytest.approx(expected)
        for row in computed["least_squares"]["difference"]:
            found = pick(result, kind="difference", level=row["SEX"])
            assert [found["estimate"], found["p_value"]] == pytest.approx([row["estimate"], row["p.value"]])
        (test,) = computed["least_squares"]["interaction"]
        found = pick(result, kind="interaction")
        assert (found["num_df"], found["df"]) == (test["df1"], test["df2"])
        assert found["p_value"] == pytest.approx(test["p.value"])

    def test_repeated_measures(self, computed: dict[str, Any], courses: pd.DataFrame) -> None:
        """Errors without Kenward and Roger's adjustment, which gls has not; its optimum is good to some 1e-7."""
        of = mmrm(covariates=["BASE", "SITEID"], ddf="residual")
        result = repeat(of, material(courses), at="Week 12")
        for mean in computed["repeated_measures"]["mean"]:
            found = pick(result, kind="lsmean", level=mean["SEX"], ARM=mean["TRT01P"])
            expected = [mean["emmean"], mean["SE"]]
            assert [found["estimate"], found["std_error"]] == pytest.approx(expected, rel=2e-6)
        for row in computed["repeated_measures"]["difference"]:
            found = pick(result, kind="difference", level=row["SEX"])
            assert [found["estimate"], found["std_error"]] == pytest.approx([row["estimate"], row["SE"]], rel=2e-6)

    def test_logistic_regression(self, computed: dict[str, Any], courses: pd.DataFrame) -> None:
        last = material(courses[courses["AVISIT"] == "Week 12"])
        of = proportions(adjusted="BASE", missing="exclude")
        result = repeat(of, last, at="Week 12", effect="odds ratio")
        for row in computed["odds"]:
            found = pick(result, kind="odds_ratio", level=row["SEX"])
            limits = [row[key] for key in ("estimate", "asymp.LCL", "asymp.UCL")]
            assert np.log(found[["estimate", "conf_low", "conf_high"]].astype(float)).tolist() == pytest.approx(limits)
            assert found["p_value"] == pytest.approx(row["p.value"])
        assert pick(result, kind="interaction")["statistic"] == pytest.approx(computed["wald"])
        shares = repeat(of, last, at="Week 12")
        for row in computed["share"]:
            found = pick(shares, kind="risk_difference", level=row["SEX"])
            assert [found["estimate"], found["std_error"]] == pytest.approx([row["estimate"], row["SE"]])
