"""Responders among imputed values: against the analysis of complete data, and the predictive distribution."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy import stats

from tests.methods.build import options, pick
from tests.methods.imputation.antidepressant import HEAD
from tests.methods.imputation.trial import LATER, inputs_of, people
from trialstats.errors import SpecError
from trialstats.methods.imputation import imputation
from trialstats.methods.imputation.criteria import is_within
from trialstats.methods.imputation.options import ImputedValues, TippingPoint
from trialstats.methods.responders import responders
from trialstats.methods.responders.options import Responders
from trialstats.methods.shared.inputs import Outcome
from trialstats.results.shape import Result
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.parts.intercurrent import ASSIGNED

PAIN = {"PAIN": Outcome("Pain", "mm", "lower", 10.0)}
CRITERIA = [{"percent": 20}, {"points": "mcid"}]
NAMES = ("At least 20% improvement", "At least 10 mm improvement (MCID)")


def run(frame: pd.DataFrame | None = None, criteria: Any = CRITERIA, **wanted: Any) -> Result:
    model = {"method": "responders", "criteria": criteria}
    given = {"draws": "Bayes", "imputations": 50, **wanted, "analysis": model}
    return imputation.run(ImputedValues(**options("imputation", **given)), inputs_of(frame, outcomes=PAIN))


def complete(n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    frame = people(n).copy()
    return frame.assign(
        **{visit: frame[visit].fillna(frame["Baseline"] - rng.normal(9, 6, n).round(1)) for visit in LATER}
    )


@pytest.mark.parametrize("value", ["AVAL", "CHG", "PCHG"])
def test_without_missing_values_it_is_the_analysis_of_responders(value: str) -> None:
    frame = complete()
    analysis = Responders(**options("responders", criteria=CRITERIA, covariates=("BASE",)))
    records = inputs_of(frame).records
    records = records.assign(PCHG=100 * records["CHG"] / records["BASE"])
    inputs = replace(inputs_of(frame, outcomes=PAIN, datasets={"adpain": records}), records=records)
    expected = responders.run(analysis, inputs)
    model = {"method": "responders", "criteria": CRITERIA, "covariates": ("BASE",)}
    given = {"draws": "Bayes", "imputations": 3, "value": value, "analysis": model}
    found = imputation.run(ImputedValues(**options("imputation", **given)), inputs)
    for name in NAMES:
        at = {"AVISIT": "Week 8", "group": name}
        for keys, statistics in (
            ({"kind": "proportion", "ARM": "Laser"}, ["estimate", "conf_low", "conf_high"]),
            ({"kind": "odds_ratio"}, ["estimate", "statistic", "p_value", "conf_low", "conf_high"]),
        ):
            ours, theirs = (chosen(result, **at, **keys) for result in (found, expected))
            np.testing.assert_allclose(ours[statistics].astype(float), theirs[statistics].astype(float), rtol=1e-6)
            assert ours["mcse"] == 0
        for keys in ({"kind": "risk_difference"}, {"kind": "risk_ratio"}):  # their intervals there are score intervals
            ours, theirs = (chosen(result, **at, **keys) for result in (found, expected))
            assert ours["estimate"] == pytest.approx(theirs["estimate"])
        ours, theirs = (pick(r, **at, kind="risk_difference", variable="standardised") for r in (found, expected))
        statistics = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"]
        np.testing.assert_allclose(ours[statistics].astype(float), theirs[statistics].astype(float), rtol=1e-6)


def chosen(result: Result, **keys: str) -> pd.Series:
    rows = result.rows[result.rows["variable"].isna()]
    return pick(Result(rows), **keys)


def one_visit(strategy: str, lost: int = 8) -> tuple[pd.DataFrame, Result]:
    """A trial of one visit, the last of each arm missing, with values at most 40 as responses."""
    rng = np.random.default_rng(2)
    frame = people(40)[["USUBJID", "TRT01P", "Baseline"]].copy()
    frame["Week 12"] = 42 - 6.0 * (frame["TRT01P"] == "Laser") + rng.normal(0, 6, 40)
    frame = frame.assign(**dict.fromkeys(LATER[:2], np.nan))
    frame.loc[frame.index[-lost:], "Week 12"] = np.nan
    given = {"visits": "Week 12", "covariates": (), "value": "AVAL", "imputations": 20_000, "strategy": strategy}
    return frame, run(frame, [{"at_most": 40}], **given)


@pytest.mark.parametrize("strategy", ["MAR", "J2R"])
def test_the_share_of_those_imputed_is_that_of_the_predictive_distribution(strategy: str) -> None:
    # One visit, Jeffreys' prior 1/s^2, n - q degrees of freedom: a new value is mean + s sqrt(1 + 1/n_arm) t(n - q).
    frame, result = one_visit(strategy)
    seen = frame[frame["Week 12"].notna()]
    groups = {arm: own["Week 12"] for arm, own in seen.groupby("TRT01P")}
    df = len(seen) - 2
    s = np.sqrt(sum(((own - own.mean()) ** 2).sum() for own in groups.values()) / df)
    shares = {}
    for arm, own in groups.items():
        after = groups["Sham"] if strategy == "J2R" else own
        chance = stats.t(df).cdf((40 - after.mean()) / (s * np.sqrt(1 + 1 / len(after))))
        lost = int((frame["TRT01P"] == arm).sum()) - len(own)
        shares[arm] = ((own <= 40).sum() + lost * chance) / (len(own) + lost)
        row = pick(result, kind="proportion", ARM=arm)
        assert 0 < row["mcse"] < 0.001
        assert abs(row["estimate"] - shares[arm]) < 4 * row["mcse"]
    difference = pick(result, kind="risk_difference")
    assert abs(difference["estimate"] - (shares["Laser"] - shares["Sham"])) < 4 * difference["mcse"]
    counts = result.rows[result.rows["kind"] == "count"].set_index(["ARM", "level"])["count"]
    assert counts.to_dict() == {("Sham", "Value known"): 16, ("Sham", "Value imputed"): 4} | {
        ("Laser", "Value known"): 16,
        ("Laser", "Value imputed"): 4,
    }
    (note,) = (n for n in result.notes["monte_carlo"] if n["kind"] == "risk_difference")
    assert f"takes {note['imputations_needed']:,} imputations." in result.notes["inference"]
    assert note["n_imputations"] == 20_000


def test_who_has_an_event_that_counts_as_no_response_is_none() -> None:
    frame = complete(30)
    inputs = inputs_of(frame, outcomes=PAIN)
    gone = inputs.records["USUBJID"].isin(["S01", "S03"]) & (inputs.records["AVISIT"] == "Week 12")
    values = pd.Series(pd.NA, index=inputs.records.index, dtype="string").mask(gone, "non-responder")
    marked = replace(inputs, records=inputs.records.assign(**{ASSIGNED: values}))
    model = {"method": "responders", "criteria": [{"above": -1000}]}
    analysis = ImputedValues(**options("imputation", draws="Bayes", imputations=5, analysis=model))
    found = imputation.run(analysis, marked)
    share = pick(found, kind="proportion", AVISIT="Week 12", ARM="Laser")
    assert share["estimate"] == pytest.approx(13 / 15)  # all respond but the two, who are both under laser
    counted = pick(found, kind="count", AVISIT="Week 12", ARM="Laser", level="Intercurrent event")
    assert counted["count"] == 2
    assert pick(found, kind="proportion", AVISIT="Week 8", ARM="Laser")["estimate"] == 1


def test_what_cannot_be_told_has_its_reason() -> None:
    result = run(complete(30), [{"above": -1000}, {"below": -1000}])
    of_all = {"AVISIT": "Week 12", "group": "Above -1000 mm"}
    assert "no standard error" in pick(result, kind="risk_difference", **of_all)["reason"]
    assert "odds are zero or infinite" in pick(result, kind="odds_ratio", **of_all)["reason"]
    assert pick(result, kind="risk_ratio", AVISIT="Week 12", group="Below -1000 mm")["reason"].startswith("in 50 of 50")
    assert pick(result, kind="proportion", ARM="Sham", **of_all)["conf_high"] == 1


@pytest.mark.parametrize(
    ("key", "told"), [("at_most", [1, 1, 0]), ("below", [1, 0, 0]), ("at_least", [0, 1, 1]), ("above", [0, 0, 1])]
)
def test_bounds_hold_ties_apart_from_rounding(key: str, told: list[int]) -> None:
    assert is_within(np.array([0.1, 0.1 + 0.2, 0.5]), key, 0.3).tolist() == [bool(one) for one in told]


def test_what_does_not_go_with_responders_is_refused() -> None:
    model = {"method": "responders", "criteria": CRITERIA}
    with pytest.raises(ValidationError, match="a conditional mean is no value of a subject"):
        ImputedValues(**options("imputation", analysis=model))
    with pytest.raises(ValidationError, match="a tipping point is one of means"):
        TippingPoint(**options("tipping_point", draws="Bayes", analysis=model, delta={"Laser": (0, 1)}))
    with pytest.raises(ValidationError, match="give one of `percent`, `points`, `at_most`"):
        run(criteria=[{"percent": 30, "at_most": 3}])
    with pytest.raises(ValidationError, match="the same threshold twice"):
        run(criteria=[{"at_most": 3}, {"at_most": 3, "label": "Low"}])
    assert run(criteria=[{"at_most": 3}, {"below": 3}]).rows["group"].nunique() == 2


@pytest.mark.parametrize(
    ("criterion", "old", "new", "said"),
    [
        ("{percent: 50}", "", "", "criteria need a visit with `baseline: true`, or a bound of the value"),
        ("{points: mcid}", "", "", "points: mcid needs `mcid` for parameter HAMDCHG, or a number"),
        ("{points: 3}", "better: lower, ", "", "needs `better: lower` or `better: higher` for parameter HAMDCHG"),
        ("{at_most: 7, below: 8}", "", "", "give one of `percent`, `points`, `at_most`, `at_least`, `below`, `above`"),
        ("{at_mst: 7}", "", "", "at_mst"),
    ],
)
def test_what_the_trial_file_lacks_is_said(tmp_path: Path, criterion: str, old: str, new: str, said: str) -> None:
    model = f"{{method: responders, criteria: [{criterion}]}}"
    analysis = f"{{method: imputation, estimand: primary, draws: Bayes, covariates: BASVAL, analysis: {model}}}"
    path = tmp_path / "trial.yaml"
    (tmp_path / "data").mkdir()
    path.write_text(f"{HEAD.replace(old, new)}  main: {analysis}\n", "utf-8")
    with pytest.raises(SpecError) as error:
        load_trial(path)
    assert said in str(error.value)
