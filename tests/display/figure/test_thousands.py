"""Figures of thousands of subjects: long numbers, short intervals and many points, as a journal prints them."""

from __future__ import annotations

from io import StringIO
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from tests.display.figure import rows as made
from tests.display.figure.cases import CASES, FOREST, LSMEANS, MEDICATION, MISSINGNESS, NERVES, PROFILES
from tests.methods.adverse_events.rows import curve_rows
from tests.methods.exposure import figure_cases as exposed
from trialstats.display.figure.cells import darken, draw_cells, with_key
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.forest_arrangement import common_share
from trialstats.display.figure.forest_hints import hints_of
from trialstats.display.figure.forest_lines import Block, Line
from trialstats.display.figure.marks import LEAST
from trialstats.display.figure.page import write_above
from trialstats.display.figure.step_curves import WIDTH, apart, draw_course
from trialstats.display.figure.theme import INCH, POINT, Style, text_width
from trialstats.display.figure.visits import place_visits
from trialstats.methods.draw import draw_figure

TWELVE = {"Baseline": 0.0, **{f"Week {4 * k}": 4.0 * k for k in range(1, 12)}}
LOOK = made.look(made.TWO, TWELVE)
DASHED = Style("#0072B2", "s", (0, (5, 1.5)))


def boxes(drawing: Drawing) -> list[tuple[str, Any]]:
    """Where each text stands, in mm, measured as an SVG is."""
    figure = drawing.plot
    before, figure.dpi = figure.dpi, 72
    renderer = RendererSVG(*figure.bbox.size, StringIO())
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    found = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    figure.dpi = before
    return [(text, box.transformed(_to_mm())) for text, box in found]


def _to_mm() -> Any:
    from matplotlib.transforms import Affine2D

    return Affine2D().scale(INCH / 72)


def area_of(drawing: Drawing, place: int = 0) -> tuple[float, float]:
    """Where a plot area begins and ends, mm from the left."""
    box = drawing.plot.axes[place].get_position()
    return box.x0 * drawing.width, box.x1 * drawing.width


def missing(total: int) -> pd.DataFrame:
    """Counts of so many subjects at twelve visits."""
    rows = made.counts(made.TWO, TWELVE)
    share = rows["count"] / rows["total"]
    return rows.assign(count=(share * total).round(), total=float(total))


def stand_apart(drawing: Drawing, texts: list[tuple[str, Any]], gap: float) -> None:
    """Texts on one line have at least so many mm between them."""
    for (one, box), (other, against) in combinations(texts, 2):
        if min(box.y1, against.y1) - max(box.y0, against.y0) > 1.0:
            assert max(box.x0, against.x0) - min(box.x1, against.x1) >= gap, (one, other)


# Counts under an axis.


def test_counts_of_thousands_under_twelve_visits_stand_apart() -> None:
    drawing = draw_figure(MISSINGNESS, missing(2500), LOOK)
    texts = boxes(drawing)
    counts = [(text, box) for text, box in texts if text.isdigit() and len(text) == 4]
    assert len(counts) == 2 * 12
    stand_apart(drawing, counts, 1.0)
    assert {f"{arm} (N = 2500)" for arm in made.TWO} <= {" ".join(text.split()) for text, _ in texts}
    assert "n" in [text for text, _ in texts]


def test_counts_that_have_room_are_of_how_many() -> None:
    drawing = draw_figure(MISSINGNESS, made.counts(made.TWO, made.WEEKS_4), made.look(made.TWO, made.WEEKS_4))
    texts = [text for text, _ in boxes(drawing)]
    assert "n/N" in texts
    assert sum("/160" in text for text in texts) == 2 * len(made.WEEKS_4)


def test_counts_of_differing_totals_without_room_are_said_to_be_left_out() -> None:
    rows = missing(2500)
    rows["total"] -= rows["AVISITN"]
    drawing = draw_figure(MISSINGNESS, rows, LOOK)
    counts = [(text, box) for text, box in boxes(drawing) if "/" in text and text[0].isdigit()]
    assert 2 * 6 <= len(counts) < 2 * 12
    stand_apart(drawing, counts, 1.0)
    note = " ".join(" ".join(text.split()) for text, _ in boxes(drawing))
    assert "Without room for their numbers: Week" in note


