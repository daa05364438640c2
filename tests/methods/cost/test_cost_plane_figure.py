"""The cost-effectiveness plane of thousands of subjects, whose draws are no larger than the mark of the estimate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from tests.display.figure import rows as made
from tests.display.figure.cases import ONE, PLANE
from tests.display.figure.test_thousands import boxes
from tests.methods.responders.figure_cases import planes
from trialstats.display.figure.drawing import Drawing
from trialstats.methods.cost.rows import Counted, Quadrant
from trialstats.methods.draw import draw_figure


def drawn() -> Drawing:
    """Draws within 1 EUR and a quarter of a responder around the estimate."""
    rows = planes(made.TWO)
    points = rows["kind"] == "point"
    rows.loc[points, "estimate"] = 300 + (rows.loc[points, "estimate"] - 300) / 40
    rows.loc[points, "value"] = 12 + (rows.loc[points, "value"] - 12) / 40
    return draw_figure(PLANE, rows, made.look(made.TWO, ONE))


def marks(drawing: Drawing) -> list[Any]:
    """The lines that mark the estimate: all but the draws and the zeros."""
    lines = drawing.plot.axes[0].lines
    return [line for line in lines if len(line.get_xdata()) == 1 and line.get_marker() not in ("None", "")]


def test_the_estimate_does_not_hide_the_draws() -> None:
    drawing = drawn()
    assert len(marks(drawing)) == 2
    for mark in marks(drawing):
        assert mark.get_markerfacecolor() == "none"
        assert (float(mark.get_xdata()[0]), float(mark.get_ydata()[0])) == (12.0, 300.0)
    assert to_hex(marks(drawing)[-1].get_markeredgecolor()) == "#1a1a1a"
    assert "the hollow mark is the estimate" in " ".join(" ".join(text.split()) for text, _ in boxes(drawing))


def test_a_share_says_of_what_and_stands_within_the_plane_apart_from_draws() -> None:
    drawing = drawn()
    axes = drawing.plot.axes[0]
    area = axes.get_position()
    ((text, box),) = [(text, box) for text, box in boxes(drawing) if text.endswith(" of draws")]
    assert text == "100.0% of draws"
    assert box.x0 >= area.x0 * drawing.width
    assert box.x1 <= area.x1 * drawing.width
    assert box.y1 <= area.y1 * drawing.height
    highest = max(np.max(line.get_ydata()) for line in axes.lines if len(line.get_xdata()) > 2)
    low, high = axes.get_ylim()
    assert (area.y0 + area.height * (highest - low) / (high - low)) * drawing.height < box.y0


@pytest.mark.parametrize(("effect", "cost"), [(9.6, 300.0), (-9.6, 300.0), (2.0, 10.0)])
@pytest.mark.parametrize("arms", [made.TWO, made.THREE])
def test_shares_stand_on_their_side_of_zero(effect: float, cost: float, arms: tuple[str, ...]) -> None:
    """A few of the draws, within 10 responders of the effect, lie beyond zero."""
    drawing = draw_figure(PLANE, planes(arms, cost=cost, effect=effect), made.look(arms, ONE))
    words = [box for text, box in boxes(drawing) if text.endswith(" of draws")]
    assert len(words) >= 2 * (len(arms) - 1)
    for axes in drawing.plot.axes:
        area, (low, high) = axes.get_position(), axes.get_xlim()
        zero = (area.x0 + area.width * -low / (high - low)) * drawing.width
        assert not any(box.x0 < zero < box.x1 for box in words)


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ((9999, 1), {"<0.1%", ">99.9%"}),
        ((9990, 10), {"0.1%", "99.9%"}),
        ((10000, 0), {"100.0%"}),
        ((9996, 4), {"<0.1%", ">99.9%"}),
    ],
)
def test_a_share_is_neither_none_nor_all_where_it_is_not(counts: tuple[int, int], shares: set[str]) -> None:
    rows = planes(made.TWO)
    parts = rows["kind"].eq("count") & rows["variable"].eq(Counted.QUADRANT).fillna(False)
    some = dict(zip((Quadrant.MORE_DEARER, Quadrant.NO_MORE_DEARER), counts, strict=True))
    for place in rows.index[parts]:
        count = some.get(rows.loc[place, "level"], 0)
        rows.loc[place, ["count", "total", "percent"]] = [count, 10_000, count / 100]
    drawing = draw_figure(PLANE, rows, made.look(made.TWO, ONE))
    assert {text.removesuffix(" of draws") for text, _ in boxes(drawing) if text.endswith(" of draws")} == shares


def test_without_an_estimate_and_shares_the_note_speaks_of_neither() -> None:
    rows = planes(made.TWO)
    rows.loc[rows["kind"].eq("risk_difference"), "estimate"] = np.nan
    rows = rows[rows["kind"].ne("count") | ~rows["variable"].eq(Counted.QUADRANT).fillna(False)]
    drawing = draw_figure(PLANE, rows, made.look(made.TWO, ONE))
    assert marks(drawing) == []
    assert "hollow mark" not in drawing.alt
    assert "Percentages" not in drawing.alt
