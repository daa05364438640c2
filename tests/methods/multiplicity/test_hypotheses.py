"""Hypotheses tested by the rows of an analysis: against R, and by hand.

R: the numbers of tests/engines/multiplicity/truths.py (recovery after surgery, blankets against b0; sizes 20, 3 and 15
of b0, b2 and b3 are those of the arms here).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.methods.multiplicity.rows import graph_rows, result_of, source_rows
from trialstats.engines.multiplicity import quantile, within_limits
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result

BOTH = {"low": {"PARAMCD": "PAIN", "ARM": "Low"}, "high": {"PARAMCD": "PAIN", "ARM": "High"}}
LOADING = np.sqrt([3 / 23, 15 / 35])
CORRELATION = np.array([[1.0, LOADING.prod()], [LOADING.prod(), 1.0]])


def doses(low: float = 0.02, high: float = 0.04, **plan: object) -> Result:
    rows = source_rows({("PAIN", "Low"): low, ("PAIN", "High"): high})
    return result_of({"alpha": 0.05, **plan}, rows, BOTH)


def conclusions(result: Result) -> pd.DataFrame:
    return result.rows[result.rows["kind"] == Kind.CONCLUSION].set_index("variable")


@pytest.mark.parametrize(
    ("plan", "adjusted"),
    [
        ({"procedure": "bonferroni"}, [0.04, 0.08]),
        ({"procedure": "holm"}, [0.04, 0.04]),
        ({"procedure": "hochberg"}, [0.04, 0.04]),
        ({"procedure": "hommel"}, [0.04, 0.04]),
        ({"procedure": "holm", "tests": "simes"}, [0.04, 0.04]),
        ({"procedure": "fixed sequence"}, [0.02, 0.04]),
        ({"procedure": "holm", "nodes": {"low": {"weight": 0.8}, "high": {"weight": 0.2}}}, [0.025, 0.04]),
        ({"transitions": {"low": {"high": 0.5}}, "nodes": {"low": {"weight": 1}}}, [0.02, 0.08]),
    ],
)
def test_procedures_by_hand(plan: dict[str, object], adjusted: list[float]) -> None:
    found = conclusions(doses(**plan))
    assert found["p_value"].tolist() == pytest.approx(adjusted)
    assert found["count"].tolist() == [float(p <= 0.05) for p in adjusted]


def test_dunnett_takes_the_correlation_from_the_sizes_of_the_arms() -> None:
    result = doses(procedure="holm", tests="parametric")
    found = conclusions(result)
    limit = quantile(0.02, 35.0, 2)
    together = 1 - within_limits(np.full(2, limit), CORRELATION, 35.0)
    assert found.loc["low", "p_value"] == pytest.approx(together, abs=1e-9)
    assert found.loc["high", "p_value"] == pytest.approx(max(together, 0.04), abs=1e-9)
    assert 0.02 < together < 0.04
    said = " ".join(result.rows["PARAM"].dropna())
    assert "from the subjects of the arms" in said
    assert "t distribution, df 35.0" in said
    assert "is consonant" in said


def test_single_step_dunnett_of_three_doses_is_that_of_r(shared: Callable[[str], Path]) -> None:
    """With b1 left out the family is smaller; here b1 too, of 3 subjects, through its own arm."""
    from scipy import stats

    from tests.engines.multiplicity.truths import values

    known = values(shared)
    p = {name: 2 * stats.t.sf(abs(known[f"recovery.{name}.t"][0]), 37) for name in ("b1", "b2", "b3")}
    sizes = {"b0": 20, "b1": 3, "b2": 3, "b3": 15}
    rows = [
        {"analysis": "model", "kind": Kind.LSMEAN, "PARAMCD": "PAIN", "AVISIT": "Week 8", "ARM": arm, "n": n}
        for arm, n in sizes.items()
    ]
    from trialstats.results.shape import tidy

    keys = {"kind": Kind.DIFFERENCE, "PARAMCD": "PAIN", "AVISIT": "Week 8", "REFERENCE": "b0"}
    for arm, value in p.items():
        estimate, error = known[f"recovery.{arm}.estimate"][0], known[f"recovery.{arm}.se"][0]
        reach = stats.t.isf(0.025, 37) * error
        numbers = {"estimate": estimate, "std_error": error, "df": 37.0, "p_value": value, "conf_level": 0.95}
        rows.append({**keys, "ARM": arm, **numbers, "conf_low": estimate - reach, "conf_high": estimate + reach})
    sought = {arm: {"PARAMCD": "PAIN", "ARM": arm, "REFERENCE": "b0"} for arm in p}
    table = tidy(rows, "model")
    single = conclusions(result_of({"alpha": 0.05, "procedure": "bonferroni", "tests": "parametric"}, table, sought))
    down = conclusions(result_of({"alpha": 0.05, "procedure": "holm", "tests": "parametric"}, table, sought))
    for arm in p:
        assert single.loc[arm, "p_value"] == pytest.approx(known[f"recovery.{arm}.p_single_step"][0], abs=1e-8)
        assert down.loc[arm, "p_value"] == pytest.approx(known[f"recovery.{arm}.p_step_down"][0], abs=1e-8)
        for limit, name in (("conf_low", "lower"), ("conf_high", "upper")):
            assert single.loc[arm, limit] == pytest.approx(known[f"recovery.{arm}.{name}"][0], abs=1e-7)
        assert single.loc[arm, "conf_level"] == 0.95


def test_two_sided_intervals_are_those_of_the_shares_at_first() -> None:
    found = conclusions(doses(procedure="holm"))
    reach = quantile(0.025, 35.0, 2)
    assert found["conf_low"].tolist() == pytest.approx((found["estimate"] - reach).tolist())
    assert found["conf_high"].tolist() == pytest.approx((found["estimate"] + reach).tolist())
    assert found["conf_level"].tolist() == [0.95, 0.95]


def test_a_hypothesis_without_a_share_has_no_interval_and_says_why() -> None:
    found = conclusions(doses(procedure="fixed sequence"))
    assert found["conf_low"].isna().tolist() == [False, True]
    assert found.loc["high", "reason"] == "no simultaneous interval: it has no share of alpha of its own"


def test_one_sided_p_are_of_the_better_side() -> None:
    """The estimate is negative and lower is better: half of p; where higher is, the rest of it."""
    rows = source_rows({("PAIN", "Low"): 0.02, ("PAIN", "High"): 0.04})
    sought = {"low": BOTH["low"], "high": {**BOTH["high"], "better": "higher"}}
    plan = {"alpha": 0.025, "sides": "one", "procedure": "bonferroni"}
    found = result_of(plan, rows, sought).rows
    assert found.loc[found["kind"] == Kind.HYPOTHESIS, "p_value"].tolist() == pytest.approx([0.01, 0.98])


def test_one_sided_bounds_agree_with_what_is_rejected() -> None:
    """One of two is rejected: its bound is no difference; the other has all of alpha. Both: at least no difference."""
    plan = {"alpha": 0.025, "sides": "one", "procedure": "holm"}
    one = conclusions(doses(0.002, 0.4, **plan))
    assert one["count"].tolist() == [1.0, 0.0]
    assert one["conf_low"].isna().all()
    expected = float(one.loc["high", "estimate"]) + quantile(0.025, 35.0, 1)
    assert one["conf_high"].tolist() == pytest.approx([0.0, expected])
    both = conclusions(doses(0.002, 0.04, **plan))
    assert both["count"].tolist() == [1.0, 1.0]
    assert both.loc["low", "conf_high"] == pytest.approx(both.loc["low", "estimate"] + quantile(0.0125, 35.0, 1))
    assert both.loc["high", "conf_high"] == 0.0  # at alpha / 2 it would be above


def test_a_missing_p_is_never_rejected_and_says_why() -> None:
    rows = source_rows({("PAIN", "Low"): 0.02, ("PAIN", "High"): 0.04})
    rows.loc[rows["ARM"].eq("High") & rows["kind"].eq("difference"), ["estimate", "p_value"]] = np.nan
    rows.loc[rows["ARM"].eq("High") & rows["kind"].eq("difference"), "reason"] = "the model was not fitted"
    result = result_of({"alpha": 0.05, "procedure": "holm"}, rows, BOTH)
    found = conclusions(result)
    assert found["count"].tolist() == [1.0, 0.0]
    assert found.loc["high", "reason"] == "the model was not fitted"
    assert [failed["variable"] for failed in result.notes["failed"]] == ["high"]


def test_a_row_that_is_not_there_is_named() -> None:
    rows = source_rows({("PAIN", "Low"): 0.02, ("PAIN", "High"): 0.04})
    sought = {"low": BOTH["low"], "high": {**BOTH["high"], "criterion": "At least 50%"}}
    result = result_of({"alpha": 0.05, "procedure": "holm"}, rows, sought)
    (failed,) = result.notes["failed"]
    assert failed["reason"] == "the results of model have no difference of criterion At least 50% (it has: none)"


def test_dunnett_without_sizes_says_what_is_missing() -> None:
    rows = source_rows({("PAIN", "Low"): 0.02, ("PAIN", "High"): 0.04}).assign(n=np.nan)
    result = result_of({"alpha": 0.05, "procedure": "holm", "tests": "parametric"}, rows, BOTH)
    assert "do not tell the sizes of the arms" in result.notes["failed"][0]["reason"]
    assert conclusions(result)["reason"].notna().all()


def test_an_interval_that_is_made_otherwise_is_not_imitated() -> None:
    rows = source_rows({("PAIN", "Low"): 0.02, ("PAIN", "High"): 0.04})
    rows["conf_low"] = rows["conf_low"] - 0.1
    found = conclusions(result_of({"alpha": 0.05, "procedure": "holm"}, rows, BOTH))
    assert found["reason"].str.contains("not made of a standard error").all()


def test_steps_and_shares_are_kept() -> None:
    """Bretz et al. 2009: H1, H2 and H4 of the successive graph, from graphicalMCP's vignette (alpha .05 here)."""
    rows = graph_rows(
        {"one": 0.5, "two": 0.5, "three": 0, "four": 0},
        {"one": {"three": 1}, "two": {"four": 1}, "three": {"two": 1}, "four": {"one": 1}},
        [0.024, 0.01, 0.026, 0.027],
    )
    found = rows[rows["kind"] == Kind.CONCLUSION].set_index("variable")
    assert found["p_value"].tolist() == pytest.approx([0.048, 0.02, 0.052, 0.052])
    assert found["value"].fillna(0).tolist() == [2.0, 1.0, 0.0, 0.0]
    passed = rows[rows["kind"].eq(Kind.VALUE) & rows["level"].notna()]
    assert passed[["variable", "level"]].to_numpy().tolist()[0] == ["one", "three"]
    assert passed["value"].tolist() == [1.0] * 4


def test_an_intersection_without_a_hypothesis_is_told() -> None:
    """p = .03, .03, .9 by Simes: two are rejected together, and neither by itself."""
    rows = source_rows({("A", "High"): 0.03, ("B", "High"): 0.03, ("C", "High"): 0.9})
    sought = {name: {"PARAMCD": name, "ARM": "High"} for name in "ABC"}
    result = result_of({"alpha": 0.05, "procedure": "holm", "tests": "simes"}, rows, sought)
    assert conclusions(result)["count"].tolist() == [0.0, 0.0, 0.0]
    assert "none of them by itself: A and B" in " ".join(result.rows["PARAM"].dropna())