@pytest.mark.parametrize("first", [2, 14, 40])
def test_numbers_of_five_digits_under_days_stand_apart(first: int) -> None:
    named = {1.0: "1"} | {float(day): str(day) for day in range(first, 7 * first + 1, first)}
    mm = 50.0 / (7 * first)
    kept = apart(named, mm, text_width("25000"))
    assert 1.0 in kept
    assert len(kept) > 2
    assert all((after - before) * mm >= text_width("25000") + 1.5 for before, after in pairwise(kept))


# Names of visits.


def test_of_visits_of_a_row_every_second_is_named_and_none_turned() -> None:
    rows = pd.DataFrame({"AVISIT": list(TWELVE), "AVISITN": list(TWELVE.values())})
    axis = place_visits(rows, 80.0)
    assert not axis.upright
    assert axis.in_time
    named = [name for name in axis.labels if name]
    assert named[0] == "Baseline"
    assert named[-1] == "Week 44"
    assert 6 <= len(named) < 12
    at = [(x / axis.unit, text_width(name)) for x, name in zip(axis.positions, axis.labels, strict=True) if name]
    assert all(x1 - x0 >= (w0 + w1) / 2 + 1.0 for (x0, w0), (x1, w1) in pairwise(at))


def test_names_that_tell_nothing_of_others_are_all_written() -> None:
    names = ["Screening", "Run-in period", "Surgery", "Discharge", "First control", "Second control", "End of trial"]
    axis = place_visits(pd.DataFrame({"AVISIT": names, "AVISITN": range(7)}), 50.0)
    assert axis.upright
    assert axis.labels == tuple(names)


def test_a_median_is_drawn_over_the_mean_that_it_lies_on() -> None:
    rows = pd.concat([made.courses(made.TWO, TWELVE, 12), made.summaries(made.TWO, TWELVE)], ignore_index=True)
    drawing = draw_figure(PROFILES.model_copy(update={"most_points": 50}), rows, LOOK)
    assert not any(text.get_rotation() == 90 for text in drawing.plot.axes[0].get_xticklabels())
    for axes in drawing.plot.axes:
        mean = max(part.get_zorder() for part in axes.collections if isinstance(part, PathCollection))
        below, above = sorted(axes.lines, key=lambda line: line.get_zorder())[-2:]
        assert mean < below.get_zorder() < above.get_zorder()
        assert (to_hex(below.get_color()), to_hex(above.get_color())) == ("#ffffff", "#1a1a1a")
        assert (below.get_linestyle(), above.get_linestyle()) == ("-", "--")


# Marks and their intervals.


def narrow(rows: pd.DataFrame, half: float) -> pd.DataFrame:
    """Rows with intervals so far to either side."""
    return rows.assign(conf_low=rows["estimate"] - half, conf_high=rows["estimate"] + half)


def test_marks_of_a_forest_leave_half_of_their_intervals_to_be_seen() -> None:
    rows = made.differences(made.TWO, {"Week 12": 12.0}).assign(estimate=-20.0)
    drawing = draw_figure(FOREST, narrow(rows, 0.3), LOOK)
    (axes,) = drawing.plot.axes
    left, right = area_of(drawing)
    span = abs(axes.get_xlim()[1] - axes.get_xlim()[0])
    marks = [line for line in axes.lines if line.get_marker() not in ("None", "", None)]
    assert marks
    for mark in marks:
        assert mark.get_markersize() * POINT <= 0.5 * 0.6 / span * (right - left) + 1e-9
        assert mark.get_markersize() >= LEAST


def test_marks_of_wide_intervals_are_as_large_as_ever(drawn: Any) -> None:
    for axes in drawn("forest, two arms").plot.axes:
        sizes = {line.get_markersize() for line in axes.lines if line.get_marker() not in ("None", "", None)}
        assert sizes == {4.2}


