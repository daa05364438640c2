"""Statistics that limits of quantification leave uncertain, as descriptive and baseline tables write them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.display.table.examples import LOOK, table
from trialstats.methods.show import tabulate
from trialstats.results.shape import tidy

REASON = "some results lie beyond a limit of quantification: the mean of the others would be biased"
KEYS = {"PARAMCD": "IL6", "PARAM": "Interleukin-6", "unit": "ng/L", "decimals": 2, "measure": "AVAL"}


def rows(analysis: str, **keys: str) -> pd.DataFrame:
    """Five results of an arm, of which the lowest two are below 0.70, and four of the other of which nothing is."""
    at: dict[str, Any] = {**KEYS, "kind": "summary", **keys}
    bounded = {"n": 5, "total": 5, "median": 1.0, "q3": 2.0, "maximum": 3.0, "reason": REASON}
    number = {"minimum": 1.0, "q1": 1.2, "median": 1.5, "q3": 2.0, "maximum": 3.0, "mean": 1.6, "sd": 0.4}
    low = {"level": "<", "value": 0.7}
    made = [{**at, "ARM": "DTLT", **bounded}]
    made += [{**at, "ARM": "DTLT", "variable": name, **low} for name in ("q1", "minimum")]
    made.append({**at, "ARM": "Sham", "n": 4, "total": 4, **number})
    return tidy(made, analysis)


def lines(kind: str, made: pd.DataFrame) -> dict[str, list[str]]:
    data = tabulate(table(kind, "labs"), made, LOOK)
    return {row.label: [cell.text for cell in row.cells] for group in data.groups for row in group.rows}


def test_the_descriptive_table_writes_bounds_and_no_mean() -> None:
    made = lines("descriptive", rows("labs", AVISIT="Week 12"))
    assert made["n"] == ["5", "4"]
    assert made["Mean (SD)"] == ["–", "1.60 (0.400)"]
    assert made["Median (Q1 to Q3)"] == ["1.00 (<0.70 to 2.00)", "1.50 (1.20 to 2.00)"]
    assert made["Minimum to maximum"] == ["<0.70 to 3.00", "1.00 to 3.00"]


def test_n_and_bounds_stand_where_no_median_is_a_number() -> None:
    """Of <5, <5, <5, <5, 6 and <5, <5, <5, 7, 8: n 5, and both medians below 5."""
    at: dict[str, Any] = {**KEYS, "kind": "summary", "AVISIT": "Week 12", "decimals": 1}
    made: list[dict[str, Any]] = []
    for arm, highest in (("DTLT", 6.0), ("Sham", 8.0)):
        made.append({**at, "ARM": arm, "n": 5, "total": 5, "maximum": highest, "reason": REASON})
        made += [{**at, "ARM": arm, "variable": name, "level": "<", "value": 5.0} for name in ("minimum", "median")]
    shown = lines("descriptive", tidy(made, "labs"))
    assert shown["n"] == ["5", "5"]
    assert shown["Median (Q1 to Q3)"] == ["<5.0 (– to –)", "<5.0 (– to –)"]
    assert shown["Minimum to maximum"] == ["<5.0 to 6.0", "<5.0 to 8.0"]


@pytest.mark.parametrize(
    ("kind", "keys"), [("descriptive", {"AVISIT": "Week 12"}), ("demographics", {"variable": "IL6"})]
)
def test_a_bound_that_may_be_the_statistic_itself_is_written_and_explained_so(kind: str, keys: dict[str, str]) -> None:
    made = rows("labs", **keys)
    made["level"] = made["level"].str.replace("<", "≤")
    made = tidy(made.drop(columns=["id", "analysis"]), "labs")
    assert lines(kind, made)["Minimum to maximum"][0] == "≤0.70 to 3.00"
    notes = tabulate(table(kind, "labs"), made, LOOK).footnotes
    assert "≤ or ≥ before a number: the statistic may be that number itself." in notes


def test_the_baseline_table_too() -> None:
    made = lines("demographics", rows("labs", variable="IL6"))
    assert made["Median (Q1 to Q3)"] == ["1.00 (<0.70 to 2.00)", "1.50 (1.20 to 2.00)"]
    assert made["Minimum to maximum"] == ["<0.70 to 3.00", "1.00 to 3.00"]
    assert made["Mean (SD)"][0] == "–"


@pytest.mark.parametrize("kind", ["descriptive", "demographics"])
def test_results_that_are_texts_alone_have_counts_alone(kind: str) -> None:
    at: dict[str, Any] = {**KEYS, "AVISIT": "Week 12", "total": 5}
    made: list[dict[str, Any]] = []
    for arm in ("DTLT", "Sham"):
        made.append({**at, "kind": "summary", "ARM": arm, "n": 0, "reason": "no value"})
        counts = {"No": 2, "Yes": 2, "Missing": 1}
        made += [
            {**at, "kind": "count", "variable": "AVALC", "ARM": arm, "level": level, "count": count}
            for level, count in counts.items()
        ]
    effect = {**at, "kind": "effect_size", "ARM": "DTLT", "REFERENCE": "Sham", "reason": "fewer than two values"}
    shown = lines(kind, tidy([*made, effect], "labs"))
    assert {label: cells[:2] for label, cells in shown.items() if cells} == {
        "No": ["2", "2"],
        "Yes": ["2", "2"],
        "Missing": ["1", "1"],
    }


def test_a_cell_has_the_address_of_its_numbers_and_the_reason_of_what_is_none() -> None:
    data = tabulate(table("descriptive", "labs"), rows("labs", AVISIT="Week 12"), LOOK)
    cells = {row.label: row.cells[0] for group in data.groups for row in group.rows if row.cells}
    assert cells["Median (Q1 to Q3)"].ard == "labs/summary/IL6/AVAL/Week 12/DTLT:median,q3"
    assert list(data.reasons()) == [f"S{REASON[1:]}."]
    unknown = rows("labs", AVISIT="Week 12")
    lost = unknown["variable"].eq("q1")
    unknown = unknown.assign(value=unknown["value"].mask(lost), level=unknown["level"].mask(lost))
    unknown["reason"] = unknown["reason"].mask(lost, "it depends on where they lie")
    data = tabulate(table("descriptive", "labs"), unknown, LOOK)
    assert "It depends on where they lie." in data.reasons()
