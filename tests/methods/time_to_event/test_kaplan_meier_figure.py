"""Kaplan-Meier figures of many subjects, and of events that few have: what is drawn, and what the notes say of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.display.figure.test_thousands import boxes
from tests.methods.time_to_event.test_time_to_event import ARMS, LOOK, OPTIONS, inputs, plain
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.share_axis import end_of_shares, end_words
from trialstats.methods.draw import draw_figure
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.time_to_event.kaplan_meier_figure_marks import apart
from trialstats.methods.time_to_event.options import KaplanMeierFigure, TimesToEvent
from trialstats.methods.time_to_event.time_to_event import run

FIGURE = KaplanMeierFigure.model_validate({"kind": "kaplan_meier", "analysis": "test"})
HIDDEN = "Times at which subjects were last seen without the event are not marked: marks would hide the curves."
SEVERAL = "where marks would touch, one stands for several."


def trial(times: list[float], events: list[float], better: str = "lower") -> pd.DataFrame:
    """Results of arms of which each has the same times, and an event where it says 1."""
    ids = [f"{arm}{place:05d}" for arm in ARMS for place in range(len(times))]
    arms = pd.Categorical([arm for arm in ARMS for _ in times], ARMS, ordered=True)
    people = pd.DataFrame({"USUBJID": ids, "TRT01P": arms, "ITTFL": "Y"})
    own = {"AVAL": times * len(ARMS), "CNSR": 1.0 - np.array(events * len(ARMS))}
    adtte = pd.DataFrame({"USUBJID": ids, "PARAMCD": "TTE", **own, "EVNTDESC": "Relapse", "REASND": ""})
    given = Inputs(
        name="test",
        adsl=people,
        arms=ARMS,
        visits=("Baseline",),
        baseline="Baseline",
        datasets={"adtte": adtte},
        outcomes={"TTE": Outcome("Time to relapse", "days", better)},
        covariates={},
    )
    return run(TimesToEvent.model_validate(OPTIONS), given).rows.assign(label="Relapse")


def note(drawing: Drawing) -> str:
    return " ".join(" ".join(text.split()) for text, _ in boxes(drawing))


def mark_places(drawing: Drawing) -> list[Any]:
    """Where marks stand in mm, one array an arm."""
    axes = drawing.plot.axes[0]
    unit = axes.get_position().width * drawing.width / np.diff(axes.get_xlim())[0]
    return [np.asarray(line.get_xdata(), dtype=float) * unit for line in axes.lines if line.get_marker() == "|"]


def curves(drawing: Drawing) -> list[Any]:
    return [line for line in drawing.plot.axes[0].lines if line.get_marker() != "|" and len(line.get_xdata()) > 2]


EVERY_DAY = [float(day) for day in range(1, 301)]
HALF = [1.0, 0.0] * 150


def test_marks_that_would_hide_curves_are_left_out_and_said_to_be() -> None:
    drawing = draw_figure(FIGURE, trial(EVERY_DAY, HALF), LOOK)
    assert not mark_places(drawing)
    assert HIDDEN in note(drawing)
    assert "Marks:" not in note(drawing)


def test_of_marks_that_would_touch_one_stands_for_several_and_that_is_said() -> None:
    times = [30.0, 60.0, 90.0, *(300.0 + day / 10 for day in range(60))]
    drawing = draw_figure(FIGURE, trial(times, [1.0, 0.0, 1.0, *[0.0] * 60]), LOOK)
    assert SEVERAL in note(drawing)
    places = mark_places(drawing)
    assert len(places) == len(ARMS)
    for own in places:
        assert 2 <= len(own) < 61
        assert (np.diff(own) >= 1.0).all()


def test_marks_that_stand_apart_are_all_drawn() -> None:
    drawing = draw_figure(FIGURE, plain().rows.assign(label="Relapse"), LOOK)
    times = inputs().datasets["adtte"].merge(inputs().adsl[["USUBJID", "TRT01P"]], on="USUBJID")
    last_seen = times[times["CNSR"].gt(0) & times["AVAL"].gt(0)].drop_duplicates(["TRT01P", "AVAL"])
    assert sum(map(len, mark_places(drawing))) == len(last_seen) > 0
    assert SEVERAL not in note(drawing)
    assert HIDDEN not in note(drawing)


def test_who_was_last_seen_when_others_had_the_event_is_marked_too() -> None:
    drawing = draw_figure(FIGURE, trial([30.0, 60.0, 60.0, 90.0, 90.0, 120.0], [1.0, 1.0, 0.0, 0.0, 0.0, 1.0]), LOOK)
    places = [line.get_xdata() for line in drawing.plot.axes[0].lines if line.get_marker() == "|"]
    assert [list(map(float, own)) for own in places] == [[60.0, 90.0]] * len(ARMS)


def test_a_mark_for_several_stands_where_the_first_does() -> None:
    assert apart([1.0, 1.4, 1.9, 2.0, 2.1], 1.0) == [1.0, 2.0]


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_what_compares_arms_stands_above_curves_and_grid(better: str) -> None:
    drawing = draw_figure(FIGURE, trial(EVERY_DAY, HALF, better), LOOK)
    axes = drawing.plot.axes[0].get_position()
    told = [box for text, box in boxes(drawing) if "log-rank" in text]
    assert len(told) == 2
    for box in told:
        assert box.y0 >= axes.y1 * drawing.height
        assert box.x0 >= axes.x0 * drawing.width - 0.1
        assert box.x1 <= axes.x1 * drawing.width + 0.1
    lower, upper = sorted(told, key=lambda box: box.y0)
    assert upper.y0 >= lower.y1


def test_a_step_at_the_last_time_is_within_the_axis() -> None:
    drawing = draw_figure(FIGURE, trial(EVERY_DAY, [0.0] * 299 + [1.0]), LOOK)
    axes = drawing.plot.axes[0]
    unit = axes.get_position().width * drawing.width / np.diff(axes.get_xlim())[0]
    assert (axes.get_xlim()[1] - 300.0) * unit >= 1.5 - 1e-9


# Events that few have.


def test_of_a_rare_event_the_share_with_it_is_drawn_on_an_axis_that_is_said_to_end() -> None:
    """Five of 200 have it before anybody is lost: 2.5 %."""
    rows = trial([1.0, 2.0, 3.0, 4.0, 5.0, *[100.0] * 195], [1.0] * 5 + [0.0] * 195)
    drawing = draw_figure(FIGURE, rows, LOOK)
    axes = drawing.plot.axes[0]
    for line in curves(drawing):
        share = np.asarray(line.get_ydata(), dtype=float)
        assert share[0] == pytest.approx(0.0)
        assert share.max() == pytest.approx(2.5)
    limits = np.concatenate([path.vertices for part in axes.collections for path in part.get_paths()])[:, 1]
    assert axes.get_ylim() == (0.0, 10.0)
    assert -1e-9 <= limits.min() < 2.5 < limits.max() <= 10.0
    assert axes.get_yticks()[-1] == 10.0
    texts = [text for text, _ in boxes(drawing)]
    assert "With the event (%)" in texts
    assert "The axis of shares ends at 10%." in note(drawing)
    # The numbers beside the figure are those of the results.
    points = drawing.data[drawing.data["level"].notna()]
    assert set(points["variable"]) == {"WITHOUT"}
    assert points["estimate"].min() == pytest.approx(97.5)


def test_curves_that_fall_far_are_on_an_axis_to_the_whole() -> None:
    drawing = draw_figure(FIGURE, plain().rows.assign(label="Relapse"), LOOK)
    assert drawing.plot.axes[0].get_ylim() == (0.0, 100.0)
    assert "Without the event (%)" in [text for text, _ in boxes(drawing)]
    assert "of shares end" not in note(drawing)


@pytest.mark.parametrize(
    ("highest", "end"), [(0.4, 1.0), (8.9, 10.0), (10.0, 10.0), (10.1, 20.0), (51.0, 60.0), (81.0, 100.0)]
)
def test_an_axis_of_shares_holds_the_highest_and_ends_with_a_round_number(highest: float, end: float) -> None:
    assert end_of_shares(highest) == end


def test_ends_before_the_whole_are_told_once_each() -> None:
    assert end_words([100.0, 100.0]) == ""
    assert end_words([20.0, 10.0, 100.0, 10.0]) == "The axes of shares end at 10% and 20%."
