"""The blocks of columns of an estimates table: means, differences, effect sizes, the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trialstats.display.numbers import ABSENT, SLOPE_MOST, digits_of_slope
from trialstats.display.table.cells import (
    Record,
    count_cell,
    decimals,
    has,
    interval_cell,
    number_cell,
    p_cell,
    pair_cell,
)
from trialstats.display.table.choose import confidence
from trialstats.display.table.data import Cell, Column
from trialstats.results.kinds import Kind

__all__ = ["Block", "Line", "Piece", "blocks_of", "columns_of"]

EFFECT_DIGITS = 2  # an effect size has no unit, so the parameter's digits say nothing of it
TREND_DIGITS = 2  # further digits of what is per unit of time or dose, and so much smaller than the parameter
MONTE_CARLO_DIGITS = 2  # further digits of a Monte Carlo standard error, which is small where imputations are many
NOT_RANDOM = "An estimate that rests on no random numbers has no Monte Carlo error."
Z_TEST = "A z test has no degrees of freedom."


@dataclass(frozen=True)
class Line:
    """What a line of the table shows: rows of results, each in its block."""

    label: str
    mean: Record | None = None
    contrast: Record | None = None
    effect: Record | None = None
    truth: Record | None = None


@dataclass(frozen=True)
class Piece:
    """One column of a block, and how its cells are written."""

    label: str
    write: Callable[[Record | None], Cell]


@dataclass(frozen=True)
class Block:
    """Columns about one thing under one spanner."""

    spanner: str | None
    record: Callable[[Line], Record | None]
    pieces: tuple[Piece, ...]


def columns_of(blocks: Sequence[Block]) -> tuple[Column, ...]:
    """List the columns of the table."""
    return tuple(Column(piece.label, spanner=block.spanner) for block in blocks for piece in block.pieces)


def blocks_of(records: Sequence[Record], truths: Sequence[Record]) -> list[Block]:
    """Choose the blocks and, in them, the columns for which there is anything to show."""
    means = [r for r in records if r["kind"] in (Kind.LSMEAN, Kind.SLOPE) and r["REFERENCE"] is None]
    contrasts = [r for r in records if r["kind"] in (Kind.DIFFERENCE, Kind.TREND) or is_slope_difference(r)]
    effects = [r for r in records if r["kind"] == Kind.EFFECT_SIZE]
    found = []
    if means:
        found.append(Block(mean_words(means), lambda line: line.mean, mean_pieces(means)))
    if contrasts:
        found.append(Block(contrast_words(contrasts, means), lambda line: line.contrast, contrast_pieces(contrasts)))
    if effects:
        found.append(Block("Hedges g", lambda line: line.effect, effect_pieces(effects)))
    if truths:
        found.append(Block(None, lambda line: line.truth, (Piece("True difference", truth_cell),)))
    return found


def is_slope_difference(record: Record) -> bool:
    return record["kind"] == Kind.SLOPE and record["REFERENCE"] is not None


def mean_words(means: Sequence[Record]) -> str:
    kinds = {record["kind"] for record in means}
    return "LS mean or slope" if len(kinds) > 1 else {Kind.LSMEAN: "LS mean", Kind.SLOPE: "Slope"}[kinds.pop()]


def contrast_words(contrasts: Sequence[Record], means: Sequence[Record]) -> str:
    """Name the differences; as those in change where the means beside some of them are of another measure."""
    references = {record["REFERENCE"] for record in contrasts} - {None}
    if not references:
        return "Trend"
    changes = {record["measure"] for record in contrasts} == {"CHG"}
    beside_values = any(record["measure"] == "AVAL" for record in means)
    name = "Difference in change" if changes and beside_values else "Difference"
    return f"{name} from {references.pop()}" if len(references) == 1 else name


def mean_pieces(means: Sequence[Record]) -> tuple[Piece, ...]:
    counted = [Piece("n", count_cell)] if any(has(r, "n") for r in means) else []
    return (*counted, estimate_piece(means), *interval_pieces(means), *monte_carlo_pieces(means))


def contrast_pieces(contrasts: Sequence[Record]) -> tuple[Piece, ...]:
    pieces = [estimate_piece(contrasts), *interval_pieces(contrasts)]
    if any(has(r, "df") for r in contrasts):
        whole = all(float(r["df"]).is_integer() for r in contrasts if has(r, "df"))
        pieces.append(Piece("df", lambda record: df_cell(record, 0 if whole else 1)))
    if any(has(r, "p_value") for r in contrasts):
        pieces.append(Piece("p", p_cell))
    return (*pieces, *monte_carlo_pieces(contrasts))


def monte_carlo_pieces(records: Sequence[Record]) -> list[Piece]:
    """Write the Monte Carlo standard errors of estimates from random numbers, where there are any."""
    return [Piece("MCSE", monte_carlo_cell)] if any(has(r, "mcse") for r in records) else []


def monte_carlo_cell(record: Record | None) -> Cell:
    """Write a Monte Carlo standard error; an estimate without random numbers has none."""
    if record is not None and has(record, "estimate") and not has(record, "mcse"):
        return Cell(ABSENT, reason=NOT_RANDOM)
    return number_cell(record, "mcse", digits(record) + MONTE_CARLO_DIGITS)


def df_cell(record: Record | None, digits: int) -> Cell:
    """Write degrees of freedom; a test without them that has a p value is one by the normal distribution."""
    if record is not None and has(record, "p_value") and not has(record, "df"):
        return Cell(ABSENT, reason=Z_TEST)
    return number_cell(record, "df", digits)


def effect_pieces(effects: Sequence[Record]) -> tuple[Piece, ...]:
    def estimate(record: Record | None) -> Cell:
        return number_cell(record, "estimate", EFFECT_DIGITS)

    def limits(record: Record | None) -> Cell:
        return interval_cell(record, "conf_low", "conf_high", EFFECT_DIGITS)

    counted = [Piece("n", count_cell)] if any(has(r, "n") for r in effects) else []
    return (*counted, Piece("Estimate", estimate), *([Piece(confidence(effects), limits)] if spread(effects) else []))


def estimate_piece(records: Sequence[Record]) -> Piece:
    """Write the estimate, with its standard error where any row has one."""
    if any(has(r, "std_error") for r in records):
        return Piece("Estimate (SE)", with_error)
    return Piece("Estimate", lambda record: number_cell(record, "estimate", digits(record)))


def with_error(record: Record | None) -> Cell:
    """Write the estimate and its standard error, which has one digit more; not so that of a slope."""
    is_slope = record is not None and record["kind"] == Kind.SLOPE
    further = 0 if is_slope and digits(record) == SLOPE_MOST else 1
    return pair_cell(record, "estimate", "std_error", digits(record), digits(record) + further)


def interval_pieces(records: Sequence[Record]) -> list[Piece]:
    def limits(record: Record | None) -> Cell:
        return interval_cell(record, "conf_low", "conf_high", digits(record))

    return [Piece(confidence(records), limits)] if spread(records) else []


def digits(record: Record | None) -> int:
    """Count the digits after the point of an estimate."""
    if record is None:
        return 0
    if record["kind"] == Kind.SLOPE:
        return digits_of_slope(decimals(record))
    return decimals(record) + (TREND_DIGITS if record["kind"] == Kind.TREND else 0)


def spread(records: Sequence[Record]) -> bool:
    """Tell whether any row has an interval."""
    return any(has(r, "conf_low", "conf_high") for r in records)


def truth_cell(record: Record | None) -> Cell:
    """Write the true effect with the digits of its parameter."""
    return number_cell(record, "estimate", digits(record))
