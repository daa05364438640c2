"""Where a modifier's effects are given: percentiles or values of a number, the levels of a category; who is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.modifiers.options import Modified
from trialstats.methods.shared.modifiers.rows import ABOVE, BELOW, BINS, CURVE, PERCENTILES
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = [
    "Place",
    "counts",
    "curve",
    "hindrance",
    "is_category",
    "levels_of",
    "people_of",
    "places",
    "refuse_modifiers",
]

# How different values of a number must be, as a part of the largest.
SAME = 1e-9


@dataclass(frozen=True)
class Place:
    """A value of a modifier: as its rows call it, and what it is; None where nobody has a value to tell it by."""

    level: str
    value: float | str | None


def is_category(records: pd.DataFrame, name: str) -> bool:
    return not pd.api.types.is_numeric_dtype(records[name].dtype)


def people_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Take one record a subject."""
    return frame.drop_duplicates("USUBJID")


def places(analysis: Modified, inputs: Inputs, people: pd.DataFrame, name: str) -> list[Place]:
    """List the values at which differences are given: those asked for, else percentiles; of a category its levels."""
    if is_category(inputs.records, name):
        return [Place(level, level) for level in levels_of(inputs.records[name])]
    asked = analysis.at.get(name)
    if asked:
        return [Place(f"{value:.12g}", value) for value in asked]
    values = people[name].to_numpy(dtype=float)
    found = np.percentile(values, list(PERCENTILES)) if values.size else [None] * len(PERCENTILES)
    return [Place(level, None if x is None else float(x)) for level, x in zip(PERCENTILES.values(), found, strict=True)]


def curve(people: pd.DataFrame, name: str) -> list[Place]:
    """Give the places from the 5th to the 95th percentile of a number that a curve is drawn through, if it has any."""
    low, high = np.percentile(people[name].to_numpy(dtype=float), [5, 95])
    if not high > low:
        return []
    return [Place(level, float(x)) for level, x in zip(CURVE, np.linspace(low, high, len(CURVE)), strict=True)]


def levels_of(column: pd.Series) -> list[str]:
    """List the levels of a category that any record has, in their order."""
    taken = set(column.dropna().astype(str))
    ordered = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else sorted(taken)
    return [str(level) for level in ordered if str(level) in taken]


def hindrance(frame: pd.DataFrame, name: str, arms: Sequence[str]) -> str | None:
    """Say why records (of visits of a mixed model together) cannot tell how the difference depends on a modifier."""
    if frame.empty:
        return None
    if is_category(frame, name):
        by = [frame["AVISIT"], frame[name]] if len(frame["AVISIT"].unique()) > 1 else [frame[name]]
        counts = pd.crosstab(by, frame["TRT01P"], dropna=False)
        cells = [(place, arm) for place in counts.index for arm in counts.columns if not counts.loc[place, arm]]
        if len(levels_of(frame[name])) < 2:
            return f"{name} has one level in the records used"
        if cells:
            where = [f"{arm} with {called(name, place)}" for place, arm in cells]
            more = f" and {len(where) - 3} more" if len(where) > 3 else ""
            return f"no record of {', '.join(where[:3])}{more}: leave {name} out of the modifiers, or pool its levels"
        return None
    for arm in arms:
        own = frame.loc[frame["TRT01P"] == arm, name].to_numpy(dtype=float)
        if own.size and np.ptp(own) <= SAME * np.abs(own).max():
            return f"{name} is {own[0]:g} in every record of {arm}"
    return None


def called(name: str, place: object) -> str:
    visit, level = place if isinstance(place, tuple) else (None, place)
    return f"{name} {level}" + (f" at {visit}" if visit is not None else "")


def counts(people: pd.DataFrame, here: pd.DataFrame, name: str, keys: Row, arms: Sequence[str]) -> Iterator[Row]:
    """Count the subjects of each arm by levels, or by parts of the range that a curve is drawn over, and beyond it.

    people: those whose percentiles the range has; here: those counted.
    """
    keys = {**keys, "kind": Kind.COUNT, "variable": name}
    for arm in arms:
        own = here.loc[here["TRT01P"] == arm, name]
        if is_category(here, name):
            for level in levels_of(people[name]):
                yield {**keys, "ARM": arm, "level": level, "count": int((own == level).sum()), "total": len(own)}
            continue
        low, high = np.percentile(people[name].to_numpy(dtype=float), [5, 95])
        values = own.to_numpy(dtype=float)
        beyond = {BELOW: values < low, ABOVE: values > high}
        for level, outside in beyond.items():
            yield {**keys, "ARM": arm, "level": level, "count": int(outside.sum()), "total": len(own)}
        inside, edges = values[(values >= low) & (values <= high)], np.linspace(low, high, len(BINS) + 1)
        found = np.histogram(inside, edges)[0] if high > low else [inside.size, *[0] * (len(BINS) - 1)]
        for level, count, start, end in zip(BINS, found, edges[:-1], edges[1:], strict=True):
            ends = {"minimum": float(start), "maximum": float(end)}
            yield {**keys, "ARM": arm, "level": level, "count": int(count), "total": len(own), **ends}


def refuse_modifiers(analysis: Modified, inputs: Inputs) -> None:
    """Raise SpecError for a modifier that is the same in all records, or in none."""
    for name in analysis.modifiers:
        path = f"analyses.{inputs.name}.modifiers"
        if name not in inputs.records:
            raise SpecError(f"{path}: {name} is not a variable of the records")
        values = inputs.records[name].dropna()
        if inputs.records.empty:
            return
        if values.empty:
            raise SpecError(f"{path}: {name} has no value in the records of the analysis")
        if len(values.unique()) == 1:
            raise SpecError(f"{path}: {name} is {values.iloc[0]} in every record: no effect can depend on it")
