"""The tipping point: how far what is imputed must be from what is assumed of it for the result to turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from trialstats.engines.rounding import beyond_rounding
from trialstats.errors import FitError
from trialstats.methods.imputation.anew import imputed_records, imputed_values
from trialstats.methods.imputation.model import Model
from trialstats.methods.imputation.options import TippingPoint
from trialstats.methods.imputation.pooled import Found
from trialstats.methods.imputation.prepare import NOTES, prepare, reported_visits
from trialstats.methods.imputation.repeated import comparison_of
from trialstats.methods.imputation.rows import DELTA, FACTOR, UNSHIFTED
from trialstats.methods.imputation.shift import Shift
from trialstats.methods.imputation.turning import turn_of
from trialstats.methods.imputation.words import SOFTWARE, in_brief, shifted
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import pairs, parameters
from trialstats.methods.shared.variation import rounding
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import NO_UNITS
from trialstats.results.shape import Result, Row

__all__ = ["run"]


@dataclass(frozen=True)
class Point:
    """A shift of what is imputed: delta by arm, and the name of the point."""

    delta: Mapping[str, float]
    name: str


FoundAt = Sequence[tuple[Point, Found]]


def run(analysis: TippingPoint, inputs: Inputs) -> Result:
    """Compare the arms with imputed values shifted, at each point of a grid, and find where the result turns.

    Rows at the visit of the comparison: kind value (variable DELTA, group the point, ARM; value by how much its imputed
    values are shifted), difference (group the point, ARM, REFERENCE; n of both arms), tipping_point (ARM, REFERENCE,
    variable the arm shifted, group the point that tells the shift of the other if that has one: estimate the shift at
    which the result turns, value the difference there). Notes: those of `prepare`.
    """
    collector = Collector(inputs.name, "fits", *NOTES)
    for paramcd in parameters(analysis, inputs):
        records = imputed_records(inputs, paramcd)
        seen = reported_visits(analysis, inputs, records, paramcd)
        visit = analysis.at or seen[-1]
        at = {"PARAMCD": paramcd, "measure": analysis.measure, "AVISIT": visit}
        expected = [{**at, "kind": Kind.TIPPING_POINT, **pair} for pair in compared(analysis, inputs)]
        with collector.attempt(at, expected):
            if visit not in seen:
                raise FitError(f"{visit} is none of the visits imputed ({', '.join(seen)})")
            _search(imputed_values(analysis, inputs, paramcd), inputs, records, at, collector)
    return collector.result(software=SOFTWARE, inference=shifted(analysis, inputs), brief=in_brief(analysis, inputs))


def compared(analysis: TippingPoint, inputs: Inputs) -> list[Row]:
    """Give the keys of the comparisons that are asked for: of the arm that is shifted, or of the reference with all.

    Where the reference is shifted beside an arm, the comparison of another arm is no question of that arm's shifts.
    """
    found = pairs(inputs)
    return [pair for pair in found if pair["ARM"] in analysis.delta] or found


def grid(analysis: TippingPoint) -> list[Point]:
    """Lay out the points: each shift of an arm with each of the other."""
    steps = {arm: ticks(analysis, *bounds) for arm, bounds in analysis.delta.items()}
    deltas = [dict(zip(steps, shifts, strict=True)) for shifts in product(*steps.values())]
    return [
        Point(delta, UNSHIFTED if set(delta.values()) == {analysis.unshifted} else f"shift {number}")
        for number, delta in enumerate(deltas, start=1)
    ]


def ticks(analysis: TippingPoint, low: float, high: float) -> list[float]:
    """Divide a range into equal steps; the shift that changes nothing is one of them."""
    even = [low + (high - low) * step / analysis.steps for step in range(analysis.steps + 1)]
    near = (high - low) * 1e-9
    return sorted([analysis.unshifted, *(tick for tick in even if abs(tick - analysis.unshifted) > near)])


def shift_at(analysis: TippingPoint, model: Model, point: Point) -> Shift:
    """Give the shift of the values imputed at a point, a number for each subject and visit (n, T)."""
    values = model.values
    shifted_at = [analysis.delta_by_visit.get(visit, 1.0) for visit in values.visits]
    own = values.people["TRT01P"].astype(str).map(point.delta).fillna(analysis.unshifted).to_numpy(dtype=float)
    after = [not analysis.delta_events or event in analysis.delta_events for event in values.onset.event]
    amounts = np.where(after, own, analysis.unshifted)[:, None]
    if analysis.delta_type == "multiplicative":
        return Shift(times=np.repeat(amounts, len(shifted_at), axis=1))
    return Shift(add=amounts * np.array(shifted_at))


def _search(analysis: TippingPoint, inputs: Inputs, records: pd.DataFrame, at: Row, collector: Collector) -> None:
    model = prepare(analysis, inputs, records, at, collector)
    comparison = comparison_of(analysis, inputs, model.values, at, [str(at["AVISIT"])])
    points, step = grid(analysis), rounding(records, analysis.measure)
    found = model.estimate(comparison, [shift_at(analysis, model, point) for point in points])
    collector.add(*_deltas(analysis, points, at))
    asked = compared(analysis, inputs)
    for place, row in enumerate(comparison.rows):
        pair = {key: row.get(key) for key in ("ARM", "REFERENCE")}
        if pair in asked and row["kind"] == Kind.DIFFERENCE:
            line = [estimates[place] for estimates in found]
            for point, one in zip(points, line, strict=True):
                collector.add({**row, "group": point.name, **beyond_rounding(one.statistics, step)})
            _turns(
                analysis,
                {**at, **pair},
                list(zip(points, line, strict=True)),
                own_unit(analysis, inputs, at),
                collector,
            )


def _deltas(analysis: TippingPoint, points: Sequence[Point], at: Row) -> Iterator[Row]:
    """Give the rows of the shifts themselves: of a factor, which has no unit of the parameter's."""
    unit = {} if analysis.delta_type == "additive" else {"unit": FACTOR}
    for point in points:
        for arm, delta in point.delta.items():
            yield {**at, "kind": Kind.VALUE, "variable": DELTA, "group": point.name, "ARM": arm, "value": delta, **unit}


