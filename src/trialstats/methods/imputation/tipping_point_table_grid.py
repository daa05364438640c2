"""A tipping point of two arms as a grid: the shifts of one down, of the other across."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trialstats.display.numbers import number
from trialstats.display.table.cells import Record, decimals, has, number_cell, p_cell
from trialstats.display.table.data import Cell, Column, Row
from trialstats.methods.imputation.tipping_point_table_parts import Tipped, in_unit

__all__ = ["GRID", "across", "grid_columns", "grid_lines", "is_grid"]

GRID = (
    "Lines are shifts of one arm, columns of the other; standard errors and intervals of all are in the analysis "
    "results data."
)
TURNS = "The result turns at"
MONTE_CARLO_DIGITS = 2


def is_grid(tipped: Tipped) -> bool:
    """Tell whether two arms are shifted."""
    return tipped.other is not None


def across(tipped: Tipped) -> list[float]:
    """List the shifts of the other arm in their order."""
    assert tipped.other is not None
    return sorted({tipped.delta(tipped.other, point) for point in tipped.differences})


def grid_columns(tipped: Tipped) -> tuple[Column, ...]:
    """Head a column for each shift of the other arm."""
    spanner = f"Shift of {tipped.other}{in_unit([tipped])}"
    return tuple(Column(number(shift, tipped.digits), spanner=spanner) for shift in across(tipped))


def grid_lines(tipped: Tipped, *, drawn: bool) -> Iterator[Row]:
    """Write the differences, below them their p values, and at which shift the result turns.

    drawn: whether the estimates rest on random numbers, whose error stands below too.
    """
    assert tipped.other is not None
    points = {(tipped.delta(tipped.moved, p), tipped.delta(tipped.other, p)): p for p in tipped.differences}
    blocks: list[tuple[str, Callable[[Record], Cell]]] = [("Difference", difference_cell), ("p", p_cell)]
    blocks += [("MCSE", mcse_cell)] if drawn else []
    for name, write in blocks:
        yield Row(name)
        for down in sorted({down for down, _ in points}):
            found = (points.get((down, other)) for other in across(tipped))
            cells = tuple(Cell() if point is None else write(tipped.differences[point]) for point in found)
            yield Row(number(down, tipped.digits), cells, indent=1)
    turns = {tipped.delta(tipped.other, str(turn["group"])): turn for turn in tipped.turns}
    shifts = (turns.get(other) for other in across(tipped))
    yield Row(TURNS, tuple(Cell() if turn is None else number_cell(turn, "estimate", tipped.digits) for turn in shifts))


def difference_cell(record: Record) -> Cell:
    return number_cell(record, "estimate", decimals(record))


def mcse_cell(record: Record) -> Cell:
    """Write a Monte Carlo standard error, where there is one."""
    return number_cell(record, "mcse", decimals(record) + MONTE_CARLO_DIGITS) if has(record, "mcse") else Cell()
