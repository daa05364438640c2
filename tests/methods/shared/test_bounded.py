"""One median: in descriptive and baseline tables too it holds what lies below the limit of quantification."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.methods.build import FLAG, choose, make_inputs, options, pick
from trialstats.methods.descriptive import baseline, descriptive
from trialstats.methods.descriptive.options import Baseline, Descriptive
from trialstats.methods.laboratory import concentrations
from trialstats.methods.laboratory.options import Concentrations
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.quantification.bounded import HIGH, LOW, with_ends
from trialstats.results.ard import gather

LLOQ, ULOQ = 0.7, 8.0


def records(values: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """What an assay gives of true values at baseline and week 6, by subject."""
    rows = [(who, visit, value) for who, pair in values.items() for visit, value in zip(VISITS, pair, strict=True)]
    frame = pd.DataFrame(rows, columns=["USUBJID", "AVISIT", "true"]).assign(TRT01P="Sham", ALLOQ=LLOQ, AULOQ=ULOQ)
    below, above = frame["true"] < LLOQ, frame["true"] > ULOQ
    flags = {"BLQFL": below.map({True: "Y"}).astype("str"), "ALQFL": above.map({True: "Y"}).astype("str")}
    frame = frame.assign(AVAL=frame["true"].mask(below | above), **flags)
    frame["AVALC"] = frame["AVAL"].astype("str").mask(below, "<0.7").mask(above, ">8")
    first = frame[frame["AVISIT"] == "Baseline"].set_index("USUBJID")["AVAL"]
    frame["BASE"] = frame["USUBJID"].map(first)
    later = frame["AVISIT"] != "Baseline"
    frame["CHG"] = (frame["AVAL"] - frame["BASE"]).where(later)
    frame["PCHG"] = 100 * frame["CHG"] / frame["BASE"]
    return frame.assign(ABLFL=(~later).map({True: "Y"}).astype("str"))


VISITS = ("Baseline", "Week 6")
# Two of five below the limit at baseline; at week 6 one more, and one above.
VALUES = {"1": (0.2, 0.3), "2": (0.5, 0.9), "3": (1.0, 0.6), "4": (2.0, 1.5), "5": (3.0, 9.0)}


def inputs() -> Inputs:
    return make_inputs(records(VALUES), arms=("Sham", "Laser"))


def test_the_median_by_hand_is_that_of_all_and_there_is_no_mean() -> None:
    """Of 0.2, 0.5, 1, 2, 3 the median is 1 wherever the first two lie; of 1, 2, 3 alone it would be 2."""
    result = descriptive.run(Descriptive(**options("descriptive")), inputs())
    at = {"kind": "summary", "measure": "AVAL", "AVISIT": "Baseline", "ARM": "Sham"}
    row, *bounds = (row for _, row in choose(result, at).iterrows())
    assert row[["n", "median", "q3", "maximum"]].to_list() == [5, 1.0, 2.0, 3.0]
    assert row[["mean", "sd", "q1", "minimum"]].isna().all()
    assert row["reason"].startswith("some results lie beyond a limit of quantification")
    assert [(b["variable"], b["level"], b["value"]) for b in bounds] == [("minimum", "<", 0.7), ("q1", "<", 0.7)]


def test_who_is_missing_is_told_once_for_each_group() -> None:
    result = descriptive.run(Descriptive(**options("descriptive")), inputs())
    ard = gather([result.rows], "TINY")
    missing = ard[(ard["stat_name"] == "missing") & (ard["AVISIT"] == "Baseline") & (ard["ARM"] == "Sham")]
    assert missing["variable"].isna().all()
    assert len(missing) == 1


def test_the_tables_agree() -> None:
    """Every statistic of every visit is that of `concentrations`, in the descriptive table and at baseline."""
    biomarker = concentrations.run(Concentrations(**options("concentrations")), inputs())
    summary = descriptive.run(Descriptive(**options("descriptive")), inputs())
    people = pd.DataFrame({"USUBJID": list(VALUES), "TRT01P": "Sham", "AGE": 50.0, FLAG: "Y"})
    given_people = replace(inputs(), adsl=people, datasets={"adlb": records(VALUES).assign(PARAMCD="PAIN")})
    asked = Baseline(method="baseline", population=FLAG, variables=("AGE",), parameters={"adlb": ("PAIN",)})
    first = baseline.run(asked, given_people)
    for visit in VISITS:
        for name in ("minimum", "q1", "median", "q3", "maximum"):
            one = pick(biomarker, kind="summary", AVISIT=visit, ARM="Sham", variable=name)
            others = [choose(summary, {"kind": "summary", "measure": "AVAL", "AVISIT": visit, "ARM": "Sham"})]
            others += [choose(first, {"kind": "summary", "PARAMCD": "PAIN", "ARM": "Sham"})] * (visit == "Baseline")
            for rows in others:
                if pd.notna(one[name]):
                    assert rows[name].iloc[0] == one[name]
                else:
                    (bound,) = (row for _, row in rows[rows["variable"] == name].iterrows())
                    assert (bound["level"], bound["value"]) == (one["level"], one["value"])


def test_a_change_lies_between_the_ends_of_both_results() -> None:
    """By hand: 1 both below; 2 from below to 0.9, so 0.2 to 0.9; 3 from 1 to below, so -1 to -0.3; 5 more than 5."""
    told = with_ends(records(VALUES), "CHG", "Baseline")
    late = told[told["AVISIT"] == "Week 6"].set_index("USUBJID")[[LOW, HIGH]]
    inf = math.inf
    expected = {"1": (-0.7, 0.7), "2": (0.2, 0.9), "3": (-1.0, -0.3), "4": (-0.5, -0.5), "5": (5.0, inf)}
    for who, ends in expected.items():
        assert late.loc[who].to_list() == pytest.approx(ends)
    assert told[told["AVISIT"] == "Baseline"][LOW].isna().all()
    percent = with_ends(records(VALUES), "PCHG", "Baseline").query("AVISIT == 'Week 6'").set_index("USUBJID")
    assert percent.loc["3", [LOW, HIGH]].to_list() == pytest.approx([-100.0, -30.0])
    assert percent.loc["2", [LOW, HIGH]].to_list() == [-inf, inf]


def test_a_median_of_changes_is_a_number_only_where_it_is_certain() -> None:
    """Three changes of -1 lie between one from above the limit and one from 0.9 to below it, which decide the ends."""
    values = {"1": (0.9, 0.2), "2": (2.0, 1.0), "3": (3.0, 2.0), "4": (4.0, 3.0), "5": (9.0, 1.0)}
    result = descriptive.run(Descriptive(**options("descriptive")), make_inputs(records(values)))
    row, *others = (r for _, r in choose(result, {"kind": "summary", "measure": "CHG", "ARM": "Sham"}).iterrows())
    assert row[["n", "q1", "median", "q3"]].to_list() == [5, -1.0, -1.0, -1.0]
    assert [(r["variable"], r["reason"]) for r in others] == [
        (name, "it depends on where the results beyond a limit of quantification lie")
        for name in ("minimum", "maximum")
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.floats(0.05, 20), st.floats(0.05, 20)), min_size=1, max_size=15))
def test_true_changes_lie_between_their_ends(pairs: list[tuple[float, float]]) -> None:
    frame = records({str(k): pair for k, pair in enumerate(pairs)})
    late = frame["AVISIT"] == "Week 6"
    change = frame["true"] - frame["USUBJID"].map(frame[~late].set_index("USUBJID")["true"])
    base = frame["USUBJID"].map(frame[~late].set_index("USUBJID")["true"])
    for measure, true in (("CHG", change), ("PCHG", 100 * change / base)):
        told = with_ends(frame, measure, "Baseline")[late]
        assert (told[LOW] <= true[late] + 1e-9).all()
        assert (told[HIGH] >= true[late] - 1e-9).all()
        # What is a number is known exactly.
        number = told[measure].notna()
        np.testing.assert_array_equal(told.loc[number, LOW], told.loc[number, measure])
