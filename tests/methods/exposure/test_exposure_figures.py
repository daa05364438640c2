"""What the figures of exposure, dose-response and subgroups show."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from tests.display.figure import rows as made
from tests.methods.exposure import figure_cases as exposed
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.forest_lines import Block, Line
from trialstats.errors import DataError
from trialstats.methods.draw import draw_figure

LOOK = made.look(made.TWO, {"Week 12": 12.0})
Draw = Callable[[str], Drawing]


def written(drawing: Drawing) -> list[str]:
    return [text.get_text() for text in drawing.plot.findobj(Text) if text.get_visible() and text.get_text().strip()]


def whole(drawing: Drawing) -> str:
    return " ".join(written(drawing)).replace("\n", " ")


class TestExposure:
    def test_points_stand_where_the_rows_have_them(self, drawn: Draw) -> None:
        weeks, shares = drawn("exposure, two arms").plot.axes
        line = next(line for line in weeks.lines if line.get_marker() == "s")
        np.testing.assert_allclose(line.get_xydata(), [[week, 1.6 * week] for week in range(8)])
        line = next(line for line in shares.lines if line.get_marker() == "o")
        np.testing.assert_allclose(line.get_xydata(), [[k, (160 - k * k) / 1.6] for k in range(13)])

    def test_subjects_stand_below_their_week(self, drawn: Draw) -> None:
        weeks, _ = drawn("exposure, two arms").plot.axes
        assert {(text.xy[0], text.get_text()) for text in weeks.texts} >= {(7.0, "153"), (0.0, "160")}
        assert "In the trial" in written(drawn("exposure, two arms"))

    def test_the_threshold_of_adherence_is_marked_and_explained(self, drawn: Draw) -> None:
        drawing = drawn("exposure, two arms")
        assert any(list(line.get_xdata()) == [10.0, 10.0] for line in drawing.plot.axes[1].lines)
        assert "Dashed line: Adherent (10 or more sessions attended)." in whole(drawing)

    def test_without_days_there_is_one_panel(self) -> None:
        rows = exposed.exposure(made.TWO)
        drawing = draw_figure(exposed.EXPOSURE, rows[rows["kind"] == "count"], LOOK)
        assert len(drawing.plot.axes) == 1

    def test_numbers_below_are_as_many_as_have_room(self, drawn: Draw) -> None:
        ticks = drawn("exposure, many sessions").plot.axes[1].get_xticks()
        assert len(ticks) < 20
        assert set(np.diff(ticks)) == {ticks[1] - ticks[0]}

    def test_rows_of_another_kind_are_refused(self) -> None:
        with pytest.raises(DataError, match="no rows of kind count and variable ATLEAST"):
            draw_figure(exposed.EXPOSURE, made.lsmeans(made.TWO, {"Week 12": 12.0}), LOOK)


class TestDoseResponse:
    def test_it_says_what_it_is_not(self, drawn: Draw) -> None:
        drawing = drawn("dose_response, two arms")
        for text in (whole(drawing), drawing.alt):
            assert "Exploratory: the dose was not randomised." in text
            assert "is no effect of dose." in text

    def test_n_r_and_slope_stand_over_the_panel(self, drawn: Draw) -> None:
        text = whole(drawn("dose_response, two arms"))
        assert "DTLT, n = 12 r = 0.06 (−0.22 to 0.33) slope −1.3 (−7.1 to 4.5) mm per session" in text
        assert "Change from baseline (mm); lower is better" in written(drawn("dose_response, two arms"))

    def test_a_subject_a_point(self, drawn: Draw) -> None:
        (panel,) = drawn("dose_response, one panel").plot.axes
        points = next(line for line in panel.lines if line.get_marker() == "s")
        assert len(points.get_xdata()) == 12

    def test_what_could_not_be_estimated_is_said(self) -> None:
        rows = exposed.dose_response(("DTLT",), 2)
        energy = (rows["variable"] == "ENERGY") & rows["kind"].isin(["slope", "correlation"])
        rows.loc[energy, ["estimate", "conf_low", "conf_high"]] = None
        rows.loc[energy, "reason"] = "the dose is 3 in every record"
        drawing = draw_figure(exposed.DOSE, rows, LOOK)
        assert len(drawing.plot.axes) == 1
        assert "Not estimated: Total energy (J), DTLT (the dose is 3 in every record)." in whole(drawing)


class TestSubgroups:
    def test_factors_are_headings_with_their_test(self, drawn: Draw) -> None:
        texts = written(drawn("subgroups, two arms"))
        assert {"Age group", "Duration of diabetes", ".342", ".442", "Interaction p", "All subjects"} <= set(texts)
        assert {"  <65 years", "  ≥20", "n Sham", "n DTLT", "50", "45"} <= set(texts)

    def test_zero_and_the_effect_in_all_are_lines(self, drawn: Draw) -> None:
        (panel,) = drawn("subgroups, two arms").plot.axes
        upright = {
            line.get_xdata()[0]
            for line in panel.lines
            if len(set(line.get_xdata())) == 1 and not line.get_marker().strip("None")
        }
        assert upright == {0, made.estimates(0)["estimate"]}

    def test_a_level_not_to_lean_on_is_drawn_open(self, drawn: Draw) -> None:
        (panel,) = drawn("subgroups, two arms").plot.axes
        points = [line for line in panel.lines if line.get_marker() == "s"]
        assert [line.get_markerfacecolor() == "white" for line in points] == [False, False, False, True, False, False]
        assert f"Open symbols: {exposed.SMALL}." in whole(drawn("subgroups, two arms"))

    @pytest.mark.parametrize(("planned", "words"), [(True, "planned before"), (False, "chosen after")])
    def test_it_says_whether_they_were_planned(self, planned: bool, words: str) -> None:
        drawing = draw_figure(exposed.SUBGROUPS, exposed.subgroups(made.TWO, planned), LOOK)
        assert f"Subgroups {words} the data were seen" in whole(drawing)
        assert words in drawing.alt

    def test_an_empty_level_keeps_its_line_and_says_why(self) -> None:
        rows = exposed.subgroups(made.TWO)
        gone = (rows["level"] == "≥20").fillna(False) & (rows["kind"] == "difference")
        rows.loc[gone, ["estimate", "conf_low", "conf_high", "p_value"]] = None
        rows.loc[gone, "reason"] = "no subject of arm DTLT in this level"
        drawing = draw_figure(exposed.SUBGROUPS, rows, LOOK)
        assert {"  ≥20", "not estimated"} <= set(written(drawing))
        assert "Not estimated: Duration of diabetes: ≥20 (no subject of arm DTLT in this level)." in whole(drawing)
        assert not set(drawing.data["id"]) & set(rows.loc[gone, "id"])

    def test_each_active_arm_has_its_line(self) -> None:
        rows = exposed.subgroups(made.THREE)
        drawing = draw_figure(exposed.SUBGROUPS, rows, made.look(made.THREE, {"Week 12": 12.0}))
        texts = written(drawing)
        assert sum("Xanomeline" in text and "Dose" in text and "All" in text for text in texts) == 2

    def test_nothing_estimated_is_said_in_its_place(self) -> None:
        rows = exposed.subgroups(made.TWO)
        rows.loc[rows["kind"] == "difference", "estimate"] = None
        assert "nothing to draw" in whole(draw_figure(exposed.SUBGROUPS, rows, LOOK))


def test_marks_and_counts_leave_other_forests_alone() -> None:
    line = Line("x", pd.Series({"estimate": 1.0, "conf_low": 0.0, "conf_high": 2.0}))
    assert (line.counts, line.hollow, Block((line,), "").marks) == ((), False, ())


def test_a_unit_keeps_its_capitals() -> None:
    rows = exposed.dose_response(("DTLT",), 1).assign(unit="ng/L")
    drawing = draw_figure(exposed.DOSE, rows, made.look(made.TWO, {"Week 12": 12.0}))
    titles = {text.get_text() for text in drawing.plot.findobj(Text)}
    assert any(title.startswith("Change from baseline (ng/L)") for title in titles)
