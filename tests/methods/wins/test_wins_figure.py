"""The axis of pairs won and lost covers its bars and the numbers behind them."""

from __future__ import annotations

import pytest

from tests.display.figure import rows as made
from tests.display.figure.test_thousands import area_of, boxes
from trialstats.methods.draw import draw_figure
from trialstats.methods.wins.options import WinsFigure
from trialstats.methods.wins.rows import Pairs
from trialstats.results.shape import tidy

FIGURE = WinsFigure.model_validate({"kind": "wins", "title": "Of no matter here", "analysis": "hierarchy"})


def percents(won: float, lost: float) -> dict[str, float]:
    return {Pairs.WON: won, Pairs.LOST: lost, Pairs.TIED: 100 - won - lost}


@pytest.mark.parametrize("won", [0.4, 9.9, 40.0, 41.0, 58.7, 60.0, 98.0])
def test_ticks_reach_the_end_of_the_longest_bar(won: float) -> None:
    own = {"ARM": "DTLT", "REFERENCE": "Sham", "kind": "count", "total": 100.0, "label": "Hierarchy"}
    rows = [
        {**own, "variable": name, "percent": percent, "count": percent, **outcome}
        for outcome in ({"group": "Pain"}, {})
        for name, percent in percents(won, won / 50).items()
    ]
    drawing = draw_figure(FIGURE, tidy(rows, "hierarchy"), made.look(made.TWO, {"Week 44": 44.0}, None))
    axes = drawing.plot.axes[0]
    ticks = sorted(axes.get_xticks())
    low, high = axes.get_xlim()
    assert max(ticks) >= won - 1e-9
    assert max(ticks) <= high + 1e-9
    assert ticks == pytest.approx([-tick for tick in reversed(ticks)])
    assert (low, 0.0) == (-high, min(ticks, key=abs))
    assert max(patch.get_width() for patch in axes.patches) == pytest.approx(won)
    behind = [box for text, box in boxes(drawing) if text == f"{won:.1f}"]
    assert behind
    assert all(box.x1 <= area_of(drawing)[1] + 0.1 for box in behind)
