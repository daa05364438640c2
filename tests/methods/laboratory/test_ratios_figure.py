"""Where the points, intervals and true ratios of the figure of ratios lie, and the marks of its axis."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.display.figure import rows as made
from tests.display.figure.cases import CASES, RATIOS
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.ratio_axis import choose_marks
from trialstats.errors import DataError
from trialstats.methods.draw import draw_figure

Draw = Callable[[str], Drawing]


def test_points_intervals_and_truths_are_at_their_numbers(drawn: Draw) -> None:
    rows = CASES["ratios, two arms"].rows
    (axes,) = drawn("ratios, two arms").plot.axes
    assert axes.get_xscale() == "log"
    lines = [sorted(float(x) for x in line.get_xdata()) for line in axes.get_lines()]
    ratios, truths = rows[rows["kind"] == "ratio"], rows[rows["kind"] == "truth"]
    for _, row in ratios.iterrows():
        assert [row["estimate"]] in lines
        assert [row["conf_low"], row["conf_high"]] in lines
    for truth in truths["estimate"]:
        # One tick for each approach of the visit.
        assert sum(line == [truth, truth] for line in lines) == 3
    assert sum(line == [1.0, 1.0] for line in lines) == 1


def test_all_that_is_drawn_lies_on_the_axis(drawn: Draw) -> None:
    for name in (name for name in CASES if name.startswith("ratios")):
        (axes,) = drawn(name).plot.axes
        low, high = axes.get_xlim()
        places = np.concatenate([np.asarray(line.get_xdata(), dtype=float) for line in axes.get_lines()])
        assert low < places.min() <= places.max() < high


@pytest.mark.parametrize("reach", [(0.01, 200.0), (0.5, 2.0), (0.7, 1.4), (0.9, 1.1), (0.99, 1.02), (0.3, 0.98)])
def test_marks_are_few_and_on_the_axis(reach: tuple[float, float]) -> None:
    marks = choose_marks(*reach)
    assert 1 <= len(marks) <= 15
    assert marks == sorted(marks)
    assert all(reach[0] <= mark <= reach[1] for mark in marks)


def test_without_truth_nothing_is_said_of_it() -> None:
    rows = made.ratios(made.TWO, made.WEEKS_4)
    drawing = draw_figure(RATIOS, rows[rows["kind"] == "ratio"], made.look(made.TWO, made.WEEKS_4))
    assert "true ratio" not in drawing.alt
    assert set(drawing.data["kind"]) == {"ratio"}


def test_a_true_difference_is_no_true_ratio() -> None:
    rows = made.ratios(made.TWO, made.WEEKS_4)
    rows = rows.assign(measure=rows["measure"].mask(rows["kind"] == "truth"))
    assert "true ratio" not in draw_figure(RATIOS, rows, made.look(made.TWO, made.WEEKS_4)).alt


def test_results_without_ratios_are_refused() -> None:
    with pytest.raises(DataError, match="no rows of kind ratio"):
        draw_figure(RATIOS, made.lsmeans(made.TWO, made.WEEKS_4), made.look(made.TWO, made.WEEKS_4))


def test_how_much_lies_below_stands_beside_the_ratio_and_mistrust_under_the_figure() -> None:
    rows = made.ratios(made.TWO, made.WEEKS_4)
    ratios = rows["kind"] == "ratio"
    told = "51 of 58 values of Laser lie beyond a limit of quantification, more than 60%"
    rows = rows.assign(
        count=rows["count"].mask(ratios, 102.0),
        total=rows["total"].mask(ratios, 116.0),
        reason=rows["reason"].mask(ratios, told),
    )
    drawing = draw_figure(RATIOS, rows, made.look(made.TWO, made.WEEKS_4))
    texts = [text.get_text() for text in drawing.plot.texts]
    assert texts.count("102/116") == ratios.sum()
    assert "Below limit" in texts
    assert sum(text.endswith(" †") for text in texts) == ratios.sum()
    assert any(f"† {told}." in text.replace("\n", " ") for text in texts)
    assert set(drawing.data.loc[drawing.data["kind"] == "ratio", "count"]) == {102}
