"""Hazard ratios over time: the unit of the time, and what is drawn of many events."""

from __future__ import annotations

from functools import cache

import pandas as pd

from tests.display.figure.test_thousands import boxes
from tests.methods.time_to_event.test_time_to_event import LOOK, inputs, made
from trialstats.methods.draw import draw_figure
from trialstats.methods.time_to_event.options import ProportionalHazardsFigure

FIGURE = ProportionalHazardsFigure.model_validate({"kind": "proportional_hazards", "analysis": "test"})


@cache
def rows() -> pd.DataFrame:
    """Results with the words that a run gives them."""
    found = made(inputs()).rows.assign(label="Relapse", PARAM="Time to relapse")
    return found.assign(unit=found["unit"].mask(found["kind"] == "time_by", "days"))


def test_the_axis_of_time_has_its_unit() -> None:
    titles = [text for text, _ in boxes(draw_figure(FIGURE, rows(), LOOK)) if text.startswith("Time to relapse")]
    assert titles == ["Time to relapse (days)"] * 2


def test_a_long_name_of_a_time_is_wrapped_and_meets_nothing() -> None:
    name = "Time to the first of relapse, withdrawal from the trial for any reason, rescue treatment, surgery or death"
    drawing = draw_figure(FIGURE, rows().assign(PARAM=name), LOOK)
    titles = [box for text, box in boxes(drawing) if " ".join(text.split()) == f"{name} (days)"]
    assert len(titles) == 2
    left, right = sorted(titles, key=lambda box: box.x0)
    assert left.x1 < right.x0
    assert right.x1 <= drawing.width
    ((_, notes),) = [(text, box) for text, box in boxes(drawing) if text.startswith("Points")]
    assert min(left.y0, right.y0) > notes.y1


def test_more_events_than_can_be_told_apart_are_drawn_as_cells_and_that_is_said() -> None:
    assert FIGURE.most_points == 1500
    few, many = (
        draw_figure(FIGURE, rows(), LOOK),
        draw_figure(FIGURE.model_copy(update={"most_points": 10}), rows(), LOOK),
    )
    assert "Points: the hazard ratio as each event tells it" in " ".join(text for text, _ in boxes(few))
    told = " ".join(text for text, _ in boxes(many))
    assert "Cells, darker where there are more: the hazard ratio" in " ".join(told.split())
    assert "Events in a " in told


def test_of_a_curve_and_a_ratio_that_were_not_estimated_nothing_is_said() -> None:
    whole = rows()
    ratio, curve = whole["kind"] == "hazard_ratio", whole["kind"] == "point"
    told = {
        name: " ".join(" ".join(text for text, _ in boxes(draw_figure(FIGURE, kept, LOOK))).split())
        for name, kept in {"all": whole, "no ratio": whole[~ratio], "no curve": whole[~curve]}.items()
    }
    assert "dashed" in told["all"]
    assert "line: their smooth curve" in told["all"]
    assert "dashed" not in told["no ratio"]
    assert "the curve is level." in told["no ratio"]
    assert "smooth curve" not in told["no curve"]
    assert "proportional, the curve" not in told["no curve"]
