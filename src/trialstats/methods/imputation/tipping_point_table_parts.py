"""The rows of a tipping point by what they compare, for its table and its figure, and the sentence that both say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trialstats.display.estimates import equals, written
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.display.table.cells import Record, decimals, has
from trialstats.display.table.choose import arms_of, distinct, only, parameter_name
from trialstats.methods.imputation.rows import DELTA, FACTOR, UNSHIFTED
from trialstats.results.kinds import Kind
from trialstats.results.rows import NO_UNITS

__all__ = ["KINDS", "Tipped", "in_unit", "parts_of", "sentence_of"]

KINDS = (Kind.VALUE, Kind.DIFFERENCE, Kind.TIPPING_POINT)
SHIFT_DIGITS = 1  # digits of a shift at the least, of which a parameter may have none
# Digits of a factor.
FACTOR_DIGITS = 2
MOST_DIGITS = 6
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Tipped:
    """One comparison: `moved` is the arm along whose shifts it turns, `other` the second arm that is shifted, if any.

    deltas: rows of the shifts, by arm and point; differences: by point; turns: where the result turns, in the order of
    the shifts of `other`.
    """

    heading: str
    moved: str
    other: str | None
    deltas: dict[tuple[str, str], Record]
    differences: dict[str, Record]
    turns: tuple[Record, ...]

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that are shifted, first the one along which the result turns."""
        return (self.moved,) if self.other is None else (self.moved, self.other)

    @property
    def is_factor(self) -> bool:
        """Whether imputed values are multiplied."""
        return bool(next(iter(self.deltas.values()))["unit"] == FACTOR)

    @property
    def as_assumed(self) -> Record:
        """The difference with nothing shifted."""
        return self.differences[UNSHIFTED]

    @property
    def turn(self) -> Record:
        """Where the result turns as the values of `moved` alone are shifted."""
        (turn,) = (row for row in self.turns if row["group"] in (None, UNSHIFTED))
        return turn

    def delta(self, arm: str, point: str) -> float:
        """The shift of an arm at a point."""
        return float(self.deltas[arm, point]["value"])

    @property
    def rows(self) -> list[Record]:
        """All its rows."""
        return [*self.deltas.values(), *self.differences.values(), *self.turns]

    @property
    def digits(self) -> int:
        """The digits after the point that tell shifts apart, and show where a result turns."""
        first = next(iter(self.deltas.values()))
        least = FACTOR_DIGITS if self.is_factor else max(decimals(first), SHIFT_DIGITS)
        values = [float(record["value"]) for record in self.deltas.values()]
        exact = (d for d in range(least, MOST_DIGITS) if all(abs(v - round(v, d)) < 1e-9 for v in values))
        return next(exact, MOST_DIGITS)

    @property
    def unit(self) -> str:
        """The unit of the shifts, as it follows a number."""
        unit = self.as_assumed["unit"]
        return "" if self.is_factor or not unit or unit in NO_UNITS else f"{NO_BREAK}{unit}"


def in_unit(parts: Sequence[Tipped]) -> str:
    """Write the unit of shifts as a heading has it, where it is one."""
    units = {tipped.unit.strip() for tipped in parts}
    return f" ({next(iter(units))})" if len(units) == 1 and units != {""} else ""


def parts_of(records: Sequence[Record], analyses: Sequence[str], parameters: Sequence[str], look: Look) -> list[Tipped]:
    """Part the rows by analysis, parameter and arm compared."""
    found: list[Tipped] = []
    for analysis in distinct(records, "analysis", analyses):
        for code in distinct(only(records, analysis=analysis), "PARAMCD", parameters):
            own = only(records, analysis=analysis, PARAMCD=code)
            arms = arms_of(only(own, kind=Kind.TIPPING_POINT), look)
            found += [_tipped(own, arm, named=len(distinct(records, "analysis")) > 1) for arm in arms]
    return found


def _tipped(own: Sequence[Record], arm: str, *, named: bool) -> Tipped:
    turns = only(own, kind=Kind.TIPPING_POINT, ARM=arm)
    first, moved = turns[0], turns[0]["variable"]
    deltas = {(str(row["ARM"]), str(row["group"])): row for row in only(own, kind=Kind.VALUE, variable=DELTA)}
    others = [name for name in dict.fromkeys(name for name, _ in deltas) if name != moved]
    label = f"{first['label'] or first['analysis']}: " if named else ""
    name = parameter_name({**first, "unit": None}, measure=first["measure"] != "AVAL")
    return Tipped(
        f"{label}{name}, {first['AVISIT']}: {arm} against {first['REFERENCE']}",
        str(moved),
        next(iter(others), None),
        deltas,
        {str(row["group"]): row for row in only(own, kind=Kind.DIFFERENCE, ARM=arm)},
        tuple(turns),
    )


def sentence_of(tipped: Tipped) -> str:
    """Say the difference as assumed, and how far from that the result turns."""
    found, turn = tipped.as_assumed, tipped.turn
    if not has(found, "estimate", "p_value"):
        return ""
    unit = "" if not found["unit"] or found["unit"] in NO_UNITS else f"{NO_BREAK}{found['unit']}"
    estimate = written(found, "estimate", decimals(found))
    said = f"{found['ARM']} minus {found['REFERENCE']} at {found['AVISIT']} is {estimate}{unit} as assumed"
    p = f"p {equals(found['p_value'])}".replace(" ", NO_BREAK)
    said = f"{said} ({p})"
    if not has(turn, "estimate"):
        return f"{said}; {turn['reason'] or 'where the result turns was not found'}."
    there = number(turn["value"], decimals(found))
    return (
        f"{said}. The result would turn if subjects of {tipped.moved} were, from their intercurrent event on, "
        f"{_farther(tipped, turn)}; the difference would then be {there}{unit}."
    )


def _farther(tipped: Tipped, turn: Record) -> str:
    """Say a shift: `9.4 mm worse than assumed`, `1.43 times as large`."""
    delta = float(turn["estimate"])
    if tipped.is_factor:
        return f"at {number(delta, tipped.digits)} times the value assumed"
    higher = delta > 0
    worse = {"lower": higher, "higher": not higher}.get(str(tipped.as_assumed["better"]))
    way = ("higher" if higher else "lower") if worse is None else ("worse" if worse else "better")
    return f"{number(abs(delta), tipped.digits)}{tipped.unit} {way} than assumed"
