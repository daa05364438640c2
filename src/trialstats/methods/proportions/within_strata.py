"""How the arms compare within strata: who is left out, the differences and ratios combined, tests over strata."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.proportions import Tails
from trialstats.engines.proportions.association import breslow_day, cochran_mantel_haenszel
from trialstats.engines.proportions.strata import Strata
from trialstats.engines.proportions.stratified_difference import stratified_difference, stratified_difference_tails
from trialstats.engines.proportions.stratified_ratio import (
    stratified_odds,
    stratified_odds_tails,
    stratified_ratio,
    stratified_ratio_tails,
)
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.proportions.rows import Approach, StratifiedTest
from trialstats.methods.proportions.way import Way
from trialstats.methods.shared.yes_or_no.people import RESPONSE
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import Scale
from trialstats.results.shape import Row

__all__ = ["association", "homogeneity", "over_strata", "tables_of", "with_strata"]

Tables = dict[str, tuple[int, int, int, int]]


def with_strata(
    analysis: Proportions, people: pd.DataFrame, at: Row, collector: Collector
) -> tuple[pd.DataFrame, list[str]]:
    """Take the subjects whose stratum is known; note and tell the others."""
    counts, kept = {"in": len(people)}, people
    for name in analysis.strata:
        known = kept[name].notna()
        counts |= {f"{name} missing": int((~known).sum())} if not known.all() else {}
        kept = kept[known]
    counts["used"] = len(kept)
    if len(kept) == len(people):
        return kept, []
    known_keys = {key: value for key, value in at.items() if value is not None}
    collector.exclude({**known_keys, "variable": Approach.STRATIFIED}, counts)
    reasons = ", ".join(f"{n} {reason}" for reason, n in counts.items() if reason not in ("in", "used"))
    where = f"{at['AVISIT']}: " if at["AVISIT"] is not None else ""
    return kept, [f"{where}{len(people) - len(kept)} of {len(people)} ({reasons})"]


def tables_of(analysis: Proportions, people: pd.DataFrame, pair: Row, collector: Collector) -> tuple[Tables, list[str]]:
    """Count events and subjects of both arms by stratum; note and tell those of strata with one arm only."""
    arm, reference = str(pair["ARM"]), str(pair["REFERENCE"])
    tables: Tables = {}
    for levels, own in people.groupby(list(analysis.strata), observed=True, sort=True):
        name = ", ".join(f"{variable} {level}" for variable, level in zip(analysis.strata, levels, strict=True))
        sides = [own.loc[own["TRT01P"] == side, RESPONSE] for side in (arm, reference)]
        if sum(map(len, sides)):
            x1, n1, x0, n0 = (number for side in sides for number in (int(side.sum()), len(side)))
            tables[name] = (x1, n1, x0, n0)
    alone = {f"{name}: one arm only": n1 + n0 for name, (_, n1, _, n0) in tables.items() if not (n1 and n0)}
    if not alone:
        return tables, []
    total = sum(n1 + n0 for _, n1, _, n0 in tables.values())
    counts = {"in": total, **alone, "used": total - sum(alone.values())}
    collector.exclude({**pair, "variable": Approach.STRATIFIED}, counts)
    where = ", ".join(str(pair[key]) for key in ("AVISIT", "ARM") if pair[key] is not None)
    return tables, [f"{where}: {sum(alone.values())} of {total} in {len(alone)} of {len(tables)} strata"]


def over_strata(analysis: Proportions, tables: Tables) -> Way:
    """Compare within strata, and combine."""
    strata = Strata.of(list(tables.values()))

    def estimate(effect: str, level: float) -> Row:
        if effect == Scale.DIFFERENCE:
            return stratified_difference(strata, level, analysis.difference_method)
        combine = stratified_ratio if effect == Scale.RATIO else stratified_odds
        return combine(strata, level, analysis.combine_ratios)

    def tails(effect: str, value: float, level: float) -> Tails:
        if effect == Scale.DIFFERENCE:
            return stratified_difference_tails(strata, value, analysis.difference_method, level)
        test = stratified_ratio_tails if effect == Scale.RATIO else stratified_odds_tails
        return test(strata, value, analysis.combine_ratios)

    return Way(estimate, tails)


def association(analysis: Proportions, people: pd.DataFrame, at: Row, collector: Collector) -> None:
    """Test over strata whether arms and event go together."""
    row = {**at, "kind": Kind.JOINT_TEST, "variable": StratifiedTest.CMH}
    with collector.attempt(row):
        strata = people.groupby(list(analysis.strata), observed=True).ngroup()
        collector.add(
            {**row, **cochran_mantel_haenszel(list(people["TRT01P"].astype(str)), list(people[RESPONSE]), list(strata))}
        )


def homogeneity(tables: Tables, pair: Row, collector: Collector) -> None:
    row = {**pair, "kind": Kind.JOINT_TEST, "variable": StratifiedTest.BRESLOW_DAY}
    with collector.attempt(row):
        collector.add({**row, **breslow_day(Strata.of(list(tables.values())))})
