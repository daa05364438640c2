"""The key of a figure of categories: squares with outlines, and names in rows that fit."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from tests.display.figure import rows as made
from tests.display.figure.test_thousands import area_of, boxes, stand_apart
from trialstats.display.figure.drawing import Drawing
from trialstats.methods.draw import draw_figure
from trialstats.methods.ordinal.options import OrdinalFigure
from trialstats.methods.ordinal.rows import CATEGORY
from trialstats.results.shape import tidy

FIGURE = OrdinalFigure.model_validate({"kind": "ordinal", "title": "Of no matter here", "analysis": "transition"})
VISITS = {"Week 4": 4.0, "Week 8": 8.0}
NUMBERS = ["1", "2", "3", "4", "5"]
WORDS = [f"{how} {what} than before the treatment" for how in ("Very much", "Much") for what in ("better", "worse")]


def rows(names: list[str], better: str | None) -> pd.DataFrame:
    """As many subjects in each category."""
    found = [
        {"PARAMCD": "HT", "PARAM": "Health", "measure": "AVAL", "AVISIT": visit, "AVISITN": week, "ARM": arm}
        | {"kind": "count", "variable": CATEGORY, "level": name, "better": better, "label": "Health"}
        | {"count": 500.0, "total": 500.0 * len(names), "percent": 100 / len(names)}
        for (visit, week), arm, name in product(VISITS.items(), made.TWO, names)
    ]
    return tidy(found, "transition")


def draw(names: list[str], better: str | None = "lower") -> Drawing:
    return draw_figure(FIGURE, rows(names, better), made.look(made.TWO, VISITS, None))


def squares(drawing: Drawing) -> list[Any]:
    return [part for part in drawing.plot.artists if isinstance(part, Rectangle)]


def test_squares_of_the_key_have_the_colours_and_outlines_of_bars() -> None:
    drawing = draw(NUMBERS)
    bars = drawing.plot.axes[0].patches[: len(NUMBERS)]
    assert len(squares(drawing)) == len(NUMBERS)
    for square, bar in zip(squares(drawing), bars, strict=True):
        assert to_hex(square.get_facecolor()) == to_hex(bar.get_facecolor())
        assert to_hex(square.get_edgecolor()) == to_hex(bar.get_edgecolor()) == "#595959"
        assert square.get_linewidth() == bar.get_linewidth() > 0


@pytest.mark.parametrize(
    ("better", "ends"),
    [("lower", {"1 (best)", "5 (worst)"}), ("higher", {"1 (worst)", "5 (best)"}), (None, {"1", "5"})],
)
def test_the_key_says_which_end_is_best(better: str | None, ends: set[str]) -> None:
    assert ends | {"2", "3", "4"} <= {text for text, _ in boxes(draw(NUMBERS, better))}


def test_long_names_of_categories_stand_in_rows_within_the_page() -> None:
    drawing = draw(WORDS)
    texts = boxes(drawing)
    key = [(text, box) for text, box in texts if text.startswith(tuple(WORDS))]
    assert len(key) == len(WORDS)
    assert len({round(box.y0, 1) for _, box in key}) > 1
    assert all(box.x1 <= area_of(drawing)[1] for _, box in key)
    under = [(text, box) for text, box in texts if box.y1 < drawing.plot.axes[0].get_position().y0 * drawing.height]
    stand_apart(drawing, under, 0.5)
    assert all(box.y0 >= 0 for _, box in under)