def test_marks_over_visits_leave_half_of_their_intervals_to_be_seen() -> None:
    rows = made.lsmeans(made.TWO, TWELVE)
    span = float(rows["estimate"].max() - min(0.0, rows["estimate"].min()))
    drawing = draw_figure(LSMEANS, narrow(rows, span / 120), LOOK)
    axes = drawing.plot.axes[0]
    height = axes.get_position().height * drawing.height
    unit = height / abs(axes.get_ylim()[1] - axes.get_ylim()[0])
    for part in axes.collections:
        if isinstance(part, PathCollection):
            assert (np.sqrt(part.get_sizes()) * POINT <= 0.75 * span / 60 * unit).all()


def test_marks_of_a_profile_leave_half_of_their_intervals_to_be_seen() -> None:
    case = CASES["sf36_profile, norms"]
    rows = case.rows.assign(conf_low=case.rows["mean"] - 0.9, conf_high=case.rows["mean"] + 0.9)
    rows.loc[rows["kind"] != "summary", ["conf_low", "conf_high"]] = np.nan
    drawing = draw_figure(case.figure, rows, case.look)
    axes = drawing.plot.axes[0]
    unit = axes.get_position().height * drawing.height / abs(axes.get_ylim()[1] - axes.get_ylim()[0])
    arms = [part for part in axes.collections if isinstance(part, PathCollection)][1:]  # the first is the norm
    assert arms
    for part in arms:
        assert (np.sqrt(part.get_sizes()) * POINT <= 0.75 * 1.8 * unit).all()


# Axes of a forest.


def block_at(low: float, high: float, better: str = "lower", **words: Any) -> Block:
    """A block of one line with an interval."""
    row = {"estimate": (low + high) / 2, "conf_low": low, "conf_high": high, "kind": "difference"}
    own = pd.Series({**row, "ARM": "DTLT", "REFERENCE": "Sham", **words})
    return Block((Line("", own),), better)


@pytest.mark.parametrize(("low", "high"), [(-21.0, -19.0), (19.0, 21.0), (-2.0, 1.0), (-1.0, 30.0)])
@pytest.mark.parametrize("better", ["lower", "higher"])
@pytest.mark.parametrize("arm", ["DTLT", "High-dose low-level laser therapy with exercise"])
def test_whom_sides_favour_is_written_within_the_axis(low: float, high: float, better: str, arm: str) -> None:
    length = 62.0
    left, right = hints_of(block_at(low, high, better, ARM=arm), length)
    assert left.ends[0] >= -1e-9
    assert right.ends[1] <= length + 1e-9
    assert right.ends[0] - left.ends[1] >= 1.9
    assert left.text.startswith("←")
    assert right.text.endswith("→")


@pytest.mark.parametrize(("low", "high"), [(-21.0, -19.0), (19.0, 21.0), (-2.0, 1.0)])
def test_words_part_at_no_difference_where_there_is_room_beside_the_axis(low: float, high: float) -> None:
    block = block_at(low, high)
    left, right = hints_of(block, 62.0, (20.0, 20.0))
    null = block.null_share * 62.0
    assert (left.ends[1], right.ends[0]) == pytest.approx((null - 1, null + 1))


def test_words_stay_on_their_sides_where_these_have_room() -> None:
    left, right = hints_of(block_at(-2.0, 2.0), 62.0)
    assert (left.ends[1], right.ends[0]) == (30.0, 32.0)


@pytest.mark.parametrize(("low", "high"), [(-21.0, -19.0), (19.0, 21.0)])
def test_an_axis_of_effects_on_one_side_is_not_half_empty(low: float, high: float) -> None:
    start, end = block_at(low, high).limits
    assert start < min(low, 0.0)
    assert end > max(high, 0.0)
    assert 0.8 * (end - start) <= 21.0


def test_axes_of_one_side_and_of_both_share_the_place_of_no_difference() -> None:
    assert common_share([(20.0, 0.0), (9.0, 0.0)]) > 0.9
    share = common_share([(20.0, 0.0), (9.0, 0.0), (0.3, 0.6)])
    for left, right in ((20.0, 0.0), (0.3, 0.6)):
        assert (left + right) / max(left / share, right / (1 - share)) >= 0.5


