"""What each kind shows, and how."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from tests.display.figure import rows as made
from tests.display.figure.cases import CASES, FOREST, LSMEANS, PROFILES
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.forest_arrangement import arrange_lines
from trialstats.display.figure.forest_lines import SIDE
from trialstats.display.figure.theme import SINGLE, text_width
from trialstats.display.figure.words import list_of, log_labels, tick_labels, unbroken, wrap
from trialstats.methods.draw import draw_figure

Draw = Callable[[str], Drawing]
LOOK = made.look(made.TWO, made.WEEKS_4)
RANGES = {"SF36PF": (0.0, 100.0), "SF36RP": (0.0, 100.0)}


def written(drawing: Drawing) -> list[str]:
    """All texts on the figure."""
    from matplotlib.text import Text

    return [text.get_text() for text in drawing.plot.findobj(Text) if text.get_visible() and text.get_text().strip()]


class TestLsMeans:
    def test_visits_stand_at_their_weeks(self, drawn: Draw) -> None:
        panel = drawn("lsmeans, two arms").plot.axes[0]
        assert list(panel.get_xticks()) == [2, 4, 8, 12]
        assert [label.get_text() for label in panel.get_xticklabels()] == list(made.WEEKS_4)

    def test_crowded_visits_stand_at_equal_distances_and_the_figure_says_so(self, drawn: Draw) -> None:
        drawing = drawn("lsmeans, many visits")
        assert list(drawing.plot.axes[0].get_xticks()) == list(range(1, 13))
        assert any("Visits are drawn at equal distances." in text for text in written(drawing))

    def test_without_weeks_a_narrow_page_will_do(self) -> None:
        rows = made.lsmeans(made.TWO, made.WEEKS_4).assign(AVISITN=float("nan"))
        drawing = draw_figure(LSMEANS, rows, LOOK)
        assert drawing.width == SINGLE
        assert list(drawing.plot.axes[0].get_xticks()) == [1, 2, 3, 4]

    def test_subjects_stand_below_their_visit(self, drawn: Draw) -> None:
        drawing, rows = drawn("lsmeans, two arms"), CASES["lsmeans, two arms"].rows
        panel = drawing.plot.axes[0]
        cells = {(text.xy[0], text.get_text()) for text in panel.texts}
        assert {(row["AVISITN"], f"{row['n']:.0f}") for _, row in rows.iterrows()} <= cells

    def test_several_parameters_get_a_panel_and_a_unit_each(self, drawn: Draw) -> None:
        drawing = drawn("lsmeans, five panels")
        assert len(drawing.plot.axes) == 5
        texts = " ".join(written(drawing)).replace("\n", " ")
        for words in made.ENDPOINTS.values():
            assert words["PARAM"] in texts
            assert f"LS mean change from baseline ({words['unit']}); " in texts

    def test_two_analyses_of_one_parameter_are_told_apart(self) -> None:
        both = [made.lsmeans(made.TWO, made.WEEKS_4, analysis=name) for name in ("mmrm", "ancova")]
        drawing = draw_figure(LSMEANS, pd.concat(both, ignore_index=True), LOOK)
        assert {"Pain intensity (VAS): By mmrm", "Pain intensity (VAS): By ancova"} <= set(written(drawing))

    def test_parameters_and_visits_can_be_chosen(self) -> None:
        figure = LSMEANS.model_copy(update={"parameters": ("SURAL", "IL6"), "visits": ("Week 8", "Week 4")})
        drawing = draw_figure(figure, made.lsmeans(made.TWO, made.WEEKS_4, made.ENDPOINTS), LOOK)
        assert list(drawing.data["PARAMCD"].unique()) == ["SURAL", "IL6"]
        assert list(drawing.data["AVISIT"].unique()) == ["Week 4", "Week 8"]

    def test_only_a_change_has_a_line_at_zero(self) -> None:
        rows = made.lsmeans(made.TWO, made.WEEKS_4)
        drawing = draw_figure(LSMEANS, rows.assign(measure="AVAL", estimate=50.0, conf_low=45.0, conf_high=55.0), LOOK)
        assert drawing.plot.axes[0].get_ylim()[0] > 40
        assert "LS mean (mm)" in written(drawing)


class TestForest:
    def test_numbers_are_written_as_the_house_writes_them(self, drawn: Draw) -> None:
        rows = made.differences(made.TWO, {"Week 12": 12.0})
        rows[["estimate", "conf_low", "conf_high", "p_value"]] = [-2.93, -3.82, -2.05, 0.0002]
        texts = written(draw_figure(FOREST, rows, LOOK))
        assert {"−2.9 (−3.8 to −2.1)", "<.001", "Difference (95% CI)", "p"} <= set(texts)
        assert {"← favours DTLT", "favours Sham →"} <= set(texts)
        assert any("Differences are DTLT minus Sham." in text for text in texts)

    def test_higher_is_better_turns_the_hints(self) -> None:
        rows = made.differences(made.TWO, {"Week 12": 12.0}).assign(better="higher")
        texts = written(draw_figure(FOREST, rows, LOOK))
        assert {"← favours Sham", "favours DTLT →"} <= set(texts)

    def test_no_direction_no_hint(self) -> None:
        rows = made.differences(made.TWO, {"Week 12": 12.0}).assign(better=pd.NA)
        assert not any("favours" in text for text in written(draw_figure(FOREST, rows, LOOK)))

    def test_one_unit_and_direction_share_an_axis(self) -> None:
        rows = made.differences(made.TWO, {"Week 12": 12.0}, made.ENDPOINTS)
        blocks = arrange_lines(rows, 60, RANGES).blocks
        assert [list(block.rows["PARAMCD"]) for block in blocks] == [
            ["VASPAIN"],
            ["IL6"],
            ["SURAL"],
            ["SF36PF", "SF36RP"],
        ]

    def test_much_wider_differences_get_an_axis_of_their_own(self) -> None:
        rows = made.differences(made.TWO, {"Week 12": 12.0}, made.ENDPOINTS)
        wide = rows["PARAMCD"] == "SF36RP"
        rows.loc[wide, ["estimate", "conf_low", "conf_high"]] *= 100
        assert len(arrange_lines(rows, 60, RANGES).blocks) == 5

    def test_scores_share_an_axis_where_they_have_one_range(self) -> None:
        rows = made.differences(made.TWO, {"Week 12": 12.0}, made.ENDPOINTS)
        for ranges in ({}, {"SF36PF": (0.0, 100.0)}, {"SF36PF": (0.0, 100.0), "SF36RP": (0.0, 10.0)}):
            assert len(arrange_lines(rows, 60, ranges).blocks) == 5

    def test_axes_of_both_directions_favour_one_arm_on_one_side_and_say_so_once(self) -> None:
        rows = made.differences(made.TWO, {"Week 12": 12.0}, made.ENDPOINTS)
        assert set(rows["better"].dropna()) == {"lower", "higher"}
        drawing = draw_figure(FOREST, rows, LOOK)
        areas = drawing.plot.axes
        turned = [axes.get_xlim()[0] > axes.get_xlim()[1] for axes in areas]
        assert not turned[0]
        assert any(turned)
        zeros = {
            round(axes.transAxes.inverted().transform(axes.transData.transform((0.0, 0.0)))[0], 9) for axes in areas
        }
        assert len(zeros) == 1
        texts = written(drawing)
        assert [text for text in texts if "favours" in text and "←" in text] == ["← favours DTLT"]
        assert any("Axes run from right to left where higher values are better" in text for text in texts)

    def test_what_all_lines_share_stands_once_above_them(self) -> None:
        texts = written(draw_figure(FOREST, made.differences(made.TWO, {"Week 12": 12.0}, made.ENDPOINTS), LOOK))
        assert "Change from baseline, Week 12" in texts
        assert not any("Week 12" in text for text in texts if text != "Change from baseline, Week 12")
        assert "n" in texts

    def test_standardised_differences_share_one_scale_around_zero(self, drawn: Draw) -> None:
        ends = [axes.get_xlim() for axes in drawn("forest, standardised").plot.axes]
        assert len(ends) > 1
        assert len({round(abs(right - left), 9) for left, right in ends}) == 1
        assert len({round(left / (left - right), 9) for left, right in ends}) == 1

    def test_several_analyses_are_lines_with_their_labels(self) -> None:
        both = [made.differences(made.TWO, {"Week 12": 12.0}, analysis=name) for name in ("mmrm", "ancova")]
        texts = written(draw_figure(FOREST, pd.concat(both, ignore_index=True), LOOK))
        assert {"  By mmrm", "  By ancova", "Pain intensity (VAS), mm"} <= set(texts)

    @pytest.mark.parametrize(("low", "high"), [(-3.0, -1.0), (1.0, 3.0), (-1.0, 2.0), (0.0, 0.0)])
    def test_zero_is_in_view_with_room_on_both_sides(self, low: float, high: float) -> None:
        rows = made.differences(made.TWO, {"Week 12": 12.0})
        rows[["estimate", "conf_low", "conf_high"]] = [(low + high) / 2, low, high]
        (block,) = arrange_lines(rows, 60).blocks
        left, right = block.limits
        assert left < low or low == 0
        assert right > high or high == 0
        assert min(-left, right) / (right - left) >= SIDE - 1e-12
        # The axis is that of the interval and no difference: nothing else takes room of it.
        assert max(high, 0.0) - min(low, 0.0) >= 0.8 * (right - left) or high == low


class TestProfiles:
    def test_no_mean_is_drawn_that_no_row_holds(self) -> None:
        drawing = draw_figure(PROFILES, made.courses(made.TWO, made.WEEKS_4, 4), LOOK)
        assert set(drawing.data["kind"]) == {"value"}
        assert not any("mean" in text for text in written(drawing))

    def test_means_of_other_parameters_stay_out(self, drawn: Draw) -> None:
        values = made.courses(made.TWO, made.WEEKS_4, 4)
        means = made.summaries(made.TWO, made.WEEKS_4, made.ENDPOINTS)
        drawing = draw_figure(PROFILES, pd.concat([values, means], ignore_index=True), LOOK)
        assert set(drawing.data["PARAMCD"]) == {"VASPAIN"}
        assert (drawing.data["kind"] == "summary").sum() == 8

    def test_a_panel_an_arm(self, drawn: Draw) -> None:
        assert len(drawn("profiles, long names").plot.axes) == 3
        assert len(drawn("profiles, two parameters").plot.axes) == 6


class TestSf36Profile:
    def test_scales_stand_in_their_order(self, drawn: Draw) -> None:
        panel = drawn("sf36_profile, two arms").plot.axes[0]
        labels = [label.get_text() for label in panel.get_xticklabels()]
        assert labels == ["PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH"]

    def test_codes_are_spelt_out(self, drawn: Draw) -> None:
        texts = " ".join(written(drawn("sf36_profile, two arms"))).replace("\n", " ")
        assert "SF-36: PF Physical functioning, RP Role-physical, BP Bodily pain, GH General health" in texts
        assert "Mean score (0–100)" in texts


class TestMissingness:
    def test_numbers_of_all_stand_below(self, drawn: Draw) -> None:
        rows = CASES["missingness, two arms"].rows
        texts = written(drawn("missingness, two arms"))
        assert {f"{row['count']:.0f}/{row['total']:.0f}" for _, row in rows.iterrows()} <= set(texts)
        assert "Subjects with a value (%)" in texts


class TestWords:
    def test_a_bound_name_is_not_torn(self) -> None:
        assert wrap(f"seen at {unbroken('Week 12')}", 12) == "seen at\nWeek 12"

    def test_a_long_word_stands_alone(self) -> None:
        assert wrap("a Methylprednisolone b", 5) == "a\nMethylprednisolone\nb"

    def test_ticks_have_the_fewest_digits_and_true_minus_signs(self) -> None:
        assert tick_labels([-2.5, 0.0, 2.5]) == ["−2.5", "0.0", "2.5"]
        assert tick_labels([-10, 0, 10]) == ["−10", "0", "10"]

    def test_lists(self) -> None:
        assert [list_of(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
            "",
            "A",
            "A and B",
            "A, B and C",
        ]


def test_numbers_of_a_logarithmic_axis_have_one_notation() -> None:
    assert log_labels([1e-6, 0.05, 0.5, 5, 2000, 1e6]) == ["10⁻⁶", "0.05", "0.5", "5", "2000", "10⁶"]


def test_a_name_that_no_line_can_hold_is_broken() -> None:
    text = wrap(unbroken("Deep tissue laser therapy over sham device"), 30)
    assert "\n" in text
    assert max(text_width(line) for line in text.split("\n")) <= 30
    assert wrap(f"At {unbroken('Week 12')}", 12) == "At\nWeek 12"