def own_unit(analysis: TippingPoint, inputs: Inputs, at: Row) -> str:
    """Give the unit of shifts as a sentence has it; a factor has none, nor has a score."""
    if analysis.delta_type != "additive":
        return ""
    if at["measure"] == "PCHG":
        return "%"
    outcome = inputs.outcomes.get(str(at["PARAMCD"]))
    return "" if outcome is None or outcome.unit is None or outcome.unit in NO_UNITS else outcome.unit


def _turns(analysis: TippingPoint, at: Row, found: FoundAt, shown_unit: str, collector: Collector) -> None:
    """Find where a comparison turns, along the shifts of one arm at each shift of the other."""
    moved = str(at["ARM"] if at["ARM"] in analysis.delta else at["REFERENCE"])
    unit = {} if analysis.delta_type == "additive" else {"unit": FACTOR}
    for name, line in lines_along(moved, analysis.unshifted, found):
        row = {**at, "kind": Kind.TIPPING_POINT, "variable": moved, "group": name, **unit}
        with collector.attempt(row):
            turn = turn_of(
                [delta for delta, _ in line], [one.statistics for _, one in line], analysis.unshifted, shown_unit
            )
            error = min(line, key=lambda part: abs(part[0] - turn.delta))[1].mcse_of_limit
            mcse = {} if error is None else {"mcse": error / abs(turn.slope)}
            collector.add({**row, "estimate": turn.delta, "value": turn.difference, **mcse})


def lines_along(moved: str, unshifted: float, found: FoundAt) -> Iterator[tuple[str | None, list[tuple[float, Found]]]]:
    """Yield the line along the shifts of an arm, at each shift of the other, by the name of its point without any.

    Of one arm alone there is one line, which needs no name.
    """
    lines: dict[tuple[float, ...], list[tuple[float, Found]]] = {}
    names: dict[tuple[float, ...], str] = {}
    for point, one in found:
        others = tuple(delta for arm, delta in point.delta.items() if arm != moved)
        lines.setdefault(others, []).append((point.delta[moved], one))
        if point.delta[moved] == unshifted:
            names[others] = point.name
    for others, line in lines.items():
        yield names[others] if others else None, sorted(line, key=lambda part: part[0])
