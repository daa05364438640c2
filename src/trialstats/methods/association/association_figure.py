"""Changes of a parameter against those of another outcome: a point a subject, the adjusted line, r in words."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.estimates import correlation, digits_of_correlations
from trialstats.display.figure.cells import Cells, darken, draw_cells, with_key
from trialstats.display.figure.choose import choose_rows, present, set_apart
from trialstats.display.figure.crowd import crowd_of
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.facet_theme import arm_scales, facet_theme, legend_height, settle, strips
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.panels import Panel, heading_height, write_headings
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.theme import DOUBLE, INK, QUIET, SINGLE, arm_styles
from trialstats.display.figure.words import (
    LOG_AXIS,
    levels_drawn,
    list_of,
    log_labels,
    not_estimated,
    notes,
    notes_height,
    tick_labels,
    unbroken,
)
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.association.options import AssociationFigure
from trialstats.methods.association.rows import ON_LOGARITHMS, BelowLimit, Counted
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "PARAM",
    "unit",
    "AVISIT",
    "ARM",
    "group",
    "variable",
    "level",
    "USUBJID",
    "n",
    "events",
    "count",
    "total",
    "value",
    "estimate",
    "conf_low",
    "conf_high",
    "conf_level",
)
PANEL = 52.0
# What rows of one panel have in common.
SAME = ["analysis", "PARAMCD", "PARAM", "unit", "AVISIT", "group", "variable"]
# Room beside the panels: for the y axis, between two panels, and at the right edge, mm.
LEFT, BETWEEN, RIGHT = 12.0, 9.0, 4.0
RATIOS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
# Where more of them than these would stand on an axis of a third of a page.
FEWER, ROOM = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0), 7
EXPLORATORY = "Exploratory: an association is no effect of treatment and proves no mechanism."
LINES = "The line is the least squares line adjusted for arm and covariates"
BANDS = ", the band its %s confidence interval"
CELLS_TOLD = "Grey cells are subjects of all arms together, whom they do not tell apart, darker where there are more."
PARTS = Parts((Kind.CORRELATION,), ("PARAMCD", "AVISIT", "analysis"))


def draw(figure: AssociationFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel a parameter and visit, from rows of kind point and correlation of its changes.

    Raises DataError where there is nothing to draw.
    """
    chosen = choose_rows(figure, rows, Kind.CORRELATION)
    changes, absent = set_apart(figure, chosen[chosen["AVISIT"].notna()].reset_index(drop=True), "estimate")
    within = _of_panels(rows[(rows["kind"] == Kind.CORRELATION) & rows["AVISIT"].isna()], changes)
    points = _in_panels(rows[rows["kind"] == Kind.POINT], changes, look)
    panels = _panels(changes, within)
    columns = min(len(panels), 3 if len(panels) != 4 else 2)
    width = SINGLE if columns == 1 else DOUBLE
    grid = Grid(width, columns, LEFT, BETWEEN, RIGHT)
    panels = tuple(panel.fit(grid.length) for panel in panels)
    counts = _of_counts(rows, changes)
    subjects = points[points["USUBJID"].notna()]
    crowd = crowd_of(figure, subjects)
    told = f"{crowd.note}, in the colour of their arm. {CELLS_TOLD} " if crowd else ""
    said = [EXPLORATORY, f"{told}{_lines(points)}", _below(counts), *not_estimated(absent)]
    caption = notes(said, look, width - 6)
    caption = with_key(caption) if crowd else caption
    arms = present(points["ARM"])
    foot = 5.0 + legend_height(arms, width) + notes_height(caption)
    height = grid.rows(len(panels)) * (PANEL + heading_height(panels) + 9.0) + foot
    plot = _plot(points, subjects if crowd is None else crowd.some, panels, columns, width, look)
    plot += p9.labs(x=_x_title(points), y=_y_title(counts, changes, look), caption=caption)
    drawing = (plot + _theme(width, height)).draw()
    write_headings(drawing.axes, panels)
    if crowd:
        cells = _cells(drawing.axes, subjects, PANEL / grid.length)
        kept = points[points["USUBJID"].isna() | points["USUBJID"].isin(crowd.some["USUBJID"])]
        points = pd.concat([kept, *(own.data for own in cells)], ignore_index=True)
    shown = pd.concat([changes, within, points, counts], ignore_index=True)
    shown = shown[shown["id"].isna() | ~shown["id"].duplicated()]
    drawing = settle(drawing)
    if crowd:
        darken(drawing, cells, caption, "Subjects")
    return Drawing(drawing, plotted(shown, COLUMNS), width, height, _alt(changes, panels, arms))


