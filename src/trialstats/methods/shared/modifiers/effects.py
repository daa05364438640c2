"""The rows of effect modifiers: tests of interaction, and the difference between arms at values of each.

A method gives what its model says of the difference at a value (`Effects`); what is at which values, and what cannot
be told, is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.errors import NoSuchNumber
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.modifiers.options import Modified
from trialstats.methods.shared.modifiers.rows import MODIFIER
from trialstats.methods.shared.modifiers.values import (
    Place,
    counts,
    curve,
    hindrance,
    is_category,
    levels_of,
    people_of,
    places,
)
from trialstats.methods.shared.named import covariates_named, list_of
from trialstats.methods.shared.scope import pairs, parameters
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = [
    "MAIN",
    "Contrasts",
    "Effects",
    "add_effects",
    "expected_effects",
    "modifier_names",
    "told_of_modifiers",
    "usable",
]

Floats = NDArray[np.float64]
IN_UNITS = ("estimate", "std_error", "conf_low", "conf_high")
DRAWN = ("estimate", "std_error", "df", "conf_low", "conf_high", "conf_level")


class Effects(Protocol):
    """What a model says of the difference between arms where a modifier has a value.

    `pair`: the keys ARM and REFERENCE. `slope`: how much the difference is larger per unit of a number, if it is linear
    in it.
    """

    def at(self, kind: Kind, name: str, value: float | str, pair: Row) -> Row: ...

    def slope(self, name: str, ends: tuple[float, float], pair: Row) -> Row | None: ...

    def interaction(self, name: str, values: Sequence[float | str], pairs: Sequence[Row]) -> Row: ...


@dataclass(frozen=True)
class Contrasts:
    """Effects that are combinations of coefficients l'b, linear in numbers.

    vector: l (p,) of a difference at a value; estimate: of l'b; test: the joint test of L b = 0, for rows L (q, p).
    ends: two values of each modifier that is a number, between which or beyond which l is a straight line.
    """

    vector: Callable[[str, float | str, Row], Floats]
    estimate: Callable[[Floats], Row]
    test: Callable[[Floats], Row]
    ends: Mapping[str, tuple[float, float]]
    _known: dict[tuple[str, float | str, str], Floats] = field(default_factory=dict, init=False, repr=False)

    def row(self, name: str, value: float | str, pair: Row) -> Floats:
        """Give l (p,) of the difference at a value."""
        if isinstance(value, str):
            return self._row(name, value, pair)
        low, high = self.ends[name]
        share = (value - low) / (high - low)
        return np.asarray((1 - share) * self._row(name, low, pair) + share * self._row(name, high, pair))

    def _row(self, name: str, value: float | str, pair: Row) -> Floats:
        key = (name, value, str(pair["ARM"]))
        if key not in self._known:
            self._known[key] = self.vector(name, value, pair)
        return self._known[key]

    def at(self, kind: Kind, name: str, value: float | str, pair: Row) -> Row:
        return self.estimate(self.row(name, value, pair))

    def slope(self, name: str, ends: tuple[float, float], pair: Row) -> Row | None:
        low, high = ends
        # Over the whole range, whatever the unit: what is rounding is told in units of the outcome.
        over_range = self.estimate(self.row(name, high, pair) - self.row(name, low, pair))
        return {**over_range, **{key: over_range[key] / (high - low) for key in IN_UNITS}}

    def interaction(self, name: str, values: Sequence[float | str], pairs: Sequence[Row]) -> Row:
        return self.test(self.interaction_rows(name, values, pairs))

    def interaction_rows(self, name: str, values: Sequence[float | str], pairs: Sequence[Row]) -> Floats:
        """Give the rows that are zero where no difference depends on the modifier: each value against the first."""
        first, *others = values
        return np.array([self.row(name, one, pair) - self.row(name, first, pair) for pair in pairs for one in others])


def ends_of(analysis: Modified, frame: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Give the smallest and the largest value of the modifiers that are numbers."""
    numbers = [name for name in analysis.modifiers if not is_category(frame, name)]
    return {name: (float(frame[name].min()), float(frame[name].max())) for name in numbers}


def usable(analysis: Modified, inputs: Inputs, frame: pd.DataFrame) -> tuple[list[str], dict[str, str]]:
    """List the modifiers whose interaction the model can have, and say of the others why not."""
    found = {name: hindrance(frame, name, inputs.arms) for name in analysis.modifiers}
    lost = {name: f"{reason}; the model is without its interaction" for name, reason in found.items() if reason}
    return [name for name in analysis.modifiers if name not in lost], lost


def modifier_names(analysis: Modified, inputs: Inputs) -> Iterator[Row]:
    """Give the rows that name the modifiers: label and unit of a covariate are known by it, BASE is of a parameter."""
    for name in analysis.modifiers:
        row: Row = {"kind": Kind.VALUE, "variable": name, "level": MODIFIER}
        if name != "BASE":
            known = inputs.covariates.get(name)
            yield {**row, "PARAM": known.label if known else name}
            continue
        for paramcd in parameters(analysis, inputs):
            yield {**row, "PARAMCD": paramcd, "measure": "AVAL", "PARAM": "Value at baseline"}


