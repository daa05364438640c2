"""What stands in the table of values with a limit of quantification."""

from __future__ import annotations

import pandas as pd

from tests.display.table.examples import LOOK, TABLES, censored, table
from trialstats.methods.show import tabulate
from trialstats.results.shape import tidy


def test_columns_are_counts_approaches_and_the_truth() -> None:
    data = tabulate(*TABLES["censored"])
    assert [column.name for column in data.columns] == [
        "n",
        "Below limit",
        "Censored likelihood: Geometric mean (95% CI)",
        "Censored likelihood: Ratio (95% CI)",
        "Censored likelihood: p",
        "LLOQ/2: Geometric mean (95% CI)",
        "LLOQ/2: Ratio (95% CI)",
        "LLOQ/2: p",
        "True ratio",
    ]


def test_lines_are_arms_at_visits() -> None:
    (group,) = tabulate(*TABLES["censored"]).groups
    assert group.label == "Interleukin-6 (pg/mL)"
    assert [row.label for row in group.rows] == ["Baseline", "DTLT", "Sham", "Week 12", "DTLT", "Sham"]
    texts = [[cell.text for cell in row.cells] for row in group.rows]
    assert texts[4] == [
        "58",
        "23 (39.7%)",
        "1.28 (1.08 to 1.47)",
        "0.85 (0.73 to 0.97)",
        "<.001",
        "1.32 (1.12 to 1.51)",
        "0.89 (0.77 to 1.01)",
        "<.001",
        "0.85",
    ]
    assert texts[5][3:5] == ["", ""]
    assert texts[5][-1] == ""
    # At baseline nothing is compared.
    assert texts[1][3] == ""


def test_without_a_truth_there_is_no_column_of_it() -> None:
    data = tabulate(table("censored", "il6"), censored(), LOOK)
    assert "True ratio" not in {column.name for column in data.columns}
    asked = tabulate(table("censored", "il6", truth="truth"), censored(), LOOK)
    assert asked.columns == data.columns


def test_what_could_not_be_fitted_has_a_reason_and_the_counts_of_what_could() -> None:
    data = tabulate(table("censored", "il6"), censored(failed=True), LOOK)
    (reason,) = data.reasons()
    assert reason == "Every value of DTLT is below the limit."
    row = data.groups[0].rows[4]
    assert [cell.text for cell in row.cells[:4]] == ["58", "23 (39.7%)", "–", "–"]


def test_notes_explain_what_is_shown_alone() -> None:
    rows = censored()
    alone = tabulate(table("censored", "il6"), rows[rows["group"] == "censored"], LOOK)
    assert not any("sensitivity" in note for note in alone.footnotes)
    both = tabulate(table("censored", "il6"), rows, LOOK)
    assert any(note.startswith("LLOQ/2: sensitivity analyses") for note in both.footnotes)
    assert "Ratio: of geometric means, that of the arm over that of Sham." in both.footnotes
    # How the constants are fitted depends on the model: it stands with the analysis, not here.
    assert not any("same model" in note for note in both.footnotes)


def test_one_mean_of_all_arms_at_baseline_is_said_where_there_is_one() -> None:
    rows = censored()
    said = "At Baseline the model has one mean for all arms."
    assert said in tabulate(table("censored", "il6"), rows, LOOK).footnotes
    first = rows["kind"].eq("geometric_mean") & rows["AVISIT"].eq("Baseline") & rows["ARM"].eq("DTLT")
    apart = rows.assign(estimate=rows["estimate"].mask(first, 1.4))
    assert said not in tabulate(table("censored", "il6"), apart, LOOK).footnotes


def below_limits() -> pd.DataFrame:
    """The example with most values below a limit of 2.00, and a warning beside Week 12."""
    rows = censored()
    means = rows["kind"].eq("geometric_mean")
    late = rows["AVISIT"].eq("Week 12")
    return rows.assign(
        value=rows["value"].mask(means, 1.4),
        reason=rows["reason"].mask(late, "51 of 58 values of DTLT lie beyond a limit of quantification, more than 60%"),
    )


def test_what_lies_below_the_limit_is_written_as_such_and_mistrust_is_said() -> None:
    data = tabulate(table("censored", "il6"), below_limits(), LOOK)
    first, last = data.groups[0].rows[1], data.groups[0].rows[4]
    assert first.cells[2].text == "1.50 (<1.40 to 1.70)"
    assert last.cells[2].text == "<1.40 (<1.40 to 1.47) †"
    assert last.cells[2].statistics == ("conf_high", "value")
    assert last.cells[3].text == "0.85 (0.73 to 0.97) †"
    said = [note for note in data.footnotes if note.startswith("†")]
    assert said == ["† 51 of 58 values of DTLT lie beyond a limit of quantification, more than 60%."]
    assert any(note.startswith("<: a geometric mean") for note in data.footnotes)


def test_values_above_a_limit_have_a_column_where_there_are_any() -> None:
    rows = censored()
    at = {"kind": "count", "PARAMCD": "IL6", "measure": "AVAL", "AVISIT": "Week 12", "variable": "ALQFL"}
    over = tidy([{**at, "ARM": "DTLT", "count": 3, "total": 58, "percent": 5.2}], "il6")
    data = tabulate(table("censored", "il6"), pd.concat([rows, over], ignore_index=True), LOOK)
    assert [column.name for column in data.columns][:3] == ["n", "Below limit", "Above limit"]
    assert [row.cells[2].text for row in data.groups[0].rows if row.cells] == ["", "", "3 (5.2%)", ""]
