"""What the tables of nerves and of ranks say, cell by cell."""

from __future__ import annotations

import pandas as pd

from tests.display.table.examples import LOOK, TABLES, limbs, nerves, ranks, table
from trialstats.display.table.data import TableData
from trialstats.methods.show import tabulate


def made(name: str) -> TableData:
    return tabulate(*TABLES[name])


def lines(data: TableData, group: int) -> list[tuple[str, ...]]:
    return [(row.label, *(cell.text for cell in row.cells)) for row in data.groups[group].rows]


def test_a_nerve_is_described_by_side_and_visit_and_compared_below() -> None:
    data = made("nerves")
    assert [group.label for group in data.groups] == ["Sural nerve, velocity (m/s)"]
    assert [column.name for column in data.columns] == [
        "DTLT",
        "Sham",
        "DTLT against Sham: Estimate (95% CI)",
        "DTLT against Sham: p",
    ]
    rows = lines(data, 0)
    assert rows[:7] == [
        ("Left, Baseline",),
        ("Measured", "50", "55", "", ""),
        ("Absent", "6", "3", "", ""),
        ("Not done", "1", "2", "", ""),
        ("Missing", "3", "0", "", ""),
        ("Mean (SD)", "42.4 (3.91)", "42.4 (3.91)", "", ""),
        ("Cold limb", "2", "2", "", ""),
    ]
    start = rows.index(("Comparison, Week 12",))
    assert rows[start + 1 :] == [
        ("LS mean change, both sides: Both sides", "1.2", "1.2", "1.1 (0.4 to 1.8)", ".046"),
        ("Win probability, left: Absent ranked worst", "", "", "0.57 (0.46 to 0.69)", "<.001"),
        ("Win probability, right: Absent ranked worst", "", "", "–", "–"),
    ]


def test_where_nothing_was_measured_there_is_no_mean_and_a_count_of_nothing() -> None:
    rows = lines(made("nerves_described"), 0)
    right = rows[rows.index(("Right, Week 12",)) + 1 :]
    assert ("Measured", "50", "0") in right
    assert ("Mean (SD)", "42.4 (3.91)", "") in right
    assert not any(label == "Cold limb" for label, *_ in right)  # flagged on no right limb


def test_analyses_without_a_description_stand_all_the_same() -> None:
    rows = pd.concat([limbs(), ranks(("PAIN",))], ignore_index=True)
    data = tabulate(table("nerves", ["limbs", "ranks"]), rows, LOOK)
    assert [group.label for group in data.groups] == ["Sural nerve, velocity (m/s)", "Velocity PAIN (m/s)"]


def test_only_parameters_asked_for_are_shown() -> None:
    data = tabulate(table("nerves", "nerves", parameters=["VELR"]), nerves(), LOOK)
    assert [label for label, *cells in lines(data, 0) if not cells] == ["Right, Baseline", "Right, Week 12"]


def test_ranks_have_probability_odds_tests_and_shift() -> None:
    data = made("ranks")
    assert [column.name for column in data.columns] == [
        "n",
        "Win probability: Estimate (95% CI)",
        "Win probability: p",
        "Win odds (95% CI)",
        "Wilcoxon: z",
        "Wilcoxon: p",
        "van Elteren: z",
        "van Elteren: p",
        "Shift (95% CI)",
    ]
    assert lines(data, 0) == [
        (
            "Week 12",
            "100",
            "0.57 (0.46 to 0.69)",
            "<.001",
            "0.57 (0.46 to 0.69)",
            "1.26",
            ".208",
            "1.26",
            ".208",
            "0.85 (−0.40 to 2.10)",
        )
    ]
    assert data.groups[1].rows[0].cells[1].reason == "The arms do not overlap."


def test_van_elteren_shows_its_own_n_where_strata_have_one_arm_only() -> None:
    rows = ranks()
    rows.loc[rows["variable"].eq("van Elteren") & rows["n"].notna(), "n"] = 93.0
    data = tabulate(table("ranks", "ranks"), rows, LOOK)
    assert [column.name for column in data.columns][6:9] == ["van Elteren: n", "van Elteren: z", "van Elteren: p"]
    assert lines(data, 0)[0][7] == "93"
    assert any("a stratum with one arm only compares nobody" in note for note in data.footnotes)


def test_several_arms_stand_under_their_visit() -> None:
    data = made("ranks_of_arms")
    assert [label for label, *_ in lines(data, 0)] == ["Week 12", "Low", "High"]
    assert data.stub == "Arm"
