"""Step curves: where few are at risk they are faint, and have no band."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from trialstats.display.figure.step_curves import band_words, draw_steps, few_words
from trialstats.display.figure.theme import arm_styles
from trialstats.display.look import Look

CURVE = pd.DataFrame(
    {"value": [0.0, 5.0, 9.0, 20.0], "estimate": [100.0, 90.0, 80.0, 70.0], "n": [30.0, 12.0, 9.0, 4.0]}
).assign(conf_low=lambda frame: frame["estimate"] - 5, conf_high=lambda frame: frame["estimate"] + 5)


@pytest.fixture
def axes() -> Iterator[Any]:
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


CASES = [(10, [0, 5], [5, 9, 20]), (1, [0, 5, 9, 20], []), (5, [0, 5, 9], [9, 20])]


@pytest.mark.parametrize(("least", "firm", "faint"), CASES)
def test_a_curve_is_faint_from_where_few_are_at_risk(
    axes: Any, least: int, firm: list[float], faint: list[float]
) -> None:
    style = arm_styles(Look("TEST", ("Laser",), "Laser", ()))["Laser"]
    draw_steps(axes, CURVE, style, least=least)
    drawn = {line.get_alpha(): list(line.get_xdata()) for line in axes.lines}
    assert drawn.pop(1.0) == firm
    assert list(drawn.values()) == ([faint] if faint else [])
    (band,) = axes.collections
    assert band.get_paths()[0].vertices[:, 0].max() == firm[-1]
    said = few_words(CURVE, least)
    assert bool(said) is bool(faint)
    assert not faint or f"fewer than {least} of the arm at risk" in said


def test_bands_are_told_where_one_is_drawn(axes: Any) -> None:
    curve = CURVE.assign(conf_level=0.95)
    assert band_words(curve, 10) == "Bands are their 95% confidence intervals."
    assert band_words(curve, 13) == ""  # of 30 at the beginning, and of fewer than 13 from the first step on
    draw_steps(axes, curve, arm_styles(Look("TEST", ("Laser",), "Laser", ()))["Laser"], least=13)
    assert all(len({x for x, _ in path.vertices}) <= 1 for band in axes.collections for path in band.get_paths())
    assert few_words(curve, 13, bands=False) == "Faint: fewer than 13 of the arm at risk."
