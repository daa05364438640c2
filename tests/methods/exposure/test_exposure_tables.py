"""What stands in the tables of exposure, dose-response and subgroups."""

from __future__ import annotations

import pytest

from tests.display.table.examples import LOOK, TABLES, table
from tests.methods.exposure import table_examples as made
from trialstats.display.numbers import digits_of_error
from trialstats.display.table.data import TableData
from trialstats.methods.show import tabulate


def lines(data: TableData) -> dict[str, list[str]]:
    """List the texts of rows by the group and the label."""
    return {
        " / ".join(filter(None, [group.label, row.label])): [cell.text for cell in row.cells]
        for group in data.groups
        for row in group.rows
    }


def test_exposure_counts_describes_and_says_what_does_not_apply() -> None:
    data = tabulate(*TABLES["exposure"])
    rows = lines(data)
    assert [group.label for group in data.groups] == [
        "Attendance",
        "Sessions attended",
        "Total energy (J)",
        "By wavelength",
    ]
    assert rows["Attendance / Sessions attended by all subjects"] == ["652", "652"]
    assert rows["Attendance / 1 session"] == ["5 (8.3%)", "5 (8.3%)"]
    assert rows["Attendance / 2 or more sessions"] == ["55 (91.7%)", "55 (91.7%)"]
    assert rows["Attendance / Adherent (10 or more sessions attended)"][0] == "55 (91.7%)"
    assert rows["Sessions attended / Mean (SD)"] == ["10.0 (2.35)", "10.0 (2.35)"]
    assert rows["Sessions attended / Minimum to maximum"] == ["8 to 12", "8 to 12"]
    assert rows["Total energy (J) / n"] == ["59", "0"]
    assert rows["Total energy (J) / Missing"] == ["1", ""]
    assert rows["Total energy (J) / Mean (SD)"] == ["67000 (2.3)", "–"]
    assert rows["Total energy (J) / Minimum to maximum"] == ["66998 to 67002", ""]
    assert list(data.reasons()) == ["The sessions of this arm give no dose by design."]
    assert [column.count.text for column in data.columns if column.count] == ["60", "60"]


def test_exposure_by_wavelength_has_a_line_a_level() -> None:
    data = tabulate(*TABLES["exposure"])
    (group,) = [group for group in data.groups if group.label == "By wavelength"]
    assert [(row.label, row.indent) for row in group.rows] == [
        ("980 nm", 0),
        ("Sessions", 1),
        ("Subjects with such a session", 1),
        ("Total energy (J), mean (SD)", 1),
        ("Cumulative fluence (J/cm²), mean (SD)", 1),
        ("Not applicable", 0),
        ("Sessions", 1),
        ("Subjects with such a session", 1),
    ]
    assert "Subjects of the population without any session count as having attended none." in data.footnotes


def test_subgroups_stand_under_their_factor_with_its_test() -> None:
    data = tabulate(*TABLES["subgroups"])
    rows = lines(data)
    assert [column.name for column in data.columns] == [
        "DTLT: n",
        "DTLT: LS mean (SE)",
        "Sham: n",
        "Sham: LS mean (SE)",
        "DTLT minus Sham: Estimate (SE)",
        "DTLT minus Sham: 95% CI",
        "DTLT minus Sham: True difference",
        "p for interaction",
    ]
    assert rows["All subjects"] == [
        "50",
        "−37.3 (3.08)",
        "50",
        "−37.3 (3.08)",
        "−18.4 (3.08)",
        "−24.6 to −12.3",
        "−12.0",
        "",
    ]
    assert rows["Age group"] == [*[""] * 7, ".982"]
    assert rows["<65 years"][6:] == ["", ""]
    assert rows["104"][:2] == ["0", "–"]
    assert rows["Site"][-1] == "–"
    assert "Fewer than two levels have subjects of both arms." in data.reasons()


def test_a_small_level_is_marked_and_the_mark_explained() -> None:
    data = tabulate(*TABLES["subgroups"])
    assert lines(data)["≥65 years"][4] == "−18.4 (3.08) †"
    assert "†" not in lines(data)["<65 years"][4]
    assert "† Fewer than 10 subjects in an arm: not an estimate to lean on." in data.footnotes


@pytest.mark.parametrize(("planned", "words"), [(True, "Planned subgroups"), (False, "Post hoc subgroups")])
def test_subgroups_say_whether_they_were_planned(planned: bool, words: str) -> None:
    data = tabulate(table("subgroups", "subgroups"), made.subgroups(planned), LOOK)
    assert words in (data.subtitle or "")
    assert any(("post hoc" in note) is not planned for note in data.footnotes if "The subgroups were" in note)
    assert not any("True" in column.name for column in data.columns)


def test_dose_response_has_the_digits_that_its_errors_need() -> None:
    data = tabulate(*TABLES["dose_response"])
    rows = lines(data)
    group = "Pain intensity, change from baseline; Week 12; DTLT"
    assert rows[f"{group} / Sessions attended: mm per session"] == [
        "51",
        "1.3 (2.9)",
        "−4.5 to 7.1",
        "48",
        ".645",
        ".610",
        "0.06 (−0.22 to 0.33)",
    ]
    assert rows[f"{group} / Total energy (J): mm per 1 J"][1:3] == ["0.00013 (0.00029)", "−0.00045 to 0.00071"]
    assert rows[f"{group} / Cumulative fluence"][:2] == ["–", "–"]
    assert data.footnotes[0].startswith("Exploratory: the dose was not randomised.")
    assert (data.subtitle or "").startswith("Exploratory, not randomised")


@pytest.mark.parametrize(
    ("error", "digits"), [(29.0, 0), (9.9, 1), (2.9, 1), (0.29, 2), (0.00029, 5), (1e-12, 6), (None, 2), (0.0, 2)]
)
def test_two_figures_of_the_standard_error(error: float | None, digits: int) -> None:
    assert digits_of_error(error) == digits
