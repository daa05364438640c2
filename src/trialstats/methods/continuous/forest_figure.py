"""Differences between arms with intervals, one line an endpoint, and their numbers beside."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from trialstats.display.beyond import notes_of_beyond
from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.forest_arrangement import aligned, arrange_lines
from trialstats.display.figure.forest_lines import Block, comparison_of, header_of
from trialstats.display.figure.forest_page import MARGIN, NAMES, ForestPage
from trialstats.display.figure.parts import OWN_LINES
from trialstats.display.figure.theme import DOUBLE, arm_styles
from trialstats.display.figure.words import list_of, not_estimated, notes
from trialstats.display.look import Look
from trialstats.display.margins import concluded, margin_words
from trialstats.display.table.choose import records_of
from trialstats.errors import DataError
from trialstats.methods.continuous.options import ForestFigure
from trialstats.results.kinds import Kind

__all__ = ["draw"]

POINTS = "percentage points"
COLUMNS = (
    "analysis",
    "label",
    "role",
    "kind",
    "PARAMCD",
    "PARAM",
    "unit",
    "measure",
    "better",
    "AVISIT",
    "ARM",
    "REFERENCE",
    "n",
    "estimate",
    "std_error",
    "df",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
)
PARTS = OWN_LINES


def draw(figure: ForestFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind difference or risk_difference, or of kind effect_size where the figure is standardised.

    Endpoints of one unit, or of one range, and direction share an axis; others have their own.
    Raises DataError where there is nothing to draw.
    """
    kind = Kind.EFFECT_SIZE if figure.standardised else Kind.DIFFERENCE
    chosen = in_order(figure, choose_rows(figure, _of_parameters(figure, _with_shares(rows), kind), kind), look)
    drawn, absent = set_apart(figure, chosen, "estimate")
    margins = _margins(figure, drawn, rows) if kind == Kind.DIFFERENCE else rows.iloc[:0]
    arranged = arrange_lines(drawn, NAMES, look.ranges)
    blocks = aligned([_with_margins(block, margins) for block in arranged.blocks])
    told = records_of(margins)
    dashed = list(dict.fromkeys(margin_words(record) for record in told))
    lines = f"Dashed line: {list_of(dashed)}." if dashed else ""
    said = [
        f"{comparison_of(drawn)} {arranged.note}",
        lines,
        *concluded(told),
        *not_estimated(absent),
        *notes_of_beyond(figure, rows),
    ]
    caption = notes(said, look, DOUBLE - 2 * MARGIN - 2)
    styles = arm_styles(look)
    header = header_of(drawn)
    forest = ForestPage(blocks, header, caption, counts=("n",), corner=arranged.corner, portion=look.portion)
    page = forest.draw(lambda row: styles[str(row["ARM"])])
    data = plotted(_as_they_are(drawn, rows), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(drawn))


def _margins(figure: ForestFigure, drawn: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Take the margins of the differences in means that are drawn."""
    keys = ["analysis", "PARAMCD", "measure", "AVISIT", "ARM"]
    found = rows[rows["kind"].eq(Kind.MARGIN).fillna(False) & rows["group"].isna() & rows["estimate"].notna()]
    here, there = (pd.MultiIndex.from_frame(frame[keys].astype("str")) for frame in (found, drawn))
    return found[here.isin(there)]


def _with_margins(block: Block, margins: pd.DataFrame) -> Block:
    """Draw the margins of the endpoints of a block through all of it."""
    if margins.empty:
        return block
    shown, told = (
        pd.MultiIndex.from_frame(frame[["PARAMCD", "measure"]].astype("str")) for frame in (block.rows, margins)
    )
    own = margins[told.isin(shown)]
    places = pd.concat([own["minimum"], own["maximum"]]).dropna().astype("float64")
    return replace(block, marks=(*block.marks, *sorted({float(place) for place in places})))


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Take differences of shares, but for those of a model, as differences in percentage points of a criterion each."""
    shares = (rows["kind"] == Kind.RISK_DIFFERENCE).fillna(False)
    if not shares.any():
        return rows
    own = rows[shares & rows["variable"].isna()]
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        own = own.assign(**{name: 100 * own[name]})
    named = own["PARAM"].fillna(own["PARAMCD"]) + ": " + own["group"].astype("string")
    own = own.assign(PARAM=named, unit=POINTS, decimals=1.0, better="higher", measure="AVAL", kind=str(Kind.DIFFERENCE))
    dtypes = {str(name): dtype for name, dtype in rows.dtypes.items()}
    return pd.concat([rows[~shares].astype(dtypes), own.astype(dtypes)], ignore_index=True)


def _as_they_are(drawn: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Give what is drawn with the words and numbers of its rows, which for shares are others than those drawn."""
    whole = rows.set_index("id").reindex(drawn["id"])
    return whole.reset_index()


def _of_parameters(figure: ForestFigure, rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    chosen = rows[rows["PARAMCD"].notna()]
    if figure.standardised and not (chosen["kind"] == kind).fillna(False).any():
        raise DataError(
            f"{figure.kind} figure: no rows of kind {kind}; a standardised figure shows an analysis of method {kind}"
        )
    return chosen


def _alt(rows: pd.DataFrame) -> str:
    firsts = rows.drop_duplicates(["PARAMCD", "PARAM"])
    names = [str(name) for name in firsts["PARAM"].fillna(firsts["PARAMCD"])]
    return (
        f"Forest plot, {header_of(rows)}, of {list_of(names)} at {list_of(present(rows['AVISIT']))}. "
        f"{comparison_of(rows)} The numbers are written beside the lines."
    )
