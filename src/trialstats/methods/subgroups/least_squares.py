"""Effects in subgroups by least squares at each visit by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import pandas as pd

from trialstats.errors import FitError, SpecError
from trialstats.methods.shared.complete import complete_records, refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import active_arms, by_parameter, conf_level, means_and_differences, visits
from trialstats.methods.shared.variation import refuse_constant
from trialstats.methods.subgroups.cell_means import CellFit, fit_cells
from trialstats.methods.subgroups.heterogeneity import heterogeneity_rows
from trialstats.methods.subgroups.levels import factor_keys, levels_of, marked, nobody
from trialstats.methods.subgroups.options import Subgroups
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row, with_reason
from trialstats.trialfile.parts.analysis import Findings

__all__ = ["Covaried", "LeastSquares"]

# The one level of the factor that everybody is in: the effect in all subjects.
EVERYBODY = "_all"


class Covaried(Protocol):
    """What an analysis of covariance says of its model."""

    covariates: tuple[str, ...]
    weights: Literal["equal", "observed"]
    std_error: Literal["classical", "HC3"]


@dataclass(frozen=True)
class LeastSquares:
    """The model of `of` (the analysis of subgroups itself, or one of covariance that it repeats) on its records."""

    analysis: Subgroups
    of: Findings
    inputs: Inputs
    covariates: tuple[str, ...]
    weights: str
    std_error: str
    collector: Collector

    def estimate(self) -> None:
        """Add the rows of all subjects, and of the levels of each factor."""
        self.add((EVERYBODY, *self.analysis.factors))

    def by_levels(self, factor: str) -> None:
        """Add the rows of the levels of a factor."""
        self.add((factor,))

    def add(self, factors: tuple[str, ...]) -> None:
        for paramcd, records in by_parameter(self.of, self.inputs):
            for visit in visits(self.of, self.inputs, records, with_baseline=False):
                if self.analysis.at and visit not in self.analysis.at:
                    continue
                at = {"PARAMCD": paramcd, "measure": self.of.measure, "AVISIT": visit}
                here = records[records["AVISIT"] == visit].assign(**{EVERYBODY: "all"})
                for factor in factors:
                    self.one_factor(here, at, factor)

    def one_factor(self, records: pd.DataFrame, at: Row, factor: str) -> None:
        """Estimate by one model, or by one in each level."""
        about = {} if factor == EVERYBODY else {"variable": factor}
        if factor not in records:
            raise SpecError(f"analyses.{self.collector.analysis}.factors: {factor} is not a variable of the records")
        covariates = [name for name in self.covariates if name != factor]
        levels = levels_of(records[factor])
        needed = [self.of.measure, "TRT01P", *covariates, factor]
        frame, counts = complete_records(records, needed)
        self.collector.exclude({**at, **about}, counts)
        keys = {**at, **(factor_keys(self.inputs, factor) if about else {})}
        if about and self.analysis.is_separate:
            before = len(self.collector.rows)
            for level in levels:
                own, _ = complete_records(frame[frame[factor].astype(str) == level], needed)
                expected = list(self.expected(keys, [level], factor))
                with self.collector.attempt({**at, **about, "level": level}, expected):
                    self.fit({**keys, "level": level}, own, factor, covariates, expected)
            heterogeneity_rows(keys, Kind.DIFFERENCE, self.collector.rows[before:], self.inputs, self.collector)
            return
        expected = [*self.expected(keys, levels, factor), *([{**keys, "kind": Kind.INTERACTION}] if about else [])]
        with self.collector.attempt({**at, **about}, expected):
            self.fit(keys, frame, factor, covariates, expected)

    def expected(self, keys: Row, levels: list[str], factor: str) -> Iterator[Row]:
        """List the means and differences of the levels."""
        for level in levels:
            here = keys if factor == EVERYBODY else {**keys, "level": level}
            yield from means_and_differences(self.inputs, here, [str(keys["AVISIT"])])

    def fit(self, about: Row, frame: pd.DataFrame, factor: str, covariates: list[str], expected: list[Row]) -> None:
        value = self.of.measure
        if frame.empty:
            raise FitError(f"no record has {', '.join([value, *covariates, factor])}")
        refuse_duplicates(frame)
        refuse_constant(frame, value)
        fit = fit_cells(frame, value, factor, covariates, self.weights, self.std_error)
        self.collector.describe(about, fit.describe())
        for row in expected:
            if row["kind"] == Kind.INTERACTION:
                self.collector.add(self.interaction(row, fit, frame))
            else:
                self.collector.add(self.effect(row, fit))

    def effect(self, row: Row, fit: CellFit) -> Row:
        """Estimate a mean or a difference; say so where nobody is there, or too few to lean on."""
        level = str(row.get("level", "all"))
        arms = [str(row[key]) for key in ("ARM", "REFERENCE") if key in row]
        sizes = {arm: fit.sizes.get((arm, level), 0) for arm in arms}
        absent = nobody(row, sizes, "in this level")
        if absent is not None:
            return absent
        vector = fit.means[arms[0], level] - (fit.means[arms[1], level] if len(arms) > 1 else 0.0)
        found = {**row, "n": sum(sizes.values()), **fit.linear.estimate(vector, conf_level(self.analysis))}
        compared = list(sizes.values()) if row["kind"] == Kind.DIFFERENCE else []
        return marked(found, compared, self.analysis.minimum)

    def interaction(self, row: Row, fit: CellFit, frame: pd.DataFrame) -> Row:
        """Test that each arm's difference is the same in all levels in which it can be estimated."""
        contrasts = []
        reference = self.inputs.reference
        levels = list(dict.fromkeys(level for _, level in fit.sizes))
        for arm in active_arms(self.inputs):
            both = [level for level in levels if {(arm, level), (reference, level)} <= set(fit.sizes)]
            effects = [fit.means[arm, level] - fit.means[reference, level] for level in both]
            contrasts += [effect - effects[0] for effect in effects[1:]]
        if not contrasts:
            return with_reason([row], "fewer than two levels have subjects of both arms")[0]
        return {**row, "n": len(frame), **fit.joint_test(np.array(contrasts))}
