"""Sessions attended by week with the subjects still in the trial, and the share who attended at least so many."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.figure.choose import NothingEstimated
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.side_panels import Frame, SidePage, ticks_for
from trialstats.display.figure.theme import DOUBLE, FAMILY, QUIET, SIZE, arm_styles
from trialstats.display.figure.words import list_of, notes, tick_labels
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.exposure.options import ExposureFigure
from trialstats.methods.exposure.rows import BY_WEEK, Counted
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = ("analysis", "kind", "PARAM", "ARM", "variable", "level", "value", "mean", "n", "count", "total", "percent")
WEEKS = "Sessions attended by week"
ATLEAST = "Subjects by sessions attended"
# Panel length to plan the numbers below with, mm.
LENGTH = 70.0
ROOM = 0.03


def draw(figure: ExposureFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind point (by week) and of kind count (variable ATLEAST), with the threshold of adherence.

    Raises DataError where the rows do not hold what the figure shows.
    """
    arms = [arm for arm in look.arms if (rows["ARM"] == arm).fillna(False).any()]
    weeks = _sorted(rows, Kind.POINT, BY_WEEK, "mean", look)
    shares = _sorted(rows, Kind.COUNT, Counted.AT_LEAST, "percent", look)
    limits = _sorted(rows, Kind.COUNT, Counted.ADHERENT, "value", look)
    if shares.empty:
        raise NothingEstimated(f"{figure.kind} figure: no subject of an arm of the trial")
    frames = [_weeks_frame(weeks, arms)] if not weeks.empty else []
    frames.append(_shares_frame(shares, arms))
    caption = notes(_key(weeks, limits), look, DOUBLE - 6)
    page = SidePage(frames, 2 if len(frames) > 1 else 1, caption, {arm: arm_styles(look)[arm] for arm in arms})
    if not weeks.empty:
        _draw_weeks(page, weeks)
    _draw_shares(page, len(frames) - 1, shares, limits)
    page.finish()
    data = plotted(pd.concat([weeks, shares, limits], ignore_index=True), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(frames, arms, limits))


def _sorted(rows: pd.DataFrame, kind: Kind, variable: str, needed: str, look: Look) -> pd.DataFrame:
    chosen = rows[(rows["kind"] == kind).fillna(False) & (rows["variable"] == variable).fillna(False)]
    if variable == Counted.AT_LEAST and chosen.empty:
        raise DataError(f"exposure figure: no rows of kind count and variable {variable}")
    chosen = chosen[chosen[needed].notna() & chosen["ARM"].isin(look.arms)]
    order = chosen["ARM"].map({arm: place for place, arm in enumerate(look.arms)}).astype("float64")
    return chosen.assign(_order=order).sort_values(["_order", "value"], kind="stable").drop(columns="_order")


def _weeks_frame(rows: pd.DataFrame, arms: list[str]) -> Frame:
    counted = rows[rows["n"].notna()]
    cells = _cells(counted, arms, "n")
    header = "In the trial" if cells else ""
    return Frame(
        WEEKS, "Up to the end of the week; mean over all subjects", "Week", "Sessions attended, mean", header, cells
    )


def _shares_frame(rows: pd.DataFrame, arms: list[str]) -> Frame:
    note = "Percent who attended at least so many sessions"
    return Frame(ATLEAST, note, "Sessions attended", "Subjects (%)", "Subjects", _cells(rows, arms, "count"))


def _cells(rows: pd.DataFrame, arms: list[str], column: str) -> dict[str, dict[float, str]]:
    """Write numbers below the panel, as many as have room."""
    if rows.empty:
        return {}
    texts = [number(value, 0) for value in rows[column]]
    places = [float(value) for value in sorted(rows["value"].unique())]
    chosen = ticks_for(places, texts, LENGTH, max(places) or 1.0)
    return {
        arm: {float(row["value"]): number(row[column], 0) for _, row in rows[rows["ARM"] == arm].iterrows()
              if float(row["value"]) in chosen}
        for arm in arms
    }  # fmt: skip


def _draw_weeks(page: SidePage, rows: pd.DataFrame) -> None:
    axes = page.axes(0)
    for arm, own in rows.groupby("ARM", sort=False):
        style = page.arms[str(arm)]
        axes.plot(
            own["value"].astype(float), own["mean"].astype(float), color=style.colour, linestyle=style.line,
            marker=style.marker, markersize=3.6, markeredgewidth=0, linewidth=1.1, clip_on=False,
        )  # fmt: skip
    axes.set_ylim(0, 1.06 * float(rows["mean"].max()) or 1.0)
    _x_axis(page, axes, page.frames[0], rows)
    page.write_cells(axes, page.frames[0])


def _draw_shares(page: SidePage, place: int, rows: pd.DataFrame, limits: pd.DataFrame) -> None:
    axes, frame = page.axes(place), page.frames[place]
    for arm, own in rows.groupby("ARM", sort=False):
        style = page.arms[str(arm)]
        axes.plot(
            own["value"].astype(float), own["percent"].astype(float), color=style.colour, linestyle=style.line,
            marker=style.marker, markersize=3.6, markeredgewidth=0, linewidth=1.1, clip_on=False,
        )  # fmt: skip
    axes.set_ylim(0, 104)
    _x_axis(page, axes, frame, rows)
    for limit in limits["value"].unique():
        axes.axvline(float(limit), color=QUIET, linewidth=0.7, linestyle=(0, (4, 2)), zorder=1)
        axes.annotate(
            "adherent", (float(limit), 0), xytext=(-2, 3), textcoords="offset points", rotation=90, ha="right",
            va="bottom", size=SIZE, family=FAMILY, color=QUIET,
        )  # fmt: skip
    page.write_cells(axes, frame)


def _x_axis(page: SidePage, axes: Any, frame: Frame, rows: pd.DataFrame) -> None:
    places = [float(value) for value in sorted(rows["value"].unique())]
    room = ROOM * (max(places) or 1.0)
    axes.set_xlim(min(places) - room, max(places) + room)
    shown = sorted({x for texts in frame.cells.values() for x in texts}) or ticks_for(
        places, [number(p, 0) for p in places], page.length, max(places) or 1.0
    )
    axes.set_xticks(shown, tick_labels(shown))
    ticks = [tick for tick in axes.get_yticks() if axes.get_ylim()[0] <= tick <= axes.get_ylim()[1]]
    axes.set_yticks(ticks, tick_labels(ticks))


def _key(weeks: pd.DataFrame, limits: pd.DataFrame) -> list[str]:
    told = ["Subjects without any session count as having attended none."]
    if weeks["n"].notna().any():
        told.append("In the trial: subjects who had not ended it when the week began; the mean is over all.")
    if not limits.empty:
        told.append(f"Dashed line: {list_of([str(name) for name in limits['PARAM'].unique()])}.")
    return [" ".join(told)]


def _alt(frames: list[Frame], arms: list[str], limits: pd.DataFrame) -> str:
    line = f" A line marks who is {str(limits['PARAM'].iloc[0]).lower()}." if not limits.empty else ""
    return (
        f"{' and '.join(frame.heading for frame in frames)}, for {list_of(arms)}.{line} Numbers of subjects stand "
        "under the axes."
    )
