"""What a comparison of arms is called, and how it is written, in the table and the figure of subgroups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from trialstats.display.table.cells import Record
from trialstats.results.kinds import PERCENTAGE_POINTS, Kind

__all__ = ["EFFECTS", "OF_ARMS", "OF_EVENTS", "Shown", "of_arms", "sides_of", "speaks"]


@dataclass(frozen=True)
class Shown:
    """A kind of comparison: its name, with its unit; where arms are equal; digits, or None for the parameter's.

    ratio: whether its axis is logarithmic. scale: what its numbers are multiplied by. between: the word between arms.
    """

    name: str
    null: float = 0.0
    digits: int | None = None
    ratio: bool = False
    scale: float = 1.0
    unit: str = ""
    between: str = "minus"

    @property
    def with_unit(self) -> str:
        return f"{self.name}, {self.unit}" if self.unit else self.name


EFFECTS: Mapping[Kind, Shown] = {
    Kind.DIFFERENCE: Shown("Difference"),
    Kind.RISK_DIFFERENCE: Shown("Difference", 0.0, 1, scale=100.0, unit=PERCENTAGE_POINTS),
    Kind.RISK_RATIO: Shown("Ratio of shares", 1.0, 2, ratio=True, between="over"),
    Kind.ODDS_RATIO: Shown("Odds ratio", 1.0, 2, ratio=True, between="over"),
    Kind.RATIO: Shown("Ratio", 1.0, 2, ratio=True, between="over"),
    Kind.RATE_RATIO: Shown("Rate ratio", 1.0, 2, ratio=True, between="over"),
    Kind.HAZARD_RATIO: Shown("Hazard ratio", 1.0, 2, ratio=True, between="over"),
    Kind.WIN_PROBABILITY: Shown("Win probability", 0.5, 2, between="against"),
    Kind.AREA_DIFFERENCE: Shown("Difference of areas", 0.0, 1, unit=PERCENTAGE_POINTS),
}
# What is told of a yes or no, whose name is that of the event.
OF_EVENTS = (Kind.PROPORTION, Kind.RISK_DIFFERENCE, Kind.RISK_RATIO, Kind.ODDS_RATIO)
# What is told of an arm beside its number of subjects.
OF_ARMS: Mapping[Kind, str] = {
    Kind.LSMEAN: "LS mean (SE)",
    Kind.PROPORTION: "n (%)",
    Kind.GEOMETRIC_MEAN: "Geometric mean",
    Kind.RATE: "Rate",
}


def of_arms(kinds: Iterable[Any]) -> dict[Kind, str]:
    """Name what rows tell of an arm."""
    present = {*kinds}
    return {kind: name for kind, name in OF_ARMS.items() if kind in present}


def sides_of(records: Iterable[Record], sides: Iterable[Record]) -> dict[tuple[Any, Any], str]:
    """Say which way a comparison must lie to speak for the arm, by analysis and parameter; sides: rows that say so."""
    found = {
        (record["analysis"], record["PARAMCD"]): str(record["better"])
        for record in [*records, *sides]
        if record["better"] in ("lower", "higher")
    }
    larger = [record for record in records if Kind(record["kind"]).traits.favours_larger]
    return {**found, **{(record["analysis"], record["PARAMCD"]): "higher" for record in larger}}


def speaks(kind: Kind, better: str) -> str:
    """Say which side of no difference speaks for the arm."""
    null = EFFECTS[kind].null
    return f"{'Below' if better == 'lower' else 'Above'} {null:g} speaks for the arm."