# Cells of many points.


def scatter(x: list[float], points: int = 2000) -> tuple[Any, pd.Series[float], pd.Series[float]]:
    """A plot area and points at some places of x."""
    axes = Figure(figsize=(4, 3)).add_axes((0.1, 0.3, 0.8, 0.6))
    generator = np.random.default_rng(1)
    across = pd.Series(generator.choice(x, points))
    up = pd.Series(np.round(generator.normal(-25, 20, points)))
    axes.update_datalim(np.column_stack([across, up]))
    axes.autoscale_view()
    return axes, across, up


def test_cells_of_few_values_are_centred_on_them_and_meet_no_other() -> None:
    axes, x, y = scatter([8.0, 9.0, 10.0, 11.0, 12.0])
    cells = draw_cells(axes, x, y, 0.75)
    assert set(cells.data["value"]) == {8.0, 9.0, 10.0, 11.0, 12.0}
    assert cells.data["count"].sum() == len(x)
    corners = np.concatenate([path.vertices for path in cells.drawn.get_paths()])
    assert (np.abs(corners[:, 0] - np.round(corners[:, 0])) < 0.5).all()
    low, high = axes.get_xlim()
    assert low <= corners[:, 0].min()
    assert high >= corners[:, 0].max()
    low, high = axes.get_ylim()
    assert low <= corners[:, 1].min()
    assert high >= corners[:, 1].max()


def test_cells_of_whole_numbers_hold_as_many_of_them_each() -> None:
    axes, x, y = scatter([0.0, 1.0])
    cells = draw_cells(axes, x, y, 0.75)
    path = cells.drawn.get_paths()[0].vertices
    height = np.ptp(path[:, 1])
    assert height == pytest.approx(round(height))
    for row in cells.data.to_dict("records"):
        inside = (x == row["value"]) & ((y - row["estimate"]).abs() < height / 2)
        assert inside.sum() == row["count"]


def test_the_key_tells_which_darkness_is_how_many() -> None:
    axes, x, y = scatter([8.0, 9.0, 10.0, 11.0, 12.0])
    cells = draw_cells(axes, x, y, 0.75)
    caption = with_key("Notes.")
    write_above(axes.figure, 0.1, -0.9, caption)
    darken(axes.figure, [cells], caption, "Subjects")
    texts = [text.get_text() for text in axes.figure.texts]
    assert "Subjects in a rectangle:" in texts
    shades = [to_hex(part.get_facecolor()) for part in axes.figure.artists if isinstance(part, Rectangle)]
    counts = cells.data["count"].astype(int)
    assert {"1", f"{counts.max():,}"} <= set(texts)
    cells.drawn.update_scalarmappable()
    colours = [to_hex(colour) for colour in cells.drawn.get_facecolor()]
    assert colours[int(counts.argmax())] == shades[-1]
    assert colours[int(counts.argmin())] == shades[0]


@pytest.mark.parametrize("name", ["association, two arms", "dose_response, two arms"])
def test_a_figure_of_cells_has_the_key_and_says_of_whom_they_are(name: str) -> None:
    case = CASES[name]
    drawing = draw_figure(case.figure.model_copy(update={"most_points": 5}), case.rows, case.look)
    texts = [" ".join(text.split()) for text, _ in boxes(drawing)]
    assert any(text.startswith("Subjects in a ") for text in texts)
    note = " ".join(texts)
    whom = "subjects of all arms together" if "association" in name else "all subjects of the arm"
    assert f"Grey cells are {whom}" in note
    stand_apart(drawing, [(text, box) for text, box in boxes(drawing) if not text.startswith("\n")], 0.0)
    assert not any(text.startswith("Subjects in a ") for text, _ in boxes(case.draw()))


def test_a_band_lies_over_the_points_of_subjects() -> None:
    drawing = CASES["dose_response, two arms"].draw()
    for axes in drawing.plot.axes:
        points = [line for line in axes.lines if line.get_marker() not in ("None", "", None)]
        assert all(line.get_zorder() < axes.collections[0].get_zorder() for line in points)


