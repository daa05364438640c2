"""What holds for figures of every kind: numbers from rows alone, nothing overlaps, nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from itertools import combinations
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.text import Text

from tests.display.figure.cases import CASES
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.theme import DOUBLE, INCH, SINGLE, SIZE
from trialstats.methods.draw import draw_figure

Draw = Callable[[str], Drawing]
every_case = pytest.mark.parametrize("name", CASES)


def texts(drawing: Drawing) -> list[Any]:
    """All texts that show."""
    return [text for text in drawing.plot.findobj(Text) if text.get_visible() and text.get_text().strip()]


def boxes(drawing: Drawing) -> list[tuple[str, Any]]:
    """Where each text stands, in points, measured as an SVG is."""
    figure = drawing.plot
    before, figure.dpi = figure.dpi, 72
    renderer = RendererSVG(*figure.bbox.size, StringIO())
    found = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(drawing)]
    figure.dpi = before
    return found


@every_case
def test_each_number_is_one_of_a_row(name: str, drawn: Draw) -> None:
    data, rows = drawn(name).data, CASES[name].rows.set_index("id")
    assert data.columns[0] == "id"
    assert not data["id"].duplicated().any()
    of_row = rows.loc[data["id"]]
    for column in data.columns.drop("id"):
        expected = of_row[column].reset_index(drop=True)
        if pd.api.types.is_numeric_dtype(expected):
            pd.testing.assert_series_equal(
                data[column].astype("Float64"), expected.astype("Float64"), check_exact=True, check_names=False
            )
        else:
            assert data[column].astype("string").fillna("").tolist() == expected.fillna("").tolist()


@every_case
def test_every_row_is_drawn(name: str, drawn: Draw) -> None:
    assert set(drawn(name).data["id"]) == set(CASES[name].rows["id"])


@every_case
def test_texts_do_not_overlap(name: str, drawn: Draw) -> None:
    found = boxes(drawn(name))
    overlaps = []
    for (one, box), (other, against) in combinations(found, 2):
        width = min(box.x1, against.x1) - max(box.x0, against.x0)
        height = min(box.y1, against.y1) - max(box.y0, against.y0)
        # The boxes of two lines of text may touch: they have room for accents and descenders.
        if width > 0.5 and height > 2.5:
            overlaps.append((one, other))
    assert not overlaps


@every_case
def test_no_text_is_cut_off(name: str, drawn: Draw) -> None:
    drawing = drawn(name)
    width, height = (side * 72 / INCH for side in (drawing.width, drawing.height))
    for text, box in boxes(drawing):
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text


@every_case
def test_type_is_large_enough_and_of_one_family(name: str, drawn: Draw) -> None:
    for text in texts(drawn(name)):
        assert text.get_fontsize() >= SIZE
        assert text.get_fontfamily() == ["DejaVu Sans"]


@every_case
def test_size_is_that_of_one_or_two_columns(name: str, drawn: Draw) -> None:
    drawing = drawn(name)
    assert drawing.width in (SINGLE, DOUBLE)
    assert drawing.plot.get_size_inches() * INCH == pytest.approx([drawing.width, drawing.height])


@every_case
def test_words_for_screen_readers_name_the_arms(name: str, drawn: Draw) -> None:
    case = CASES[name]
    arms = set(case.rows["ARM"].dropna()) | set(case.rows["REFERENCE"].dropna())
    named = [arm for arm in arms if arm in drawn(name).alt]
    assert drawn(name).alt.endswith(".")
    assert named or case.figure.kind in ("forest", "ratios")


@every_case
def test_the_notice_stands_on_the_figure(name: str, drawn: Draw) -> None:
    notice = CASES[name].look.notice
    written = " ".join(text.get_text() for text in texts(drawn(name)))
    assert "None" not in written
    assert notice is None or notice in written


@every_case
def test_arms_differ_in_more_than_colour(name: str) -> None:
    from trialstats.display.figure.theme import arm_styles

    styles = list(arm_styles(CASES[name].look).values())
    assert len({style.marker for style in styles}) == len(styles)
    assert len({str(style.line) for style in styles}) == len(styles)
    assert len({style.colour for style in styles}) == len(styles)


def test_no_figure_stays_open(drawn: Draw) -> None:
    for name in CASES:
        drawn(name)
    assert not plt.get_fignums()


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not getattr(case.figure, "intervals", False)])
def test_without_intervals_none_is_spoken_of(name: str) -> None:
    """Of all but the figures that ask for intervals, which refuse rows without."""
    case = CASES[name]
    rows = case.rows.assign(**{end: float("nan") for end in ("conf_low", "conf_high") if end in case.rows})
    drawing = draw_figure(case.figure, rows, case.look)
    written = [*(text.get_text() for text in texts(drawing)), drawing.alt]
    plt.close(drawing.plot)
    assert [text for text in written if "confidence" in text] == []
