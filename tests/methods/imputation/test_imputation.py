"""Imputation on small trials: against a second computation, closed forms, and what must not matter."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy import stats

from tests.methods.build import make_inputs, options, pick
from tests.methods.imputation.dense import Trial
from tests.methods.imputation.trial import LATER, VISITS, inputs_of, people, records_of
from trialstats.methods.continuous import ancova
from trialstats.methods.continuous.options import Ancova
from trialstats.methods.imputation import imputation
from trialstats.methods.imputation.onset import onsets
from trialstats.methods.imputation.options import ImputedValues
from trialstats.results.shape import Result

LAST = {"kind": "difference", "AVISIT": "Week 12"}
STRATEGIES = ("MAR", "J2R", "CR", "CIR", "LMCF")


def run(frame: pd.DataFrame | None = None, **wanted: Any) -> Result:
    return imputation.run(ImputedValues(**options("imputation", **wanted)), inputs_of(frame))


@cache
def dense(by_arm: bool) -> Trial:
    frame = people()
    outcomes = frame[LATER].to_numpy() - frame[["Baseline"]].to_numpy()
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
    later, frame = LATER, people(gaps=0)
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


def test_bootstrap_samples_give_percentiles() -> None:
    row = pick(run(error="bootstrap", imputations=400), **LAST)
    jackknife = pick(run(), **LAST)
    assert row["estimate"] == jackknife["estimate"]
    assert row["std_error"] == pytest.approx(jackknife["std_error"], rel=0.3)
    assert row["conf_low"] < row["estimate"] < row["conf_high"]
    assert pd.isna(row["statistic"])


def test_approximate_bayes_is_near_bayes() -> None:
    approximate, exact = (
        pick(run(people(60), draws=draws, imputations=400, strategy="J2R"), **LAST)
        for draws in ("approximate Bayes", "Bayes")
    )
    assert approximate["estimate"] == pytest.approx(exact["estimate"], abs=5 * exact["mcse"])
    assert approximate["std_error"] == pytest.approx(exact["std_error"], rel=0.1)


def test_the_number_of_imputations_for_a_precision_is_told() -> None:
    notes = run(draws="Bayes", imputations=200, precision=0.05).notes["monte_carlo"]
    last = next(note for note in notes if note["AVISIT"] == "Week 12" and "REFERENCE" in note)
    needed = last["imputations_needed"]
    again = pick(run(draws="Bayes", imputations=needed, precision=0.05), **LAST)
    assert again["mcse"] == pytest.approx(0.05, rel=0.2)


def test_who_was_never_seen_after_baseline_is_imputed_or_left_out() -> None:
    frame = people().copy()
    frame.loc[[4, 5], LATER] = np.nan
    frame.loc[6, "Baseline"] = np.nan
    told = run(frame).notes["excluded"][0]
    assert (told["in"], told["left_out"], told["used"]) == (18, {"BASE missing": 1}, 17)
    told = run(frame, without_values="exclude").notes["excluded"][0]
    assert (told["left_out"], told["used"]) == ({"no value after baseline": 3}, 15)  # no change without a baseline


# Events as the estimand has them: S01 stopped, and its values count; S03 stopped, and took rescue medication later.
EVENTS = pd.DataFrame(
    {
        "USUBJID": ["S01", "S03", "S03"],
        "ICE": ["stopped", "rescue", "stopped"],
        "AVISIT": ["Week 8", "Week 12", "Week 8"],
        "strategy": ["treatment policy", "hypothetical", "treatment policy"],
    }
)


def test_an_event_begins_the_assumption_and_says_which_it_is() -> None:
    handled = {"stopped": "treatment policy", "rescue": "hypothetical"}
    inputs = inputs_of(events=EVENTS, handled=handled)
    analysis = ImputedValues(
        **options("imputation", strategy={"Laser": "J2R"}, strategies={"rescue": {"Laser": "CIR"}})
    )
    found = onsets(analysis, inputs, people(), people()[LATER].isna().to_numpy(), LATER)
    of = dict(
        zip(people()["USUBJID"], zip(found.first.tolist(), found.strategy, found.event, strict=True), strict=True)
    )
    # S03 left before week 12 and had its first event at week 8, where it was seen: the assumption begins after that.
    assert of["S03"] == (2, "J2R", "stopped")
    # Seen to the end: nothing is to be imputed after the event.
    assert of["S01"] == (3, "J2R", "stopped")
    # Without an event that the estimand knows values are missing at random.
    assert of["S00"][0] == 3
    # Where the estimand knows none, the assumption begins after the last value.
    assert onsets(analysis, inputs_of(), people(), people()[LATER].isna().to_numpy(), LATER).first[0] == 1


# S03 stopped before it took rescue medication, which the estimand lists first; S06 on one day; S09 the other way.
SEVERAL = pd.DataFrame(
    {
        "USUBJID": ["S03", "S03", "S06", "S06", "S09", "S09"],
        "ICE": ["rescue", "stopped"] * 3,
        "ASTDT": pd.to_datetime(["2024-03-01", "2024-02-01", "2024-02-01", "2024-02-01", "2024-02-01", "2024-03-01"]),
        "AVISIT": ["Week 12", "Week 8", "Week 8", "Week 8", "Week 8", "Week 12"],
        "strategy": "hypothetical",
    }
)


@pytest.mark.parametrize(
    ("as_listed", "seen_to", "expected"),
    [
        # The earliest decides: S03 stopped; S06 had both at once, and the first in the list counts.
        (False, "Week 4", {"S03": (1, "CR", "stopped"), "S06": (1, "CIR", "rescue"), "S09": (1, "CIR", "rescue")}),
        # As listed: at week 8 S03 had stopped alone, so that it decides about what is imputed from there on.
        (True, "Week 4", {"S03": (1, "CR", "stopped"), "S06": (1, "CIR", "rescue"), "S09": (1, "CIR", "rescue")}),
        # Where values are known up to week 8, week 12 is the first that is imputed, and both had happened by then.
        (False, "Week 8", {"S03": (2, "CR", "stopped"), "S09": (2, "CIR", "rescue")}),
        (True, "Week 8", {"S03": (2, "CIR", "rescue"), "S09": (2, "CIR", "rescue")}),
    ],
)
def test_of_several_events_one_says_what_is_assumed(
    as_listed: bool, seen_to: str, expected: dict[str, tuple[int, str, str]]
) -> None:
    handled = {"rescue": "hypothetical", "stopped": "hypothetical"}
    inputs = inputs_of(events=SEVERAL.iloc[::-1], handled=handled, as_listed=as_listed)
    words = {"rescue": {"Laser": "CIR", "Sham": "CIR"}, "stopped": {"Laser": "CR", "Sham": "CR"}}
    missing = np.zeros((len(people()), 3), dtype=bool)
    missing[:, LATER.index(seen_to) + 1 :] = True
    found = onsets(ImputedValues(**options("imputation", strategies=words)), inputs, people(), missing, LATER)
    for subject, told in expected.items():
        place = people()["USUBJID"].tolist().index(subject)
        assert (found.first[place], found.strategy[place], found.event[place]) == told


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"error": "Rubin"}, "error Rubin does not go with draws: conditional mean; jackknife or bootstrap does"),
        ({"draws": "Bayes", "error": "jackknife"}, "error jackknife does not go with draws: Bayes; Rubin does"),
    ],
)
def test_what_does_not_go_together_is_refused(wanted: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ImputedValues(**options("imputation", **wanted))


def test_repeated_measures_of_complete_visits_are_analysis_of_covariance_at_each() -> None:
    # With an unstructured matrix, everything by visit and nothing missing, both are least squares at each visit.
    given = {"draws": "Bayes", "imputations": 30, "strategy": "J2R"}
    ancova, mmrm = (
        run(analysis=model, **given).rows for model in ({"method": "ancova"}, {"method": "mmrm", "by_visit": ["BASE"]})
    )
    names = ["estimate", "std_error", "mcse", "df", "p_value"]
    np.testing.assert_allclose(mmrm[names].astype(float), ancova[names].astype(float), rtol=1e-6)
    with pytest.raises(ValidationError, match="analysis by mmrm goes with draws"):
        run(analysis={"method": "mmrm"})


def test_repeated_measures_with_a_matrix_for_each_arm_are_welchs_test() -> None:
    # Complete data without covariates: at each visit the means of the arms, each with its own variance.
    whole = people(gaps=0)
    whole = whole[whole["Week 12"].notna()].reset_index(drop=True)
    model = {"method": "mmrm", "covariance_by": "TRT01P", "ddf": "satterthwaite"}
    row = pick(run(whole, covariates=[], draws="Bayes", imputations=3, analysis=model), **LAST)
    change = whole["Week 12"] - whole["Baseline"]
    arms = [change[whole["TRT01P"] == arm] for arm in ("Laser", "Sham")]
    welch = stats.ttest_ind(*arms, equal_var=False)
    names = ["estimate", "statistic", "df", "p_value"]
    expected = [arms[0].mean() - arms[1].mean(), welch.statistic, welch.df, welch.pvalue]
    np.testing.assert_allclose(row[names].astype(float), expected, rtol=1e-5)


def test_repeated_measures_go_with_imputation_by_arm() -> None:
    # With everything by visit and one matrix they are the analysis of covariance of the same completed sets.
    given = {"draws": "approximate Bayes", "imputations": 10, "strategy": {"Laser": "J2R"}, "covariance_by": "TRT01P"}
    ancova, mmrm = (
        run(people(40), analysis=model, **given).rows
        for model in ({"method": "ancova"}, {"method": "mmrm", "by_visit": ["BASE"]})
    )
    names = ["estimate", "std_error", "mcse", "df"]
    np.testing.assert_allclose(mmrm[names].astype(float), ancova[names].astype(float), rtol=1e-6)


def test_what_random_numbers_leave_uncertain_is_said() -> None:
    # So many that the errors of all differences are as small as declared: B / precision^2, B from the row itself.
    drawn = run(draws="Bayes", imputations=50, precision=0.2)
    differences = drawn.rows[drawn.rows["kind"] == "difference"]
    needed = int(np.ceil(50 * (differences["mcse"] ** 2).max() / 0.2**2))
    assert (
        f"A Monte Carlo standard error of 0.2 or less of every difference takes {needed} imputations."
        in (drawn.notes["inference"])
    )
    sampled = run(error="bootstrap", imputations=50)
    errors = [note for note in sampled.notes["monte_carlo"] if note["kind"] == "difference"]
    largest = max(max(note["mcse_conf_low"], note["mcse_conf_high"]) for note in errors)
    assert f"limits of differences are {largest:.2g} at most" in sampled.notes["inference"]
    assert "Monte Carlo" not in run().notes["inference"]
