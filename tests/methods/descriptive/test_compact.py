"""Baseline characteristics in a line each."""

from __future__ import annotations

from tests.display.table.examples import LOOK, baseline
from trialstats.methods.descriptive.options import DemographicsTable
from trialstats.methods.show import tabulate

COMPACT = DemographicsTable(kind="demographics", title="Baseline", analyses=("baseline",), compact=True)


def test_every_line_says_what_it_shows_and_every_number_is_one_of_the_whole_table() -> None:
    whole = tabulate(COMPACT.model_copy(update={"compact": False}), baseline(), LOOK)
    ids = {cell.id for cell in whole.cells()}
    compact = tabulate(COMPACT, baseline(), LOOK)
    assert {cell.id for cell in compact.cells()} <= ids
    assert [(row.label, row.indent) for row in compact.groups[0].rows] == [
        ("Age (years), mean (SD)", 0),
        ("Pain intensity (mm), mean (SD)", 0),
        ("Missing", 1),
        ("Sex, n (%)", 0),
        ("Female", 1),
        ("Male", 1),
        ("Missing", 1),
        ("Site: 01, n (%)", 0),
    ]
    assert [cell.text for cell in compact.groups[0].rows[3].cells] == ["", "", "", "0.26"]
    assert any("Percentages are of all subjects of the column (N)" in note for note in compact.footnotes)


def test_a_number_without_a_mean_has_its_median() -> None:
    rows = baseline()
    age = rows["variable"] == "AGE"
    rows.loc[age, ["mean", "sd"]] = float("nan")
    (group,) = tabulate(COMPACT, rows, LOOK).groups
    assert (group.rows[0].label, group.rows[0].cells[0].text) == ("Age (years), median (Q1 to Q3)", "64 (57 to 71)")