# Decimals.


def test_correlations_of_a_figure_have_as_many_decimals() -> None:
    case = CASES["association, two arms"]
    rows = case.rows.copy()
    own = rows["kind"] == "correlation"
    numbers = np.linspace(-0.0038, 0.035, own.sum())
    rows.loc[own, "estimate"] = numbers
    rows.loc[own, "conf_low"], rows.loc[own, "conf_high"] = numbers - 0.03, numbers + 0.03
    note = " ".join(text for text, _ in boxes(draw_figure(case.figure, rows, case.look)) if "r = " in text)
    written = [word.strip("();") for word in note.split() if word.strip("();−").startswith("0.")]
    assert len(written) >= 3 * own.sum()
    assert {len(word.partition(".")[2]) for word in written} == {3}
    assert "−0.004" in written


# Axes of time.


def test_the_last_name_under_a_curve_ends_with_the_axis() -> None:
    days = {name: int(7 * week) + 1 for name, week in TWELVE.items() if week}
    rows = curve_rows(made.TWO, days)
    rows.loc[rows["n"].notna(), "n"] = rows.loc[rows["n"].notna(), "n"] * 100
    drawing = draw_figure(MEDICATION, rows, LOOK)
    texts = boxes(drawing)
    (last,) = [box for text, box in texts if text == "Week 44"]
    assert last.x1 <= area_of(drawing)[1] + 0.05
    numbers = [(text, box) for text, box in texts if text.isdigit() and len(text) >= 4]
    assert numbers
    stand_apart(drawing, numbers, 1.0)


def test_dashes_follow_small_steps_without_their_corners() -> None:
    axes = Figure(figsize=(3, 2)).add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 310)
    axes.set_ylim(0, 32)
    days = np.arange(0.0, 301.0)
    shares = np.maximum.accumulate(days / 10 + 0.05 * np.sin(days))
    draw_course(axes, days, shares, DASHED)
    (line,) = axes.lines
    drawn_days, drawn_shares = (np.asarray(values, dtype=float) for values in line.get_data())
    assert len(drawn_days) == len(days)
    assert line.get_drawstyle() == "default"
    # From the steps themselves it is nowhere further than its own width.
    at = np.linspace(0, 299.9, 3000)
    steps = shares[np.floor(at).astype(int)]
    off = np.abs(np.interp(at, drawn_days, drawn_shares) - steps) / 32 * 2 * 72
    assert off.max() < WIDTH


def test_large_steps_keep_their_corners() -> None:
    axes = Figure(figsize=(3, 2)).add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 40)
    axes.set_ylim(0, 100)
    draw_course(axes, np.array([0.0, 10.0, 20.0, 40.0]), np.array([0.0, 20.0, 50.0, 80.0]), DASHED)
    assert axes.lines[0].get_drawstyle() == "steps-post"


def test_a_dose_that_nobody_had_is_not_shaded() -> None:
    rows = exposed.dose_response(made.TWO[1:], 1, 40)
    values = rows["kind"] == "value"
    rows.loc[values, "value"] = 8.0 + np.arange(values.sum()) % 5
    drawing = draw_figure(exposed.DOSE.model_copy(update={"most_points": 5}), rows, made.look(made.TWO, TWELVE))
    cells = drawing.data[drawing.data["kind"] == "cell"]
    assert set(cells["value"]) == {8.0, 9.0, 10.0, 11.0, 12.0}
    assert cells["count"].sum() == values.sum()


def test_counts_of_thousands_under_nerves_of_both_sides_stand_apart() -> None:
    visits = {f"V{number}": float(number) for number in range(1, 7)}
    rows = made.nerves(made.TWO, visits)
    rows = rows.assign(n=rows["n"] + 2400, count=rows["count"].where(rows["count"].isna(), rows["count"] + 2400))
    drawing = draw_figure(NERVES, rows, made.look(made.TWO, visits))
    counts = [(text, box) for text, box in boxes(drawing) if text.isdigit() and len(text) == 4]
    assert len(counts) >= 2 * 2 * 6
    stand_apart(drawing, counts, 1.0)
