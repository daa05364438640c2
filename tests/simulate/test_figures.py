"""Figures of designs: all that they say stands within them, however many hypotheses and beliefs there are."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from tests.display.figure.test_every_kind import boxes
from trialstats.display.figure.drawing import Drawing
from trialstats.simulate.error_figure import draw_errors
from trialstats.simulate.figures import draw_by_effect, draw_by_size

LABELS = {"pain": "Less pain at week 12", "walk": "Walks further at week 12", "sleep": "Sleeps better at week 12"}
BELIEVED = (
    "Effect drawn, standard deviations from the mean believed (SD: 5 mm of Worst pain in the last 24 hours; 12 m of "
    "Distance walked in six minutes)"
)


def powers(named: list[str], **more: list[float]) -> pd.DataFrame:
    share = {"replicates": 1000, "power": 0.5, "power_low": 0.4, "power_high": 0.6}
    return pd.DataFrame({**more, **share}, index=range(len(named))).assign(hypothesis=named, of=named)


def by_size(hypotheses: int) -> Drawing:
    labels = dict(list(LABELS.items())[:hypotheses])
    points = powers(list(labels), n=[100.0] * hypotheses)
    formulas = dict.fromkeys(labels, lambda n: n / 200)
    return draw_by_size(points, labels, formulas, 0.9, together=hypotheses > 1)  # type: ignore[arg-type]


def by_effect(hypotheses: int) -> Drawing:
    labels = dict(list(LABELS.items())[:hypotheses])
    return draw_by_effect(powers(list(labels), slot=[0.0] * hypotheses), labels, BELIEVED)


@pytest.mark.parametrize("hypotheses", [1, 2, 3])
@pytest.mark.parametrize("draw", [by_size, by_effect])
def test_what_is_written_stands_within_the_figure(draw: object, hypotheses: int) -> None:
    """Also the second line of a note, which is broken where several hypotheses have a procedure."""
    drawing: Drawing = draw(hypotheses)  # type: ignore[operator]
    width, height = (72 * side for side in drawing.plot.get_size_inches())
    found = boxes(drawing)
    assert any(text.startswith("Points:") for text, _ in found)
    for text, box in found:
        assert box.x0 >= 0, text
        assert box.x1 <= width, text
        assert box.y0 >= 0, text
        assert box.y1 <= height, text
    below = [box for text, box in found if text.startswith(("Points:", "Effect drawn", "Subjects", *LABELS.values()))]
    rows = sorted({(round(box.y0), round(box.y1)) for box in below})
    assert len(rows) >= 3
    assert all(lower[1] <= upper[0] + 1 for lower, upper in pairwise(rows))


def errors(hypotheses: int) -> pd.DataFrame:
    named = list(LABELS)[:hypotheses]
    shares = {"replicates": 1000, "power": 0.052, "power_low": 0.04, "power_high": 0.07, "level": 0.05}
    labels = [f"{LABELS[name]}, at the margin of 8 mm: 5.2% (4.0 to 7.0)" for name in named]
    return pd.DataFrame({"id": named, "hypothesis": named, "label": labels}).assign(**shares)


@pytest.mark.parametrize("hypotheses", [1, 3])
def test_each_error_stands_beside_its_level(hypotheses: int) -> None:
    drawing = draw_errors(errors(hypotheses), together=hypotheses > 1)
    axes = drawing.plot.axes[0]
    assert [line.get_xdata()[0] for line in axes.lines] == [0.052] * hypotheses
    drawn = [tuple(segment[:, 0]) for lines in axes.collections for segment in lines.get_segments()]
    assert sorted(drawn) == sorted([(0.05, 0.05), (0.04, 0.07)] * hypotheses)
    width, height = (72 * side for side in drawing.plot.get_size_inches())
    found = boxes(drawing)
    assert sum("at the margin of 8 mm" in text for text, _ in found) == hypotheses
    for text, box in found:
        assert box.x0 >= 0, text
        assert box.x1 <= width, text
        assert box.y0 >= 0, text
        assert box.y1 <= height, text
    rows = sorted((box.y0, box.y1) for text, box in found if "margin" in text or text.startswith("Points:"))
    assert all(lower[1] <= upper[0] for lower, upper in pairwise(rows))
