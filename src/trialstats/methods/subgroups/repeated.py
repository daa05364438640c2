"""An analysis repeated as it is: in all subjects, and by itself in each level of a factor."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.shared.inputs import Inputs, Repeated
from trialstats.methods.shared.scope import members
from trialstats.methods.subgroups.heterogeneity import heterogeneity_rows
from trialstats.methods.subgroups.levels import factor_keys, levels_of, marked
from trialstats.methods.subgroups.options import Subgroups
from trialstats.methods.subgroups.rows import SIDE
from trialstats.results.collector import EXCLUDED, FAILED, FITS, Collector
from trialstats.results.fitting import Fitting
from trialstats.results.kinds import Kind
from trialstats.results.rows import Scale
from trialstats.results.shape import STATISTICS, Row
from trialstats.trialfile.parts.analysis import Findings, Method

__all__ = ["Repetition"]

# What an analysis tells of an arm by itself.
OF_ARMS = (Kind.LSMEAN, Kind.PROPORTION, Kind.GEOMETRIC_MEAN, Kind.RATE)
OF_EVENTS = (Kind.PROPORTION, Kind.RISK_DIFFERENCE, Kind.RISK_RATIO, Kind.ODDS_RATIO)
EFFECTS: Mapping[str, Kind] = {
    Scale.DIFFERENCE: Kind.RISK_DIFFERENCE,
    Scale.RATIO: Kind.RISK_RATIO,
    Scale.ODDS_RATIO: Kind.ODDS_RATIO,
}
# Keys of an analysis that name variables of subjects and are no covariates by `subject_variables`.
FURTHER = ("by_visit",)


@dataclass(frozen=True)
class Repetition:
    """The analysis `of`, with its material: what it gives in all subjects, or in some."""

    analysis: Subgroups
    of: Findings
    inputs: Inputs
    repeat: Callable[[Method, Inputs], Repeated] | None
    collector: Collector

    def everybody(self) -> tuple[Kind, list[Row], Fitting]:
        """Give the kind of effects, those in all subjects, and how that was fitted.

        Adds which way effects must lie, and what fell out.
        """
        result, kind, variable = self.run(self.of, self.inputs)
        rows = self.chosen(result.rows, kind, variable)
        if not any(row["kind"] == kind for row in rows):
            where = f" at {', '.join(self.analysis.at)}" if self.analysis.at else ""
            text = f"{self.analysis.of} has no rows of kind {kind}{where} to repeat in subgroups"
            raise SpecError(f"analyses.{self.collector.analysis}: {text}")
        self.collector.add(*self.sides(result.rows), *self.beyond(result.rows))
        self.noted(result.notes, {})
        return kind, rows, Fitting(**result.notes.get("fitting", {}))

    def separately(self, factor: str, kind: Kind, overall: Iterable[Row]) -> None:
        """Add the effects in each level, each by an analysis of its subjects alone, and their test of heterogeneity."""
        people = members(self.inputs, self.of.population)
        named = factor_keys(self.inputs, factor)
        without = int(people[factor].isna().sum())
        counts = {"in": len(people), f"{factor} missing": without, "used": len(people) - without}
        self.collector.exclude({"variable": factor}, counts)
        alone, places, found = without_factor(self.of, factor), places_of(overall, kind), list[Row]()
        for level in levels_of(people[factor]):
            result, _, variable = self.run(alone, part_of(self.inputs, factor, level))
            rows = [{**row, **named, "level": level} for row in self.chosen(result.rows, kind, variable)]
            sizes = {arm_of(row): row.get("n") for row in rows if row["kind"] in OF_ARMS}
            rows = [self.small(row, kind, sizes) for row in rows]
            self.collector.add(*rows)
            found += rows
            self.noted(result.notes, {"variable": factor, "level": level})
        for place in places:
            own = [row for row in found if is_at(row, place)]
            heterogeneity_rows({**place, **named}, kind, own, self.inputs, self.collector)

    def run(self, of: Findings, inputs: Inputs) -> tuple[Any, Kind, str | None]:
        """Run the analysis; the kind and variable of the effects are those asked for, or those that answer."""
        assert self.repeat is not None, "an analysis that repeats another is run by `run_method`"
        made = self.repeat(of, inputs)
        wanted = EFFECTS[self.analysis.effect] if self.analysis.effect else made.kind
        return made.result, wanted, made.variable if wanted == made.kind else None

    def chosen(self, rows: pd.DataFrame, kind: Kind, variable: str | None) -> list[Row]:
        """Take, at the visits asked for, what is told of the arms and of their comparison."""
        here = rows["AVISIT"].isna() | rows["AVISIT"].isin(self.analysis.at) if self.analysis.at else True
        compared = rows["kind"].eq(kind) & rows["REFERENCE"].notna() & rows["USUBJID"].isna()
        compared &= rows["variable"].isna() if variable is None else rows["variable"].eq(variable).fillna(False)
        of_arms = rows["kind"].isin(list(OF_ARMS)) & rows["variable"].isna() & rows["ARM"].notna()
        chosen = rows[(compared | of_arms).fillna(False) & here]
        taken = [self.taken(row) for row in chosen.to_dict("records")]
        keys = [key_of(row) for row in taken]
        if len({*keys}) < len(keys):
            several = ", ".join(str(name) for name in chosen["group"].dropna().unique())
            raise SpecError(f"analyses.{self.collector.analysis}.of: {self.analysis.of} compares {several}: name one")
        return taken

    def taken(self, row: Mapping[Any, Any]) -> Row:
        """Make a row of it: its keys without those of groups, the event as what it is of, and its numbers."""
        keys = {key: row[key] for key in ("kind", "PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE")}
        # Of a yes or no the group is the event.
        event = row["group"] if row["kind"] in OF_EVENTS else None
        words = {"PARAM": event, "unit": row["unit"], "reason": row["reason"]}
        numbers = {name: row[name] for name in STATISTICS}
        return {name: value for name, value in {**keys, **words, **numbers}.items() if not pd.isna(value)}

    def small(self, row: Row, kind: Kind, sizes: Mapping[tuple[Any, ...], Any]) -> Row:
        """Mark a comparison in which an arm has few subjects."""
        if row["kind"] != kind or row.get("estimate") is None:
            return row
        known = [sizes.get(arm_of({**row, "ARM": row[key]})) for key in ("ARM", "REFERENCE")]
        return marked(row, [size for size in known if size is not None], self.analysis.minimum)

    def sides(self, rows: pd.DataFrame) -> list[Row]:
        """Say which way is better where the analysis says so of its comparisons, such as of an event."""
        told = rows[rows["kind"].eq(Kind.VALUE) & rows["better"].notna()]
        pairs = told[["PARAMCD", "better"]].drop_duplicates("PARAMCD").itertuples(index=False)
        return [
            {"kind": Kind.VALUE, "PARAMCD": paramcd, "variable": SIDE, "better": better, "PARAM": better}
            for paramcd, better in pairs
        ]

    def beyond(self, rows: pd.DataFrame) -> list[Row]:
        """Tell what lies beyond a limit of quantification and fell out of the analysis."""
        keys = ("kind", "PARAMCD", "measure", "ARM", "count", "total")
        return [{key: row[key] for key in keys} for row in rows[rows["kind"].eq(Kind.BEYOND_LIMIT)].to_dict("records")]

    def noted(self, notes: Any, where: Row) -> None:
        """Keep what was fitted, left out, and failed."""
        for name in (EXCLUDED, FAILED, FITS):
            for note in notes.get(name, ()):
                self.collector.note(name, {**note, **where})


def key_of(row: Row) -> tuple[Any, ...]:
    return tuple(row.get(key) for key in ("kind", "PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE"))


def arm_of(row: Row) -> tuple[Any, ...]:
    return tuple(row.get(key) for key in ("PARAMCD", "AVISIT", "ARM"))


def places_of(rows: Iterable[Row], kind: Kind) -> list[Row]:
    """List the parameters and visits of effects."""
    found = dict[tuple[Any, ...], Row]()
    for row in (row for row in rows if row["kind"] == kind):
        place: Row = {key: row[key] for key in ("PARAMCD", "measure", "AVISIT", "PARAM") if key in row}
        found[tuple(place.values())] = place
    return list(found.values())


def is_at(row: Row, place: Row) -> bool:
    return all(row.get(key) == place.get(key) for key in ("PARAMCD", "measure", "AVISIT"))


def part_of(inputs: Inputs, factor: str, level: str) -> Inputs:
    """Take the material of the subjects in one level."""
    adsl = inputs.adsl[inputs.adsl[factor].astype("string").eq(level).fillna(False)]
    records = inputs.records[inputs.records["USUBJID"].isin(adsl["USUBJID"])]
    return dataclasses.replace(inputs, adsl=adsl, records=records)


def without_factor(of: Findings, factor: str) -> Findings:
    """Take a factor, the same in everybody of a level, out of the covariates and strata of an analysis."""
    changes: dict[str, Any] = {}
    for key in dict.fromkeys((*of.subject_variables, *FURTHER)):
        named = getattr(of, key, None)
        if isinstance(named, tuple) and factor in named:
            changes[key] = tuple(name for name in named if name != factor)
        elif named == factor:
            changes[key] = None
    return of.model_copy(update=changes)