def _of_panels(rows: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of the analyses and parameters that have a panel."""
    wanted = set(zip(changes["analysis"], changes["PARAMCD"], strict=True))
    keep = [key in wanted for key in zip(rows["analysis"], rows["PARAMCD"], strict=True)]
    return rows[pd.Series(keep, index=rows.index, dtype=bool)]


def _in_panels(points: pd.DataFrame, changes: pd.DataFrame, look: Look) -> pd.DataFrame:
    keys = ["analysis", "PARAMCD", "AVISIT"]
    places = {key: str(place) for place, key in enumerate(changes[keys].itertuples(index=False, name=None))}
    panel = [places.get(key) for key in points[keys].itertuples(index=False, name=None)]
    points = points.assign(panel=pd.Categorical(panel, list(places.values()), ordered=True))
    points = points[points["panel"].notna()].reset_index(drop=True)
    if points.empty:
        raise DataError("association figure: no rows of kind point in the results")
    arms = [arm for arm in look.arms if arm in set(points["ARM"].dropna())]
    return points.assign(ARM=pd.Categorical(points["ARM"], arms, ordered=True))


def _of_counts(rows: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    others = set(changes["variable"])
    counts = rows[(rows["kind"] == Kind.COUNT) & rows["analysis"].isin(changes["analysis"])]
    return counts[counts["PARAMCD"].isin({*changes["PARAMCD"], *others})]


def _panels(changes: pd.DataFrame, within: pd.DataFrame) -> tuple[Panel, ...]:
    panels = []
    told = pd.concat([changes, within[within["estimate"].notna()]])
    digits = digits_of_correlations(row for _, row in told.iterrows())
    for place, row in changes.iterrows():
        own = within[(within["analysis"] == row["analysis"]) & (within["PARAMCD"] == row["PARAMCD"])]
        lines = [f"Changes, adjusted: {_r(row, digits)}"]
        estimated = own[own["estimate"].notna()]
        lines += [f"Within subjects, over visits: {_r(other, digits)}" for _, other in estimated.iterrows()]
        panels.append(Panel(str(place), f"{_name(row)}, {row['AVISIT']}", "\n".join(lines)))
    return tuple(panels)


def _r(row: pd.Series[Any], digits: int) -> str:
    level = f"{100 * row['conf_level']:.6g}% CI "
    words = f"r = {correlation(row, digits, level)}"
    counted = f"n = {number(row['n'], 0)}" + ("" if pd.isna(row["events"]) else f", {number(row['events'], 0)} pairs")
    return f"{unbroken(words)}; {unbroken(counted)}"


def _name(row: pd.Series[Any]) -> str:
    return str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"])


def _is_log(changes: pd.DataFrame) -> bool:
    return bool(changes["group"].str.endswith(ON_LOGARITHMS).fillna(False).all())


def _x_title(changes: pd.DataFrame) -> str:
    if _is_log(changes):
        return f"Ratio to baseline ({LOG_AXIS})"
    units = changes["unit"].dropna().unique()
    return f"Change from baseline ({units[0]})" if len(units) == 1 else "Change from baseline"


def _y_title(counts: pd.DataFrame, changes: pd.DataFrame, look: Look) -> str:
    others = counts[counts["PARAMCD"].isin(changes["variable"])]
    if others.empty:
        return f"{changes['variable'].iloc[0]}, change from baseline"
    first = others.iloc[0]
    unit = "" if pd.isna(first["unit"]) else f" ({first['unit']})"
    return f"{_name(first)},\nchange from baseline{unit}"


def _cells(areas: Any, subjects: pd.DataFrame, ratio: float) -> list[Cells]:
    """Draw where all subjects of each panel lie."""
    made = []
    for axes, (_, own) in zip(areas, subjects.groupby("panel", sort=True, observed=True), strict=True):
        across = own["value"].astype(float)
        cells = draw_cells(axes, across.map(math.log10) if _is_log(subjects) else across, own["estimate"], ratio)
        values = 10 ** cells.data["value"] if _is_log(subjects) else cells.data["value"]
        told = cells.data.assign(value=values, **{name: own[name].iloc[0] for name in SAME})
        made.append(replace(cells, data=told))
    return made


def _corners(points: pd.DataFrame) -> pd.DataFrame:
    """Give the ends of both axes of each panel, so that they hold all that some points do not show."""
    ends = points.groupby("panel", observed=True)[["value", "estimate"]].agg(["min", "max"])
    return pd.concat([ends.xs(end, axis=1, level=1) for end in ("min", "max")]).reset_index()


def _plot(
    points: pd.DataFrame, some: pd.DataFrame, panels: tuple[Panel, ...], columns: int, width: float, look: Look
) -> Any:
    line, subjects = points[points["USUBJID"].isna()], points[points["USUBJID"].notna()]
    arms = present(subjects["ARM"])
    all_in_view = p9.geom_blank(p9.aes("value", "estimate"), _corners(subjects), inherit_aes=False)
    ranged = p9.aes("value", ymin="conf_low", ymax="conf_high")
    zero = {"color": QUIET, "size": 0.3, "linetype": "dotted"}
    return (
        p9.ggplot(some, p9.aes("value", "estimate", color="ARM", shape="ARM"))
        + ([all_in_view] if len(some) < len(subjects) else [])
        + p9.geom_hline(yintercept=0, **zero)
        + p9.geom_ribbon(ranged, line, inherit_aes=False, fill=QUIET, alpha=0.18)
        + p9.geom_point(size=1.3, stroke=0.25, alpha=0.75)
        + p9.geom_line(p9.aes("value", "estimate"), line, inherit_aes=False, color=INK, size=0.6)
        + p9.facet_wrap("panel", ncol=columns, scales="free", labeller=strips(panels))
        + _x_scale(points)
        + p9.scale_y_continuous(labels=tick_labels)
        + arm_scales(arms, arm_styles(look), width, lines=False)
    )


def _x_scale(points: pd.DataFrame) -> Any:
    if not _is_log(points):
        return p9.scale_x_continuous(labels=tick_labels)
    return p9.scale_x_log10(breaks=ratios_within, labels=log_labels)


def ratios_within(limits: tuple[float, float]) -> list[float]:
    """Choose the numbers of a logarithmic axis: as many as have room beside each other."""
    all_within, fewer = ([ratio for ratio in of if limits[0] <= ratio <= limits[1]] for of in (RATIOS, FEWER))
    return all_within if len(all_within) <= ROOM else fewer


def _theme(width: float, height: float) -> Any:
    return facet_theme(width, height) + p9.theme(
        axis_title_x=p9.element_text(margin={"t": 3, "units": "pt"}),
        panel_grid_major_x=p9.element_line(color="#EDEDED", size=0.4),
        panel_spacing_x=BETWEEN / 2 / width,
        panel_spacing_y=8 / width,
    )


def _lines(points: pd.DataFrame) -> str:
    line = points[points["USUBJID"].isna()]
    if line.empty:
        return ""
    levels = levels_drawn(line)
    return LINES + (BANDS % levels if levels else "") + "."


def _below(counts: pd.DataFrame) -> str:
    """Say how many values had no number because they lay below a limit."""
    some = counts[(counts["variable"] == Counted.BELOW) & (counts["count"] > 0)]
    said = [
        unbroken(f"{_name(row)} {number(row['count'], 0)} of {number(row['total'], 0)}") for _, row in some.iterrows()
    ]
    done = {BelowLimit.EXCLUDED: "left out", BelowLimit.HALF_LIMIT: "half of the limit"}
    words = list_of(list(dict.fromkeys(done[BelowLimit(level)] for level in some["level"])))
    return f"Values below a limit of the assay ({words}): {list_of(said)}." if said else ""


def _alt(changes: pd.DataFrame, panels: tuple[Panel, ...], arms: list[str]) -> str:
    said = "; ".join(f"{panel.heading}: {panel.note}".replace("\n", " ") for panel in panels)
    return f"Scatter of changes from baseline, a point a subject of {list_of(arms)}, with the adjusted line. {said}."
