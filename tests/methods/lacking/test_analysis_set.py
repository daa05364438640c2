"""Who is in an analysis of a yes or no where subjects have no record, no stratum, or are not chosen.

Expected values are of base R (r/lacking.R, printed in r/lacking.txt): glm and its predictions averaged over all
subjects, mantelhaen.test over the strata with more than one subject.
"""

from __future__ import annotations

import pytest

from tests.methods.lacking.made import Lacking

ARMS = ("Control", "High", "Low")


@pytest.mark.parametrize(
    ("name", "high", "low"), [("low_score", 0.17901126, 0.06838324), ("ever", 0.03967702, 0.08144595)]
)
def test_who_has_no_record_has_a_baseline_all_the_same(lacking: Lacking, name: str, high: float, low: float) -> None:
    for arm, expected in (("High", high), ("Low", low)):
        row = lacking.one(name, kind="risk_difference", ARM=arm)
        assert (row["n"], row["estimate"]) == (46, pytest.approx(expected, abs=1e-8))
    assert lacking.left_out(name) == [{}]


def test_so_it_is_in_a_model_of_several_visits(lacking: Lacking) -> None:
    shares = lacking.rows("repeated", kind="proportion")
    totals = shares.dropna(subset="AVISIT").groupby("AVISIT")["total"].sum()
    assert dict(totals) == {"Week 4": 46, "Week 8": 46}


def test_a_choice_by_a_variable_of_subjects_is_one_of_subjects(lacking: Lacking) -> None:
    shares = lacking.rows("women", kind="proportion").set_index("ARM")
    counts = {arm: (shares.loc[arm, "count"], shares.loc[arm, "total"]) for arm in ARMS}
    assert counts == {"Control": (0, 7), "High": (4, 10), "Low": (5, 16)}
    assert set(shares["population"]) == {"All (Sex F)"}
    recorded = lacking.rows("missing", kind="count", AVISIT="Week 8").groupby("ARM", observed=True)["total"].first()
    assert {arm: recorded[arm] for arm in ARMS} == {"Control": 7, "High": 10, "Low": 16}


def test_who_has_no_stratum_is_named_and_counted(lacking: Lacking) -> None:
    notes = {str(sorted(note["left_out"])): note for note in lacking.result("sites").notes["excluded"]}
    assert notes["['SITEID missing']"]["left_out"] == {"SITEID missing": 2}
    told = " ".join(lacking.rows("sites", kind="value", variable="RULE")["PARAM"])
    assert "2 of 39 (2 SITEID missing)" in told
    assert "Week 8, Low" in told  # whose stratum has nobody of the reference


def test_the_test_over_strata_counts_whom_it_compares(lacking: Lacking) -> None:
    row = lacking.one("sites", kind="joint_test", variable="Cochran-Mantel-Haenszel")
    assert (row["statistic"], row["p_value"]) == (pytest.approx(3.46312018), pytest.approx(0.17700805))
    # Of 37 with a stratum six are in one that has the arm Low alone.
    assert row["n"] == 31
