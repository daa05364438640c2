"""Descriptive statistics against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.methods.descriptive.descriptive import run
from trialstats.methods.descriptive.options import Descriptive
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.shared.quantification.coded import groups_of_text, levels_of
from trialstats.methods.shared.summary import summarise
from trialstats.results.ard import gather


def test_statistics_of_eight_numbers() -> None:
    # mean 40/8; sum of squares about it 32, so SD sqrt(32/7); sorted 2 4 4 4 5 5 7 9.
    found = summarise(pd.Series([9.0, 4, 5, 2, 4, 5, 7, 4]))
    assert found == pytest.approx(
        {"n": 8, "mean": 5, "sd": (32 / 7) ** 0.5, "median": 4.5, "q1": 4, "q3": 6, "minimum": 2, "maximum": 9}
    )


@pytest.mark.parametrize(
    ("n", "q1", "median", "q3"), [(4, 1.5, 2.5, 3.5), (5, 2, 3, 4), (10, 3, 5.5, 8), (12, 3.5, 6.5, 9.5)]
)
def test_quartiles_are_those_of_sas(n: int, q1: float, median: float, q3: float) -> None:
    # R: quantile(1:n, c(.25, .5, .75), type = 2), which is SAS's QNTLDEF=5.
    found = summarise(pd.Series(range(1, n + 1), dtype=float))
    assert (found["q1"], found["median"], found["q3"]) == (q1, median, q3)


def test_few_values_say_what_they_cannot_give() -> None:
    assert summarise(pd.Series([], dtype=float)) == {"n": 0, "reason": "no value"}
    alone = summarise(pd.Series([3.0, None]))
    assert alone["n"] == 1
    assert alone["mean"] == 3
    assert "sd" not in alone
    assert alone["reason"] == "one value: no SD"


def records() -> pd.DataFrame:
    rows = [
        ("1", "Sham", "Baseline", 5.0, None),
        ("1", "Sham", "Week 6", 4.0, -1.0),
        ("2", "Sham", "Baseline", 7.0, None),
        ("2", "Sham", "Week 6", None, None),
        ("3", "Laser", "Baseline", 6.0, None),
        ("3", "Laser", "Week 6", 2.0, -4.0),
    ]
    return pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "AVAL", "CHG"])


def test_change_starts_after_baseline_and_total_shows_who_is_missing() -> None:
    result = run(Descriptive(**options("descriptive")), make_inputs(records()))
    assert set(choose(result, {"measure": "CHG"})["AVISIT"]) == {"Week 6"}
    assert set(choose(result, {"measure": "AVAL"})["AVISIT"]) == {"Baseline", "Week 6"}
    sham = pick(result, measure="AVAL", AVISIT="Week 6", ARM="Sham")
    assert (sham["n"], sham["total"], sham["mean"]) == (1, 2, 4)
    assert pick(result, measure="CHG", AVISIT="Week 6", ARM="Laser")["mean"] == -4
    aval = next(entry for entry in result.notes["excluded"] if entry["measure"] == "AVAL")
    assert aval == {"PARAMCD": "PAIN", "measure": "AVAL", "in": 6, "left_out": {"AVAL missing": 1}, "used": 5}


def coded() -> pd.DataFrame:
    """Give one of the four subjects a code at each visit, and one no record at week 6."""
    rows = [
        ("1", "Sham", "Baseline", 5.0, "5", None),
        ("1", "Sham", "Week 6", None, "<0.7", None),
        ("2", "Sham", "Baseline", None, "ABSENT", None),
        ("2", "Sham", "Week 6", 3.0, "3", None),
        ("3", "Sham", "Baseline", 6.0, "6", None),
        ("4", "Laser", "Baseline", 6.0, "6", None),
        ("4", "Laser", "Week 6", 2.0, "2", -4.0),
    ]
    return pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "AVAL", "AVALC", "CHG"])


def test_coded_results_are_counted_apart_from_who_is_missing() -> None:
    result = run(Descriptive(**options("descriptive")), make_inputs(coded()))

    def counts(**keys: str) -> dict[str, float]:
        return choose(result, {"kind": "count", "variable": "AVALC", **keys}).set_index("level")["count"].to_dict()

    at = {"AVISIT": "Week 6", "ARM": "Sham"}
    assert counts(**at, measure="AVAL") == {"Below limit (<)": 1, "ABSENT": 0, "Missing": 1}
    # 3 and <0.7 are results, the median of which is not known: who has neither a number nor a limit is not in n.
    summary = choose(result, {"kind": "summary", "measure": "AVAL", **at})
    assert summary[["n", "total"]].iloc[0].to_list() == [2, 3]
    assert summary["mean"].isna().all()
    # Subject 2 has a number at week 6, and no change from a code.
    assert counts(**at, measure="CHG") == {"Below limit (<)": 1, "Coded at baseline": 1, "Missing": 1}
    assert counts(AVISIT="Baseline", ARM="Sham") == {"Below limit (<)": 0, "ABSENT": 1, "Missing": 0}
    assert counts(AVISIT="Week 6", ARM="Laser", measure="AVAL") == {"Below limit (<)": 0, "ABSENT": 0, "Missing": 0}
    aval = next(entry for entry in result.notes["excluded"] if entry["measure"] == "AVAL")
    assert aval["left_out"] == {"coded result": 1, "AVAL missing": 0}


def test_the_results_data_do_not_call_a_coded_result_missing() -> None:
    result = run(Descriptive(**options("descriptive")), make_inputs(coded()))
    held = gather([result.rows], "TINY").set_index("id")["stat"]
    assert held["test/summary/PAIN/AVAL/Week 6/Sham:missing"] == 1
    assert held["test/summary/PAIN/CHG/Week 6/Sham:missing"] == 1
    assert held["test/summary/PAIN/AVAL/Baseline/Sham:missing"] == 0


def test_many_different_texts_are_one_group() -> None:
    texts = pd.DataFrame({"AVALC": [*"ABCDEFG", "1", None, " "], "AVAL": [*[None] * 7, 1.0, None, None]})
    assert groups_of_text(texts).dropna().to_list() == ["Coded result, no number"] * 7
    few = groups_of_text(texts.tail(6).assign(AVALC=["ABSENT", "<0.7", "> 9", "1", "Missing", " "]))
    assert few.dropna().to_list() == ["ABSENT", "Below limit (<)", "Above limit (>)", "Missing (as recorded)"]
    assert levels_of(few) == ["Below limit (<)", "Above limit (>)", "ABSENT", "Missing (as recorded)"]


def test_without_coded_results_nothing_is_counted() -> None:
    result = run(
        Descriptive(**options("descriptive")), make_inputs(records().assign(AVALC="1")[lambda r: r["AVAL"] > 0])
    )
    assert set(result.rows["kind"]) == {"summary"}


def test_an_arm_without_values_has_its_row() -> None:
    result = run(Descriptive(**options("descriptive")), make_inputs(records(), arms=("Sham", "Laser", "Light")))
    light = pick(result, measure="AVAL", AVISIT="Week 6", ARM="Light")
    assert (light["n"], light["total"], light["reason"]) == (0, 0, "no value")


def test_a_parameter_without_records_does_not_vanish() -> None:
    result = run(Descriptive(**options("descriptive", parameters=("PAIN", "SLEEP"))), make_inputs(records()))
    assert len(choose(result, {"PARAMCD": "SLEEP", "measure": "AVAL"})) == 6  # two arms, three visits


def test_chow_baseline_as_the_source_has_it(chow: Inputs) -> None:
    # Chow 2006, data of ordinalCont: 5.92 (SD 2.29) active, 4.04 (2.26) placebo; 6 of 90 absent at week 7.
    result = run(Descriptive(**options("descriptive")), chow)
    active, placebo = (pick(result, measure="AVAL", AVISIT="Baseline", ARM=arm) for arm in ("active", "placebo"))
    assert [round(x, 2) for x in (active["mean"], active["sd"], placebo["mean"], placebo["sd"])] == [
        5.92,
        2.29,
        4.04,
        2.26,
    ]
    week = choose(result, {"measure": "AVAL", "AVISIT": "Week 7"})
    assert week["n"].sum() == 84
    assert week["total"].sum() == 90


def test_a_parameter_that_is_a_change_itself_has_no_change() -> None:
    """A sum of differences from baseline (SPID) has BASE and no CHG: nobody's change is missing."""
    records = pd.DataFrame(
        {
            "USUBJID": ["1", "2"],
            "TRT01P": ["Sham", "Laser"],
            "AVISIT": "Week 12",
            "AVAL": [120.0, 300.0],
            "BASE": [60.0, 62.0],
            "CHG": [np.nan, np.nan],
        }
    )
    result = run(Descriptive(**options("descriptive")), make_inputs(records))
    assert set(result.rows["measure"]) == {"AVAL"}
    # One that could have a change and has none keeps its line: there somebody is missing.
    first = pd.DataFrame({"USUBJID": ["3"], "TRT01P": "Sham", "AVISIT": "Baseline", "AVAL": 61.0})
    without = pd.concat([records.assign(BASE=np.nan), first], ignore_index=True)
    absent = run(Descriptive(**options("descriptive")), make_inputs(without))
    assert set(absent.rows["measure"]) == {"AVAL", "CHG"}
    asked = run(Descriptive(**options("descriptive", value="AVAL")), make_inputs(records.assign(BASE=np.nan)))
    assert set(asked.rows["measure"]) == {"AVAL"}


