"""The cumulative curve of responders: step curves by arm, guides, and the shares read off there."""

from __future__ import annotations

import pandas as pd

from trialstats.display.estimates import equals, limits, written
from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart, several
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.parts import Parts
from trialstats.display.figure.theme import DOUBLE, SINGLE, arm_styles
from trialstats.display.figure.words import list_of, not_estimated, notes, unbroken
from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.methods.responders.options import ResponderCurveFigure
from trialstats.methods.responders.responder_curve_figure_page import draw_curves
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "PARAM",
    "measure",
    "AVISIT",
    "ARM",
    "REFERENCE",
    "level",
    "value",
    "n",
    "count",
    "total",
    "percent",
    "estimate",
    "conf_low",
    "conf_high",
    "conf_level",
    "p_value",
)
KEY = (
    "Curves are the shares of all subjects of an arm who improved by at least the percentage on the axis; who has no "
    "value, or an event that the analysis counts as non-response, counts as not improved."
)
PARTS = Parts((Kind.POINT,), ("PARAMCD", "AVISIT", "analysis"))


def draw(figure: ResponderCurveFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind point, a panel a parameter and visit; the differences of areas stand in the caption.

    Raises DataError where there is nothing to draw, or no point at a guide.
    """
    chosen = in_order(figure, choose_rows(figure, rows, Kind.POINT), look)
    points, absent = set_apart(figure, chosen, "percent")
    lost = [guide for guide in figure.guides if not points["value"].eq(float(guide)).any()]
    if lost:
        raise DataError(f"{figure.kind} figure: no rows of cutoff {', '.join(f'{guide}%' for guide in lost)}")
    areas = rows[rows["kind"].eq(Kind.AREA_DIFFERENCE).fillna(False)]
    areas = areas[areas["PARAMCD"].isin(points["PARAMCD"]) & areas["AVISIT"].isin(points["AVISIT"].astype(str))]
    headings = _headings(points)
    width = SINGLE if len(headings) == 1 else DOUBLE
    caption = notes(
        [KEY, *_areas(areas, named=len(headings) > 1), *not_estimated(absent.drop_duplicates(["AVISIT", "ARM"]))],
        look,
        width - 6,
    )
    page = draw_curves(points, headings, figure.guides, width, caption, arm_styles(look))
    shown = pd.concat([points.astype({"AVISIT": "str", "ARM": "str"}), areas], ignore_index=True)
    return Drawing(page.figure, plotted(shown, COLUMNS), page.width, page.height, _alt(points, headings))


def _headings(points: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """Name each panel by what it is of: parameter and visit, and the analysis where there are several."""
    keys = ["analysis", "PARAMCD", "AVISIT"]
    labelled = several(points["analysis"])
    found: dict[tuple[str, str, str], str] = {}
    for _, row in points.drop_duplicates(keys).iterrows():
        name = str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"])
        label = f"{row['analysis'] if pd.isna(row['label']) else row['label']}: " if labelled else ""
        found[str(row["analysis"]), str(row["PARAMCD"]), str(row["AVISIT"])] = f"{label}{name}, {row['AVISIT']}"
    return found


def _areas(areas: pd.DataFrame, *, named: bool) -> list[str]:
    """Say each difference of areas with its interval and p, or why there is none."""
    said = []
    for _, row in areas.iterrows():
        where = f"{row['PARAMCD'] if pd.isna(row['PARAM']) else row['PARAM']}, {row['AVISIT']}: " if named else ""
        what = f"{where}area between the curves, {row['ARM']} minus {row['REFERENCE']}"
        if pd.isna(row["estimate"]):
            said.append(f"{_capital(what)}: not estimated ({row['reason']}).")
            continue
        points = f"{written(row, 'estimate', 1)} percentage points"
        p = unbroken(f"p {equals(row['p_value'])}")
        said.append(f"{_capital(what)}: {points} ({100 * row['conf_level']:.6g}% CI {limits(row, 1)}); {p}.")
    return said


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _alt(points: pd.DataFrame, headings: dict[tuple[str, str, str], str]) -> str:
    return (
        f"Cumulative curves of responders: {'; '.join(headings.values())}; for {list_of(present(points['ARM']))}. "
        f"{KEY} The shares at the guides stand below."
    )
