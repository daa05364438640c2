"""Effects in the levels of a factor by one mixed model for repeated measures, that of an analysis of method mmrm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pandas as pd

from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.gaps import refuse_gaps
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_fits import describe
from trialstats.methods.shared.scope import active_arms, by_parameter, conf_level, pairs, visits
from trialstats.methods.shared.variation import refuse_constant
from trialstats.methods.subgroups.levels import factor_keys, levels_of, marked, nobody
from trialstats.methods.subgroups.mmrm_cells import Cell, MmrmCells, RepeatedMeasures, fit_mmrm_cells
from trialstats.methods.subgroups.options import Subgroups
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row, with_reason
from trialstats.trialfile.parts.analysis import Findings

__all__ = ["OneMmrm"]


@dataclass(frozen=True)
class OneMmrm:
    """One model a factor: of the analysis `of`, whose options as a model are `model`, on its material."""

    analysis: Subgroups
    of: Findings
    model: RepeatedMeasures
    inputs: Inputs
    collector: Collector

    def by_levels(self, factor: str) -> None:
        """Add, per parameter, means and differences in the levels, and the test of interaction at each visit."""
        for paramcd, records in by_parameter(self.of, self.inputs):
            seen = [
                visit
                for visit in visits(self.of, self.inputs, records, with_baseline=False)
                if visit in self.inputs.after_baseline
            ]
            at = {"PARAMCD": paramcd, "measure": self.of.measure}
            expected = list(self.expected(at, factor, seen, levels_of(records[factor])))
            with self.collector.attempt({**at, "variable": factor}, expected):
                frame, fit = self.fit(records, at, factor, seen)
                for row in expected:
                    with self.collector.attempt(row):
                        self.collector.add(
                            self.interaction(row, fit, int(frame["USUBJID"].nunique()))
                            if row["kind"] == Kind.INTERACTION
                            else self.effect(row, fit)
                        )

    def expected(self, at: Row, factor: str, seen: list[str], levels: list[str]) -> Iterator[Row]:
        asked = [visit for visit in seen if not self.analysis.at or visit in self.analysis.at]
        keys = {**at, **factor_keys(self.inputs, factor)}
        places = [{**keys, "AVISIT": visit, "level": level} for visit, level in product(asked, levels)]
        for place in places:
            yield from ({**place, "kind": Kind.LSMEAN, "ARM": arm} for arm in self.inputs.arms)
            yield from ({**place, "kind": Kind.DIFFERENCE, **pair} for pair in pairs(self.inputs))
        yield from ({**keys, "AVISIT": visit, "kind": Kind.INTERACTION} for visit in asked)

    def fit(self, records: pd.DataFrame, at: Row, factor: str, seen: list[str]) -> tuple[pd.DataFrame, MmrmCells]:
        baseline = str(self.inputs.baseline) if self.model.baseline == "constrained" else None
        fitted = [*([baseline] if baseline else []), *seen]
        further = [name for name in (self.model.covariance_by, self.model.time) if name not in (None, "TRT01P")]
        needed = [self.of.measure, *dict.fromkeys([*self.model.covariates, *map(str, further), factor])]
        frame, counts = complete_records(records[records["AVISIT"].isin(fitted)], [needed[0], "TRT01P", *needed[1:]])
        self.collector.exclude({**at, "variable": factor}, counts)
        refuse_gaps(frame, self.inputs.arms, needed)
        refuse_constant(frame, self.of.measure)
        fit = fit_mmrm_cells(self.model, self.of.measure, factor, frame, baseline, conf_level(self.analysis))
        self.collector.describe({**at, "variable": factor}, describe(fit.fit))
        return frame, fit

    def effect(self, row: Row, fit: MmrmCells) -> Row:
        """Estimate a mean or a difference; say so where nobody was seen, or too few to lean on."""
        arms = [str(row[key]) for key in ("ARM", "REFERENCE") if key in row]
        cells: list[Cell] = [(arm, str(row["level"]), str(row["AVISIT"])) for arm in arms]
        sizes = {arm: fit.sizes.get(cell, 0) for arm, cell in zip(arms, cells, strict=True)}
        absent = nobody(row, sizes, "in this level at this visit")
        if absent is not None:
            return absent
        if len(cells) == 1:
            return {**row, "n": sizes[arms[0]], **fit.mean(cells[0])}
        found = {**row, "n": sum(sizes.values()), **fit.difference(cells[0], cells[1])}
        return marked(found, list(sizes.values()), self.analysis.minimum)

    def interaction(self, row: Row, fit: MmrmCells, n: int) -> Row:
        """Test that each arm's difference at a visit is the same in all levels in which it can be estimated."""
        visit = str(row["AVISIT"])
        levels = list(dict.fromkeys(level for _, level, _ in fit.codes))
        compared = []
        for arm in active_arms(self.inputs):
            both = [((arm, level, visit), (self.inputs.reference, level, visit)) for level in levels]
            here = [pair for pair in both if all(fit.sizes.get(cell, 0) for cell in pair)]
            compared += [(pair, here[0]) for pair in here[1:]]
        if not compared:
            return with_reason([row], "fewer than two levels have subjects of both arms at this visit")[0]
        return {**row, "n": n, **fit.joint_test(compared)}