def expected_effects(
    analysis: Modified,
    inputs: Inputs,
    at: Row,
    kinds: Sequence[Kind],
    names: Sequence[str] | None = None,
    people: pd.DataFrame | None = None,
) -> list[Row]:
    """List the rows of effects that an analysis is to give: of each modifier (or those named) the test, and values."""
    people = inputs.records.iloc[:0] if people is None else people
    rows: list[Row] = []
    for name in analysis.modifiers if names is None else names:
        rows.append({**at, "kind": Kind.INTERACTION, "variable": name})
        for place in places(analysis, inputs, people, name):
            rows += [
                {**at, **pair, "kind": kind, "variable": name, **at_place(place)}
                for pair in pairs(inputs)
                for kind in kinds
            ]
    return rows


def at_place(place: Place) -> Row:
    return {"level": place.level, **({"value": place.value} if isinstance(place.value, float) else {})}


def add_effects(
    analysis: Modified,
    inputs: Inputs,
    at: Row,
    kinds: Sequence[Kind],
    frame: pd.DataFrame,
    here: pd.DataFrame,
    lost: dict[str, str],
    effects: Effects,
    collector: Collector,
) -> None:
    """Add the rows of all modifiers: test of interaction, differences at values and along the curve, who is where.

    frame: the records of the model; here: those of the rows' visit. lost: modifiers without interaction, and why.
    kinds: of the differences, that which is drawn first.
    """
    people, here = people_of(frame), people_of(here)
    ranges = ends_of(analysis, people)
    for name in analysis.modifiers:
        expected = expected_effects(analysis, inputs, at, kinds, [name], people)
        if name in lost:
            collector.add_without_numbers(expected, lost[name])
            continue
        values = people[name]
        ends = ranges.get(name)
        test, *differences = expected
        with collector.attempt(test):
            spread: list[float | str] = list(levels_of(values)) if ends is None else list(ends)
            collector.add({**test, "n": len(here), **effects.interaction(name, spread, pairs(inputs))})
        for row in differences:
            with collector.attempt(row):
                value = row["level"] if ends is None else row["value"]
                refuse_beyond(value, ends)
                if ends is None and not (values == value).any():
                    raise NoSuchNumber(f"no subject has {name} {value} in the records used")
                size = counted(here, row, name if ends is None else None)
                collector.add({**row, "n": size, **effects.at(row["kind"], name, value, row)})
        if ends is not None:
            add_curve(inputs, {**at, "variable": name}, kinds[0], people, ends, effects, collector)
        collector.add(*counts(people, here, name, at, inputs.arms))


def add_curve(
    inputs: Inputs,
    keys: Row,
    kind: Kind,
    people: pd.DataFrame,
    ends: tuple[float, float],
    effects: Effects,
    collector: Collector,
) -> None:
    """Add how the difference changes per unit of a number, and the differences that a curve is drawn through."""
    name = str(keys["variable"])
    for pair in pairs(inputs):
        steeper = {**keys, **pair, "kind": Kind.INTERACTION}
        with collector.attempt(steeper):
            found = effects.slope(name, ends, pair)
            if found is not None:
                collector.add({**steeper, **found, **unit_per(inputs, keys)})
        for place in curve(people, name):
            row = {**keys, **pair, "kind": kind, **at_place(place)}
            with collector.attempt(row):
                found = effects.at(kind, name, place.value or 0.0, pair)
                collector.add({**row, **{key: found[key] for key in DRAWN if key in found}})


def refuse_beyond(value: float | str, ends: tuple[float, float] | None) -> None:
    if ends is not None and not ends[0] <= float(value) <= ends[1]:
        raise NoSuchNumber(
            f"beyond the values of the subjects ({ends[0]:.6g} to {ends[1]:.6g}), where nothing is known of the effect"
        )


def counted(here: pd.DataFrame, row: Row, name: str | None) -> int:
    own = here[here["TRT01P"].isin([row["ARM"], row["REFERENCE"]])]
    return len(own) if name is None else int((own[name] == row["level"]).sum())


def unit_per(inputs: Inputs, keys: Row) -> Row:
    """Say the unit of a change of the difference per unit of a modifier, where both have one."""
    outcome = inputs.outcomes.get(str(keys["PARAMCD"]))
    own = outcome.unit if outcome else None
    name = str(keys["variable"])
    known = inputs.covariates.get(name)
    per = own if name == "BASE" else known.unit if known else None
    own = "%" if keys["measure"] == "PCHG" else own
    return {"unit": f"{own} per {per}"} if own and per else {}


MAIN = (
    "LS means and differences that are given without a value of a modifier are at its mean over the records used where "
    "it is a number, and averaged over its levels, {weights}, where it is a category."
)


def told_of_modifiers(analysis: Modified, inputs: Inputs, *, averaged: str, test: str, by_visit: bool = False) -> str:
    """Say what the interactions are, how they were tested, and what differences without a value of a modifier mean."""
    if not analysis.modifiers:
        return ""
    names = list_of(covariates_named(analysis.modifiers, inputs))
    several = len(analysis.modifiers) > 1
    interaction, them = ("the interaction of each", "them") if several else ("its interaction", "it")
    visits = (
        f" and visit, so that at each visit the difference between arms may depend on {them} in its own way"
        if by_visit
        else ""
    )
    return (
        f" Effect modifiers: the model has {names} and {interaction} with the arm{visits}. {averaged} {test} "
        "Where a modifier is a number the difference is linear in it on the scale of the model; bands and intervals "
        "hold at each value by itself, not over all values at once."
    )
