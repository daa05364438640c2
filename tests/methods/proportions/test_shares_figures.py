"""Figures of shares by visit: odds ratios that stand apart below them, and axes no higher than the shares."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.display.figure import rows as made
from tests.display.figure.test_thousands import boxes, stand_apart
from trialstats.display.figure.drawing import Drawing
from trialstats.methods.draw import draw_figure
from trialstats.methods.proportions.options import RepeatedBinaryFigure, SharesFigure
from trialstats.results.shape import tidy

WEEKS = {f"Week {4 * k}": 4.0 * k for k in range(1, 12)}
FEW = {"Week 4": 4.0, "Week 24": 24.0, "Week 44": 44.0}
COMMON = {"title": "Of no matter here", "analysis": "little_pain"}
REPEATED = RepeatedBinaryFigure.model_validate({"kind": "repeated_binary", **COMMON})
SHARES = SharesFigure.model_validate({"kind": "shares", **COMMON})


def rows(visits: dict[str, float], highest: float, arms: tuple[str, ...] = made.TWO) -> pd.DataFrame:
    """Shares that rise to one whose interval ends at the highest, and odds ratios with limits of two figures."""
    found: list[dict[str, Any]] = []
    last = max(visits.values())
    for (visit, week), arm in product(visits.items(), arms):
        keys = {"PARAMCD": "VASPAIN", "PARAM": "Pain", "measure": "AVAL", "AVISIT": visit, "AVISITN": week, "ARM": arm}
        keys |= {"group": "Little pain", "label": "Little pain", "conf_level": 0.95}
        share = (highest - 0.02) * week / last
        limits = {"estimate": share, "conf_low": max(share - 0.02, 0.0), "conf_high": share + 0.02}
        found.append({**keys, "kind": "proportion", "n": 2500.0, "count": 2500 * share, "total": 2500.0, **limits})
        if arm != arms[0]:
            ratio = {"estimate": 22.26, "conf_low": 15.37, "conf_high": 32.22}
            found.append({**keys, "kind": "odds_ratio", "REFERENCE": arms[0], "n": 5000.0, **ratio})
    return tidy(found, "little_pain")


def draw(figure: Any, own: pd.DataFrame, visits: dict[str, float], arms: tuple[str, ...] = made.TWO) -> Drawing:
    return draw_figure(figure, own, made.look(arms, visits, None))


def note(drawing: Drawing) -> str:
    return " ".join(" ".join(text.split()) for text, _ in boxes(drawing))


@pytest.mark.parametrize("arms", [made.TWO, made.THREE])
def test_odds_ratios_of_eleven_visits_are_all_told_and_stand_apart(arms: tuple[str, ...]) -> None:
    drawing = draw(REPEATED, rows(WEEKS, 0.28, arms), WEEKS, arms)
    texts = boxes(drawing)
    for part in ("22.26", "(15.37\N{EN DASH}", "32.22)"):
        assert sum(text.strip() == part for text, _ in texts) == 11 * (len(arms) - 1)
    axes = drawing.plot.axes[0].get_position()
    under = [(text, box) for text, box in texts if box.y1 < axes.y0 * drawing.height and "\n" not in text]
    assert len(under) > 33
    stand_apart(drawing, under, 0.5)
    # Lines below each other do not touch either.
    tops = sorted({round(box.y1, 2) for text, box in under if text in ("22.26", "32.22)")})
    assert (np.diff(tops) > 2.5).all()
    assert max(box.x1 for _, box in under) <= drawing.width
    assert "Without room" not in note(drawing)


def test_odds_ratios_that_have_room_stand_on_one_line() -> None:
    drawing = draw(REPEATED, rows(FEW, 0.28), FEW)
    cells = [text.strip() for text, _ in boxes(drawing) if "22.26" in text]
    assert cells == ["22.26 (15.37\N{EN DASH}32.22)"] * 3


@pytest.mark.parametrize("figure", [REPEATED, SHARES])
@pytest.mark.parametrize(("highest", "end"), [(0.28, 30.0), (0.08, 10.0), (0.55, 60.0), (0.85, 100.0)])
def test_an_axis_of_shares_ends_above_the_highest_interval_and_that_is_said(
    figure: Any, highest: float, end: float
) -> None:
    own = rows(FEW, highest)
    drawing = draw(figure, own if figure is REPEATED else own[own["kind"] == "proportion"], FEW)
    axes = drawing.plot.axes[0]
    assert axes.get_ylim()[1] == pytest.approx(1.02 * end)
    assert max(axes.get_yticks()) == end
    assert min(axes.get_yticks()) == 0.0
    assert (f"The axis of shares ends at {end:g}%." in note(drawing)) == (end < 100)
