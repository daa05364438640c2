"""The difference between arms at each shift of what is imputed, and where the result turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, decimals, has, interval_cell, number_cell, p_cell, pair_cell
from trialstats.display.table.choose import choose, confidence, only, population_of
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.methods.imputation.options import TippingPointTable
from trialstats.methods.imputation.rows import UNSHIFTED
from trialstats.methods.imputation.tipping_point_table_grid import GRID, across, grid_columns, grid_lines, is_grid
from trialstats.methods.imputation.tipping_point_table_parts import KINDS, Tipped, in_unit, parts_of, sentence_of
from trialstats.results.kinds import Kind

__all__ = ["tabulate"]

AS_ASSUMED, HOLDS, TURNED, TURNS = "As assumed", "The same result", "Another result", "The result turns"
KEY = (
    "Shift: what is added to values imputed from the intercurrent event on{times}. The result is the same while the "
    "interval of the difference excludes zero, or includes it, as it does with nothing shifted; where it turns is "
    "found by linear interpolation of the limit between shifts. SE: standard error; CI: confidence interval."
)
TIMES = ", or by which they are multiplied"
MCSE = "MCSE: Monte Carlo standard error, which more imputations would make smaller."
MONTE_CARLO_DIGITS = 2


def tabulate(table: TippingPointTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each comparison: a line for each point, and one for each place at which the result turns."""
    records = choose(table, rows, KINDS)
    parts = parts_of(records, table.analyses, table.parameters, look)
    shifts, drawn = max((len(tipped.arms) for tipped in parts), default=1), any(has(row, "mcse") for row in records)
    names = ["Difference (SE)", confidence(only(records, kind=Kind.DIFFERENCE)), "p", *(["MCSE"] if drawn else [])]
    if all(is_grid(tipped) for tipped in parts) and len({tuple(across(tipped)) for tipped in parts}) == 1:
        columns, written = grid_columns(parts[0]), [grid_lines(tipped, drawn=drawn) for tipped in parts]
        notes, stub = [GRID], f"Shift of {parts[0].moved}{in_unit(parts)}"
    else:
        columns = tuple(map(Column, [*(shift_name(parts, place) for place in range(shifts)), *names]))
        written, notes, stub = [lines_of(tipped, shifts, drawn=drawn) for tipped in parts], [], "Result"
    return TableData(
        title=table.title,
        number=table.number,
        subtitle="; ".join(filter(None, [parts[0].heading if len(parts) == 1 else None, population_of(records)])),
        columns=columns,
        groups=tuple(
            Group(tipped.heading if len(parts) > 1 else None, tuple(lines))
            for tipped, lines in zip(parts, written, strict=True)
        ),
        footnotes=(
            *filter(None, map(sentence_of, parts)),
            KEY.format(times=TIMES if any(tipped.is_factor for tipped in parts) else ""),
            *notes,
            *([MCSE] if drawn else []),
            *table.footnotes,
        ),
        notice=look.notice,
        stub=stub,
    )


def shift_name(parts: Sequence[Tipped], place: int) -> str:
    """Head a column of shifts by the arm that is shifted, where all comparisons have the same."""
    arms = {tipped.arms[place] for tipped in parts if place < len(tipped.arms)}
    return f"Shift of {arms.pop()}{in_unit(parts)}" if len(arms) == 1 else f"Shift{in_unit(parts)}"


def lines_of(tipped: Tipped, shifts: int, *, drawn: bool) -> Iterator[Row]:
    """Write the points in the order of the shifts, then where the result turns."""
    order = sorted(tipped.differences, key=lambda point: [tipped.delta(arm, point) for arm in tipped.arms[::-1]])
    same = excludes_zero(tipped.as_assumed)
    for point in order:
        found = tipped.differences[point]
        deltas = [number_cell(tipped.deltas[arm, point], "value", tipped.digits) for arm in tipped.arms]
        label = AS_ASSUMED if point == UNSHIFTED else HOLDS if excludes_zero(found) == same else TURNED
        cells = [
            pair_cell(found, "estimate", "std_error", decimals(found), decimals(found) + 1),
            interval_cell(found, "conf_low", "conf_high", decimals(found)),
            p_cell(found),
        ]
        yield Row(label, (*padded(deltas, shifts), *cells, *([mcse_cell(found)] if drawn else [])))
    for turn in tipped.turns:
        turned = [number_cell(turn, "estimate", tipped.digits)]
        if tipped.other is not None:
            turned.append(number_cell(tipped.deltas[tipped.other, str(turn["group"])], "value", tipped.digits))
        there = number_cell(turn, "value", decimals(turn)) if has(turn, "value") else Cell()
        last = [mcse_cell(turn)] if drawn else []
        yield Row(TURNS, (*padded(turned, shifts), there, Cell(), Cell(), *last))


def padded(cells: Sequence[Cell], length: int) -> list[Cell]:
    """Fill up with empty cells."""
    return [*cells, *[Cell()] * (length - len(cells))]


def excludes_zero(record: Record) -> bool:
    """Tell whether the interval of a difference lies on one side of zero."""
    return has(record, "conf_low", "conf_high") and not record["conf_low"] <= 0 <= record["conf_high"]


def mcse_cell(record: Record) -> Cell:
    """Write a Monte Carlo standard error, where there is one."""
    return number_cell(record, "mcse", decimals(record) + MONTE_CARLO_DIGITS) if has(record, "mcse") else Cell()
