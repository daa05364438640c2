"""Every subject's course over the visits, one panel an arm; the arm's mean over it where a row holds one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart, several
from trialstats.display.figure.crowd import (
    BAND,
    BANDS_TOLD,
    MEDIAN_TOLD,
    SHARE_BELOW,
    Crowd,
    crowd_of,
    medians,
    percentiles,
    ribbons,
)
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.facet_theme import facet_theme, settle
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.theme import DOUBLE, arm_styles
from trialstats.display.figure.visits import VisitAxis, place_visits
from trialstats.display.figure.words import direction, list_of, notes, notes_height, parameter_title, tick_labels, wrap
from trialstats.display.look import Look
from trialstats.methods.descriptive.options import ProfilesFigure
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "PARAM",
    "unit",
    "measure",
    "AVISIT",
    "AVISITN",
    "ARM",
    "USUBJID",
    "value",
    "mean",
    "n",
)
KEYS = ["PARAMCD", "measure", "AVISIT", "ARM"]
WORDS = ["analysis", "PARAM", "unit", "better"]
PANEL = 52.0
# Room for the y axis and between two panels, mm.
LEFT, BETWEEN = 16.0, 4.0
# Subjects' lines under a mean must not compete with it.
THIN = "#8C8C8C"
PARTS = Parts((Kind.VALUE,))


def draw(figure: ProfilesFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind value, a line a subject, and the mean of rows of kind summary of the same parameters.

    One parameter: a panel an arm. Several: a row of panels a parameter, a column an arm.
    Raises DataError where there is nothing to draw.
    """
    chosen = in_order(figure, choose_rows(figure, rows, Kind.VALUE), look)
    drawn, _ = set_apart(figure, chosen, "value")
    means = _means(rows, drawn)
    crowd = crowd_of(figure, drawn)
    subjects = crowd.some if crowd else drawn
    bands = percentiles(drawn, [*KEYS, "AVISITN"], "value", kept=WORDS) if crowd else drawn.iloc[:0]
    shown = pd.concat([subjects, means, bands], ignore_index=True)
    for name in ("AVISIT", "ARM"):
        shown[name] = pd.Categorical(shown[name], present(drawn[name]), ordered=True)
    columns = _columns(shown)
    axis = place_visits(drawn, Grid(DOUBLE, columns, LEFT, BETWEEN, 0.0).length)
    shown = shown.assign(x=axis.at(shown["AVISIT"]), row=_titles(shown))
    key = _key(means, crowd, joined=several(drawn["AVISIT"]))
    caption = notes([f"{key} {axis.note()}"], look, DOUBLE - 6)
    height = _height(shown, columns, axis, caption)
    plot = _plot(shown, axis, columns, look) + p9.labs(x="", y=_axis(shown), caption=caption)
    drawing = settle((plot + _theme(axis, height)).draw())
    data = plotted(shown, COLUMNS if crowd is None else (*COLUMNS, SHARE_BELOW))
    return Drawing(drawing, data, DOUBLE, height, _alt(shown, key))


