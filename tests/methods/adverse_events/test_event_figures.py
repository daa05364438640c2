"""Adverse events as dots and a first course of medication as a curve: order, what is left out, what is written."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from tests.display.figure import rows as made
from tests.display.figure.cases import CASES, EVENTS, MEDICATION
from tests.display.figure.test_thousands import boxes
from tests.methods.adverse_events import rows as safety_rows
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.theme import SINGLE, arm_styles
from trialstats.errors import DataError
from trialstats.methods.draw import draw_figure

Draw = Callable[[str], Drawing]
LOOK = made.look(made.TWO, made.WEEKS_4)
TERMS = ("a", "b", "c", "d")
ROWS = safety_rows.event_rows(made.TWO, TERMS)
# Subjects of Sham and DTLT, of 50 each: a 2 9, b 7 14, c 12 0, d 17 5.
TIMES = {"Week 4": 29, "Week 8": 57}


def written(drawing: Drawing) -> list[str]:
    """All texts on the figure, from the top down, lines of a paragraph in one."""
    texts = [text for text in drawing.plot.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [text.get_text().replace("\n", " ") for text in sorted(texts, key=lambda text: -text.get_position()[1])]


def terms_of(drawing: Drawing, terms: tuple[str, ...] = TERMS) -> list[str]:
    return [text for text in written(drawing) if text in terms]


def drawn_events(rows: pd.DataFrame = ROWS, **options: object) -> Drawing:
    return draw_figure(EVENTS.model_copy(update=options), rows, LOOK)


@pytest.mark.parametrize(("order", "expected"), [("difference", "abcd"), ("percent", "dbca"), ("name", "abcd")])
def test_terms_stand_in_the_order_asked_for(order: str, expected: str) -> None:
    """Differences: a and b +14 points, c and d -24; terms of one number stand by name."""
    assert terms_of(drawn_events(order=order)) == list(expected)


def test_only_terms_that_enough_had_and_so_many_at_the_most() -> None:
    """At least 20% of an arm: b (28%), c (24%), d (34%); two of them, those with the most subjects: d 22, b 21."""
    drawing = drawn_events(at_least_percent=20, most=2)
    assert terms_of(drawing) == ["b", "d"]
    notes = " ".join(written(drawing))
    assert (
        "Not drawn, of 4 terms: 1 which fewer than 20% of the subjects of every arm had; "
        "1 less frequent than the 2 drawn." in notes
    )
    assert set(drawing.data["variable"]) == {"b", "d"}


def test_all_terms_are_drawn_and_the_figure_says_so() -> None:
    texts = written(drawn_events())
    assert any("All 4 terms are drawn." in text for text in texts)
    assert {"Sham (N = 50)", "DTLT (N = 50)", "Subjects (%)"} <= set(texts)


def test_dots_stand_at_percentages_and_lines_are_intervals() -> None:
    drawing = drawn_events(order="name")
    shares, differences = drawing.plot.axes
    style = arm_styles(LOOK)["DTLT"]
    dots = [line.get_xdata()[0] for line in shares.lines if line.get_marker() == style.marker]
    assert dots == [18, 28, 0, 10]
    drawn = drawing.data[drawing.data["kind"] == "risk_difference"]
    intervals = [tuple(line.get_xdata()) for line in differences.lines if line.get_marker() == "None"]
    for low, high in zip(drawn["conf_low"], drawn["conf_high"], strict=True):
        assert (100 * low, 100 * high) in intervals
    assert "14.0 (" in " ".join(written(drawing))


def test_one_name_in_two_systems_is_told_apart() -> None:
    parts = [safety_rows.compared({"group": group, "variable": "burn"}, {"Sham": 3, "DTLT": 5}) for group in "AB"]
    rows = safety_rows.tidy([row for part in parts for row in part], "events")
    assert {"burn (A)", "burn (B)"} <= set(written(drawn_events(rows)))


def test_nothing_to_draw_says_why() -> None:
    high = drawn_events(at_least_percent=99)
    assert high.alt == "adverse_events figure: no term reached 99% of the subjects of an arm"
    none = safety_rows.tidy(safety_rows.compared({"variable": "ANY"}, {"Sham": 0, "DTLT": 0}), "events")
    assert "no adverse event was counted" in drawn_events(none).alt
    with pytest.raises(DataError, match="no rows of kind count"):
        drawn_events(made.lsmeans(made.TWO, made.WEEKS_4).assign(group="a"))


def test_a_difference_that_was_not_estimated_is_named() -> None:
    lost = (ROWS["kind"] == "risk_difference") & (ROWS["variable"] == "c")
    numbers = ["estimate", "conf_low", "conf_high"]
    rows = ROWS.assign(reason=ROWS["reason"].mask(lost, "an arm has no subject"))
    rows[numbers] = rows[numbers].mask(lost)
    drawing = drawn_events(rows)
    assert terms_of(drawing)[-1] == "c"
    assert any("Not estimated: c DTLT (an arm has no subject)." in text for text in written(drawing))


def test_a_curve_steps_and_its_numbers_at_risk_stand_below() -> None:
    drawing = draw_figure(MEDICATION, safety_rows.curve_rows(made.TWO, TIMES), LOOK)
    texts = written(drawing)
    assert drawing.width == SINGLE
    assert {"At risk", "Sham (N = 50)", "Week 4", "Week 8", "Log-rank: p = .036"} <= set(texts)
    assert [text for text in texts if text in ("50", "41", "31")] == ["50", "41", "31"] * 2
    panel = drawing.plot.axes[0]
    assert list(panel.get_xticks()) == [0, 29, 57]
    sham = next(line for line in panel.lines if line.get_color() == arm_styles(LOOK)["Sham"].colour)
    assert sham.get_drawstyle() == "steps-post"
    # Steps, and the times with names, at which it is known too how many are at risk.
    assert list(sham.get_xdata()) == [0, 9, 29, 30, 55, 57, 63]


def test_tests_stand_above_the_panel_whose_axis_ends_above_the_bands(drawn: Draw) -> None:
    for name in ("medication, two arms", "medication, many visits"):
        drawing = drawn(name)
        (panel,) = drawing.plot.axes
        end = panel.get_ylim()[1]
        limits = np.concatenate([path.vertices for part in panel.collections for path in part.get_paths()])[:, 1]
        assert limits.max() <= end == max(panel.get_yticks())
        assert any(f"The axis of shares ends at {end:g}%." in " ".join(text.split()) for text in written(drawing)) == (
            end < 100
        )
        told = [box for text, box in boxes(drawing) if text.startswith("Log-rank")]
        assert told
        assert all(box.y0 >= panel.get_position().y1 * drawing.height for box in told)


def test_several_arms_have_a_test_each_and_times_without_room_are_left_to_the_table(drawn: Draw) -> None:
    texts = written(drawn("medication, many visits"))
    assert any("Log-rank, Dose 10 mg: p < .001" in text for text in texts)
    assert "Week 52" in texts
    assert "Week 1" not in texts
    names = set(CASES["medication, many visits"].rows["AVISIT"].dropna())
    assert set(drawn("medication, many visits").data["AVISIT"].dropna()) == names


def test_a_time_that_nobody_reached_is_named() -> None:
    rows = safety_rows.curve_rows(made.TWO, TIMES)
    lost = (rows["AVISIT"] == "Week 8").fillna(False) & (rows["ARM"] == "DTLT")
    rows = rows.assign(
        estimate=rows["estimate"].mask(lost), n=rows["n"].mask(lost), reason=rows["reason"].mask(lost, "too early")
    )
    texts = written(draw_figure(MEDICATION, rows, LOOK))
    assert any("Not estimated: Week 8 DTLT (too early)." in text for text in texts)
    assert "–" in texts


def test_without_a_curve_there_is_nothing_to_draw() -> None:
    with pytest.raises(DataError, match="no times to a first course in the results of any"):
        draw_figure(MEDICATION, safety_rows.medication_rows(made.TWO), LOOK)
