"""Win ratio, win odds and net benefit of a hierarchy of outcomes: every subject of an arm against every other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.wins import Outcomes, first_decided, fit_wins
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import all_named, list_of
from trialstats.methods.shared.scope import conf_level, members, pairs
from trialstats.methods.shared.used import told_of_left_out
from trialstats.methods.wins.contestants import Contest, Times, contest_of
from trialstats.methods.wins.options import Happened, Measured, Wins
from trialstats.methods.wins.rows import WIN_ODDS, Pairs
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Result, Row

__all__ = ["run"]

Places = NDArray[np.intp]

STATISTICS: list[Row] = [
    {"kind": Kind.WIN_RATIO},
    {"kind": Kind.ODDS_RATIO, "variable": WIN_ODDS},
    {"kind": Kind.NET_BENEFIT},
]


def run(analysis: Wins, inputs: Inputs) -> Result:
    """Compare each active arm with the reference.

    Rows, of both arms (n) and keys ARM, REFERENCE: win_ratio, odds_ratio (variable WIN_ODDS) and net_benefit, positive
    or above 1 where the active arm does better; and counts of pairs (variable one of Pairs, of total): all, and with
    group those that reached an outcome: won and lost by it, or passed on.
    """
    collector = Collector(inputs.name)
    people, counts = _people(analysis, inputs)
    collector.exclude({"dataset": "adsl"}, counts)
    contests: dict[str, Contest] = {}
    expected = [{**row, **pair} for pair in pairs(inputs) for row in STATISTICS]
    with collector.attempt({"kind": Kind.WIN_RATIO}, expected):
        for component in analysis.components:
            contest = contest_of(component, inputs, people.index)
            contests[component.label] = contest
            collector.exclude({"group": component.label}, contest.counts)
            if isinstance(contest, Times):
                collector.exclude({"group": component.label, "variable": "events"}, contest.events)
        for pair in pairs(inputs):
            _compare(analysis, people, contests, pair, collector)
    collector.add(*told_of_left_out(collector, all_named(inputs)))
    collector.add(*({"kind": Kind.VALUE, "variable": Told.RULE, "PARAM": one} for one in _thresholds(analysis)))
    told = [*_sentences(analysis), *_thresholds(analysis)]
    return collector.result(software="trialstats (numpy, scipy)", inference=" ".join(told))


def _people(analysis: Wins, inputs: Inputs) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the subjects whose strata are known, sorted by USUBJID, which is the index: TRT01P and the strata."""
    people = members(inputs, analysis.population).set_index("USUBJID").sort_index()[["TRT01P", *analysis.strata]]
    counts = {"in": len(people)}
    for name in analysis.strata:
        known = people[name].notna()
        counts |= {f"{name} missing": int((~known).sum())} if not known.all() else {}
        people = people[known]
    return people, {**counts, "used": len(people)}


def _compare(
    analysis: Wins, people: pd.DataFrame, contests: dict[str, Contest], pair: Row, collector: Collector
) -> None:
    """Count the pairs of two arms by the outcome that decides them, and estimate of all of them."""
    decided: list[Outcomes] = []
    tally = {label: [0, 0] for label in contests}
    alone = 0
    for active, reference in _strata(analysis, people, pair):
        if not (active.size and reference.size):
            alone += active.size + reference.size
            continue
        hierarchy = [contest.decide(active, reference) for contest in contests.values()]
        decisions, shares = first_decided(hierarchy)
        decided.append(decisions)
        for label, own in zip(contests, shares, strict=True):
            tally[label][0] += int((own > 0).sum())
            tally[label][1] += int((own < 0).sum())
    total = sum(decisions.size for decisions in decided)
    collector.add(*_counts(tally, total, pair))
    if alone:
        both = int(people["TRT01P"].isin([pair["ARM"], pair["REFERENCE"]]).sum())
        collector.exclude(pair, {"in": both, "in a stratum with one arm only": alone, "used": both - alone})
    expected = [{**row, **pair} for row in STATISTICS]
    with collector.attempt(expected[0], expected):
        fit = fit_wins(decided, analysis.divisors)
        for row, estimate in zip(expected, (fit.win_ratio, fit.win_odds, fit.net_benefit), strict=True):
            with collector.attempt(row):
                collector.add({**row, "n": fit.n, **estimate(conf_level(analysis))})


def _strata(analysis: Wins, people: pd.DataFrame, pair: Row) -> Iterator[tuple[Places, Places]]:
    """Give the places of the subjects of the active arm and of the reference, a stratum at a time."""
    places = np.arange(len(people))
    of_arm = {key: (people["TRT01P"] == pair[key]).to_numpy(dtype=bool) for key in ("ARM", "REFERENCE")}
    if not analysis.strata:
        yield places[of_arm["ARM"]], places[of_arm["REFERENCE"]]
        return
    stratum = people.groupby(list(analysis.strata), observed=True, sort=True).ngroup().to_numpy()
    for number in range(int(stratum.max(initial=-1)) + 1):
        own = stratum == number
        yield places[own & of_arm["ARM"]], places[own & of_arm["REFERENCE"]]


def _counts(tally: dict[str, list[int]], total: int, pair: Row) -> Iterator[Row]:
    """Count pairs by the outcome that decided them, those that it passed on, and all; percent: of all pairs."""
    left = total
    for label, (won, lost) in tally.items():
        left -= won + lost
        yield from _tallied({**pair, "group": label}, won, lost, left, total)
    won, lost = (sum(side) for side in zip(*tally.values(), strict=True))
    yield from _tallied(pair, won, lost, left, total)


def _tallied(keys: Row, won: int, lost: int, tied: int, total: int) -> Iterator[Row]:
    for variable, count in ((Pairs.WON, won), (Pairs.LOST, lost), (Pairs.TIED, tied)):
        share = {"percent": 100 * count / total} if total else {"reason": "no pair of subjects"}
        yield {"kind": Kind.COUNT, **keys, "variable": variable, "count": count, "total": total, **share}


def _thresholds(analysis: Wins) -> Iterator[str]:
    """Say by how much two values must differ for one of them to be the better."""
    told = [
        f"{component.label} by at least {component.threshold:g}"
        for component in analysis.components
        if isinstance(component, Measured) and component.threshold
    ]
    if told:
        yield f"A pair is decided where values differ enough, and tied otherwise: {list_of(told)}."


def _sentences(analysis: Wins) -> Iterator[str]:
    order = list_of([component.label for component in analysis.components])
    yield (
        "Every subject of the arm is compared with every one of the reference"
        f"{f' in the same stratum ({list_of(analysis.strata)})' if analysis.strata else ''} by the outcomes in their "
        f"order ({order}): the first in which one of the two did better decides the pair."
    )
    if any(isinstance(component, Happened) for component in analysis.components):
        yield "Times to events are compared as far as both were followed."
    yield (
        "Win ratio: pairs won over pairs lost; win odds: the same with half of the ties in both; net benefit: share "
        "won minus share lost. Intervals and p values are normal, of ratios on the scale of logarithms, with the "
        f"variances of U statistics (Bebu and Lachin 2016; divisors {analysis.divisors})."
    )
    if analysis.strata:
        yield "Strata are put together with Mantel-Haenszel weights (Dong et al. 2018)."
