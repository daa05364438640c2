"""What tables say of subjects who are not in a denominator, a comparison, a stratum or a model."""

from __future__ import annotations

import pytest

from tests.methods.lacking.made import Lacking


def test_the_head_of_a_column_has_the_population_of_the_arm(lacking: Lacking) -> None:
    table = lacking.table("sites")
    sizes = {column.label: column.count.text for column in table.columns if column.count}
    assert sizes == {"Control": "9", "High": "14", "Low": "23"}  # of whom 9, 13 and 17 have an answer


def test_a_stratum_of_randomisation_without_an_arm_is_told(lacking: Lacking) -> None:
    told = " ".join(lacking.rows("blocks", kind="value", variable="RULE")["PARAM"])
    assert "Week 8: of the strata of randomisation, nobody is of Control in S, High in S" in told


def told_under(lacking: Lacking, name: str) -> str:
    return " ".join(lacking.table(name).footnotes)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("adjusted", "Used (standardised): 44 of 46 subjects at Week 8 (2 without Age)."),
        ("seizures", "Used: 44 of 46 subjects (2 without Age)."),
        ("fits", "36 of 46 subjects at Week 8 (2 time in which it was counted not known, "),
        ("categories", "39 of 46 subjects at Week 8 (1 without Age, 6 no record)."),
        ("times", "Used: 43 of 46 subjects (3 without Site); 23 of 30 subjects for Low against Control within strata"),
        ("hierarchy", "38 of 43 subjects for Score (5 no value: decides no pair of the subject)"),
        ("hierarchy", "tied otherwise: Score by at least 2."),
    ],
)
def test_tables_say_who_was_not_used_and_why(lacking: Lacking, name: str, words: str) -> None:
    assert words in told_under(lacking, name)


@pytest.mark.parametrize("name", ["fits", "categories"])
def test_those_used_and_those_left_out_are_all_of_the_population(lacking: Lacking, name: str) -> None:
    notes = [note for note in lacking.result(name).notes["excluded"] if "AVISIT" in note]
    assert [note["in"] for note in notes] == [46, 46]
    assert all(note["used"] + sum(note["left_out"].values()) == 46 for note in notes)


def test_a_table_of_times_counts_those_who_have_one(lacking: Lacking) -> None:
    table = lacking.table("times")
    assert [column.count.text for column in table.columns if column.count] == ["14", "23", "9"]
    first = table.groups[0].rows[0]
    assert (first.label, first.cells[0].text) == ("Subjects analysed", "13 (92.9%)")


def test_a_ratio_without_end_shows_its_lower_limit_and_says_why(lacking: Lacking) -> None:
    table = lacking.table("sites")
    cells = [cell.text for group in table.groups for row in group.rows for cell in row.cells]
    assert any(text.startswith("\N{INFINITY} (1.") for text in cells)
    assert any("no event in the reference arm" in note for note in table.footnotes)
