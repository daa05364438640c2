"""Slopes and correlations of an outcome on the dose received: a line a dose, under each arm and visit."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.numbers import digits_of_error
from trialstats.display.table.cells import (
    Record,
    count_cell,
    estimate_cell,
    interval_cell,
    number_cell,
    p_cell,
    pair_cell,
)
from trialstats.display.table.choose import (
    arms_of,
    choose,
    confidence,
    distinct,
    find,
    only,
    parameter_name,
    population_of,
    visits_of,
)
from trialstats.display.table.data import Column, Group, Row, TableData
from trialstats.methods.exposure.options import DoseResponseTable
from trialstats.methods.exposure.rows import EXPLORATORY
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

ABBREVIATIONS = "SE: standard error. CI: confidence interval. df: residual degrees of freedom."
CORRELATION = "r: Pearson's correlation of outcome and dose, not adjusted, with Fisher's interval."
SQUARE = "p of the square: test of the square of the dose in a second model."
R_DIGITS = 2


def tabulate(table: DoseResponseTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each parameter, visit and arm, and in it a line for each dose."""
    records = choose(table, rows, [Kind.SLOPE, Kind.CORRELATION, Kind.COEFFICIENT])
    squared = any(record["kind"] == Kind.COEFFICIENT for record in records)
    groups = [
        Group(f"{parameter_name(own_parameter(own))}; {visit}; {arm}", tuple(lines(own, squared)))
        for code in distinct(records, "PARAMCD", table.parameters)
        for visit in visits_of(only(records, PARAMCD=code), look)
        for arm in arms_of(only(records, PARAMCD=code, AVISIT=visit), look)
        for own in [only(records, PARAMCD=code, AVISIT=visit, ARM=arm)]
    ]
    slopes, correlations = only(records, kind=Kind.SLOPE), only(records, kind=Kind.CORRELATION)
    heads = [
        Column("n"),
        *(Column(label, spanner="Slope") for label in ("Estimate (SE)", confidence(slopes), "df", "p")),
        *([Column("p of the square")] if squared else []),
        Column(f"r ({confidence(correlations)})"),
    ]
    return TableData(
        title=table.title,
        number=table.number,
        subtitle="; ".join(part for part in ("Exploratory, not randomised", population_of(records)) if part),
        columns=tuple(heads),
        groups=tuple(groups),
        footnotes=(EXPLORATORY, ABBREVIATIONS, CORRELATION, *([SQUARE] if squared else []), *table.footnotes),
        notice=look.notice,
        stub="Dose received",
    )


def own_parameter(records: Sequence[Record]) -> Record:
    """Take the parameter's words without a unit: that of a slope stands beside it."""
    measure = {"CHG": ", change from baseline", "PCHG": ", percent change from baseline"}.get(records[0]["measure"], "")
    return {**records[0], "unit": None, "PARAM": f"{records[0]['PARAM'] or records[0]['PARAMCD']}{measure}"}


def lines(records: Sequence[Record], squared: bool) -> list[Row]:
    """Write the doses of one arm at one visit."""
    rows = []
    for variable in distinct(records, "variable"):
        own = only(records, variable=variable)
        slope, r = find(own, kind=Kind.SLOPE), find(own, kind=Kind.CORRELATION)
        square = [p_cell(find(own, kind=Kind.COEFFICIENT))] if squared else []
        digits = digits_of_error(slope["std_error"] if slope else None)
        unit = f": {slope['unit']}" if slope and slope["unit"] else ""
        cells = (
            count_cell(slope),
            pair_cell(slope, "estimate", "std_error", digits, digits),
            interval_cell(slope, "conf_low", "conf_high", digits),
            number_cell(slope, "df", 0),
            p_cell(slope),
            *square,
            estimate_cell(r, R_DIGITS),
        )
        rows.append(Row(f"{own[0]['group']}{unit}", cells))
    return rows
