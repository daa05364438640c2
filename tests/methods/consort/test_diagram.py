"""The flow diagram as it is printed: no text leaves its box or meets another, whatever the arms are called."""

from __future__ import annotations

from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from tests.methods.consort.made import LONG, flow, look_of, many_arms
from trialstats.display.figure.drawing import Drawing
from trialstats.methods.consort.flow_figure import draw
from trialstats.methods.consort.options import FlowFigure

FIGURE = FlowFigure.model_validate({"kind": "flow", "analysis": "flow"})
# Dots that a glyph may stand out of the box that its font gives it, at 300 an inch.
SLACK = 2.0


def drawn(arms: tuple[str, ...]) -> Drawing:
    result = flow(many_arms(arms), received="SAFFL", analyses=["pain", "sleep"])
    return draw(FIGURE, result.rows, look_of(arms))


@pytest.mark.parametrize("arms", [LONG[:2], LONG[1:4], LONG], ids=["two", "three", "six"])
def test_texts_stay_in_their_boxes_and_apart(arms: tuple[str, ...]) -> None:
    figure = drawn(arms).plot
    figure.set_dpi(300)
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = [(text.get_text(), text.get_window_extent(renderer)) for text in figure.findobj(Text) if text.get_text()]
    boxes = [one.get_window_extent(renderer) for one in figure.artists if isinstance(one, Rectangle)]
    assert len(boxes) == 3 + 3 * len(arms)
    page = figure.bbox
    for text, extent in texts:
        assert page.x0 <= extent.x0 < extent.x1 <= page.x1, text
        assert page.y0 <= extent.y0 < extent.y1 <= page.y1, text
        for box in boxes:
            apart = extent.x1 < box.x0 or extent.x0 > box.x1 or extent.y1 < box.y0 or extent.y0 > box.y1
            inside = extent.x0 >= box.x0 and extent.x1 <= box.x1 + SLACK and extent.y0 >= box.y0 - SLACK
            assert apart or (inside and extent.y1 <= box.y1 + SLACK), text
    for (first, one), (second, other) in combinations(texts, 2):
        overlap = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(overlap) <= SLACK, (first, second)
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)


def test_the_outline_tells_every_box_with_zeros() -> None:
    drawing = drawn(LONG[:2])
    lines = drawing.alt.splitlines()
    assert lines[:2] == ["Flow of participants.", "Assessed for eligibility (n = 111)"]
    assert "  Placebo" in lines
    assert "Analysis: Sleep (secondary)" in lines
    assert "    Analysed (not known)" in lines
    assert sum("Withdrawal of consent by the participant (n = " in line for line in lines) >= 2


def test_the_data_hold_every_line_with_its_stage() -> None:
    drawing = drawn(LONG[:2])
    numbers = [line for line in drawing.alt.splitlines() if line.endswith(")") and not line.startswith("Analysis")]
    assert len(drawing.data) == len(numbers)
    assert drawing.data["stage"].unique().tolist() == ["Enrolment", "Allocation", "Follow-up", "Analysis"]
    assert drawing.data["id"].is_unique


def test_a_box_ends_below_its_last_line_and_notes_are_in_the_words_of_a_reader() -> None:
    figure = drawn(LONG[:2]).plot
    figure.set_dpi(300)
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = [text.get_window_extent(renderer) for text in figure.findobj(Text) if text.get_text()]
    boxes = [one.get_window_extent(renderer) for one in figure.artists if isinstance(one, Rectangle)]
    row = {round(box.y0) for box in boxes}
    for foot in row:
        side = min(box.x0 for box in boxes)
        lowest = min(
            text.y0
            for text in texts
            if text.y0 > foot and (text.x1 < side or any(text.x0 > box.x0 and round(box.y0) == foot for box in boxes))
        )
        # A line of print is 42 dots high at 300 an inch, the room around the lines 21.
        assert lowest - foot < 42
    assert not any("`" in text.get_text() or "trial file" in text.get_text() for text in figure.findobj(Text))
