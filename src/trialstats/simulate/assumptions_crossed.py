"""What a design assumes of a crossover trial, told in the paragraph of a protocol: sequences, periods, carry-over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trialstats.methods.crossover.options import CrossoverModel
from trialstats.simulate.names import Names
from trialstats.simulate.outcome import Assumed
from trialstats.simulate.world import World
from trialstats.trialfile.parts.design.outcome import Expected, Spread

__all__ = ["NOTHING_CARRIED", "STAYS", "crossover_assumptions", "randomised_to"]

NOTHING_CARRIED = "with nothing carried over"
STAYS = (
    "without effect and at margins, what is said of treatments is of their own period, and what is carried over stays"
)


def randomised_to(world: World) -> str:
    """Say what subjects of a crossover trial are randomised to; nothing of parallel groups."""
    if world.periods is None:
        return ""
    count, length = world.periods.given.shape
    return f" to {count} {'sequences' if count > 1 else 'sequence'} of {length} periods"


def crossover_assumptions(names: Names, analyses: Sequence[str]) -> Iterator[str]:
    """Tell what is assumed of sequences, of what varies within and between subjects, and of what is carried over."""
    trial, world = names.trial, names.world
    if world.periods is None or trial.design is None:
        return
    treatments = world.periods.treatments
    orders = [", then ".join(treatments[place] for place in own) for own in world.periods.given]
    told = "; ".join(f"{arm}: {order}" for arm, order in zip(world.arms, orders, strict=True))
    yield f"Treatments by period: {told}."
    for paramcd, expected in trial.design.outcomes.items():
        one = world.outcomes[paramcd]
        parts = [*components(names, one, expected), *period_effects(names, one, expected)]
        parts += carried(names, one, expected)
        if parts:
            yield f"{names.outcome(paramcd)}: {'; '.join(parts)}."
    if not world.carries_over:
        yield "Nothing is carried over from one period to the next: the washout is assumed to be long enough."
        return
    models = [trial.complete(name) for name in analyses]
    with_it = [one.carry_over for one in models if isinstance(one, CrossoverModel)]
    yield f"The model of the analysis {'has' if all(with_it) else 'does not have'} terms for what is carried over."


def components(names: Names, one: Assumed, expected: Expected) -> Iterator[str]:
    """Say how values vary, where that is said by what varies within and between subjects."""
    within, between = expected.within_subjects, expected.between_subjects
    if within is not None and between is not None:
        yield f"{spread(names, one, within)} within and {spread(names, one, between)} between subjects"
    if expected.within_period:
        yield f"what varies within subjects has a correlation of {expected.within_period:g} within a period"


def spread(names: Names, one: Assumed, given: Spread) -> str:
    """Say a standard deviation, or a CV as it is declared."""
    if given.sd is None:
        return f"CV {given.cv:g}%"
    return f"SD of logarithms {given.sd:g}" if one.logged else f"SD {names.amount(one, given.sd)}"


def period_effects(names: Names, one: Assumed, expected: Expected) -> Iterator[str]:
    """Say what later periods add to every value, or multiply it by."""
    for period, value in sorted(expected.period_effect.items()):
        does = f"multiplies every value by {value:g}" if one.logged else f"adds {names.amount(one, value)}"
        yield f"period {period} {does}"


def carried(names: Names, one: Assumed, expected: Expected) -> Iterator[str]:
    """Say what treatments still add, or multiply by, in the period after their own."""
    for arm, course in expected.carry_over.items():
        by_visit = course.items() if isinstance(course, Mapping) else [("", course)]
        amounts = [(f"{value:g}" if one.logged else names.amount(one, value), visit) for visit, value in by_visit]
        told = ", ".join(f"{amount} ({visit})" if visit else amount for amount, visit in amounts)
        does = "multiplies by" if one.logged else "adds"
        yield f"in the period after its own, {arm} still {does} {told} (carry-over)"
