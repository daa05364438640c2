"""What stands in the tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from tests.display.table.examples import (
    LOOK,
    PAIN,
    TABLES,
    baseline,
    coded,
    descriptive,
    dose_response,
    estimates,
    failed,
    inference,
    table,
)
from trialstats.display.table.choose import parameter_name
from trialstats.display.table.data import TableData
from trialstats.methods.show import tabulate
from trialstats.results.shape import tidy


def made(name: str) -> TableData:
    return tabulate(*TABLES[name])


def texts(data: TableData) -> dict[tuple[str | None, str], list[str]]:
    """List the texts of rows by group and label; a heading comes before the labels below it."""
    found: dict[tuple[str | None, str], list[str]] = {}
    for group in data.groups:
        heading = ""
        for row in group.rows:
            heading = f"{row.label}, " if not row.cells else heading
            if row.cells:
                found[group.label, heading + row.label] = [cell.text for cell in row.cells]
    return found


def names(data: TableData) -> list[str]:
    return [column.name for column in data.columns]


def test_disposition_counts_of_randomised_by_arm() -> None:
    data = made("disposition")
    rows = texts(data)
    assert names(data) == ["DTLT", "Sham", "All"]
    assert [column.count.text for column in data.columns if column.count] == ["60", "60", "120"]
    assert rows["Enrolment", "Screened"] == ["", "", "130"]
    assert rows["Enrolment", "Randomised"] == ["60", "60", "120"]
    assert rows["Analysis populations", "Full analysis set"] == ["58 (96.7%)", "57 (95.0%)", "115 (95.8%)"]
    assert rows["End of trial", "Discontinued"] == ["9 (15.0%)", "14 (23.3%)", "23 (19.2%)"]


def test_disposition_says_who_was_screened_only_where_somebody_was_not_randomised() -> None:
    kind, rows, look = TABLES["disposition"]
    assert [row.label for row in made("disposition").groups[0].rows] == ["Screened", "Not randomised", "Randomised"]
    rows = rows.assign(count=rows["count"].where(rows["variable"] != "NOTRAND", 0.0))
    assert [row.label for row in tabulate(kind, rows, look).groups[0].rows] == ["Randomised"]


def test_disposition_reasons_are_indented_and_the_most_frequent_comes_first() -> None:
    ending = made("disposition").groups[-1].rows
    assert [row.label for row in ending if row.indent] == [
        "Withdrew consent <early>",
        "Lost to follow-up",
        "Adverse event",
    ]


def test_disposition_says_not_known_only_where_somebody_is() -> None:
    kind, rows, look = TABLES["disposition"]
    assert "End of trial not known" not in {row.label for row in made("disposition").groups[-1].rows}
    rows = rows.assign(count=rows["count"].where(rows["variable"] != "NOTKNOWN", 1.0))
    assert "End of trial not known" in {row.label for row in tabulate(kind, rows, look).groups[-1].rows}


def test_a_population_without_a_name_is_shown_by_its_flag() -> None:
    kind, rows, look = TABLES["disposition"]
    labels = {row.label for row in tabulate(kind, rows.assign(PARAM=pd.NA), look).groups[1].rows}
    assert labels == {"SAFFL", "FASFL"}


def test_demographics_have_digits_of_their_variable_and_missing_counts() -> None:
    rows = texts(made("demographics"))
    assert rows["Age (years)", "Mean (SD)"] == ["63 (9.9)", "65 (9.9)", "64 (9.9)", "−0.18"]
    assert rows["Pain intensity (mm)", "Mean (SD)"][0] == "63.3 (9.88)"
    assert rows["Pain intensity (mm)", "Missing"] == ["1", "0", "1", ""]
    assert ("Age (years)", "Missing") not in rows
    assert rows["Sex", "n"] == ["60", "60", "120", "0.26"]
    assert rows["Sex", "Female"] == ["25 (41.7%)", "33 (55.0%)", "58 (48.3%)", ""]
    assert [label for group, label in rows if group == "Sex"] == ["n", "Female", "Male", "Missing"]


def test_demographics_explain_the_standardised_difference_and_its_absence() -> None:
    data = made("demographics")
    assert names(data)[-1] == "SMD"
    (said,) = [note for note in data.footnotes if "SMD" in note]
    # A limit of 0.1 is a rule of observational studies: with 60 an arm chance alone exceeds it in 58 of 100.
    assert "imbalance" not in said
    assert "0.1" not in said
    assert texts(data)["Site", "n"][-1] == "–"
    assert data.reasons() == {"The arms have no level in common.": "a"}


def test_demographics_of_a_crossover_trial_compare_its_sequences_and_not_the_reference_treatment() -> None:
    sequences = {"DTLT": "Placebo then drug", "Sham": "Drug then placebo"}
    rows = baseline().replace({"ARM": sequences, "REFERENCE": sequences})
    look = replace(LOOK, arms=("DTLT", "Sham", *sequences.values()), crossover=True)
    (said,) = [note for note in tabulate(table("demographics", "baseline"), rows, look).footnotes if "SMD" in note]
    assert "the mean of the sequence minus that of Drug then placebo," in said


def test_demographics_without_words_show_the_variables() -> None:
    rows = baseline().assign(PARAM=pd.NA, unit=pd.NA)
    groups = [group.label for group in tabulate(table("demographics", "baseline"), rows, LOOK).groups]
    assert groups == ["AGE", "PAIN", "SEX", "SITEID"]


def test_descriptive_has_arms_as_spanners_and_visits_as_headings() -> None:
    data = made("descriptive")
    assert names(data) == ["DTLT: Value", "DTLT: Change from baseline", "Sham: Value", "Sham: Change from baseline"]
    rows = texts(data)
    assert rows["Pain intensity (mm)", "Baseline, Mean (SD)"] == ["62.0 (17.35)", "", "62.0 (17.35)", ""]
    assert rows["Pain intensity (mm)", "Week 4, Minimum to maximum"][1] == "−49.0 to 27.5"
    assert rows["Physical functioning", "Week 12, n"] == ["50", "50", "50", "0"]
    assert rows["Physical functioning", "Week 12, Missing"] == ["10", "10", "10", "60"]
    assert ("Physical functioning", "Baseline, Missing") not in rows
    assert any("Missing: subjects of the arm" in note for note in data.footnotes)
    assert [column.over.text for column in data.columns if column.over] == ["60"] * 4
    assert rows["Physical functioning", "Week 12, Mean (SD)"][3] == ""


def test_coded_results_have_rows_of_their_own_and_are_not_missing() -> None:
    data = made("coded")
    rows = texts(data)
    group = "Interleukin-6 (pg/mL)"
    assert rows[group, "Week 12, n"] == ["53", "52"] * 2
    assert rows[group, "Week 12, Below limit (<)"] == ["6"] * 4
    assert rows[group, "Week 12, Coded at baseline"] == ["", "1"] * 2
    assert rows[group, "Week 12, Missing"] == ["1"] * 4
    assert (group, "Week 12, NOT DONE") not in rows  # nobody has it
    assert (group, "Baseline, Missing") not in rows
    assert any("beyond a limit of quantification. n counts them" in note for note in data.footnotes)
    assert any(note.startswith("Missing:") and "or a code" not in note for note in data.footnotes)
    assert not any("n counts them" in note for note in made("descriptive").footnotes)


def test_without_anybody_missing_there_is_no_such_row_and_no_word_of_it() -> None:
    data = tabulate(table("descriptive", "coded"), coded(missing=0), LOOK)
    assert not any(row.label == "Missing" for row in data.groups[0].rows)
    assert not any(note.startswith("Missing:") for note in data.footnotes)


def test_coded_results_at_baseline_stand_with_their_parameter() -> None:
    data = made("coded_baseline")
    assert [group.label for group in data.groups] == ["Interleukin-6 (pg/mL)"]
    assert [row.label for row in data.groups[0].rows][:3] == ["n", "Below limit (<)", "Mean (SD)"]
    assert texts(data)["Interleukin-6 (pg/mL)", "Below limit (<)"] == ["1", "1"]
    assert any("beyond a limit of quantification. n counts them" in note for note in data.footnotes)


def test_a_table_shows_the_parameters_and_visits_it_names() -> None:
    chosen = table("descriptive", "described", parameters=["PF"], visits=["Week 4"])
    data = tabulate(chosen, descriptive(), LOOK)
    assert {group for group, _ in texts(data)} == {"Physical functioning"}
    assert {label.partition(",")[0] for _, label in texts(data)} == {"Week 4"}


def test_estimates_show_mean_difference_and_truth_on_a_line() -> None:
    data = made("estimates")
    assert names(data) == [
        "LS mean: n",
        "LS mean: Estimate (SE)",
        "LS mean: 95% CI",
        "Difference from Sham: Estimate (SE)",
        "Difference from Sham: 95% CI",
        "Difference from Sham: df",
        "Difference from Sham: p",
        "True difference",
    ]
    assert texts(data)[None, "Week 12, DTLT"] == [
        "55",
        "−24.1 (1.94)",
        "−27.9 to −20.2",
        "−12.3 (2.75)",
        "−17.7 to −6.9",
        "108.2",
        "<.001",
        "−12.0",
    ]
    assert texts(data)[None, "Week 12, Sham"][3:] == [""] * 5
    assert data.subtitle == "Pain intensity (mm), change from baseline; Population: Full analysis set"
    assert any(note.endswith("A 95% interval misses it in 5 of 100 trials by chance.") for note in data.footnotes)
    assert "Differences are computed from unrounded numbers." in data.footnotes


def test_estimates_of_several_analyses_are_grouped_by_their_labels() -> None:
    data = made("several")
    assert [group.label for group in data.groups] == ["MMRM", "ANCOVA <b>", "Failed"]
    assert data.subtitle == "Pain intensity (mm), change from baseline; Week 12"


def test_groups_of_several_populations_say_their_own() -> None:
    other = estimates("pain_pp", "Per protocol").assign(population="Per-protocol set")
    rows = pd.concat([estimates(), other], ignore_index=True)
    data = tabulate(table("estimates", ["pain_mmrm", "pain_pp"]), rows, LOOK)
    assert [group.label for group in data.groups] == ["MMRM; Full analysis set", "Per protocol; Per-protocol set"]
    assert data.subtitle == "Pain intensity (mm), change from baseline"


def test_a_score_is_no_unit() -> None:
    rows = estimates().assign(unit="score")
    assert str(tabulate(table("estimates", "pain_mmrm"), rows, LOOK).subtitle).startswith("Pain intensity, change")


def test_an_estimate_that_failed_is_a_dash_with_its_reason() -> None:
    data = tabulate(table("estimates", "failed"), failed(), LOOK)
    assert {cell.text for cell in data.cells()} == {"–", ""}
    assert data.reasons() == {"No covariance fitted (us).": "a"}


def test_doses_have_a_trend_and_differences_between_active_arms_their_own_line() -> None:
    rows = texts(made("doses"))
    assert rows[None, "High"][3:] == ["−1.0 (0.84)", "−2.7 to 0.7", "225", ".046"]
    assert rows[None, "High − Low"][3] == "−0.5 (0.84)"
    assert rows[None, "Trend over doses"][3] == "−0.012 (0.0103)"
    assert any(note.startswith("Trend over doses: change per unit of dose") for note in made("doses").footnotes)


def test_slopes_come_without_a_visit_and_effect_sizes_with_theirs() -> None:
    rows = texts(made("slopes"))
    assert rows[None, "Over all visits, DTLT"][:2] == ["60", "−1.000 (0.200)"]
    sizes = dict(zip(names(made("slopes")), rows[None, "Week 12, DTLT"], strict=True))
    assert (sizes["Hedges g: n"], sizes["Hedges g: Estimate"]) == ("110", "−0.61")
    assert "Slopes are mm per week." in made("slopes").footnotes


def test_a_test_without_degrees_of_freedom_is_told_as_one_of_z() -> None:
    # The slopes of a mixed model have Wald z tests; beside them a difference with t, so that there is a column of df.
    rows = pd.concat([TABLES["slopes"][1], estimates()], ignore_index=True)
    data = tabulate(table("estimates", list(rows["analysis"].unique())), rows, LOOK)
    assert "A z test has no degrees of freedom." in data.reasons()
    assert "Not computed." not in data.reasons()


def test_means_and_differences_of_different_measures_are_told_apart() -> None:
    rows = estimates()
    rows.loc[rows["kind"] == "lsmean", "measure"] = "AVAL"
    data = tabulate(table("estimates", "pain_mmrm"), rows, LOOK)
    assert "LS means are of the value, differences of the change from baseline." in data.footnotes
    assert "Difference in change from Sham: p" in names(data)


def test_beside_analyses_of_change_a_group_says_its_own_measures() -> None:
    other = estimates("courses", "Random intercept")
    other.loc[other["kind"] == "lsmean", "measure"] = "AVAL"
    data = tabulate(table("estimates", ["pain_mmrm", "courses"]), pd.concat([estimates(), other]), LOOK)
    assert [group.label for group in data.groups] == [
        "MMRM; LS means and differences of the change from baseline",
        "Random intercept; LS means are of the value, differences of the change from baseline",
    ]


def test_a_label_that_says_its_population_is_not_followed_by_it() -> None:
    other = estimates("pain_pp", "MMRM, per-protocol set").assign(population="Per-protocol set")
    rows = pd.concat([estimates(), other], ignore_index=True)
    data = tabulate(table("estimates", ["pain_mmrm", "pain_pp"]), rows, LOOK)
    assert [group.label for group in data.groups] == ["MMRM; Full analysis set", "MMRM, per-protocol set"]


def test_reliability_has_a_row_a_scale_and_columns_by_visit() -> None:
    for kind in ("descriptive", "estimates"):
        data = tabulate(table(kind, "alpha"), TABLES["alpha"][1], LOOK)
        assert names(data)[1] == "Baseline: Alpha (95% CI)"
        assert texts(data)[None, "Role emotional"] == ["110", "0.87 (0.83 to 0.91)", "110", "–"]


@pytest.mark.parametrize("level", [0.9, 0.975])
def test_the_confidence_level_is_written(level: float) -> None:
    rows = dose_response().assign(conf_level=level)
    data = tabulate(table("estimates", "ancova"), rows, TABLES["doses"][2])
    assert f"LS mean: {100 * level:.4g}% CI" in names(data)


def test_numbers_that_are_not_finite_are_absent() -> None:
    keys: dict[str, Any] = {**PAIN, "kind": "difference", "AVISIT": "Week 4", "ARM": "DTLT", "REFERENCE": "Sham"}
    rows = tidy([{**keys, **inference(-1.0, 0.5, 10), "conf_high": float("inf"), "p_value": None}], "odd")
    data = tabulate(table("estimates", "odd"), rows, LOOK)
    assert texts(data) == {(None, "DTLT"): ["−1.0 (0.50)", "10"]}
    assert names(data) == ["Difference from Sham: Estimate (SE)", "Difference from Sham: df"]


def test_a_percent_change_is_not_named_in_the_unit_of_its_parameter() -> None:
    record = {"PARAM": "Pain", "PARAMCD": "PAIN", "variable": None, "measure": "PCHG", "unit": "%"}
    assert parameter_name(record, measure=True) == "Pain, percent change from baseline"
    assert parameter_name(record) == "Pain (%)"
    assert parameter_name({**record, "measure": "CHG", "unit": "mm"}, measure=True) == "Pain (mm), change from baseline"


def test_a_table_for_a_paper_sets_what_was_recorded_beside_what_the_model_makes_of_it() -> None:
    rows = pd.concat([descriptive(), estimates(), estimates("pain_ancova", "ANCOVA", shift=1.0)], ignore_index=True)
    analyses = ["described", "pain_mmrm", "pain_ancova"]
    data = tabulate(table("journal", analyses), rows, LOOK)
    assert [group.label for group in data.groups] == [
        "Pain intensity (mm); lower is better. MMRM",
        "Pain intensity (mm); lower is better. ANCOVA",
        "Physical functioning; higher is better",
    ]
    assert names(data)[:4] == ["DTLT: n", "DTLT: Mean (SD)", "DTLT: n", "DTLT: Change, mean (SD)"]
    assert names(data)[-2:] == ["DTLT minus Sham: Adjusted difference (95% CI)", "DTLT minus Sham: p"]
    found = texts(data)
    assert found["Pain intensity (mm); lower is better. MMRM", "Baseline"][-2:] == ["", ""]
    written = found["Pain intensity (mm); lower is better. MMRM", "Week 12"]
    assert written[-2] == "−12.3 (−17.7 to −6.9)"  # -12.29, t(108.24) times 2.745 to either side
    assert found["Pain intensity (mm); lower is better. ANCOVA", "Week 12"][-2] == "−11.3 (−16.7 to −5.9)"
    assert found["Physical functioning; higher is better", "Week 12"][-4:] == ["0", "", "", ""]
    assert any("MMRM; ANCOVA" in note for note in data.footnotes)


def test_analyses_of_one_question_at_one_visit_have_a_line_each() -> None:
    rows = pd.concat([estimates(), estimates("pain_ancova", "ANCOVA", shift=1.0)], ignore_index=True)
    rows = rows[rows["AVISIT"].eq("Week 12") & rows["PARAM"].eq("Pain intensity")]
    data = tabulate(table("journal", ["pain_mmrm", "pain_ancova"]), rows, LOOK)
    (group,) = data.groups
    assert (data.stub, group.label) == ("Analysis", "Week 12: Pain intensity (mm); lower is better")
    assert [(row.label, row.cells[0].text) for row in group.rows] == [
        ("MMRM", "−12.3 (−17.7 to −6.9)"),
        ("ANCOVA", "−11.3 (−16.7 to −5.9)"),
    ]
    assert not any("SD: " in note or "means beside" in note for note in data.footnotes)


def test_a_table_for_a_paper_of_one_comparison_needs_no_name_of_it() -> None:
    data = tabulate(table("journal", ["described", "pain_mmrm"]), pd.concat([descriptive(), estimates()]), LOOK)
    assert data.groups[0].label == "Pain intensity (mm); lower is better"
