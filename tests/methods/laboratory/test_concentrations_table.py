"""The table of concentrations: a number only where it is known, and what each word means."""

from __future__ import annotations

import pytest

from tests.display.table.examples import LOOK, TABLES, concentrations, table
from trialstats.display.table.data import TableData
from trialstats.methods.show import tabulate


@pytest.fixture(scope="module")
def data() -> TableData:
    return tabulate(*TABLES["concentrations"])


def lines(data: TableData, group: int, visit: str) -> dict[str, list[str]]:
    """The texts of a parameter's lines at a visit."""
    found: dict[str, list[str]] = {}
    inside = False
    for row in data.groups[group].rows:
        if not row.cells:
            inside = row.label == visit
        elif inside:
            found[row.label] = [cell.text for cell in row.cells]
    return found


def test_bounds_stand_where_there_is_no_number(data: TableData) -> None:
    assert lines(data, 0, "Baseline") == {
        "n": ["57", "57"],
        "Below the limit of quantification": ["9 (15.8%)", "9 (15.8%)"],
        "Above the limit of quantification": ["1 (1.8%)", "1 (1.8%)"],
        "Missing": ["3", "3"],
        "Minimum": ["<0.50", "<0.50"],
        "Q1": ["<0.70", "<0.70"],
        "Median": ["1.73", "1.73"],
        "Q3": ["2.50", "2.50"],
        "Maximum": [">8.00", ">8.00"],
        "Geometric mean (LLOQ/2)": ["1.38", "1.38"],
        "Geometric CV, %": ["91.3", "91.3"],
    }


def test_a_bound_leads_back_to_its_row(data: TableData) -> None:
    cell = next(row for row in data.groups[0].rows if row.label == "Minimum").cells[0]
    assert cell.ard == "assay/summary/IL6/AVAL/Baseline/DTLT/minimum/<:value"


def test_where_nobody_has_a_result_cells_are_blank(data: TableData) -> None:
    made = lines(data, 0, "Week 12")
    assert made.pop("n") == ["57", "0"]
    assert made.pop("Missing") == ["3", "60"]
    assert {cells[1] for cells in made.values()} == {""}


def test_a_parameter_that_nobody_has_above_the_limit_has_no_such_line(data: TableData) -> None:
    made = lines(data, 1, "Baseline")
    assert "Above the limit of quantification" not in made
    assert made["Below the limit of quantification"] == ["0 (0.0%)", "0 (0.0%)"]
    assert (made["Minimum"], made["Maximum"]) == (["0.81", "0.81"], ["6.0", "6.0"])


def test_notes_explain_what_is_there() -> None:
    full = " ".join(tabulate(*TABLES["concentrations"]).footnotes)
    assert "< or > before a number" in full
    assert "LLOQ/2 in the place of results below the limit and the limit in the place of results above it." in full
    assert "Missing: subjects of the arm" in full
    rows = concentrations()
    measured = rows[(rows["PARAMCD"] == "MCP1") & (rows["AVISIT"] == "Baseline")].assign(total=57.0)
    few = " ".join(tabulate(table("concentrations", "assay"), measured, LOOK).footnotes)
    assert "< or > before a number" not in few
    assert "above it" not in few
    assert "Missing" not in few


def test_a_single_result_has_no_cv_and_no_dash() -> None:
    rows = concentrations()
    one = rows.assign(cv=rows["cv"].mask(rows["kind"] == "geometric_mean"))
    assert lines(tabulate(table("concentrations", "assay"), one, LOOK), 1, "Baseline")["Geometric CV, %"] == ["", ""]


def test_what_could_not_be_computed_has_its_reason() -> None:
    rows = concentrations()
    failed = (rows["kind"] == "geometric_mean") & (rows["ARM"] == "DTLT")
    broken = rows.assign(
        estimate=rows["estimate"].mask(failed),
        cv=rows["cv"].mask(failed),
        reason=rows["reason"].mask(failed, "a value that is not above 0 has no logarithm"),
    )
    data = tabulate(table("concentrations", "assay"), broken, LOOK)
    assert list(data.reasons()) == ["A value that is not above 0 has no logarithm."]
