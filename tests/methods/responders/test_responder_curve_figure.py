"""What figures of responder curves and cost planes say and draw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from tests.display.figure import rows as made
from tests.display.figure.cases import CASES, CURVE, ONE, PLANE
from tests.methods.responders.figure_cases import curves, planes
from trialstats.display.figure.drawing import Drawing
from trialstats.errors import DataError
from trialstats.methods.draw import draw_figure

Draw = Callable[[str], Drawing]
LOOK = made.look(made.TWO, ONE)


def written(drawing: Drawing) -> str:
    texts = [text.get_text() for text in drawing.plot.findobj(Text) if text.get_visible()]
    return " ".join(texts).replace("\n", " ")


class TestCurve:
    def test_shares_at_the_guides_are_those_of_the_rows(self, drawn: Draw) -> None:
        rows = CASES["responder_curve, two arms"].rows
        words = written(drawn("responder_curve, two arms"))
        for _, row in rows[rows["level"].isin(["30%", "50%"])].iterrows():
            assert f"{row['percent']:.1f}%" in words

    def test_a_step_holds_up_to_its_cutoff(self, drawn: Draw) -> None:
        """The share at c is that of all improvements of at least c: the line falls after c, not before."""
        axes = next(axes for axes in drawn("responder_curve, two arms").plot.axes if axes.get_xlim() == (0, 100))
        steps = [line for line in axes.get_lines() if line.get_drawstyle() == "steps-pre"]
        assert len(steps) == 2
        assert np.array_equal(steps[0].get_xdata(), np.arange(0, 101, 5))

    def test_the_difference_of_areas_stands_below(self, drawn: Draw) -> None:
        words = written(drawn("responder_curve, two arms"))
        assert (
            "Area between the curves, DTLT minus Sham: 14.3 percentage points (95% CI 2.0 to 22.0); p = .020." in words
        )

    def test_several_panels_say_whose_area_it_is(self, drawn: Draw) -> None:
        words = written(drawn("responder_curve, six panels"))
        assert "Interleukin-6, Week 24: area between the curves, Xanomeline High Dose minus Placebo" in words

    def test_other_guides(self) -> None:
        figure = CURVE.model_copy(update={"guides": (20, 70)})
        assert "≥ 70%" in written(draw_figure(figure, curves(made.TWO, ONE), LOOK))
        with pytest.raises(DataError, match="no rows of cutoff 33%"):
            draw_figure(CURVE.model_copy(update={"guides": (33,)}), curves(made.TWO, ONE), LOOK)

    def test_an_area_that_could_not_be_estimated_says_why(self) -> None:
        rows = curves(made.TWO, ONE)
        lost = rows["kind"] == "area_difference"
        rows.loc[lost, ["estimate", "conf_low", "conf_high", "p_value"]] = float("nan")
        rows.loc[lost, "reason"] = "nothing to compare"
        words = written(draw_figure(CURVE, rows, LOOK))
        assert "Area between the curves, DTLT minus Sham: not estimated (nothing to compare)." in words

    def test_nothing_but_reasons(self) -> None:
        rows = curves(made.TWO, ONE)
        rows = rows.assign(percent=float("nan"), reason="no subject of this arm")
        assert "no subject of this arm" in draw_figure(CURVE, rows, LOOK).alt


class TestPlane:
    def test_the_ratio_stands_below(self, drawn: Draw) -> None:
        words = written(drawn("cost_plane, two arms"))
        assert "DTLT against Sham: cost per additional responder EUR 2500 (95% CI 1500 to 9000)." in words
        assert "Exploratory." in words

    def test_a_ratio_without_interval_says_why(self, drawn: Draw) -> None:
        words = written(drawn("cost_plane, around zero"))
        assert "cost per additional responder EUR 2500 (not a single range)." in words

    def test_every_part_of_the_plane_has_its_share(self, drawn: Draw) -> None:
        rows = CASES["cost_plane, around zero"].rows
        shares = rows.loc[rows["variable"].eq("QUADRANT").fillna(False), "percent"]
        assert (shares > 0).all()
        words = written(drawn("cost_plane, around zero"))
        assert all(f"{share:.1f}%" in words for share in shares)

    def test_zero_is_in_view(self, drawn: Draw) -> None:
        for axes in drawn("cost_plane, long names").plot.axes:
            assert axes.get_xlim()[0] < 0 < axes.get_xlim()[1]
            assert axes.get_ylim()[0] < 0 < axes.get_ylim()[1]

    def test_a_panel_an_active_arm(self, drawn: Draw) -> None:
        assert len(drawn("cost_plane, long names").plot.axes) == 2

    def test_no_draws(self) -> None:
        rows = planes(made.TWO)
        assert "keeps no draws" in draw_figure(PLANE, rows[rows["kind"] != "point"], LOOK).alt
        with pytest.raises(DataError, match="no rows of kind point"):
            draw_figure(PLANE, rows.iloc[:0], LOOK)

    def test_rows_of_arms_are_not_drawn(self) -> None:
        alone = planes(made.TWO)
        other = alone[alone["variable"].eq("SUBJECT").fillna(False)].assign(REFERENCE=pd.NA, id="x")
        drawing = draw_figure(PLANE, pd.concat([alone, other], ignore_index=True), LOOK)
        assert "x" not in set(drawing.data["id"])
