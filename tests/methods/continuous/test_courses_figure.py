"""What the figure of courses draws, and what it says of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.text import Text

from tests.methods.build import make_inputs
from tests.methods.continuous.test_mixed import mixed, own_days
from trialstats.display.figure.drawing import Drawing
from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.methods.continuous.courses_figure import draw
from trialstats.methods.continuous.mixed import run
from trialstats.methods.continuous.options import CoursesFigure
from trialstats.results.shape import tidy

LOOK = Look("T", ("Sham", "Laser"), "Sham", ("Baseline", "Week 6", "Week 12"), "Baseline", "Synthetic data.")


def rows_of(**choice: Any) -> pd.DataFrame:
    found = run(mixed(random="intercept and slope", **choice), make_inputs(own_days())).rows
    rows = tidy(found.drop(columns=["id", "analysis"], errors="ignore"), "slopes")
    words = {"PARAM": "Pain", "better": "lower", "decimals": 1.0, "unit": rows["unit"].fillna("mm")}
    return rows.assign(**words)


def drawn(rows: pd.DataFrame, **choice: Any) -> Drawing:
    return draw(CoursesFigure(kind="courses", analysis="slopes", title="Courses", **choice), rows, LOOK)


def said(drawing: Drawing) -> str:
    texts = [text.get_text() for text in drawing.plot.findobj(Text) if text.get_visible()]
    return " ".join(texts).replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("time", ["continuous", "ADY"])
def test_lines_bands_and_points_stand_where_the_rows_have_them(time: str) -> None:
    rows = rows_of(time=time)
    (axes, *_) = drawn(rows).plot.axes
    lines = [line for line in axes.lines if len(line.get_xdata()) == 25]
    points = [line for line in axes.lines if line.get_marker() in ("o", "s")]
    bands = [found for found in axes.collections if isinstance(found, FillBetweenPolyCollection)]
    assert (len(lines), len(points), len(bands)) == (2, 2, 2)
    for arm, line, seen in zip(("Sham", "Laser"), lines, points, strict=True):
        own = rows[(rows["kind"] == "point") & (rows["ARM"] == arm)]
        course = own[own["level"].str.startswith("predicted")].sort_values("value")
        np.testing.assert_allclose(line.get_xydata(), course[["value", "estimate"]].astype(float))
        observed = own[own["level"] == "observed"]
        np.testing.assert_allclose(seen.get_xydata(), observed[["value", "estimate"]].astype(float))


def test_it_says_how_the_slopes_differ_which_way_is_good_and_of_how_many() -> None:
    rows = rows_of(time="ADY")
    words = said(drawn(rows))
    assert "lower is better" in words
    assert "Sham n = 15, Laser n = 15" in words
    assert "Slope, Laser minus Sham: " in words
    assert "mm per day" not in words  # without a unit of the outcome the slope has that of time alone
    assert "per day, p < .001" in words
    assert "95% confidence bands" in words
    assert "Days from day 1" in words
    assert "Weeks" in said(drawn(rows_of(time="continuous")))


def test_own_courses_are_drawn_where_they_are_asked_for() -> None:
    rows = rows_of(time="ADY", own_courses=True)
    with_them, without = drawn(rows, own_courses=True), drawn(rows)
    thin = [line for line in with_them.plot.axes[0].lines if line.get_linewidth() < 0.5]
    assert len(thin) == 30
    assert "each subject's own course" in said(with_them)
    assert not [line for line in without.plot.axes[0].lines if line.get_linewidth() < 0.5]
    assert "own course" not in said(without)


def test_a_model_of_visits_has_no_course() -> None:
    with pytest.raises(DataError, match="no rows of kind point"):
        drawn(rows_of(time="categorical"))


def test_what_an_analysis_has_not_is_said_in_the_trial_file() -> None:
    figure = CoursesFigure(kind="courses", analysis="slopes", title="Courses", own_courses=True)
    (by_visit,) = figure.objections("slopes", mixed())
    assert by_visit[0] == "analysis"
    assert "it predicts means, and no course over time" in by_visit[1]
    (lacking,) = figure.objections("slopes", mixed(time="ADY"))
    assert lacking == ("own_courses", "needs `own_courses: true` of the analysis slopes, which predicts them")
    assert not list(figure.objections("slopes", mixed(time="ADY", own_courses=True)))
