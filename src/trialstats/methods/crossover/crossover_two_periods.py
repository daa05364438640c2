"""What two treatments in two periods have besides the model: subjects' own differences and totals, and their ranks."""

from __future__ import annotations

from collections.abc import Callable

from trialstats.engines.crossover import Pairs, carry_over, first_period, median_difference, pair_up, paired, rank_test
from trialstats.engines.estimate import Estimate
from trialstats.methods.crossover.crossover_scale import Work, kinds
from trialstats.methods.crossover.records import pairs_of
from trialstats.methods.crossover.rows import Beside, Effect, Ranks
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["add_two_periods"]

RANKED = {Ranks.TREATMENT: "treatment", Ranks.PERIOD: "period", Ranks.CARRY_OVER: "carry-over"}


def add_two_periods(work: Work, collector: Collector) -> None:
    """Compare what subjects with both periods differ by, and their totals between sequences."""
    pairs = pair_up(work.frame)
    add_totals(work, pairs, collector)
    add_differences(work, pairs, collector)
    if "ranks" in work.analysis.beside:
        add_ranks(work, pairs, collector)


def add_totals(work: Work, pairs: Pairs, collector: Collector) -> None:
    """Compare the totals of subjects between the sequences, which carry-over would make differ."""
    keys = {**work.at, "kind": Kind.COEFFICIENT, "variable": Effect.TOTALS, **compared(work)}
    with collector.attempt(keys):
        collector.add({**keys, "n": size(pairs), **work.of_ratio, **work.told(carry_over(pairs, work.level))})


def add_differences(work: Work, pairs: Pairs, collector: Collector) -> None:
    """Compare the treatments otherwise than the model does, as far as is asked for."""
    _, kind = kinds(work.analysis)
    estimates: dict[str, tuple[Beside, Callable[..., Estimate]]] = {
        "paired": (Beside.PAIRED, paired),
        "first period": (Beside.FIRST, first_period),
    }
    for word, (group, estimate) in estimates.items():
        if word in work.analysis.beside:
            keys = {**work.at, "kind": kind, **compared(work), "group": group}
            with collector.attempt(keys):
                collector.add({**keys, "n": size(pairs), **work.told(estimate(pairs, work.level))})


def add_ranks(work: Work, pairs: Pairs, collector: Collector) -> None:
    """Compare by ranks, and give the median of what treatments differ by."""
    for variable, of in RANKED.items():
        keys = {**work.at, "kind": Kind.RANK_TEST, "variable": variable}
        with collector.attempt(keys):
            test = rank_test(pairs, of, work.rounding)
            collector.add({**keys, **{name: test[name] for name in ("n", "statistic", "p_value")}})
    keys = {**work.at, "kind": Kind.SHIFT, **compared(work)}
    with collector.attempt(keys):
        shift = median_difference(pairs, work.level, work.rounding)
        numbers = work.told({name: value for name, value in shift.items() if name != "exact"})
        collector.add({**keys, "n": size(pairs), **work.of_ratio, **numbers})


def compared(work: Work) -> Row:
    """Name the two treatments."""
    return pairs_of(work.inputs, every=False)[0]


def size(pairs: Pairs) -> int:
    """Count the subjects with both periods."""
    return len(pairs.active_first) + len(pairs.reference_first)
