"""Every result of a biomarker by visit and arm on a log axis; what lies beyond a limit is hollow and stands at it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart, several
from trialstats.display.figure.crowd import BOXES_TOLD, SHARE_BELOW, Crowd, boxes, crowd_of, percentiles
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.facet_theme import arm_scales, legend_rows
from trialstats.display.figure.facets import SHORT, TALL, Facets, lay_out
from trialstats.display.figure.panels import name_panels
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.text_rows import CellRows
from trialstats.display.figure.theme import QUIET, arm_styles
from trialstats.display.figure.words import LOG_AXIS, list_of, log_labels, notes, unbroken, unit_of
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.methods.laboratory.concentrations_figure_limits import (
    LIMITS,
    is_crossed,
    name_lines,
    uncrossed,
    with_limits,
)
from trialstats.methods.laboratory.concentrations_figure_strips import arm_places, half_width, spread, with_room
from trialstats.methods.laboratory.options import ConcentrationsFigure
from trialstats.methods.laboratory.rows import Beyond
from trialstats.methods.shared.quantification.rows import Flag
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "PARAM",
    "unit",
    "AVISIT",
    "AVISITN",
    "ARM",
    "group",
    "variable",
    "level",
    "USUBJID",
    "n",
    "count",
    "total",
    "percent",
    "median",
    "value",
)
# A note that would name more counts than this says how many more there are.
NAMED = 8
KEYS = ["panel", "analysis", "PARAMCD", "AVISIT", "AVISITN", "ARM"]
WORDS = ["PARAM", "unit"]
DASHES = ("dashed", "dotted", "dashdot", "solid")
PARTS = Parts((Kind.VALUE,))


def draw(figure: ConcentrationsFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel a biomarker, from the rows of method concentrations.

    value of subjects are points, of ALLOQ and AULOQ lines where a result lies beyond them; the numbers of those below
    stand under the axis; the median is a bar where it is known. Raises DataError where there is nothing to draw.
    """
    values = choose_rows(figure, rows, Kind.VALUE)
    drawn, _ = set_apart(figure, in_order(figure, values[values["USUBJID"].notna()], look), "value")
    drawn, panels = name_panels(drawn, "")
    limits = beside(rows[rows["variable"].isin(list(LIMITS))], drawn)
    counts = beside(rows[rows["variable"].isin(list(Flag))], drawn)
    medians = beside(rows[(rows["variable"] == "median").fillna(False)], drawn)
    crossed = limits[is_crossed(limits, drawn)]
    crowd = crowd_of(figure, drawn)
    subjects = crowd.some if crowd else drawn
    bands = percentiles(drawn, KEYS, "value", kept=WORDS) if crowd else drawn.iloc[:0]
    panels = tuple(with_limits(panel, drawn, crossed, alone=len(panels) == 1) for panel in panels)
    page = with_room(lay_out(drawn, panels, cells(counts, drawn)), len(present(drawn["ARM"])))
    caption = notes(
        [key(drawn, medians, crowd), uncrossed(limits.drop(crossed.index)), above(counts), page.axis.note()],
        look,
        page.width - 6,
    )
    height = page.height(caption) + (TALL - SHORT if len(panels) > 1 else 0) * -(-len(panels) // page.columns)
    title = f"Concentration ({unit_of(drawn.iloc[0])})" if len(panels) == 1 else " "
    plot = layers(subjects, bands, medians, crossed, page, look) + p9.labs(x="", y=title, caption=caption)
    finished = page.draw(plot + page.theme(height))
    name_lines(finished.axes, panels, crossed)
    data = plotted(
        pd.concat([subjects, bands, medians, counts, limits], ignore_index=True),
        COLUMNS if crowd is None else (*COLUMNS, SHARE_BELOW),
    )
    return Drawing(finished, data, page.width, height, alt(drawn, key(drawn, medians, crowd)))


def beside(rows: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Take the rows that belong to what is drawn, with its panels and its order of visits and arms."""
    keys = ["analysis", "PARAMCD"]
    of_panel = drawn.drop_duplicates(keys)[[*keys, "panel"]]
    found = rows.merge(of_panel, on=keys, how="inner")
    for name in ("AVISIT", "ARM"):
        shown = present(drawn[name])
        found = found[found[name].isna() | found[name].isin(shown)]
        found[name] = pd.Categorical(found[name], shown, ordered=True)
    return found.reset_index(drop=True)


def cells(counts: pd.DataFrame, drawn: pd.DataFrame) -> CellRows:
    """Write how many of how many results are below, for each panel, visit and arm."""
    below = counts[counts["variable"] == Flag.BELOW]
    panels = [
        {
            (str(row["AVISIT"]), str(row["ARM"])): f"{number(row['count'], 0)}/{number(row['total'], 0)}"
            for _, row in below[below["panel"] == panel].iterrows()
        }
        for panel in present(drawn["panel"])
    ]
    return CellRows("Below/n", tuple(present(drawn["ARM"])), tuple(panels))


def above(counts: pd.DataFrame) -> str:
    """Count the results above an upper limit, where there are any; the parameter is named where there are several."""
    found = counts[(counts["variable"] == Flag.ABOVE) & (counts["count"] > 0)]
    names = (["PARAM"] if several(counts["PARAMCD"]) else []) + ["AVISIT", "ARM"]
    said = [
        unbroken(f"{' '.join(str(row[name]) for name in names)} {number(row['count'], 0)} of {number(row['total'], 0)}")
        for _, row in found.iterrows()
    ]
    more = f"; and so on, {len(said) - NAMED} more" if len(said) > NAMED else ""
    return f"Above the upper limit: {'; '.join(said[:NAMED])}{more}." if said else ""


def layers(
    drawn: pd.DataFrame, bands: pd.DataFrame, medians: pd.DataFrame, limits: pd.DataFrame, page: Facets, look: Look
) -> Any:
    """Draw lines, boxes of many, points and medians."""
    arms, styles = present(drawn["ARM"]), arm_styles(look)
    half = half_width(page, len(arms))
    sideways = spread(drawn.assign(_level=drawn["level"].fillna("")), ["panel", "AVISIT", "ARM", "_level"], "value")
    points = drawn.assign(x=arm_places(drawn, page) + half * sideways)
    hollow = points["level"].notna()
    known = medians[medians["median"].notna()]
    known = known.assign(middle=arm_places(known, page)) if len(known) else known.assign(middle=[])
    known = known.assign(left=known["middle"] - half, right=known["middle"] + half)
    mapping = p9.aes("x", "value", color="ARM", shape="ARM")
    plot = p9.ggplot(points, mapping)
    for dash, (_, same) in zip(DASHES * len(limits), limits.groupby(["variable", "value"]), strict=False):
        plot += p9.geom_hline(p9.aes(yintercept="value"), same, linetype=dash, color=QUIET, size=0.35)
    small = 1.0 if bands.empty else 0.6
    if len(bands):
        plot += boxes(bands.assign(middle=arm_places(bands, page)), half)
        plot += p9.scale_fill_manual(values=[styles[arm].colour for arm in arms], limits=arms, guide=None)
    plot += p9.geom_point(data=points[~hollow], size=1.1 * small, stroke=0, alpha=0.5)
    if hollow.any():
        plot += p9.geom_point(data=points[hollow], size=1.3 * small, stroke=0.25, fill="white", show_legend=False)
    if len(known):
        bar = p9.aes(x="left", xend="right", y="median", yend="median", color="ARM")
        plot += p9.geom_segment(bar, known, inherit_aes=False, size=1.1, show_legend=False)
    colours, shapes, *_ = arm_scales(arms, styles, page.width)
    rows = {"nrow": legend_rows(arms, page.width), "byrow": True}
    plainly = {"size": 1.8, "alpha": 1}  # of two guides that become one, one may say it
    legend = {"color": p9.guide_legend(**rows, override_aes=plainly), "shape": p9.guide_legend(**rows)}
    return (
        plot + page.layers(free_y=True) + p9.scale_y_log10(labels=log_labels) + [colours, shapes, p9.guides(**legend)]
    )


def key(drawn: pd.DataFrame, medians: pd.DataFrame, crowd: Crowd | None) -> str:
    """Say what the marks are."""
    words = {Beyond.BELOW: "below", Beyond.ABOVE: "above"}
    sides = [word for level, word in words.items() if (drawn["level"] == level).any()]
    hollow = f" Hollow marks are results {' or '.join(sides)} a limit, drawn at it." if sides else ""
    absent = bool(medians["median"].isna().any())
    bars = " Bars are medians" + (", where they do not depend on results beyond a limit" if absent else "") + "."
    bars = bars if bool(medians["median"].notna().any()) else ""
    marks = f"{crowd.note}. {BOXES_TOLD}, with results beyond a limit at it," if crowd else "Every mark is a subject,"
    return f"{marks} on a {LOG_AXIS}.{hollow}{bars} Below/n: results below the lower limit, of all."


def alt(drawn: pd.DataFrame, key: str) -> str:
    """Tell a reader who cannot see it what the figure shows."""
    names = [
        str(row["PARAM"] if pd.notna(row["PARAM"]) else row["PARAMCD"])
        for _, row in drawn.drop_duplicates("panel").iterrows()
    ]
    visits, arms = present(drawn["AVISIT"]), present(drawn["ARM"])
    return (
        f"{'; '.join(names)}: concentrations on a log axis by visit ({list_of(visits)}) for {list_of(arms)}. "
        f"{key} The numbers below the limit stand under the axis."
    )