def test_of_texts_alone_the_most_frequent_are_told() -> None:
    """Seven profiles: six of two subjects or three are told, and the one of a single subject is another."""
    profiles = ["11111"] * 3 + [f"1112{k}" for k in range(1, 6)] * 2 + ["55555"]
    kinds = groups_of_text(pd.DataFrame({"AVAL": np.nan, "AVALC": profiles}))
    assert kinds.value_counts().to_dict() == {"11111": 3, **{f"1112{k}": 2 for k in range(1, 6)}, "Any other result": 1}
    assert levels_of(kinds) == ["11111", *(f"1112{k}" for k in range(1, 6)), "Any other result"]


def test_what_nobody_has_at_baseline_has_no_change() -> None:
    """An impression of change stands at visits after baseline alone; asked for by name its changes are missing."""
    rows = records().query("AVISIT == 'Week 6'").drop(columns="CHG")
    inputs = make_inputs(rows.assign(BASE=np.nan, CHG=np.nan))
    made = run(Descriptive(**options("descriptive")), inputs)
    assert set(made.rows["measure"]) == {"AVAL"}
    asked = run(Descriptive(**options("descriptive", value="CHG")), inputs)
    assert set(asked.rows["measure"]) == {"AVAL", "CHG"}


def test_classes_are_counted_by_their_names_in_the_order_of_the_form() -> None:
    """Their numbers are no amounts: no mean, no change; of four subjects three are classed at week 6."""
    rows = [(who, "Sham", "Baseline", 1.0, np.nan) for who in "1234"]
    rows += [("1", "Sham", "Week 6", 2.0, 1.0), ("2", "Sham", "Week 6", 2.0, 1.0), ("3", "Sham", "Week 6", 1.0, 0.0)]
    frame = pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "AVAL", "CHG"]).assign(BASE=1.0)
    classes = {1.0: "minimal", 2.0: "mild", 3.0: "severe"}
    given = make_inputs(frame, outcomes={"PAIN": Outcome("Severity", None, "lower", levels=classes)})
    made = run(Descriptive.model_validate(options("descriptive", value=None)), given).rows
    assert set(made["measure"]) == {"AVAL"}
    assert "mean" not in made or made["mean"].isna().all()
    later = made[(made["AVISIT"] == "Week 6") & (made["ARM"] == "Sham")]
    counted = later[later["kind"] == "count"]
    assert list(zip(counted["level"], counted["count"], strict=True)) == [("minimal", 1), ("mild", 2), ("severe", 0)]
    assert counted["percent"].tolist() == pytest.approx([100 / 3, 200 / 3, 0])
    assert later.loc[later["kind"] == "summary", ["n", "total"]].values.tolist() == [[3, 4]]


def test_a_value_in_no_class_makes_amounts_of_all() -> None:
    frame = pd.DataFrame({"USUBJID": ["1", "2"], "TRT01P": "Sham", "AVISIT": "Week 6", "AVAL": [1.0, 2.5]})
    given = make_inputs(
        frame, outcomes={"PAIN": Outcome("Grade", None, "lower", levels={1.0: "a", 2.0: "b", 3.0: "c"})}
    )
    made = run(Descriptive.model_validate(options("descriptive", value="AVAL")), given).rows
    assert made.loc[made["ARM"] == "Sham", "mean"].dropna().tolist() == [1.75]
