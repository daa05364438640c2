"""Differences of shares with intervals, a line a visit and arm, against the margin where there is one."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from trialstats.display.figure.choose import choose_rows, present, set_apart
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
from trialstats.methods.proportions.options import ProportionsFigure
from trialstats.methods.proportions.rows import MAIN, Approach
from trialstats.results.kinds import PERCENTAGE_POINTS, Kind
from trialstats.results.rows import ALL, Scale

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "label",
    "role",
    "kind",
    "PARAMCD",
    "PARAM",
    "unit",
    "measure",
    "AVISIT",
    "ARM",
    "REFERENCE",
    "group",
    "variable",
    "level",
    "n",
    "estimate",
    "std_error",
    "minimum",
    "maximum",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
)
SCALED = ["estimate", "conf_low", "conf_high", "minimum", "maximum"]
OVERALL = "over the trial"
MADE = {
    Approach.CRUDE: "Shares as they are.",
    Approach.STRATIFIED: "Differences are stratified.",
    Approach.STANDARDISED: "Differences are those of shares adjusted for covariates.",
}
PARTS = OWN_LINES


def draw(figure: ProportionsFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw the rows of kind risk_difference that are the analysis, and margins of differences as lines.

    Raises DataError where there is nothing to draw.
    """
    whole = rows.assign(AVISIT=rows["AVISIT"].fillna(OVERALL))
    chosen = choose_rows(figure, whole, Kind.RISK_DIFFERENCE)
    chosen = in_order(figure, chosen[chosen["variable"].isna()], look)
    drawn, absent = set_apart(figure, chosen, "estimate")
    main, margins = of_analyses(figure, rows), margins_of(drawn, whole)
    arranged = arrange_lines(written(drawn, main), NAMES)
    blocks = aligned([with_margins(block, margins) for block in arranged.blocks])
    caption = notes([*said(drawn, main, margins, absent), arranged.note], look, DOUBLE - 2 * MARGIN - 2)
    styles = arm_styles(look)
    header = f"{header_of(drawn)}, {PERCENTAGE_POINTS}"
    page = ForestPage(blocks, header, caption, counts=("n",), corner=arranged.corner, portion=look.portion)
    made = page.draw(lambda row: styles[str(row["ARM"])])
    shown = pd.concat([drawn, margins], ignore_index=True)
    return Drawing(made.figure, plotted(shown, COLUMNS), made.width, made.height, alt(drawn, margins))


def in_order(figure: ProportionsFigure, rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    """Sort by parameter, analysis, visit (what is over the trial last) and arm."""
    visits = [*look.visits, OVERALL]
    parameters = list(figure.parameters or rows["PARAMCD"].dropna().unique())
    keys = {
        "_parameter": pd.Categorical(rows["PARAMCD"], parameters, ordered=True),
        "_analysis": pd.Categorical(rows["analysis"], list(rows["analysis"].unique()), ordered=True),
        "_visit": pd.Categorical(rows["AVISIT"], visits, ordered=True),
        "_arm": pd.Categorical(rows["ARM"], [*look.arms, ALL], ordered=True),
    }
    return rows.assign(**keys).sort_values(list(keys), kind="stable").drop(columns=list(keys)).reset_index(drop=True)


def of_analyses(figure: ProportionsFigure, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["variable"].eq(MAIN).fillna(False) & rows["analysis"].isin(figure.analyses)]


def margins_of(drawn: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Take the margins of the differences drawn."""
    keys = ["analysis", "PARAMCD", "AVISIT", "ARM", "group"]
    found = rows[rows["kind"].eq(Kind.MARGIN).fillna(False) & rows["level"].eq(Scale.DIFFERENCE).fillna(False)]
    here = pd.MultiIndex.from_frame(found[keys].astype("str")).isin(pd.MultiIndex.from_frame(drawn[keys].astype("str")))
    return found[here & found["estimate"].notna()].reset_index(drop=True)


def written(drawn: pd.DataFrame, main: pd.DataFrame) -> pd.DataFrame:
    """Give the rows in percentage points, named by their event, with the side that speaks for the arm."""
    better = {(row["PARAMCD"], row["group"]): row["better"] for _, row in main.iterrows()}
    pairs = zip(drawn["PARAMCD"], drawn["group"], strict=True)
    sides = pd.Series([better.get(pair) for pair in pairs], index=drawn.index, dtype="object")
    scaled = drawn.assign(**{name: 100.0 * drawn[name].astype("float64") for name in SCALED})
    # Events are the endpoints of this figure: of one unit, they share an axis where they share a direction.
    return scaled.assign(
        PARAM=drawn["group"], PARAMCD=drawn["group"], measure="AVAL", unit=PERCENTAGE_POINTS, decimals=1.0, better=sides
    )


def with_margins(block: Block, margins: pd.DataFrame) -> Block:
    """Draw the margins of the events of a block through all of it."""
    own = margins[margins["group"].isin(block.rows["PARAM"])]
    places = pd.concat([own["minimum"], own["maximum"]]).dropna().astype("float64")
    return replace(block, marks=tuple(sorted({round(100.0 * place, 9) for place in places})))


def said(drawn: pd.DataFrame, main: pd.DataFrame, margins: pd.DataFrame, absent: pd.DataFrame) -> list[str]:
    approaches = [MADE[Approach(str(level))] for level in present(main["level"])]
    records = records_of(margins)
    lines = list(dict.fromkeys(margin_words(record).lower() for record in records))
    return [
        " ".join(
            [
                comparison_of(drawn),
                *(approaches if len(approaches) == 1 else ()),
                *([f"Dashed line: {list_of(lines)}."] if lines else []),
            ]
        ),
        *concluded(records),
        *not_estimated(absent),
    ]


def alt(drawn: pd.DataFrame, margins: pd.DataFrame) -> str:
    events = [str(name) for name in drawn["group"].unique()]
    ends = " ".join(concluded(records_of(margins)))
    return (
        f"Forest plot of differences of shares in percentage points, {header_of(drawn)}, of {list_of(events)}. "
        f"{comparison_of(drawn)} {ends} The numbers are written beside the lines."
    )
