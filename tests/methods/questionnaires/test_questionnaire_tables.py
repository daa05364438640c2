"""What stands in the tables about questionnaires and associations."""

from __future__ import annotations

from tests.display.table.examples import TABLES
from tests.display.table.test_content import names, texts
from trialstats.display.table.data import TableData
from trialstats.methods.show import tabulate


def made(name: str, **changes: object) -> TableData:
    kind, rows, look = TABLES[name]
    return tabulate(kind.model_copy(update=changes), rows, look)


def test_quality_has_a_line_a_scale_and_marks_what_lies_above_its_limit() -> None:
    rows = texts(made("quality"))
    assert list(rows)[:2] == [("Baseline", "SF-36 Physical Functioning"), ("Baseline", "SF-36 Role Emotional")]
    assert rows["Baseline", "SF-36 Physical Functioning"] == [
        "38 (95.0%)",
        "37 (92.5%)",
        "36 (90.0%)",
        "35 (87.5%)",
        "0 (0.0%)",
        "0 (0.0%)",
    ]
    note = "† More than the share above which a floor or ceiling effect is taken to be present: 15%."
    for by_arm in (False, True):
        data = made("quality", by_arm=by_arm)
        marks = [cell.text for group in data.groups for row in group.rows for cell in row.cells if "†" in cell.text]
        assert (note in " ".join(data.footnotes)) == bool(marks)


def test_quality_by_arm_has_their_lines_below_the_scale() -> None:
    data = made("quality", by_arm=True)
    group = data.groups[0]
    assert [(row.label, row.indent) for row in group.rows] == [
        (label, indent)
        for scale in ("SF-36 Physical Functioning", "SF-36 Role Emotional")
        for label, indent in ((scale, 0), ("DTLT", 1), ("Sham", 1))
    ]
    ceilings = [row.cells[-1].text for row in group.rows]
    assert ceilings[-2:] == ["4 (20.0%) †", "3 (15.0%)"]


def test_quality_of_nobody_says_why() -> None:
    data = made("quality", by_arm=True)
    assert "No questionnaire." in data.reasons()


def test_changes_state_their_threshold_and_its_source() -> None:
    data = made("reliable_change")
    rows = texts(data)
    group = "SF-36 Physical Functioning"
    assert rows[group, "Reliable change, DTLT"] == [
        "12.3",
        "9 (45.0%)",
        "6 (30.0%)",
        "3 (15.0%)",
        "2 (10.0%)",
        "12.3 (−5.0 to 30.0)",
        ".040",
        "12.3 (−5.0 to 30.0)",
        ".040",
    ]
    assert rows[group, "MCID, DTLT"][0] == "5.0"
    assert rows[group, "MCID, Sham"][5:] == ["", "", "", ""]
    assert names(data)[0] == "Threshold"
    assert names(data)[5] == "Difference from Sham, improved: Estimate (95% CI)"
    assert "difference or more (A consensus)." in " ".join(data.footnotes)
    assert data.subtitle == "Week 12; Population: Full analysis set"


def test_a_change_that_could_not_be_classified_says_why() -> None:
    data = made("reliable_change")
    assert set(texts(data)["SF-36 Role Emotional", "Reliable change, DTLT"][1:]) == {"–"}
    assert any(reason.startswith("SF36RE has no items") for reason in data.reasons())


def test_associations_are_exploratory_and_name_both_outcomes() -> None:
    data = made("associations")
    rows = texts(data)
    group = "Interleukin-6 (pg/mL) and Pain intensity (mm)"
    assert rows[group, "Over visits, within subjects"] == [
        "38",
        "110",
        "−0.21 (−0.43 to 0.04)",
        "71",
        ".100",
        "78 (86.7%)",
        "12 (13.3%)",
    ]
    assert rows[group, "Changes at Week 12, adjusted"][:2] == ["36", ""]
    assert data.subtitle == "Exploratory analysis; Population: Full analysis set"
    notes = " ".join(data.footnotes)
    for words in (
        "associations are no effects of treatment",
        "Values of Interleukin-6 and MCP-1 are logarithms.",
        "Results below a limit of the assay have no number and are left out: the association is of the rest.",
    ):
        assert words in notes
    assert "Too few." in data.reasons()


def test_a_parameter_of_an_association_can_be_chosen() -> None:
    data = made("associations", parameters=("MCP1",))
    assert [group.label for group in data.groups] == ["MCP-1 (pg/mL) and Pain intensity (mm)"]
    assert "are left out" not in " ".join(data.footnotes)
