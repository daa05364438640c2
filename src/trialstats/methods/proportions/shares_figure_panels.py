"""The panels of shares by arm and visit: an event each, arms side by side at a visit, with intervals."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.figure.choose import present, several
from trialstats.display.figure.facet_theme import arm_scales
from trialstats.display.figure.facets import Facets
from trialstats.display.figure.marks import STROKE, point_size
from trialstats.display.figure.panels import Panel
from trialstats.display.figure.share_axis import end_of_shares, share_ticks
from trialstats.display.figure.theme import arm_styles
from trialstats.display.figure.words import tick_labels
from trialstats.display.look import Look
from trialstats.methods.proportions.rows import EVENT

__all__ = ["LIMITS", "end_of_axis", "panels_of", "placed", "plotted_shares"]

LIMITS = ["estimate", "conf_low", "conf_high"]
# From one arm to the next at a visit, mm.
DODGE = 1.7
WISHED = {"higher": "higher is better", "lower": "lower is better"}


def panels_of(rows: pd.DataFrame, whole: pd.DataFrame, told: str = EVENT) -> tuple[pd.DataFrame, tuple[Panel, ...]]:
    """Number the events, and head each by its name, with which way is good, as rows of a variable have told it."""
    events = whole[whole["variable"].eq(told).fillna(False)]
    better = {(row["analysis"], row["group"], row["PARAMCD"]): str(row["better"]) for _, row in events.iterrows()}
    firsts = rows.drop_duplicates(["analysis", "PARAMCD", "group"])
    are_several = several(firsts["analysis"])
    keys = [(row["analysis"], row["group"], row["PARAMCD"]) for _, row in firsts.iterrows()]
    panels = [
        Panel(
            str(place),
            f"{row['label']}: {row['group']}" if are_several else str(row["group"]),
            WISHED.get(better.get(key, ""), ""),
        )
        for place, (key, (_, row)) in enumerate(zip(keys, firsts.iterrows(), strict=True))
    ]
    place_of = {key: panel.key for key, panel in zip(keys, panels, strict=True)}
    column = [place_of[key] for key in zip(rows["analysis"], rows["group"], rows["PARAMCD"], strict=True)]
    order = [panel.key for panel in panels]
    return rows.assign(panel=pd.Categorical(column, order, ordered=True)), tuple(panels)


def placed(rows: pd.DataFrame, page: Facets) -> pd.DataFrame:
    """Stand the arms side by side at a visit, as far apart as the closest visits allow; shares in percent."""
    arms = present(rows["ARM"])
    step = min(DODGE, 0.5 * page.axis.gap / len(arms)) * page.axis.unit
    beside = rows["ARM"].astype(str).map({arm: step * (i - (len(arms) - 1) / 2) for i, arm in enumerate(arms)})
    percent = {name: 100 * rows[name].astype("float64") for name in LIMITS}
    return rows.assign(x=page.axis.at(rows["AVISIT"]) + beside.astype("float64"), **percent)


def end_of_axis(rows: pd.DataFrame) -> float:
    """Choose where the axis of shares ends, the same in all panels: what is drawn is within it."""
    return end_of_shares(100 * float(rows[LIMITS].astype("float64").max().max()))


def plotted_shares(rows: pd.DataFrame, page: Facets, look: Look, end: float) -> Any:
    """Draw placed shares over an axis with an end, their intervals, and lines from visit to visit."""
    styles, arms = arm_styles(look), present(rows["ARM"])
    joined = rows[rows.groupby(["panel", "ARM"], observed=True)["x"].transform("size") > 1]
    mapping = p9.aes("x", "estimate", color="ARM", shape="ARM", linetype="ARM", group="ARM")
    interval = p9.aes("x", ymin="conf_low", ymax="conf_high", color="ARM", group="ARM")
    bar = {"width": 1.4 * page.axis.unit, "size": 0.35, "show_legend": False}
    return (
        p9.ggplot(rows, mapping)
        + p9.geom_errorbar(interval, rows, inherit_aes=False, **bar)
        + ([] if joined.empty else [p9.geom_line(data=joined, size=0.45)])
        + p9.geom_point(size=point_size(rows["conf_low"], rows["conf_high"], (0, end), page.tall), stroke=STROKE)
        + page.layers(free_y=False)
        + p9.scale_y_continuous(breaks=share_ticks(end), labels=tick_labels, limits=(0, end), expand=(0.02, 0))
        + arm_scales(arms, styles, page.width)
    )