def _means(rows: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    # The means of exactly the parameters, visits and arms whose values are drawn; those of no arm are not.
    summaries = rows[(rows["kind"] == Kind.SUMMARY).fillna(False) & rows["mean"].notna()]
    wanted = set(values[KEYS].drop_duplicates().astype(str).itertuples(index=False, name=None))
    known = [key in wanted for key in summaries[KEYS].astype(str).itertuples(index=False, name=None)]
    return summaries[known].drop_duplicates(KEYS)


def _columns(rows: pd.DataFrame) -> int:
    arms = len(present(rows["ARM"]))
    several = len(rows.drop_duplicates(["PARAMCD", "measure"])) > 1
    return arms if several or arms <= 3 else 2


def _titles(rows: pd.DataFrame) -> Any:
    # What each row of panels shows, wrapped to be written along it.
    titles = {
        (row["PARAMCD"], row["measure"]): "\n".join(
            filter(None, [wrap(parameter_title(row), PANEL), direction(row["better"], arrow=False)])
        )
        for _, row in rows.drop_duplicates(["PARAMCD", "measure"]).iterrows()
    }
    column = [titles[key] for key in zip(rows["PARAMCD"], rows["measure"], strict=True)]
    return pd.Categorical(column, list(dict.fromkeys(titles.values())), ordered=True)


def _axis(rows: pd.DataFrame) -> str:
    titles = present(rows["row"])
    return titles[0] if len(titles) == 1 else " "


def _plot(rows: pd.DataFrame, axis: VisitAxis, columns: int, look: Look) -> Any:
    styles = arm_styles(look)
    arms = present(rows["ARM"])
    values, bands = (rows[rows["kind"] == kind] for kind in (Kind.VALUE, BAND))
    means = rows[rows["kind"] == Kind.SUMMARY]
    lines = values[values.groupby(["row", "USUBJID"], observed=True)["x"].transform("size") > 1]
    plain = {"color": THIN} if len(means) or len(bands) else {}
    fill = p9.scale_fill_manual(values=[styles[arm].colour for arm in arms], limits=arms, guide=None)
    plot = p9.ggplot(values, p9.aes("x", "value", color="ARM", shape="ARM")) + p9.scale_x_continuous(
        breaks=list(axis.positions), labels=list(axis.labels), limits=axis.limits, expand=(0, 0)
    )
    if bands.empty:
        plot += p9.geom_point(size=0.6, stroke=0, alpha=0.7, shape="o", **plain)
    if len(lines):
        plot += p9.geom_line(p9.aes(group="USUBJID"), lines, size=0.28, alpha=0.55, **plain)
    plot += ribbons(bands, ["row"])
    if len(means):
        plot += p9.geom_line(p9.aes("x", "mean", group="ARM"), means, size=0.9)
        plot += p9.geom_point(p9.aes("x", "mean"), means, size=1.9, stroke=0.3)
    plot += medians(bands, ["row"])
    return (
        plot
        + _facets(rows, columns)
        + p9.scale_y_continuous(labels=tick_labels)
        + p9.scale_color_manual(values=[styles[arm].colour for arm in arms], limits=arms, guide=None)
        + p9.scale_shape_manual(values=[styles[arm].marker for arm in arms], limits=arms, guide=None)
        + ([fill] if len(bands) else [])
    )


def _facets(rows: pd.DataFrame, columns: int) -> Any:
    names = p9.labeller(ARM=lambda arm: wrap(arm, DOUBLE / columns - 22.0, bold=True))
    if len(present(rows["row"])) > 1:
        return p9.facet_grid("row ~ ARM", scales="free_y", labeller=names)
    return p9.facet_wrap("ARM", ncol=columns, labeller=names)


def _height(rows: pd.DataFrame, columns: int, axis: VisitAxis, caption: str) -> float:
    several = len(present(rows["row"])) > 1
    down = len(present(rows["row"])) if several else -(-len(present(rows["ARM"])) // columns)
    return down * PANEL + (down - 1) * (3.0 if several else 9.0) + 12.0 + axis.height + notes_height(caption)


def _theme(axis: VisitAxis, height: float) -> Any:
    turned = {"rotation": 90, "va": "top", "ha": "center"} if axis.upright else {}
    return facet_theme(DOUBLE, height) + p9.theme(
        axis_text_x=p9.element_text(**turned, linespacing=1.0, margin={"t": 2, "units": "pt"}),
        strip_text_y=p9.element_text(
            weight="normal", rotation=-90, ha="center", va="center", margin={"l": 4, "units": "pt"}
        ),
        panel_spacing_x=BETWEEN / DOUBLE,
        panel_spacing_y=3 / DOUBLE,
    )


def _key(means: pd.DataFrame, crowd: Crowd | None, *, joined: bool) -> str:
    mean = "bold line with markers" if joined else "large mark"
    bold = f"; the {mean} is the mean of the arm" if len(means) else ""
    if crowd:
        return f"{crowd.note} as thin lines; {BANDS_TOLD} of all, {MEDIAN_TOLD}{bold}."
    return f"Every {'thin line' if joined else 'dot'} is a subject{bold}."


def _alt(rows: pd.DataFrame, key: str) -> str:
    titles = [title.replace("\n", " ") for title in present(rows["row"])]
    visits, arms = present(rows["AVISIT"]), present(rows["ARM"])
    return f"{'; '.join(titles)}: courses by visit ({list_of(visits)}), a panel for each of {list_of(arms)}. {key}"
