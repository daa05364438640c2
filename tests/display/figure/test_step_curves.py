"""Step curves: where few are at risk they are faint, and have no band."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from trialstats.display.figure.step_curves import draw_steps, few_words
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
