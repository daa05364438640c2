"""Effects on a yes or no in the levels of a factor by one logistic model, of an analysis of method proportions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import pandas as pd

from trialstats.engines.proportions import proportion
from trialstats.errors import NoSuchNumber
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import active_arms, by_parameter, conf_level, pairs, visits
from trialstats.methods.shared.yes_or_no.desirable import is_desirable
from trialstats.methods.shared.yes_or_no.options import Event, Missing
from trialstats.methods.shared.yes_or_no.people import RESPONSE, people_over, with_response
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.methods.subgroups.levels import factor_keys, levels_of, marked, nobody
from trialstats.methods.subgroups.logistic_cells import LogisticCells, fit_logistic_cells
from trialstats.methods.subgroups.options import Subgroups
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row, with_reason
from trialstats.trialfile.parts.analysis import Findings

__all__ = ["OneLogistic", "Shares"]

# The one level of the factor that everybody is in.
EVERYBODY = "_all"


class Shares(Protocol):
    """What an analysis of method proportions says of its event and its models."""

    @property
    def population(self) -> str | None: ...

    @property
    def measure(self) -> str: ...

    event: Event
    desirable: bool | None
    missing: Missing
    over: Literal["visits", "trial"]
    strata: tuple[str, ...]
    adjusted: tuple[str, ...]
    interval: Any


@dataclass(frozen=True)
class OneLogistic:
    """One model a factor, visit and parameter: of the analysis `of`, whose options are `shares`, on its material.

    kind: of the effects. events: by parameter, what the event is called.
    """

    analysis: Subgroups
    of: Findings
    shares: Shares
    inputs: Inputs
    kind: Kind
    events: dict[str, str]
    collector: Collector

    @property
    def covariates(self) -> tuple[str, ...]:
        """The variables of the model: those adjusted for, and strata, which it has as factors."""
        return tuple(dict.fromkeys((*self.shares.adjusted, *self.shares.strata)))

    def everybody(self) -> None:
        """Add, per parameter and visit, shares and effects in all subjects, by a model without a factor."""
        self.by_levels(EVERYBODY)

    def by_levels(self, factor: str) -> None:
        """Add, per parameter and visit, shares and effects in the levels, and the test of interaction."""
        for paramcd, records in by_parameter(self.of, self.inputs):
            seen = visits(self.of, self.inputs, records, with_baseline=False)
            asked = [visit for visit in seen if not self.analysis.at or visit in self.analysis.at]
            together = [(None, seen)] if self.shares.over == "trial" else [(visit, [visit]) for visit in asked]
            for place, several in together:
                at: Row = {"PARAMCD": paramcd, "measure": self.of.measure, "AVISIT": place}
                self.at_visit(at, several, factor)

    def at_visit(self, at: Row, several: list[str], factor: str) -> None:
        about = {} if factor == EVERYBODY else {"variable": factor}
        levels = levels_of(self.inputs.adsl[factor]) if about else [EVERYBODY]
        expected = list(self.expected(at, factor, levels))
        with self.collector.attempt({**at, **about}, expected):
            fails = is_desirable(self.shares, self.inputs, str(at["PARAMCD"]))
            people = people_over(self.shares, self.inputs, str(at["PARAMCD"]), several, Status.FAILURE)
            kept = with_response(self.shares, people, fails=fails).reset_index().assign(AVISIT=str(at["AVISIT"]))
            kept = kept if about else kept.assign(**{EVERYBODY: pd.Categorical([EVERYBODY] * len(kept))})
            inside, of_value = complete_records(kept, [RESPONSE, "TRT01P", factor])
            self.excluded({**at, **about}, len(people), len(kept), of_value)
            for row in (row for row in expected if row["kind"] == Kind.PROPORTION):
                self.collector.add(self.share(row, inside, factor))
            compared = [row for row in expected if row["kind"] != Kind.PROPORTION]
            with self.collector.attempt({**at, **about}, compared):
                fit, frame = self.fit(at, inside, factor)
                for row in compared:
                    with self.collector.attempt(row):
                        test = row["kind"] == Kind.INTERACTION
                        self.collector.add(self.interaction(row, fit, len(frame)) if test else self.effect(row, fit))

    def expected(self, at: Row, factor: str, levels: list[str]) -> Iterator[Row]:
        whole = factor == EVERYBODY
        named = {} if whole else factor_keys(self.inputs, factor)
        keys = {**at, **named, "PARAM": self.events.get(str(at["PARAMCD"]))}
        for level in levels:
            place = keys if whole else {**keys, "level": level}
            yield from ({**place, "kind": Kind.PROPORTION, "ARM": arm} for arm in self.inputs.arms)
            yield from ({**place, "kind": self.kind, **pair} for pair in pairs(self.inputs))
        if not whole:
            yield {**keys, "kind": Kind.INTERACTION}

    def excluded(self, keys: Row, people: int, kept: int, counts: dict[str, int]) -> None:
        lost = {str(Status.NO_VALUE): people - kept} if people > kept else {}
        known = {key: value for key, value in keys.items() if value is not None}
        self.collector.exclude(known, {**counts, "in": people, **lost})

    def share(self, row: Row, people: pd.DataFrame, factor: str) -> Row:
        """Count the share of an arm in a level, as it is."""
        own = people.loc[
            people[factor].astype(str).eq(row.get("level", EVERYBODY)) & people["TRT01P"].astype(str).eq(row["ARM"]),
            RESPONSE,
        ]
        absent = nobody(row, {str(row["ARM"]): len(own)}, self.where(row))
        if absent is not None:
            return absent
        made = proportion(int(own.sum()), len(own), conf_level(self.analysis), self.shares.interval.share)
        return {**row, **made}

    def fit(self, at: Row, people: pd.DataFrame, factor: str) -> tuple[LogisticCells, pd.DataFrame]:
        about = {} if factor == EVERYBODY else {"variable": factor}
        covariates = [name for name in self.covariates if name != factor]
        frame, counts = complete_records(people, [RESPONSE, "TRT01P", *covariates, factor])
        known = {key: value for key, value in at.items() if value is not None}
        if counts["used"] < counts["in"]:
            self.collector.exclude({**known, **about, "kind": str(self.kind)}, counts)
        fit = fit_logistic_cells(frame, RESPONSE, factor, covariates, self.inputs.arms)
        terms = [f"TRT01P*{factor}" if about else "TRT01P", *covariates]
        described = {"formula": f"event ~ {' + '.join(terms)}", "n_subjects": len(fit.fit.frame)}
        self.collector.describe({**known, **about}, described)
        return fit, frame

    def effect(self, row: Row, fit: LogisticCells) -> Row:
        """Compare two arms in a level; say so where nobody is there, no event decides, or too few to lean on."""
        cells = [(str(row[key]), str(row.get("level", EVERYBODY))) for key in ("ARM", "REFERENCE")]
        sizes = {arm: fit.sizes.get((arm, level), 0) for arm, level in cells}
        absent = nobody(row, sizes, self.where(row))
        if absent is not None:
            return absent
        for arm, level in cells:
            if (arm, level) not in fit.numbers:
                raise NoSuchNumber(
                    f"nobody or everybody of arm {arm} {self.where(row)} has the event: a logistic model has no "
                    "estimate of its odds (`fits: separate` has shares)"
                )
        made = fit.effect(self.kind, cells[0], cells[1], conf_level(self.analysis))
        found = {**row, "n": sum(sizes.values()), **made}
        return marked(found, list(sizes.values()), self.analysis.minimum)

    def where(self, row: Row) -> str:
        return "in this level" if "level" in row else "with a value"

    def interaction(self, row: Row, fit: LogisticCells, n: int) -> Row:
        """Test that each arm's effect is the same in all levels in which it can be estimated."""
        compared = []
        levels = list(dict.fromkeys(level for _, level in fit.numbers))
        for arm in active_arms(self.inputs):
            both = [((arm, level), (self.inputs.reference, level)) for level in levels]
            here = [pair for pair in both if all(cell in fit.numbers for cell in pair)]
            compared += [(pair, here[0]) for pair in here[1:]]
        if not compared:
            return with_reason([row], "fewer than two levels have an effect in the model")[0]
        return {**row, "n": n, **fit.joint_test(self.kind, compared)}
