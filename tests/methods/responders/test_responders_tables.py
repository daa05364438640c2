"""What tables of responders, of the curve and of costs say."""

from __future__ import annotations

import re

import pytest

from tests.methods.responders.table_examples import LOOK, RESPONDER_TABLES
from trialstats.display.table.data import TableData
from trialstats.errors import DataError
from trialstats.methods.show import tabulate


def made(name: str) -> TableData:
    return tabulate(*RESPONDER_TABLES[name])


def counted(text: str) -> int:
    found = re.match(r"\d+", text)
    assert found
    return int(found.group())


class TestResponders:
    def test_reasons_add_up_to_the_denominator(self) -> None:
        for group in made("responders").groups:
            (share, *statuses) = group.rows
            for place in (0, 1):
                count, total = map(int, share.cells[place].text.split(" ")[0].split("/"))
                inside = [row for row in statuses if not row.label.startswith("Not in")]
                assert inside[0].label == "Responder"
                assert counted(inside[0].cells[place].text) == count
                assert sum(counted(row.cells[place].text) for row in inside) == total

    def test_analyses_parameters_and_criteria_name_the_groups(self) -> None:
        assert [group.label for group in made("responders").groups] == [
            "All subjects: At least 30% improvement",
            "All subjects: At least 20 mm improvement (MCID)",
            "Observed cases: At least 30% improvement",
            "Observed cases: At least 20 mm improvement (MCID)",
        ]

    def test_columns(self) -> None:
        assert [column.label for column in made("responders").columns] == [
            "Laser",
            "Sham",
            "Adjusted difference (95% CI)",
            "p",
            "Ratio (95% CI)",
            "NNT at the visit (95% CI)",
        ]
        notes = made("responders").footnotes
        assert "In the analysis results data, and not shown: unadjusted differences, odds ratios." in notes

    def test_measures_that_are_asked_for(self) -> None:
        table, rows, look = RESPONDER_TABLES["responders"]
        asked = table.model_copy(update={"measures": ("odds ratio", "unadjusted difference")})
        data = tabulate(asked, rows, look)
        assert [column.label for column in data.columns[2:]] == [
            "Conditional odds ratio (95% CI)",
            "Unadjusted difference (95% CI)",
        ]
        row = rows[(rows["kind"] == "risk_difference") & (rows["AVISIT"] == "Week 12") & rows["variable"].isna()].iloc[
            0
        ]
        cell = data.groups[0].rows[0].cells[3]
        assert cell.text.startswith(f"{100 * row['estimate']:.1f} (")
        assert cell.id == row["id"]
        assert not any(note.startswith("NNT: ") for note in data.footnotes)

    def test_reasons_of_nobody_have_no_line(self) -> None:
        for group in made("responders").groups:
            for row in group.rows[1:]:
                assert any(counted(cell.text) for cell in row.cells[:2])

    def test_baselines_of_zero_are_shown_in_or_out_of_the_denominator(self) -> None:
        groups = {group.label: group for group in made("responders").groups}
        inside = next(r for r in groups["All subjects: At least 30% improvement"].rows if r.label == "Baseline of zero")
        assert inside.cells[1].text.startswith("1 ")
        outside = groups["Observed cases: At least 30% improvement"].rows
        assert any(
            r.label == "Not in the denominator: Baseline of zero" and r.cells[1].text == "1 (4.8%)" for r in outside
        )

    def test_rules_stand_below_with_whose_they_are(self) -> None:
        notes = " ".join(made("responders").footnotes)
        assert "Threshold: A published threshold." in notes
        assert "All subjects: Non-responders whatever their values (composite strategy): Discontinued" in notes
        assert "Observed cases: Subjects without a value at baseline or at the visit are left out" in notes
        assert notes.count("Number needed to treat: the reciprocal") == 1
        assert "percentage points, arm minus Sham" in notes

    def test_differences_are_in_percentage_points(self) -> None:
        _, rows, _ = RESPONDER_TABLES["responders"]
        own = rows[(rows["kind"] == "risk_difference") & (rows["AVISIT"] == "Week 12")]
        row = own[own["variable"].eq("standardised").fillna(False)].iloc[0]
        cell = made("responders").groups[0].rows[0].cells[2]
        assert cell.text.startswith(f"{100 * row['estimate']:.1f} (")
        assert cell.id == row["id"]

    def test_what_is_absent_has_its_reason(self) -> None:
        data = made("responders_alone")
        assert any("no subject" in reason.lower() for reason in data.reasons())
        assert not any(row.label == "Responder" for group in data.groups for row in group.rows)


class TestCurve:
    def test_cutoffs_and_areas(self) -> None:
        (first, last) = made("responder_curve").groups
        assert (first.label, last.label) == ("Pain intensity, Week 6", "Pain intensity, Week 12")
        assert [row.label for row in last.rows] == [
            "0%",
            "30%",
            "50%",
            "100%",
            "Area under the curve, mean (SD)",
            "Difference of areas (95% CI)",
            "p (permutation)",
        ]

    def test_a_cutoff_without_rows(self) -> None:
        table, rows, _ = RESPONDER_TABLES["responder_curve"]
        with pytest.raises(DataError, match="no rows of cutoff 30%"):
            tabulate(table, rows[rows["level"].ne("30%").fillna(True)], LOOK)


class TestCosts:
    def test_lines(self) -> None:
        rows = {row.label: row for row in made("costs").groups[0].rows}
        assert "Responders: At least 50% improvement in Pain intensity at Week 12" in rows
        assert re.fullmatch(r"\d+ \(\d+ to \d+\)", rows["Cost per additional responder (95% CI), EUR"].cells[2].text)
        assert made("costs").footnotes[0].startswith("Exploratory.")

    def test_an_interval_that_there_is_not_has_its_reason(self) -> None:
        data = made("costs_without_range")
        cell = next(row for row in data.groups[0].rows if row.label.startswith("Cost per additional")).cells[2]
        assert re.fullmatch(r"\d+ \(–\)", cell.text)
        assert cell.reason is not None
        assert "not a single range" in cell.reason
        from trialstats.display.table.html import render_fragment

        page = render_fragment(data, "t")
        assert re.search(r"\(–\)</span><sup>[a-z]</sup>", page)

    def test_prices_and_their_date_are_told(self) -> None:
        assert any("(EUR, prices of 2025): Laser 40; Sham 10" in note for note in made("costs").footnotes)
