"""Points and intervals stand where the numbers of their rows say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection

from tests.display.figure.cases import CASES
from trialstats.display.figure.drawing import Drawing

Draw = Callable[[str], Drawing]


def heights(axes: Any) -> list[float]:
    """The y of every point that plotnine drew on a panel."""
    offsets = [part.get_offsets() for part in axes.collections if isinstance(part, PathCollection)]
    return sorted(float(y) for part in offsets for _, y in part)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("lsmeans, two arms", "estimate"),
        ("lsmeans, five panels", "estimate"),
        ("missingness, two panels", "percent"),
        ("sf36_profile, two arms", "mean"),
        ("profiles, two parameters", "value"),
    ],
)
def test_points_stand_at_their_numbers(name: str, number: str, drawn: Draw) -> None:
    found = [y for panel in drawn(name).plot.axes for y in heights(panel)]
    np.testing.assert_allclose(sorted(found), sorted(CASES[name].rows[number]), rtol=1e-12)


def test_panels_hold_their_own_parameter(drawn: Draw) -> None:
    rows = CASES["lsmeans, five panels"].rows
    for panel, (_, group) in zip(
        drawn("lsmeans, five panels").plot.axes, rows.groupby("PARAMCD", sort=False), strict=True
    ):
        np.testing.assert_allclose(heights(panel), sorted(group["estimate"]), rtol=1e-12)


def test_bars_reach_from_limit_to_limit(drawn: Draw) -> None:
    rows = CASES["lsmeans, two arms"].rows
    panel = drawn("lsmeans, two arms").plot.axes[0]
    segments = [s for part in panel.collections if isinstance(part, LineCollection) for s in part.get_segments()]
    upright = sorted((min(s[:, 1]), max(s[:, 1])) for s in segments if np.ptp(s[:, 0]) == 0 and np.ptp(s[:, 1]) > 0)
    expected = sorted(zip(rows["conf_low"], rows["conf_high"], strict=True))
    np.testing.assert_allclose(upright, expected, rtol=1e-12)


def test_lines_of_a_forest_stand_at_their_numbers(drawn: Draw) -> None:
    rows = CASES["forest, two arms"].rows
    lines = [line for axes in drawn("forest, two arms").plot.axes for line in axes.lines]
    ranges = sorted(tuple(line.get_xdata()) for line in lines if np.ptp(line.get_xdata()) > 0)
    np.testing.assert_allclose(ranges, sorted(zip(rows["conf_low"], rows["conf_high"], strict=True)), rtol=1e-12)
    points = sorted(float(line.get_xdata()[0]) for line in lines if len(line.get_xdata()) == 1)
    np.testing.assert_allclose(points, sorted(rows["estimate"]), rtol=1e-12)


def test_arms_stand_in_their_own_colour(drawn: Draw) -> None:
    from matplotlib.colors import to_hex

    from trialstats.display.figure.theme import arm_styles

    case = CASES["lsmeans, two arms"]
    panel = drawn("lsmeans, two arms").plot.axes[0]
    seen = {
        to_hex(part.get_facecolor()[0]): heights_of(part)
        for part in panel.collections
        if isinstance(part, PathCollection)
    }
    for arm, style in arm_styles(case.look).items():
        expected = sorted(case.rows.loc[case.rows["ARM"] == arm, "estimate"])
        np.testing.assert_allclose(seen[style.colour.lower()], expected, rtol=1e-12)


def heights_of(points: Any) -> list[float]:
    """The y of the points of one collection."""
    return sorted(float(y) for _, y in points.get_offsets())
